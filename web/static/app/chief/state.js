// What the day's page knows: which day is asked for, and what the server says of it.

import {computed, signal} from '@preact/signals';
import {Problem, get} from '../api.js';
import {link, trouble} from '../page.js';
import {setClock, setZone} from '../time.js';

const asked = new URLSearchParams(location.search);
export const date = signal(asked.get('date'));            // null is today
export const simulated = signal(asked.get('simulated') === 'true');
export const day = signal(null);                          // the answer, whole
export const reading = signal(false);
export const picked = signal('response');                 // the interval in the detail

export const summary = computed(() => day.value?.summary ?? null);
export const interval = computed(() => summary.value?.intervals.find(one => one.interval === picked.value) ?? null);
/** The target in seconds, where all priorities have the same; else null. */
export const targetOf = name => {
  const all = Object.values(day.value.targets[name]);
  return new Set(all).size === 1 ? all[0] : null;
};

const query = () => new URLSearchParams({...(date.value && {date: date.value}), ...(simulated.value && {simulated: 'true'})});
export const address = computed(() => `?${query()}`);

const EVERY_MS = 60_000, DEAD_AFTER_MS = 150_000;
let answered = Date.now(), newest = 0;

/** Reads the day that is asked for; an answer that was overtaken is thrown away. */
export async function look() {
  const mine = ++newest;
  reading.value = true;
  try {
    const found = await get(`/api/v1/chief/day${address.peek()}`);
    if (mine !== newest) return;
    setZone(found.region.timezone);
    setClock(found.now);
    answered = Date.now();
    day.value = found;
    trouble.value = null;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (mine === newest) trouble.value = problem;
  }
  if (mine === newest) reading.value = false;
  judge();
}

/** Goes to another day, or to the other kind of incidents; the address follows, so that it can be handed on. */
export function ask({day: wanted = date.peek(), kind = simulated.peek()}) {
  date.value = wanted === day.peek()?.today ? null : wanted;
  simulated.value = kind;
  history.replaceState(null, '', location.pathname + (query().size ? address.peek() : ''));
  return look();
}

/** The day before or after the one asked for, as 2026-03-02: two quick presses are two days. */
export function beside(by) {
  const at = new Date(`${date.peek() ?? day.peek().date}T12:00:00Z`);
  at.setUTCDate(at.getUTCDate() + by);
  return at.toISOString().slice(0, 10);
}

function judge() {
  link.value = {state: Date.now() - answered > DEAD_AFTER_MS ? 'dead' : 'live', since: answered};
}

/** A day that is still going on is read again now and then. */
export function keepLooking() {
  setInterval(() => { if (date.peek() === null) look(); else judge(); }, EVERY_MS);
}
