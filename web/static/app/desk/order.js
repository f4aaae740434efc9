// In which order the queue stands on the screen. While the pointer moves over it nothing changes its place: what has
// come since stands at the end, and the order that is due is taken up when the pointer leaves or rests.

import {computed, signal} from '@preact/signals';
import {active, choose, chosen, incidents, pending} from './state.js';

const RESTS_MS = 8000;
const held = signal(null);  // {pending, active}: ids as they stood when the pointer came
let timer = null;

export function hold(event) {
  if (event.pointerType === 'touch') return;
  held.value ??= {pending: ids(pending.peek()), active: ids(active.peek())};
  clearTimeout(timer);
  timer = setTimeout(release, RESTS_MS);
}
export function release() {
  clearTimeout(timer);
  held.value = null;
}

const ids = list => list.map(i => i.id);
const known = list => list.map(id => incidents.value.get(id)).filter(Boolean);
/** Incidents that came while the order was held; they stand at the end of the waiting ones. */
export const arrived = computed(() => held.value ? pending.value.filter(i => !held.value.pending.includes(i.id) && !held.value.active.includes(i.id)) : []);
export const waiting = computed(() => held.value ? [...known(held.value.pending), ...arrived.value] : pending.value);
export const running = computed(() => held.value ? known(held.value.active) : active.value);
export const rows = computed(() => [...waiting.value, ...running.value]);
/** The order on the screen is not the one that is due. */
export const paused = computed(() => held.value !== null && [...pending.value, ...active.value].some((i, at) => rows.value[at]?.id !== i.id));

/** The next or the one before, as the order stands on the screen; with nothing chosen the first or the last. */
export function go(by) {
  const ids = rows.peek().map(i => i.id), at = ids.indexOf(chosen.peek());
  const next = ids[at < 0 ? (by > 0 ? 0 : ids.length - 1) : Math.min(ids.length - 1, Math.max(0, at + by))];
  if (next) { choose(next); document.getElementById(`call-${next}`)?.scrollIntoView({block: 'nearest'}); }
}
