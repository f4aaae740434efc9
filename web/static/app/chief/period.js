// What a page of statistics over days knows: which days are asked for, and what the server says of them. The page's own
// address is that of its JSON.

import {computed, signal} from '@preact/signals';
import {Problem, get} from '../api.js';
import {trouble} from '../page.js';
import {setClock, setZone} from '../time.js';

export const SPANS = {day: 1, week: 7, four_weeks: 28};
const asked = new URLSearchParams(location.search);
export const span = signal(SPANS[asked.get('span')] ? asked.get('span') : 'week');
export const last = signal(asked.get('last'));              // null is today
export const simulated = signal(asked.get('simulated') === 'true');
export const period = signal(null);                         // the answer, whole
export const reading = signal(false);
export const network = computed(() => period.value?.network ?? null);

const query = () => new URLSearchParams({span: span.value, ...(last.value && {last: last.value}), ...(simulated.value && {simulated: 'true'})});
export const address = computed(() => `?${query()}`);
let newest = 0;

/** Reads the days that are asked for; an answer that was overtaken is thrown away. */
export async function look() {
  const mine = ++newest;
  reading.value = true;
  try {
    const found = await get(`/api/v1${location.pathname}${address.peek()}`);
    if (mine !== newest) return;
    setZone(found.region.timezone);
    setClock(found.now);
    period.value = found;
    trouble.value = null;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (mine === newest) trouble.value = problem;
  }
  if (mine === newest) reading.value = false;
}

/** Goes to other days, or to the other kind of incidents; the address follows, so that it can be handed on. */
export function ask({length = span.peek(), until = last.peek(), kind = simulated.peek()}) {
  span.value = length;
  last.value = until >= period.peek()?.today ? null : until;
  simulated.value = kind;
  history.replaceState(null, '', location.pathname + address.peek());
  return look();
}

/** The last day of the period before or after the one asked for, as 2026-03-02. */
export function beside(by) {
  const at = new Date(`${last.peek() ?? period.peek().last}T12:00:00Z`);
  at.setUTCDate(at.getUTCDate() + by * SPANS[span.peek()]);
  return at.toISOString().slice(0, 10);
}
