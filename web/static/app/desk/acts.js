// What a dispatcher does. Dispatch waits three seconds, in which Escape takes it back and a second press sends at once.

import {signal} from '@preact/signals';
import {patch, post} from '../api.js';
import {attempt, toast} from '../page.js';
import {named, t} from '../say.js';
import {current, plan, refresh, unitPick, units} from './state.js';

const UNDO_MS = 3000;
export const leaving = signal(null);  // {incident, unit, send, cancel}: a dispatch in its undo window
export const asking = signal(null);   // {job, unit}: sent, and not rank 1; the reason is asked now

/** The unit in the panel's list that the number keys have picked. */
export const picked = () => {
  const on = (current.peek()?.assignments ?? []).filter(job => job.open).map(job => job.unit_id);
  return plan.peek()?.units.options.filter(o => !on.includes(o.unit_id))[unitPick.peek()] ?? null;
};
export const callsign = id => named(units.peek().get(id)?.callsign ?? id);

/** D: sends the picked unit, or the whole plan when rank 1 is picked and nobody is on the way yet. */
export function dispatch() {
  if (leaving.peek()) return leaving.peek().send();
  const incident = current.peek(), option = picked();
  if (!incident || !option) return undefined;
  const whole = unitPick.peek() === 0 && !incident.assignments.some(job => job.open);
  const timer = setTimeout(() => send(), UNDO_MS);
  const cancel = () => { clearTimeout(timer); leaving.value = null; };
  const send = () => {
    cancel();
    return whole ? sendPlan(incident) : sendUnit(incident, option.unit_id, option.unit_id !== plan.peek().units.options[0].unit_id && !incident.assignments.length);
  };
  leaving.value = {incident, unit: option.unit_id, whole, send, cancel};
  return undefined;
}

async function sendPlan(incident) {
  const answer = await attempt(() => post(`/api/v1/incidents/${incident.id}/send`));
  if (!answer) return refresh();
  if (answer.assignment_ids.length) toast(t('desk.sent', {number: incident.number}));
  for (const code of answer.unfilled) toast(t(`unfilled.${code}`), {bad: true});
  return refresh();
}

export async function sendUnit(incident, unitId, override = false, queue = false) {
  const answer = await attempt(() => post(`/api/v1/incidents/${incident.id}/assignments`, {unit_id: unitId, queue}));
  if (answer) {
    toast(t('desk.sent_unit', {unit: callsign(unitId), number: incident.number}));
    if (override) asking.value = {job: answer.assignment_id, unit: unitId};
  }
  return refresh();
}

export const explain = (job, reason) => {
  asking.value = null;
  return attempt(() => post(`/api/v1/assignments/${job}/override`, {reason}));
};
export const standDown = (job, reason) => attempt(() => post(`/api/v1/assignments/${job}/cancel`, {reason}), t('desk.stood_down')).then(refresh);
export const divert = (job, incident) => attempt(() => post(`/api/v1/assignments/${job}/divert`, {incident_id: incident}), t('desk.diverted')).then(refresh);
export const step = (job, action) => attempt(() => post(`/api/v1/assignments/${job}/steps`, {action})).then(refresh);

export const askHospitals = (incident, ids = []) =>
  attempt(() => post(`/api/v1/incidents/${incident.id}/requests`, {hospital_ids: ids})).then(answer => {
    if (answer) toast(answer.requests.length ? t('desk.asked', {n: answer.requests.length}) : t('desk.asked_nobody'));
    return refresh();
  });
export const confirmHospital = request => attempt(() => post(`/api/v1/requests/${request}/confirm`), t('desk.confirmed')).then(refresh);
export const phoneAnswer = (request, answer) => attempt(() => post(`/api/v1/requests/${request}/phone-answer`, answer), t('common.saved')).then(refresh);

export const decideAgain = incident => attempt(() => post(`/api/v1/incidents/${incident.id}/decision`), t('desk.decided')).then(refresh);
export const answerGate = (incident, gate) => attempt(() => post(`/api/v1/incidents/${incident.id}/gate`, gate)).then(refresh);
export const applyLocation = (incident, place) => attempt(() => post(`/api/v1/incidents/${incident.id}/location`, place), t('desk.location_applied')).then(refresh);
export const describe = (incident, patient) => attempt(() => patch(`/api/v1/incidents/${incident.id}/patient`, patient), t('common.saved')).then(refresh);
export const note = (incident, text) => attempt(() => post(`/api/v1/incidents/${incident.id}/notes`, {text})).then(refresh);
export const end = (incident, how, reason) => attempt(() => post(`/api/v1/incidents/${incident.id}/${how}`, {reason})).then(refresh);
export const merge = (incident, into) => attempt(() => post(`/api/v1/incidents/${incident.id}/merge`, {into})).then(refresh);
export const unmerge = incident => attempt(() => post(`/api/v1/incidents/${incident.id}/unmerge`)).then(refresh);
export const cancelSortie = (sortie, reason) => attempt(() => post(`/api/v1/sorties/${sortie.id}/steps`, {action: 'cancel', reason})).then(refresh);

export const acknowledge = group => Promise.all(group.map(alert => attempt(() => post(`/api/v1/alerts/${alert.id}/acknowledge`))));
export const shelve = (alert, reason, lasts) => attempt(() => post(`/api/v1/alerts/${alert.id}/shelve`, {reason, minutes: lasts}));
export const unshelve = alert => attempt(() => post(`/api/v1/alerts/${alert.id}/unshelve`));
export const simulate = (on, speed) => attempt(() => post('/api/v1/simulation', {on, speed}));
