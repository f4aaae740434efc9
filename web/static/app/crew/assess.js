// Tapping a score: short lists, one answer a row, and the triage of casualties one question at a time. What was not looked at
// stays open.

import {signal} from '@preact/signals';
import {Button, Choices, Icon, html, useEffect} from '../parts.js';
import {t, word} from '../say.js';
import {Assessed} from '../scores.js';
import {outlive} from './drafts.js';
import {send} from './outbox.js';
import {remembered} from './kept.js';
import {job} from './state.js';

const ORDER = ['cpss', 'lams', 'race', 'field_triage', 'gcs', 'start', 'jumpstart', 'salt', 'apgar'];
const sheets = signal(null);
const scale = signal(null), tapped = signal({}), tag = signal(''), owner = signal(null);
outlive('score', {scale, tapped, tag}, owner);

const begin = one => { scale.value = one; tapped.value = {}; tag.value = ''; owner.value = job.peek().id; };
const put = (name, found) => { tapped.value = {...tapped.peek(), [name]: found}; };
let saving = false;
async function save() {
  if (saving) return;
  const about = {scale: scale.peek(), findings: tapped.peek(), tag: tag.peek().trim() || null, device_at: new Date().toISOString()};
  saving = true;
  await send(`/api/v1/incidents/${job.peek().incident_id}/assessments`, 'POST', about, {said: t('score.saved')}).finally(() => { saving = false; });
  begin(null);
}

const answer = (item, option) => option === true ? t('tri.yes') : option === false ? t('tri.no') : option === 'NT' ? t('score.not_testable') : html`<span><b class="num">${option}</b> ${t(`answer.${scale.value}.${item}.${option}`)}</span>`;
const Item = ({item}) => html`<${Choices} name=${`item-${item.name}`} legend=${t(`item.${scale.value}.${item.name}`)} value=${tapped.value[item.name]} pick=${found => put(item.name, found)} options=${item.options.map(option => [option, answer(item.name, option)])}/>`;

/** What of the injury guideline is there; a group that was looked through can be said to have nothing else. */
const Criteria = ({items}) => [...new Set(items.map(one => one.group))].map(group => html`<fieldset class="field" key=${group}><legend>${t(`criteria.${group}`)}</legend>
  <ul class="criteria">${items.filter(one => one.group === group).map(({name}) => html`<li key=${name}><label class="choice"><input type="checkbox" checked=${tapped.value[name] === true} onChange=${event => put(name, event.target.checked ? true : null)}/>
    <${Icon} name=${tapped.value[name] === true ? 'check' : tapped.value[name] === false ? 'minus' : 'circle-help'}/><span>${t(`item.field_triage.${name}`)}</span></label></li>`)}</ul>
  <${Button} kind="small" onClick=${() => { for (const {name, group: its} of items) if (its === group && tapped.peek()[name] == null) put(name, false); }}>${t('score.nothing_else')}<//></fieldset>`);

const path = tree => {
  const asked = [];
  let at = tree;
  while (typeof at === 'object' && tapped.value[at.ask] != null) { asked.push(at.ask); at = tapped.value[at.ask] ? at.yes : at.no; }
  return [asked, at];
};
/** One question at a time; the answered ones stay above and can be taken back. */
const Questions = ({tree}) => {
  const [asked, at] = path(tree);
  return html`<ol class="asked-so-far">${asked.map((name, i) => html`<li class="row" key=${name}><span class="grow">${t(`item.${scale.value}.${name}`)}</span><b>${t(tapped.value[name] ? 'tri.yes' : 'tri.no')}</b>
      <${Button} kind="bare small" icon="undo-2" aria-label=${t('score.answer_again')} onClick=${() => { tapped.value = Object.fromEntries(asked.slice(0, i).map(one => [one, tapped.peek()[one]])); }}/></li>`)}</ol>
    ${typeof at === 'object' ? html`<div class="question" role="group" aria-label=${t(`item.${scale.value}.${at.ask}`)}><b>${t(`item.${scale.value}.${at.ask}`)}</b><div class="row"><${Button} kind="wide" onClick=${() => put(at.ask, true)}>${t('tri.yes')}<//><${Button} kind="wide" onClick=${() => put(at.ask, false)}>${t('tri.no')}<//></div></div>`
      : html`<p class="leads-to">${t('score.leads_to')} <b>${t(`band.${scale.value}.${at}`)}</b></p>`}
    <label class="field"><span class="label">${t('score.tag_number')}</span><input class="input num" maxlength="24" autocomplete="off" value=${tag.value} onInput=${event => { tag.value = event.target.value; }}/></label>`;
};

const Sheet = () => {
  const {items, tree} = sheets.value[scale.value], some = Object.values(tapped.value).some(one => one != null);
  return html`<div class="sheet stack"><div class="row"><h3 class="grow">${word('scale', scale.value)}</h3><${Button} kind="bare" icon="x" aria-label=${t('common.close')} onClick=${() => begin(null)}/></div>
    ${tree ? html`<${Questions} tree=${tree}/>` : items[0].group ? html`<${Criteria} items=${items}/>` : items.map(item => html`<${Item} key=${item.name} item=${item}/>`)}
    <${Button} kind="main wide" icon="check" disabled=${!some} onClick=${save}>${t('score.save')}<//></div>`;
};

export const Assess = () => {
  useEffect(() => { if (!sheets.peek()) remembered('/api/v1/scores', told => { sheets.value = told; }); }, []);
  const chosen = scale.value && owner.value === job.value.id && sheets.value;
  return html`<section class="card pad stack assess" aria-label=${t('score.assess')}><h2>${t('score.assess')}</h2>
    ${chosen ? html`<${Sheet}/>` : html`<div class="scales">${ORDER.map(one => html`<${Button} key=${one} disabled=${!sheets.value} onClick=${() => begin(one)}>${word('scale', one)}<//>`)}</div>`}
    <${Assessed} scores=${job.value.scores} decide/></section>`;
};
