// What the replay knows: the record, the instant that is shown, and what follows from both.

import {computed, signal} from '@preact/signals';

export const record = signal(null);
export const at = signal(0);           // the instant shown, in milliseconds
export const playing = signal(false);
export const SPEEDS = [1, 5, 20, 60, 120];
export const speed = signal(20);
export const KINDS = ['call', 'stamp', 'decision', 'sent', 'rung', 'request', 'alert', 'sortie', 'note', 'audit'];
export const hidden = signal(new Set(['audit']));

const HOLDS_MS = 45_000;  // a gap longer than this is standing still, not driving slowly
const TICK_MS = 100;

export const begins = computed(() => Date.parse(record.value?.begins ?? 0));
export const ends = computed(() => Date.parse(record.value?.ends ?? 0));
export const entries = computed(() => (record.value?.entries ?? []).map((entry, i) => ({...entry, i, ms: Date.parse(entry.at)})));
export const listed = computed(() => entries.value.filter(entry => !hidden.value.has(entry.kind)));
/** Place in the list of the newest entry that has happened; -1 before the first. */
export const current = computed(() => listed.value.findLastIndex(entry => entry.ms <= at.value));

export function take(answer) {
  for (const way of Object.values(answer.ways)) for (const point of way) point[0] = Date.parse(point[0]);
  record.value = answer;
  at.value = begins.peek();
}

export const go = ms => { at.value = Math.min(ends.peek(), Math.max(begins.peek(), ms)); };
/** To the next entry, or the one before the current instant. */
export function step(by) {
  const times = [...new Set(listed.peek().map(entry => entry.ms))];
  const to = by > 0 ? times.find(ms => ms > at.peek()) : times.findLast(ms => ms < at.peek());
  playing.value = false;
  go(to ?? (by > 0 ? ends.peek() : begins.peek()));
}
export const faster = by => { speed.value = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, SPEEDS.indexOf(speed.peek()) + by))]; };
export function play() {
  if (!playing.peek() && at.peek() >= ends.peek()) at.value = begins.peek();
  playing.value = !playing.peek();
}
setInterval(() => {
  if (!playing.peek()) return;
  go(at.peek() + TICK_MS * speed.peek());
  if (at.peek() >= ends.peek()) playing.value = false;
}, TICK_MS);

const CHAIN = {dispatch: 'dispatched', ack: 'acked', en_route: 'en_route', stage: 'staged', on_scene: 'on_scene', at_patient: 'at_patient', depart: 'depart_scene', at_hospital: 'at_hospital', hand_over: 'handed_over',
  clear: 'clear', decline: 'declined', cancel: 'cancelled', divert: 'diverted', no_patient: 'no_patient', refusal: 'refusal', treat_only: 'treated_not_transported', time_out: 'timeout_no_ack'};
const stampsOf = computed(() => {
  const found = new Map();
  for (const e of entries.value) if (e.kind === 'stamp' && e.about) found.set(e.about, [...(found.get(e.about) ?? []), e]);
  return found;
});
/** The state of an assignment at the instant shown, steps taken back left out; null before it was sent. */
function stateOf(job) {
  const left = [];
  for (const stamp of stampsOf.value.get(job) ?? []) {
    if (stamp.ms > at.value) break;
    if (stamp.code === 'corrected') left.pop(); else left.push(stamp.code);
  }
  return CHAIN[left.at(-1)] ?? null;
}

/** Where a vehicle was: between two points of its way, or still at the first when they lie far apart in time. */
export function placeOn(way, ms) {
  const i = way.findLastIndex(point => point[0] <= ms);
  if (i < 0) return null;
  const [from, lat, lon, heading, altitude] = way[i], next = way[i + 1];
  if (!next || next[0] - from > HOLDS_MS) return {lat, lon, heading: heading ?? 0, altitude};
  const share = (ms - from) / (next[0] - from), mix = (a, b) => a == null || b == null ? a ?? b : a + (b - a) * share;
  return {lat: mix(lat, next[1]), lon: mix(lon, next[2]), heading: heading ?? bearing(lat, lon, next[1], next[2]), altitude: mix(altitude, next[4])};
}
const bearing = (a, b, c, d) => (Math.atan2((d - b) * Math.cos(a * Math.PI / 180), c - a) * 180 / Math.PI + 360) % 360;

export const jobs = computed(() => record.value ? record.value.incident.assignments.map(job => ({...job, state: stateOf(job.id), way: record.value.ways[job.id] ?? [], place: placeOn(record.value.ways[job.id] ?? [], at.value)})) : []);
export const flights = computed(() => record.value ? Object.entries(record.value.errands).filter(([, subject]) => record.value.drones[subject]).map(([id, drone]) => {
  const last = entries.value.findLast(e => e.kind === 'sortie' && e.about === drone && e.ms <= at.value);
  return {id, drone, state: last?.code ?? null, way: record.value.ways[id] ?? [], place: placeOn(record.value.ways[id] ?? [], at.value)};
}) : []);
/** The newest state of each hospital that had been asked by then. */
export const asked = computed(() => {
  const found = new Map();
  for (const e of entries.value) if (e.kind === 'request' && e.ms <= at.value) found.set(e.about, e);
  return found;
});
