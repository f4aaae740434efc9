// What the crew knows: its unit, its jobs, where it is.

import {batch, computed, signal} from '@preact/signals';
import {post} from '../api.js';

export const unit = signal(null);
export const jobs = signal([]);
export const here = signal(null);  // {lat, lon} of the newest position, ours or the server's
export const job = computed(() => jobs.value[0] ?? null);
/** How many signs are set and not yet sent. */
export const drafted = signal(0);
export const AGREED = ['accepted', 'accepted_conditional', 'phone_answered', 'held'], ASKED = ['sent', 'delivered', 'seen'], CHOSEN = ['confirmed', 'designated', 'arrived', 'offloaded'];
export const requests = computed(() => (job.value?.requests ?? []).map(r => ({...r, ...r.minimum})));

export function take(board) {
  batch(() => {
    unit.value = board.unit;
    jobs.value = board.jobs;
    if (!here.peek() && board.unit.lat != null) here.value = {lat: board.unit.lat, lon: board.unit.lon};
  });
}

/** Signals change once a second on the way: taken as they are told; for everything else the board is read again. */
export function hear({kind, data}, again) {
  if (kind === 'alarm_trial') return;
  if (kind !== 'signals_changed') again();
  else jobs.value = jobs.peek().map(one => one.id === data.job_id ? {...one, signals: data} : one);
}

export function hearValue({kind, subject, data}) {
  if (kind !== 'position' || subject !== unit.peek()?.id) return;
  here.value = {lat: data.lat, lon: data.lon};
  const running = jobs.peek()[0];
  if (running && data.incident_id === running.incident_id && data.eta) jobs.value = [{...running, eta: data.eta, eta_p90: data.eta_p90}, ...jobs.peek().slice(1)];
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
    await post(`/api/v1/units/${unit.peek().id}/position`, {lat, lon, accuracy_m: accuracy, speed_mps: speed, heading_deg: Number.isFinite(heading) && heading < 360 ? heading : null,
      device_at: new Date(newest.timestamp).toISOString()}).catch(() => null);
  }, () => isAsking() ? 1000 : 5000);
  navigator.geolocation.watchPosition(position => { newest = position; if (unit.peek()) tell(); }, () => null, {enableHighAccuracy: true, maximumAge: 2000});
  setInterval(() => newest && unit.peek() && tell(), 30_000);
}
