// Tagging at the scene: the tag's number where there is one, then a colour, or three to four answers, and the next one.

import {signal} from '@preact/signals';
import {COLOURS, Counts, ENDED, Methane, MethaneForm, Tag, person} from '../casualties.js';
import {Button, Choices, Chip, html, useEffect} from '../parts.js';
import {codes, named, t, word} from '../say.js';
import {hour} from '../time.js';
import {outlive} from './drafts.js';
import {remembered} from './kept.js';
import {send} from './outbox.js';
import {job} from './state.js';

const SIEVES = {start: 'START', jumpstart: 'JumpSTART', salt: 'SALT'};  // names, the same in every language
const sheets = signal(null), sieve = signal(null), answers = signal({}), tag = signal('');
const owner = signal(null);  // the job whose casualty is being sorted
outlive('casualty', {sieve, answers, tag}, owner);
const opened = signal(null), declaring = signal(false), last = signal(null);

async function put(sorting) {
  const worn = tag.peek().trim(), body = {...sorting, tag: worn || null, device_at: new Date().toISOString()};
  const kept = send(`/api/v1/incidents/${job.peek().incident_id}/casualties`, 'POST', body);
  answers.value = {};  // the next one's first question is there at once; `send` has this one from here on
  tag.value = '';
  const {answer} = await kept;
  last.value = body.tag ? body : null;
  answer.then(made => { last.value = made; }).catch(() => null);
}
const walk = (tree, given) => {
  let at = tree;
  while (typeof at === 'object' && given[at.ask] != null) at = given[at.ask] ? at.yes : at.no;
  return at;
};
/** An answer; the one that settles the colour tags, and the next casualty's first question is there. */
function say(more) {
  const given = {...answers.peek(), ...more};
  [owner.value, answers.value] = [job.peek().id, given];
  if (typeof walk(sheets.peek()[sieve.peek()].tree, given) === 'string') put({scale: sieve.peek(), findings: given});
}

const question = name => t(`item.${sieve.value}.${name}`);
const Key = ({more, children}) => html`<${Button} kind="wide big" onClick=${() => say(more)}>${children}<//>`;
/** Walking and breathing in one look: whoever does neither is asked no further than the airway. */
const Question = ({tree}) => {
  const at = walk(tree, answers.value);
  if (typeof at === 'string') return null;
  if (at.ask === 'walks') return html`<div class="question" role="group" aria-label=${t('mass.first_look')}><b>${t('mass.first_look')}</b><div class="stack"><${Key} more=${{walks: true}}>${t('mass.walks')}<//><${Key} more=${{walks: false, breathes: true}}>${t('mass.breathes')}<//><${Key} more=${{walks: false, breathes: false}}>${t('mass.breathless')}<//></div></div>`;
  return html`<div class="question" role="group" aria-label=${question(at.ask)}><b>${question(at.ask)}</b><div class="row"><${Key} more=${{[at.ask]: true}}>${t('tri.yes')}<//><${Key} more=${{[at.ask]: false}}>${t('tri.no')}<//></div>
    ${Object.keys(answers.value).length > 0 && html`<${Button} kind="bare small" icon="undo-2" onClick=${() => { answers.value = {}; }}>${t('mass.from_start')}<//>`}</div>`;
};

const Tagging = () => html`<section class="card pad stack tagging" aria-label=${t('mass.tag')}>
  <label class="field"><span class="label">${t('mass.tag_number')}</span><input class="input num" maxlength="24" autocomplete="off" placeholder=${t('mass.tag_auto')} value=${tag.value} onInput=${event => { [owner.value, tag.value] = [job.peek().id, event.target.value]; }}/></label>
  <${Choices} name="sieve" legend=${t('mass.how')} value=${sieve.value} pick=${one => { [owner.value, sieve.value] = [job.peek().id, one]; answers.value = {}; }} options=${[[null, t('mass.by_colour')], ...Object.entries(SIEVES)]}/>
  ${sieve.value ? sheets.value && html`<${Question} tree=${sheets.value[sieve.value].tree}/>` : html`<div class="colour-keys">${COLOURS.map(one => html`<button type="button" key=${one} class="button colour-key" data-colour=${one} onClick=${() => put({colour: one})}><${Tag} colour=${one}/></button>`)}</div>`}
  <p role="status" class="row">${last.value && t('mass.tagged', {tag: last.value.tag})}</p></section>`;

const tell = (casualty, body) => send(`/api/v1/casualties/${casualty.id}`, 'PATCH', body, {lane: casualty.id, said: t('common.saved')});
const rank = one => COLOURS.indexOf(one);
const resort = (casualty, colour, reason = null) => send(`/api/v1/casualties/${casualty.id}/sort`, 'POST', {colour, reason, device_at: new Date().toISOString()}, {lane: casualty.id, said: t('common.saved')});
const lower = signal(null);  // {id, colour}: a less urgent colour waits for its reason
const pick = (casualty, colour) => {
  if (colour === casualty.colour) return;
  if (rank(colour) > rank(casualty.colour)) lower.value = {id: casualty.id, colour};
  else resort(casualty, colour);
};
const finish = (casualty, action, reason = null) => send(`/api/v1/casualties/${casualty.id}/end`, 'POST', {action, reason}, {lane: casualty.id, said: t('common.saved')});

