// A run that ends without transport, in taps: how it ends, why, and for who stays by own wish what was understood, told,
// advised and signed. What speaks against it stands above the key that ends it, and never in its way.

import {signal} from '@preact/signals';
import {post} from '../api.js';
import {Button, Choices, Icon, html} from '../parts.js';
import {attempt} from '../page.js';
import {codes, t, word} from '../say.js';
import {Signature, isSigned} from './signature.js';
import {outlive} from './drafts.js';
import {sendSaying} from './outbox.js';
import {job} from './state.js';
import {turnTo} from './tabs.js';

const ENDS = {refusal: 'refusal', treated: 'treat_only', lift_assist: 'treat_only', police: 'treat_only', dead: 'treat_only', gone: 'no_patient', cancelled: 'cancel'};
const ALIVE = ['refusal', 'treated', 'lift_assist', 'police'];
const WHYS = {
  refusal: ['feels_better', 'own_transport', 'other_hospital', 'family_wish', 'drunk', 'other'], treated: ['treated_enough', 'no_need', 'clinic', 'other'],
  lift_assist: ['fall_unhurt', 'moved', 'other'], police: ['protection', 'drunk', 'custody', 'other'], dead: ['obvious', 'stopped', 'wish_on_record'],
  gone: ['left', 'not_found', 'taken_by_others', 'false_alarm', 'other'], cancelled: ['called_off', 'other_unit', 'false_alarm', 'other'],
};
const said = signal({}), owner = signal(null), sending = signal(false), looked = signal(null);
outlive('leaving', {said}, owner);
const mine = () => owner.value === job.value.id ? said.value : {};
const say = change => { said.value = {...(owner.peek() === job.peek().id ? said.peek() : {}), ...change}; owner.value = job.peek().id; };
const begin = outcome => { said.value = outcome ? {outcome, counsel: []} : {}; owner.value = job.peek().id; };

/** What has to be said yet, in the order in which it is asked. */
function missing(one) {
  const refusal = one.outcome === 'refusal', signed = isSigned(one.signature) || one.unsigned;
  return [['why', !one.why], ['who', refusal && !one.who], ['capacity', refusal && !one.capacity], ['risks_told', refusal && !one.risks_told], ['witness', refusal && !one.witness],
    ['signature', refusal && !signed], ['no_vitals', refusal && !job.value.leaving.measured && !one.no_vitals]].filter(([, holds]) => holds).map(([name]) => name);
}

async function end() {
  const running = job.peek(), one = mine();
  sending.value = true;
  const body = {...one, signature: isSigned(one.signature) ? one.signature : null, device_at: new Date().toISOString()};
  const done = await sendSaying(`/api/v1/assignments/${running.id}/untransported`, 'POST', body, t('leaving.done'));
  sending.value = false;
  if (!done) return;
  begin(null);
  turnTo('dispatched');
}
async function look() {
  const running = job.peek().id;
  if (await attempt(async () => { await post(`/api/v1/assignments/${running}/second-look`); return true; }, t('leaving.looking'))) looked.value = running;
}

const Ask = ({name, options, words = name}) => html`<${Choices} name=${`leaving-${name}`} legend=${t(`leaving.${name}`)} value=${mine()[name]} pick=${value => say({[name]: value})} options=${options.map(code => [code, word(words, code)])}/>`;
const Tick = ({name, on, set}) => html`<label class="choice tick"><input type="checkbox" checked=${on} onChange=${event => set(event.target.checked)}/><${Icon} name=${on ? 'check' : 'minus'}/><span>${name}</span></label>`;

const Flags = () => {
  const one = mine(), flags = [...job.value.leaving.flags, ...(['unable', 'unclear'].includes(one.capacity) ? ['not_able'] : [])];
  if (!ALIVE.includes(one.outcome) || !flags.length) return null;
  return html`<div class="notice caution" role="status"><${Icon} name="triangle-alert"/><div><b>${t('leaving.caution')}</b><ul>${flags.map(flag => html`<li key=${flag}>${word('leaving_flag', flag)}</li>`)}</ul>
    ${looked.value === job.value.id ? html`<p>${t('leaving.looking')}</p>` : html`<${Button} kind="wide" icon="eye" onClick=${look}>${t('leaving.look')}<//>`}</div></div>`;
};

const Refusal = () => {
  const one = mine(), counsel = one.counsel ?? [];
  return html`<${Ask} name="who" options=${codes('wisher')} words="wisher"/><${Ask} name="capacity" options=${codes('capacity_to_decide')} words="capacity_to_decide"/>
    <fieldset class="field"><legend>${t('leaving.told')}</legend><div class="choices"><${Tick} name=${t('leaving.risks_told')} on=${one.risks_told === true} set=${risks_told => say({risks_told})}/>
      <${Tick} name=${t('leaving.against_advice')} on=${one.against_advice === true} set=${against_advice => say({against_advice})}/></div></fieldset>
    <fieldset class="field"><legend>${t('leaving.counsel')}</legend><div class="choices">${codes('counsel').map(code => html`<${Tick} key=${code} name=${word('counsel', code)} on=${counsel.includes(code)} set=${on => say({counsel: on ? [...counsel, code] : counsel.filter(each => each !== code)})}/>`)}</div></fieldset>
    <${Ask} name="witness" options=${codes('witness')}/>
    ${!job.value.leaving.measured && html`<${Ask} name="no_vitals" options=${codes('no_vitals')}/>`}
    ${!one.unsigned && html`<${Signature} label=${t('leaving.signature')} value=${one.signature} set=${signature => say({signature})}/>`}
    ${!isSigned(one.signature) && html`<${Ask} name="unsigned" options=${codes('unsigned')}/>`}`;
};

const Form = () => {
  const one = mine(), gaps = missing(one);
  return html`<div class="row"><h3 class="grow">${word('outcome', one.outcome)}</h3><${Button} icon="undo-2" onClick=${() => begin(null)}>${t('leaving.back')}<//></div>
    <${Ask} name="why" options=${WHYS[one.outcome]} words="leaving_why"/>${one.outcome === 'refusal' && html`<${Refusal}/>`}
    <label class="field"><span class="label">${t('leaving.text')}</span><input class="input" maxlength="500" autocomplete="off" value=${one.text ?? ''} onInput=${event => say({text: event.target.value || null})}/></label>
    <${Flags}/>${gaps.length > 0 && html`<p class="dim" role="status">${t('leaving.missing', {parts: gaps.map(name => t(`leaving.${name}`)).join(', ')})}</p>`}
    <${Button} kind="main wide" icon="circle-check" disabled=${gaps.length > 0 || sending.value} onClick=${end}>${t('leaving.end')}<//>`;
};

export const Leaving = () => {
  const open = Object.keys(ENDS).filter(outcome => job.value.allowed.includes(ENDS[outcome]) && (outcome === 'cancelled') !== ['on_scene', 'at_patient'].includes(job.value.state));
  if (!open.length) return null;
  return html`<section class="card pad stack leaving-form" aria-labelledby="leaving"><h2 id="leaving">${t('leaving.title')}</h2>
    ${mine().outcome && open.includes(mine().outcome) ? html`<${Form}/>` : html`<div class="choices">${open.map(outcome => html`<${Button} key=${outcome} onClick=${() => begin(outcome)}>${word('outcome', outcome)}<//>`)}</div>`}</section>`;
};
