// The patient: who it is and how it is. Numbers by big − and + keys, starting from the last set or from a usual value.

import {effect, signal} from '@preact/signals';
import {Button, Choices, Icon, Stepper, html} from '../parts.js';
import {codes, t, word} from '../say.js';
import {Levels} from '../scores.js';
import {since, span} from '../time.js';
import {SIGNS, judge, newestSigns} from '../signs.js';
import {outlive} from './drafts.js';
import {Unsent} from './mark.js';
import {send} from './outbox.js';
import {drafted, job} from './state.js';

const AVPU = ['A', 'C', 'V', 'P', 'U'];
const OXYGEN = [[false, 'sign.room_air'], [true, 'sign.oxygen']];
const draft = signal({});   // what has been set since the last save
const owner = signal(null); // the job the draft belongs to
outlive('vitals', {draft}, owner);
effect(() => { drafted.value = owner.value === job.value?.id ? Object.keys(draft.value).length : 0; });
const mine = () => {
  if (owner.peek() !== job.value.id) { owner.value = job.value.id; draft.value = {}; }
  return draft.value;
};

let saving = false;
/** What was set stays set until it lies on the device. */
async function save() {
  const taken = mine();
  if (saving || !Object.keys(taken).length) return;
  saving = true;
  try {
    await send(`/api/v1/incidents/${job.peek().incident_id}/vitals`, 'POST', {...taken, device_at: new Date().toISOString()}, {said: t('crew.vitals_sent')});
    draft.value = Object.fromEntries(Object.entries(draft.peek()).filter(([sign, value]) => value !== taken[sign]));
  } finally {
    saving = false;
  }
}

const Sign = ({sign, newest}) => {
  const set = mine()[sign], value = set ?? newest[sign]?.value ?? null, {unit, ...range} = SIGNS[sign];
  return html`<li class=${`card sign ${judge(sign, value)}`} data-set=${set !== undefined}><span class="name">${t(`sign.${sign}`)}<small>${unit}${newest[sign] ? ` · ${span(since(newest[sign].at))}${newest[sign].device ? ` · ${t('crew.by_monitor')}` : ''}` : ''}${newest[sign]?.unsent && html` <${Unsent}/>`}</small></span>
    <${Stepper} typed label=${t(`sign.${sign}`)} value=${value} ...${range} set=${next => { draft.value = {...draft.peek(), [sign]: next}; }}/></li>`;
};

export const Vitals = () => {
  const newest = newestSigns(job.value.vitals), set = mine();
  return html`<section class="vitals" aria-label=${t('crew.vitals')}><h2>${t('crew.vitals')}</h2><ul>${Object.keys(SIGNS).map(sign => html`<${Sign} key=${sign} sign=${sign} newest=${newest}/>`)}</ul>
    <${Choices} name="avpu" legend=${t('sign.avpu')} value=${set.avpu ?? newest.avpu?.value} pick=${avpu => { draft.value = {...draft.peek(), avpu}; }} options=${AVPU.map(one => [one, word('avpu', one)])}/>
    <${Choices} name="oxygen" legend=${t('sign.breathes')} value=${set.oxygen ?? newest.oxygen?.value} pick=${oxygen => { draft.value = {...draft.peek(), oxygen}; }} options=${OXYGEN.map(([one, words]) => [one, t(words)])}/></section>`;
};

/** Stands above the tabs while something is set, so that nobody has to look for it below eleven rows of numbers. */
export const SendVitals = () => drafted.value > 0 && html`<${Button} kind="wide send" icon="heart-pulse" onClick=${save}>${t('crew.send_vitals', {n: drafted.value})}</${Button}>`;

const describe = change => send(`/api/v1/incidents/${job.peek().incident_id}/patient`, 'PATCH', change, {said: t('common.saved')});
const age = signal({job: null, value: ''});  // what is being typed, and for whom
const typedAge = () => age.value.job === job.value.id ? age.value.value : String(job.value.patient?.age_years ?? '');
const easing = signal(null);  // {job, acuity}: a level less urgent than before, which has to say why
const judge5 = acuity => {
  const before = job.peek().patient?.acuity;
  easing.value = before != null && acuity > before ? {job: job.peek().id, acuity} : null;
  if (!easing.peek()) describe({acuity});
};
async function ease(reason) {
  const {acuity} = easing.peek();
  easing.value = null;
  await describe({acuity, reason});
}
/** Raising is one tap; easing asks for the reason before anything is sent. */
const Acuity = ({patient}) => {
  const asked = easing.value?.job === job.value.id ? easing.value.acuity : null;
  return html`<${Choices} name="acuity" legend=${t('crew.acuity')} value=${asked ?? patient.acuity} pick=${judge5} options=${[1, 2, 3, 4, 5].map(n => [n, html`<span title=${t(`acuity.${n}`)}>${n}</span>`])}/>
    ${(asked ?? patient.acuity) && html`<p class="dim">${t(`acuity.${asked ?? patient.acuity}`)}</p>`}
    ${asked && html`<${Choices} name="acuity-reason" legend=${t('score.why_easier')} pick=${ease} options=${codes('change').map(code => [code, word('change', code)])}/>`}
    ${patient.acuity && !asked && html`<${Button} kind="small" icon="check" onClick=${() => describe({acuity: patient.acuity})}>${t('score.still', {n: patient.acuity})}<//>`}<${Levels} scores=${job.value.scores}/>`;
};
export const Patient = () => {
  const patient = job.value.patient ?? {};
  return html`<section class="card pad stack" aria-label=${t('desk.patient')}><h2>${t('desk.patient')}</h2>
    <${Acuity} patient=${patient}/>
    <div class="row wrap"><${Choices} name="sex" legend=${t('call.sex')} value=${patient.sex} pick=${sex => describe({sex})} options=${[['female', t('sex.female')], ['male', t('sex.male')]]}/>
    <form class="field" onSubmit=${event => { event.preventDefault(); if (typedAge() !== '') describe({age_years: Number(typedAge())}); }}><label class="label" for="age">${t('call.age')}</label>
      <div class="row"><input class="input age" id="age" type="number" inputmode="numeric" min="0" max="130" placeholder="–" value=${typedAge()} onInput=${event => { age.value = {job: job.peek().id, value: event.target.value}; }}/><button class="button" aria-label=${t('common.save')}><${Icon} name="check"/></button></div></form></div>
    <${Choices} name="spo2-scale" legend=${t('score.spo2_scale')} value=${job.value.scores.spo2_scale} pick=${spo2_scale => describe({spo2_scale})} options=${[1, 2].map(n => [n, t(`score.spo2_scale_${n}`)])}/></section>`;
};
