// An arrival that moves by more than three minutes is news: it is told once, with a sound, until somebody has seen it.
// Before the unit departs with the patient its arrival is an estimate, and an estimate that moves is no news.

import {computed, effect, signal} from '@preact/signals';
import {chime} from '../alarm.js';
import {Button, Icon, html} from '../parts.js';
import {complaintOf, t} from '../say.js';
import {hour} from '../time.js';
import {coming} from './state.js';

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
let told = 0;
effect(() => {
  if (moved.value.length > told) chime();
  told = moved.value.length;
});

export const Delays = () => moved.value.map(({patient: p, was, by}) => html`<div class="notice warn moved" role="alert" key=${p.request_id}><${Icon} name="timer"/>
  <div class="grow"><b>${t(by > 0 ? 'receiving.later' : 'receiving.earlier', {n: Math.abs(by)})}</b><p>${complaintOf(p.incident)} <span class="num">${p.incident.number}</span> · <span class="num">${hour(was)} → ${hour(p.eta)}</span></p></div>
  <${Button} icon="check" onClick=${() => see(p)}>${t('receiving.seen')}<//></div>`);
