// What the crew knows: its unit, its jobs, where it is.

import {batch, computed, signal} from '@preact/signals';
import {post} from '../api.js';
import {laidOver, unitUnder} from './overlay.js';
import {answered, forgetAnswered, held, waiting} from './outbox.js';
import {keepPosition, sendPositions} from './positions.js';

const board = signal({unit: null, jobs: []});  // as the server told it
const unsent = computed(() => [...answered.value, ...waiting.value]);
export const unit = computed(() => unitUnder(board.value.unit, unsent.value));
/** The jobs as the crew has left them, the running one first; what is not on the server yet is marked `unsent`. */
export const jobs = computed(() => laidOver(board.value.jobs, unsent.value));
export const here = signal(null);  // {lat, lon} of the newest position, ours or the server's
export const job = computed(() => jobs.value[0] ?? null);
/** How many signs are set and not yet sent. */
export const drafted = signal(0);
export const AGREED = ['accepted', 'accepted_conditional', 'phone_answered', 'held'], ASKED = ['sent', 'delivered', 'seen'], CHOSEN = ['confirmed', 'designated', 'arrived', 'offloaded'];
export const requests = computed(() => (job.value?.requests ?? []).map(r => ({...r, ...r.minimum})));

/** `began`: when the board was asked for; null for one that this device has kept. */
export function take(told, began) {
  if (held.peek()) return;  // nobody's, or somebody else's
  batch(() => {
    board.value = {unit: told.unit, jobs: told.jobs};
    if (began != null) forgetAnswered(began);
    if (!here.peek() && told.unit.lat != null) here.value = {lat: told.unit.lat, lon: told.unit.lon};
  });
}
/** Takes everything off the page. */
export const takeAway = () => { board.value = {unit: null, jobs: []}; };
export const changeUnit = change => { board.value = {...board.peek(), unit: {...board.peek().unit, ...change}}; };
/** Changes what the board says of a job. */
export const changeJob = (id, change) => { board.value = {...board.peek(), jobs: board.peek().jobs.map(one => one.id === id ? {...one, ...change} : one)}; };

/** Signals change once a second on the way: taken as they are told; for everything else the board is read again. */
export function hear({kind, data}, again) {
  if (kind === 'alarm_trial') return;
  if (kind !== 'signals_changed') again();
  else changeJob(data.job_id, {signals: data});
}

export function hearValue({kind, subject, data}) {
  if (kind !== 'position' || subject !== unit.peek()?.id) return;
  here.value = {lat: data.lat, lon: data.lon};
  const running = jobs.peek()[0];
  if (running && data.incident_id === running.incident_id && data.eta) changeJob(running.id, {eta: data.eta, eta_p90: data.eta_p90});
}

/** A crew's stream tells that hospitals are asked, not what they answer: while a search runs the board is read again
 *  and again, otherwise never without a reason. */
export function watchRequests(again) {
  setInterval(() => { if (isSearching()) again(); }, 3000);
}
function isSearching() {
  const all = requests.peek(), ladder = job.peek()?.ladder;
  return !all.some(r => CHOSEN.includes(r.state)) && !job.peek()?.incident.outside && (all.some(r => [...ASKED, ...AGREED].includes(r.state)) || (ladder != null && !ladder.ended_at));
}

const WAITING = ['requested', 'processing', 'granted', 'watch_other_traffic', 'unknown'];
const isAsking = () => (job.peek()?.signals?.signals ?? []).some(s => WAITING.includes(s.state));

/** Tells where the device is, when its owner allows it: at most every five seconds, every
 *  second while signals are asked for, and again after a minute of rest. */
export function tellPosition(sometimes) {
  if (!navigator.geolocation) return;
  let newest = null;
  const tell = sometimes(async () => {
    const {latitude: lat, longitude: lon, accuracy, speed, heading} = newest.coords;
    here.value = {lat, lon};
    const fix = {lat, lon, accuracy_m: accuracy, speed_mps: speed, heading_deg: Number.isFinite(heading) && heading < 360 ? heading : null, device_at: new Date(newest.timestamp).toISOString()};
    const told = await post(`/api/v1/units/${unit.peek().id}/position`, fix).then(() => true).catch(() => false);
    await (told ? sendPositions(unit.peek().id) : keepPosition(fix));
  }, () => isAsking() ? 1000 : 5000);
  navigator.geolocation.watchPosition(position => { newest = position; if (unit.peek()) tell(); }, () => null, {enableHighAccuracy: true, maximumAge: 2000});
  setInterval(() => newest && unit.peek() && tell(), 30_000);
}
