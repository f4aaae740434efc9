// What a dispatcher does. Dispatch waits three seconds, in which Escape takes it back and a second press sends at once.

import {signal} from '@preact/signals';
import {patch, post} from '../api.js';
import {askedSentence} from '../ladder.js';
import {attempt, toast} from '../page.js';
import {codes, named, t} from '../say.js';
import {clock} from '../time.js';
import {current, detail, incidents, picked, plan, refresh, units, whole} from './state.js';

const UNDO_MS = 3000;
export const leaving = signal(null);  // {incident, words, send, cancel}: something in its undo window
export const asking = signal(null);   // {incident, job, unit}: sent, and not rank 1; the reason is asked now
export const ending = signal(null);   // {title, group, act, but, only}: a reason is being chosen before something ends; `but` those that cannot be it
export const reasons = ({group, but = [], only}) => only ?? codes(group).filter(code => !but.includes(code));
export const unsure = signal(null);   // {incident, again}: units would go to a place nobody has verified; asked once
export const clash = signal(null);    // {incident, by, at, part, again}: somebody else has written it meanwhile

/** Acts after three seconds: `send` does it at once, `cancel` takes it back. One thing at a time. */
export function later({incident, words, act}) {
  leaving.peek()?.send();
  const timer = setTimeout(() => send(), UNDO_MS);
  const cancel = () => { clearTimeout(timer); leaving.value = null; };
  const send = () => { cancel(); return act(); };
  leaving.value = {incident, words, send, cancel};
}

export const callsign = id => named(units.peek().get(id)?.callsign ?? id);

/** Whom D sends, by name: the picked unit, or every unit of the plan. */
export const going = () => (whole.value ? plan.value.chosen.map(one => one.unit_id).filter(Boolean) : [picked.value.unit_id]).map(callsign).join(' + ');

/** D: sends the picked unit, or the whole plan when rank 1 is picked and nobody is on the way yet. */
export function dispatch() {
  if (leaving.peek()) return leaving.peek().send();
  if (unsure.peek()?.incident === current.peek()?.id && unsure.peek()) return unsure.peek().again();
  const incident = current.peek(), option = picked.peek();
  if (!incident || !option) return undefined;
  const seen = detail.peek()?.decision_id, all = whole.peek(), act = () => all ? sendPlan(incident, seen) : sendUnit(incident, option.unit_id);
  return later({incident, words: t('desk.dispatch_unit', {unit: going()}), act});
}

/** Asks before units go to an unverified place; whoever agrees has said so for this incident. */
const askOnce = (incident, again) => problem => {
  if (problem.code !== 'unsure') throw problem;
  unsure.value = {incident: incident.id, again: () => { unsure.value = null; return again(); }};
  return null;
};

/** Sends what the decision on the screen chose, whatever has been decided in the three seconds since. */
async function sendPlan(incident, seen, sure = false) {
  const answer = await attempt(() => post(`/api/v1/incidents/${incident.id}/send`, {decision_id: seen, sure}).catch(askOnce(incident, () => sendPlan(incident, seen, true))));
  if (!answer) return refresh();
  if (answer.assignment_ids.length) toast(t('desk.sent', {number: incident.number}));
  for (const code of answer.unfilled) toast(t(`unfilled.${code}`), {bad: true});
  return refresh();
}

/** Sends one unit, whatever its rank; the reason for another than the first is asked afterwards. */
export async function sendUnit(incident, unitId, queue = false, sure = false) {
  const answer = await attempt(() => post(`/api/v1/incidents/${incident.id}/assignments`, {unit_id: unitId, queue, sure}).catch(problem => {
    if (problem.code !== 'taken') return askOnce(incident, () => sendUnit(incident, unitId, queue, true))(problem);
    const {by, at, why} = problem.document;
    toast(t('desk.outrun', {unit: callsign(unitId), by, at: clock(at), number: why}), {bad: true, lasts: 15000});
    return null;
  }));
  if (answer) {
    toast(t('desk.sent_unit', {unit: callsign(unitId), number: incident.number}));
    const jobs = answer.incident.assignments, rank = jobs.find(job => job.id === answer.assignment_id)?.rank;
    if (rank !== 1 && jobs.length === 1) asking.value = {incident: incident.id, job: answer.assignment_id, unit: unitId};
  }
  return refresh();
}

