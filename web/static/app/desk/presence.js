// Two people on one incident see each other: who has it open, and which part is under whose hand. A presence that is
// not renewed fades.

import {computed, effect, signal} from '@preact/signals';
import {patch} from '../api.js';
import {Chip, html} from '../parts.js';
import {put} from '../page.js';
import {t, word} from '../say.js';
import {now} from '../time.js';
import {chosen} from './state.js';

const BEAT_MS = 20_000, FADES_MS = 45_000;
const ME = document.documentElement.dataset.who;
const heard = signal(new Map());  // by the id of the person: {name, incident_id, part, at}
export const part = signal(null);

export function hearPresence({kind, subject, at, data}) {
  if (kind === 'presence' && subject !== ME) heard.value = put(heard.value, subject, {...data, at});
}
const present = computed(() => [...heard.value.values()].filter(one => one.incident_id && now.value - Date.parse(one.at) < FADES_MS));
export const othersOn = incident => present.value.filter(one => one.incident_id === incident.id);

const tell = () => patch('/api/v1/desk/presence', {incident_id: chosen.peek(), part: part.peek()}).catch(() => null);
/** Tells the others what is open here, at once when it changes and again while it lasts. */
export function showPresence() {
  let before = null;
  effect(() => {
    const open = `${chosen.value} ${part.value}`;
    if (before !== null && before !== open) tell();
    before = open;
  });
  setInterval(() => chosen.peek() && tell(), BEAT_MS);
  addEventListener('focusin', event => { part.value = event.target.closest?.('[data-part]')?.dataset.part ?? null; });
}

export const Others = ({incident, short}) => othersOn(incident).map(one => html`<${Chip} key=${one.name} kind=${one.part && !short ? 'warn' : ''} icon="eye" title=${t('desk.also_open', {by: one.name})}>${
  one.part && !short ? t('desk.also_writes', {by: one.name, part: word('part', one.part)}) : one.name}</${Chip}>`);
