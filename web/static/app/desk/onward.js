// Where the patient goes on to: an onward transfer, begun with one key when a hospital only stabilises; and the escape,
// a hospital that is not in the system.

import {post} from '../api.js';
import {Button, Icon, html} from '../parts.js';
import {attempt, toast} from '../page.js';
import {named, t} from '../say.js';
import {hospitalName} from './choices.js';
import {choose, current, detail, refresh} from './state.js';

/** R: looks for the next hospital, from the one that stabilises. */
export async function beginTransfer() {
  const incident = current.peek();
  if (!incident?.onward_opened_at || incident.onward_id) return;
  const answer = await attempt(() => post(`/api/v1/incidents/${incident.id}/transfer`));
  if (answer) toast(t('onward.begun', {n: answer.requests.length}));
  await refresh();
}

const Open = ({incident: i}) => html`<div class="stack"><p class="row"><${Icon} name="triangle-alert"/><span class="grow">${t('onward.open', {hospital: hospitalName(i.hospital_id)})}</span></p>
  <${Button} kind="main wide" icon="hospital" keys="R" onClick=${beginTransfer}>${t('onward.begin')}<//></div>`;
const Begun = ({incident: i, onward}) => html`<div class="row wrap"><b class="num">${t('onward.number', {number: onward?.number ?? ''})}</b><span class="grow">${onward?.hospital ? t('onward.found', {hospital: named(onward.hospital)}) : t('onward.searching')}</span>
  <${Button} kind="small" onClick=${() => choose(i.onward_id)}>${t('onward.show')}<//></div>`;
const Came = ({incident: i}) => html`<div class="row wrap"><span class="grow">${t('onward.of', {hospital: hospitalName(i.transfer_from)})}</span>
  <${Button} kind="small" onClick=${() => choose(i.transfer_of)}>${t('onward.first')}<//></div>`;

export const Onward = ({incident: i}) => (i.onward_opened_at || i.transfer_of) && html`<section class="section" aria-label=${t('onward.title')}><h3>${t('onward.title')}</h3>
  ${i.transfer_of && html`<${Came} incident=${i}/>`}${i.onward_id ? html`<${Begun} incident=${i} onward=${detail.value?.onward}/>` : i.onward_opened_at && html`<${Open} incident=${i}/>`}</section>`;

async function goOutside(event, incident) {
  event.preventDefault();
  const form = event.target, name = new FormData(form).get('hospital').trim();
  if (!name) return;
  const answer = await attempt(() => post(`/api/v1/incidents/${incident.id}/outside`, {name}));
  if (answer) toast(t(answer.asked ? 'outside.ours' : 'outside.done', {hospital: name}));
  form.reset();
  await refresh();
}
export const Outside = ({incident}) => html`<details class="folded"><summary>${t('outside.title')}</summary><form class="row" onSubmit=${event => goOutside(event, incident)}>
  <input class="input grow" name="hospital" maxlength="120" autocomplete="off" required aria-label=${t('outside.name')} placeholder=${t('outside.name')}/><button class="button">${t('outside.go')}</button></form></details>`;