export const explain = (job, reason) => {
  asking.value = null;
  return attempt(() => post(`/api/v1/assignments/${job}/override`, {reason}));
};
export const standDown = (job, reason) => attempt(() => post(`/api/v1/assignments/${job}/cancel`, {reason}), t('desk.stood_down')).then(refresh);
export const divert = (job, incident) => attempt(() => post(`/api/v1/assignments/${job}/divert`, {incident_id: incident}), t('desk.diverted')).then(refresh);
/** Steps typed quickly reach the server in the order they were typed, however slow the line. */
export const step = (job, action) => inTurn(() => attempt(() => post(`/api/v1/assignments/${job}/steps`, {action})).then(refresh));

export const askHospitals = (incident, ids = []) =>
  attempt(() => post(`/api/v1/incidents/${incident.id}/requests`, {hospital_ids: ids})).then(answer => {
    if (answer) toast(askedSentence(answer));
    return refresh();
  });
export const confirmHospital = request => attempt(() => post(`/api/v1/requests/${request}/confirm`), t('desk.confirmed')).then(refresh);
export const phoneAnswer = (request, answer) => attempt(() => post(`/api/v1/requests/${request}/phone-answer`, answer), t('common.saved')).then(refresh);

/** Decides anew; `told` says so. */
export const decideAgain = (incident, told = true) => attempt(() => post(`/api/v1/incidents/${incident.id}/decision`), told && t('desk.decided')).then(refresh);
export const answerGate = (incident, gate) => write(incident, 'gate', gate);
export const answerInterview = (incident, answers) => write(incident, 'interview', {answers});
export const setPriority = (incident, wanted) => write(incident, 'priority', wanted);
export const detailPlace = (incident, parts) => write(incident, 'detail', parts, t('common.saved'));
export const dismissPin = (incident, reason) => attempt(() => post(`/api/v1/incidents/${incident.id}/dismiss-pin`, {reason}), t('where.stops_gone')).then(refresh);
export const applyLocation = (incident, place) => write(incident, 'location', place, t('desk.location_applied'));

/** Writes a part of an incident as it stood on this page. Where somebody else was faster nothing is written, both answers
 *  stand side by side, and a person chooses. True when it was written. One after the other: two quick answers of the
 *  same hand are no clash. */
const write = (...what) => inTurn(() => writeNow(...what));

/** One act of this hand after the other. */
function inTurn(act) {
  const mine = before.then(act);
  before = mine.catch(() => null);
  return mine;
}
let before = Promise.resolve();

async function writeNow(incident, part, body, done) {
  const version = incidents.peek().get(incident.id)?.version;
  const send = seen => post(`/api/v1/incidents/${incident.id}/${part}`, {...body, ...(seen == null ? {} : {version: seen})});
  const written = await attempt(() => send(version).catch(problem => {
    if (problem.code === 'stale') clash.value = {incident: incident.id, ...problem.document, again: () => { clash.value = null; return attempt(() => send(null), done).then(refresh); }};
    throw problem;
  }), done);
  await refresh();
  return written !== undefined;
}
export const describe = (incident, patient) => attempt(() => patch(`/api/v1/incidents/${incident.id}/patient`, patient), t('common.saved')).then(refresh);
export const note = (incident, text) => attempt(() => post(`/api/v1/incidents/${incident.id}/notes`, {text})).then(refresh);
export const end = (incident, how, reason, unended) => attempt(() => post(`/api/v1/incidents/${incident.id}/${how}`, unended ? {reason, unended} : {reason})).then(refresh);
export const merge = (incident, into) => attempt(() => post(`/api/v1/incidents/${incident.id}/merge`, {into})).then(refresh);
export const unmerge = incident => attempt(() => post(`/api/v1/incidents/${incident.id}/unmerge`)).then(refresh);

export const acknowledge = group => Promise.all(group.map(alert => attempt(() => post(`/api/v1/alerts/${alert.id}/acknowledge`))));
export const shelve = (alert, reason, lasts) => attempt(() => post(`/api/v1/alerts/${alert.id}/shelve`, {reason, minutes: lasts}));
export const unshelve = alert => attempt(() => post(`/api/v1/alerts/${alert.id}/unshelve`));
export const simulate = (on, speed) => attempt(() => post('/api/v1/simulation', {on, speed}));
