// A step that cannot be true by what the page knows is never blocked: positions are old, addresses wrong. It is asked once.

import {signal} from '@preact/signals';
import {far, metres} from '../guide.js';
import {t} from '../say.js';
import {AGREED, CHOSEN, here, job, requests} from './state.js';

const NEAR_M = {on_scene: 300, at_hospital: 500};  // assumption: a big site and a position a few seconds old
const REST_MS = 600, LASTS_MS = 10_000;  // how long the question rests before it can be answered, and how long it stands

/** The step that is asked about: {job, action, resting}; null for none. */
export const doubted = signal(null);
let forget = null;

const lonLat = place => [place.lon, place.lat];
const chosenHospital = () => requests.value.find(r => CHOSEN.includes(r.state));
const goal = action => action === 'on_scene' ? job.value.incident.place : action === 'at_hospital' ? chosenHospital()?.hospital_place : null;

/** Whether it is settled where the patient goes: a hospital of ours, or one outside. */
const hasDestination = () => job.value.incident.hospital_id != null || job.value.incident.outside != null || chosenHospital() != null;

/** Why `action` may be a slip, in words; null when nothing speaks against it. */
export function doubt(action) {
  if (action === 'depart' && !hasDestination()) return t('crew.no_hospital_yet');
  const there = goal(action);
  if (!there || !here.value) return null;
  const left = metres(lonLat(here.value), lonLat(there));
  return left > NEAR_M[action] ? t(`crew.far_${action}`, {far: far(left)}) : null;
}

/** Whether the step has to be asked about first; then it is. */
export function asksFirst(action) {
  const asked = doubted.peek();
  if (asked?.job === job.peek().id && asked.action === action) {
    if (asked.resting) return true;
    clearTimeout(forget);
    doubted.value = null;
    return false;
  }
  if (!doubt(action)) return false;
  const question = {job: job.peek().id, action, resting: true};
  doubted.value = question;
  setTimeout(() => { if (doubted.peek() === question) doubted.value = {...question, resting: false}; }, REST_MS);
  clearTimeout(forget);
  forget = setTimeout(() => { doubted.value = null; }, LASTS_MS);
  return true;
}
/** Whether leaving for a hospital is the thing to do next, rather than choosing one. */
export const mayDepart = () => !requests.value.some(r => AGREED.includes(r.state)) || hasDestination();
