// An arrival that moves by more than three minutes is news: it is told once, with a sound, until somebody has seen it.
// Before the unit departs with the patient its arrival is an estimate, and an estimate that moves is no news.
// A crew that waits at the door for 15 and for 30 minutes is one, too, for as long as it waits.

import {computed, effect, signal} from '@preact/signals';
import {chime} from '../alarm.js';
import {Button, Icon, html} from '../parts.js';
import {complaintOf, t} from '../say.js';
import {hour, since, span} from '../time.js';
import {detourSentence} from '../traffic.js';
import {coming, requestOf} from './state.js';

const MOVED_S = 180;
const known = signal(new Map());  // request id → the arrival somebody has seen

/** Patients whose arrival is not what was known: [{patient, was, by}], `by` in minutes, later above 0. */
const moved = computed(() => coming.value.flatMap(patient => {
  const was = known.value.get(patient.request_id);
  const by = was && patient.eta ? (Date.parse(patient.eta) - Date.parse(was)) / 1000 : 0;
  return Math.abs(by) > MOVED_S ? [{patient, was, by: Math.round(by / 60)}] : [];
}));

const see = patient => { known.value = new Map(known.peek()).set(patient.request_id, patient.eta); };

effect(() => {
  const fresh = coming.value.filter(p => p.eta && !p.eta_estimated && !known.peek().has(p.request_id));
  if (fresh.length) known.value = new Map([...known.peek(), ...fresh.map(p => [p.request_id, p.eta])]);
});
/** 0, 1 from 15 and 2 from 30 minutes at the door on: the limits of dispatch/legs.py. */
export const doorLevel = waited => waited >= 30 * 60 ? 2 : waited >= 15 * 60 ? 1 : 0;
/** Crews that have waited long at the door: [{patient, waited, level}]. */
const held = computed(() => coming.value.map(patient => ({patient, waited: since(requestOf(patient)?.arrived_at) ?? 0})).map(one => ({...one, level: doorLevel(one.waited)})).filter(one => one.level > 0));

/** A sound when there is more of it than before, and only then. */
const chimeAtMore = count => {
  let before = 0;
  effect(() => {
    const now = count();
    if (now > before) chime();
    before = now;
  });
};
chimeAtMore(() => moved.value.length);
chimeAtMore(() => held.value.reduce((sum, one) => sum + one.level, 0));

const Held = () => held.value.map(({patient: p, waited, level}) => html`<div class=${`notice moved ${level > 1 ? 'bad' : 'warn'}`} role="alert" key=${p.request_id}><${Icon} name=${level > 1 ? 'octagon-alert' : 'timer'}/>
  <div class="grow"><b>${t(level > 1 ? 'receiving.held_30' : 'receiving.held_15')}</b><p>${complaintOf(p.incident)} <span class="num">${p.incident.number}</span></p></div><b class="num">${span(waited)}</b></div>`);

const Moved = () => moved.value.map(({patient: p, was, by}) => html`<div class="notice warn moved" role="alert" key=${p.request_id}><${Icon} name="timer"/>
  <div class="grow"><b>${t(by > 0 ? 'receiving.later' : 'receiving.earlier', {n: Math.abs(by)})}</b><p>${complaintOf(p.incident)} <span class="num">${p.incident.number}</span> · <span class="num">${hour(was)} → ${hour(p.eta)}</span></p>${p.detour && html`<p class="detour"><${Icon} name="route"/>${detourSentence(p.detour)}</p>`}</div>
  <${Button} icon="check" onClick=${() => see(p)}>${t('receiving.seen')}<//></div>`);

export const Delays = () => html`<${Held}/><${Moved}/>`;