const Details = ({casualty: c}) => html`<div class="stack">
  <div class="colour-keys small">${COLOURS.map(one => html`<button type="button" key=${one} class="button colour-key" data-colour=${one} aria-pressed=${c.colour === one} onClick=${() => pick(c, one)}><${Tag} colour=${one}/></button>`)}</div>
  ${lower.value?.id === c.id && html`<div role="group" aria-label=${t('mass.why_lower')}><h3>${t('mass.why_lower')}</h3><div class="choices">${codes('resort').map(code => html`<${Button} key=${code} onClick=${() => { resort(c, lower.peek().colour, code); lower.value = null; }}>${word('resort', code)}<//>`)}</div></div>`}
  <${Choices} name=${`age-${c.id}`} legend=${t('mass.age')} value=${c.age_band} pick=${age_band => tell(c, {age_band})} options=${['infant', 'child', 'adult', 'older'].map(one => [one, word('age_band', one)])}/>
  <${Choices} name=${`sex-${c.id}`} legend=${t('mass.sex')} value=${c.sex} pick=${sex => tell(c, {sex})} options=${['female', 'male'].map(one => [one, word('sex', one)])}/>
  <div class="choices" role="group" aria-label=${t('mass.needs')}>${['burns', 'trauma', 'paediatric'].map(one => html`<${Button} key=${one} aria-pressed=${c.needs.includes(one)} onClick=${() => tell(c, {needs: c.needs.includes(one) ? c.needs.filter(n => n !== one) : [...c.needs, one]})}>${word('capability', one)}<//>`)}</div>
  ${['place', 'note'].map(one => html`<label class="field" key=${one}><span class="label">${t(`mass.${one}`)}</span><input class="input" maxlength=${one === 'place' ? 80 : 200} value=${c[one] ?? ''} onChange=${event => tell(c, {[one]: event.target.value.trim()})}/></label>`)}
  <div class="row wrap">${['release', 'refuse', 'die', 'reopen'].filter(one => c.allowed.includes(one)).map(one => html`<${Button} key=${one} kind="small" onClick=${() => finish(c, one, one === 'reopen' ? 'mistake' : null)}>${word('casualty_do', one)}<//>`)}</div></div>`;

const Row = ({casualty: c}) => html`<li class="casualty" data-ended=${ENDED.includes(c.state)}><button type="button" class="row wrap" aria-expanded=${opened.value === c.id} onClick=${() => { opened.value = opened.peek() === c.id ? null : c.id; }}>
  <b class="num">${c.tag}</b><${Tag} colour=${c.colour}/><span class="grow">${[person(c), c.place].filter(one => one && one !== '–').join(' · ')}</span><${Chip}>${word('casualty', c.state)}<//>
  ${c.hospital && html`<small class="wide">${named(c.hospital)}${c.callsign ? ` · ${named(c.callsign)}` : ''}${c.eta ? ` · ${hour(c.eta)}` : ''}</small>`}</button>${opened.value === c.id && html`<${Details} casualty=${c}/>`}</li>`;

const declare = async report => {
  declaring.value = false;
  await send(`/api/v1/incidents/${job.peek().incident_id}/mass`, 'POST', report, {said: t('mass.declared')});
};
const Declare = () => {
  const mass = job.value.mass;
  if (declaring.value) return html`<section class="card pad"><${MethaneForm} report=${mass?.report} send=${declare} back=${() => { declaring.value = false; }}/></section>`;
  return html`<section class="card pad"><${Button} kind="wide" icon="users" onClick=${() => { declaring.value = true; }}>${t(mass && !mass.ended_at ? 'mass.change' : 'mass.declare')}<//></section>`;
};
/** Before anybody declared it: a key among the rest. */
export const DeclareMass = () => !job.value.mass && html`<${Declare}/>`;

export const Mass = () => {
  useEffect(() => { if (!sheets.peek()) remembered('/api/v1/scores', told => { sheets.value = told; }); }, []);
  const mass = job.value.mass;
  return html`<section class="card pad"><${Counts} counts=${mass.counts}/></section>${!mass.ended_at && html`<${Tagging}/>`}
    ${mass.casualties.length > 0 && html`<section class="card pad"><h2>${t('mass.casualties')} <span class="num">${mass.total}</span></h2><ul class="casualties">${[...mass.casualties].reverse().map(one => html`<${Row} key=${one.id} casualty=${one}/>`)}</ul></section>`}
    <section class="card pad"><h2>${t('mass.report')}</h2><${Methane} mass=${mass}/></section><${Declare}/>`;
};
