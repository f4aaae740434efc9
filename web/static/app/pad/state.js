// What a drone station knows: its orders, its drones and kits, the air.

import {batch, computed, effect, signal} from '@preact/signals';
import {Problem, get, me, post} from '../api.js';
import {attempt, byId, put, sometimes} from '../page.js';
import {t} from '../say.js';
import {since} from '../time.js';
import {isByHand, silentFor} from './byhand.js';
import {othersOf} from './others.js';
import {grownBy} from './trail.js';

export const station = signal(null);
export const sorties = signal(new Map());
export const drones = signal(new Map());
export const kits = signal([]);
export const missing = signal([]);  // kits that are to be looked for
export const zones = signal([]);
export const weather = signal(null);
export const standby = signal([]);  // each drone with what stands against a flight
export const limits = signal(null); // what the weather is held against here
export const over = signal([]);     // the last sorties, newest first
export const ahead = signal({});  // sortie id → the closed zone in its way
export const recalls = signal({});  // sortie id → why calling it home is advised
export const failedInAir = signal({});  // sortie id → the drone that is heard in the air though its flight has failed
export const notes = signal([]);    // what was noted of the flights under way, newest first
const listed = signal([]), elsewhere = signal(new Map());  // drones of other stations: by the board, and as they are heard
export const others = computed(() => othersOf(listed.value, [...elsewhere.value.values()], station.value?.id, since));
export const telemetry = signal(new Map());
export const trails = signal(new Map());  // sortie id → the way flown
export const traces = signal(new Map());  // drone id → the last figures heard, for the tape
const picked = signal(null);

const OVER = ['closed', 'declined', 'cancelled', 'failed'];
export const orders = computed(() => [...sorties.value.values()].filter(s => !OVER.includes(s.state)).sort((a, b) => (a.entered.requested ?? '').localeCompare(b.entered.requested ?? '')));
export const current = computed(() => orders.value.find(s => s.id === picked.value) ?? orders.value[0] ?? null);
export const AIRBORNE = ['launching', 'airborne', 'on_station', 'lowering', 'released', 'retracting', 'returning', 'aborted', 'diverted'];
export const flying = computed(() => orders.value.filter(s => AIRBORNE.includes(s.state)));
/** What people call a drone. */
export const droneName = id => drones.value.get(id)?.name ?? elsewhere.value.get(id)?.name ?? listed.value.find(one => one.drone_id === id)?.name ?? id;
export const pick = id => { picked.value = id; };

export function take(board) {
  batch(() => {
    station.value = board.station;
    sorties.value = byId(board.sorties);
    drones.value = byId(board.drones);
    kits.value = board.kits;
    missing.value = board.kits_missing;
    zones.value = board.zones;
    weather.value = board.weather;
    standby.value = board.standby;
    limits.value = board.limits;
    over.value = board.past;
    recalls.value = board.recalls;
    ahead.value = board.zones_ahead;
    failedInAir.value = board.failed_in_air;
    notes.value = board.notes;
    listed.value = board.others;
    trails.value = new Map(board.sorties.map(s => [s.id, trails.peek().get(s.id) ?? board.tracks[s.id] ?? []]));
  });
}

/** How a sortie stands by what is told of it; an answer or an event that comes behind a newer one changes nothing. */
const learn = (id, told) => {
  if (!(told.version < sorties.peek().get(id)?.version)) sorties.value = put(sorties.peek(), id, told);
};
export function hear({kind, subject, data}, again) {
  if (kind === 'recall_advised') recalls.value = {...recalls.peek(), [subject]: data.recall};
  else if (kind === 'zone_ahead') ahead.value = {...ahead.peek(), [subject]: data.ahead};
  else if (kind === 'failed_in_air') failedInAir.value = {...failedInAir.peek(), [subject]: data.failed};
  else if (kind === 'flight_noted') notes.value = [data, ...notes.peek()].slice(0, 50);
  else if (kind.startsWith('sortie_')) learn(subject, data);
  again();
}

/** Vehicles speak several times a second; the page moves twice. */
const SHOWN_EVERY_MS = 500, TRAIL = 240, TRACE = 120;
let waiting = new Map(), around = new Map();
export function hearValue({kind, subject, at, data}) {
  if (kind === 'drone_position') waiting.set(subject, {...data, at});
  else if (kind === 'drone_up') around.set(subject, {...data, at});
  else return;
  show();
}
const show = sometimes(() => {
  const heard = waiting, moved = around;
  [waiting, around] = [new Map(), new Map()];
  batch(() => {
    if (moved.size) elsewhere.value = new Map([...elsewhere.peek(), ...moved]);
    telemetry.value = new Map([...telemetry.peek(), ...heard]);
    trails.value = new Map([...trails.peek(), ...flying.peek().filter(s => heard.get(s.drone_id)?.place).map(s => [s.id, onward(s, heard.get(s.drone_id).place)])]);
    traces.value = new Map([...traces.peek(), ...[...heard].map(([id, one]) => [id, [...(traces.peek().get(id) ?? []), one].slice(-TRACE)])]);
  });
}, SHOWN_EVERY_MS);
const onward = (s, place) => grownBy(trails.peek().get(s.id) ?? [], [place.lon, place.lat], TRAIL);

/** Calling home never fails because the page was a moment behind: it goes without a version. */
const ANY_VERSION = ['abort', 'return'];
const moving = new Set();
/** A command about one sortie, once at a time; what it answers is how the sortie stands now. */
async function once(sortie, name, path, body, said) {
  const key = `${sortie.id} ${name}`;
  if (moving.has(key)) return;
  moving.add(key);
  const moved = await attempt(() => post(`/api/v1/sorties/${sortie.id}/${path}`, body), said);
  moving.delete(key);
  if (moved) learn(sortie.id, moved);
}
export const act = (sortie, action, reason = null) => once(sortie, action, 'steps', {action, reason, version: ANY_VERSION.includes(action) ? null : sortie.version});
/** Its flight has failed and it is still up there: the link tells it once. */
export const callHome = ({id}) => attempt(() => post(`/api/v1/sorties/${id}/call-home`), t('pad.called_home'));
export const explain = (sortie, reason) => once(sortie, 'explain', 'reason', {reason}, t('common.saved'));
export const tick = (sortie, check, value = null) => once(sortie, check, 'checks', {check, value});
export const pause = sortie => {
  const way = sortie.paused_at ? 'resume' : 'pause';  // each once at a time: the other may be seen before it is answered
  return once(sortie, way, way, {});
};
export const pausable = sortie => sortie.pausable || Boolean(sortie.paused_at);
export async function readNotices() {
  const board = await attempt(async () => { await post('/api/v1/pad/notices'); return get('/api/v1/pad/board'); }, t('pad.notices_read'));
  if (board) station.value = board.station;
}

/** What only whoever has command may say; safer is open to everybody of the station. */
const COMMANDED = ['preflight_ok', 'launch', 'lower', 'release', 'cut'];
export const mine = sortie => sortie.operator_id == null || sortie.operator_id === me;
export const takeOver = sortie => once(sortie, 'take_over', 'take-over', {version: sortie.version});
/** What a person may do with a sortie now. The two ways home are one key to who presses it. */
export const may = (sortie, action) => sortie.allowed.includes(action) && (mine(sortie) || !COMMANDED.includes(action));
export const homeBy = sortie => ['return', 'abort'].find(action => may(sortie, action)) ?? null;
export const GUARDED = ['launch', 'lower', 'release'];
/** Whether a step is a person's to take: of a vehicle that is heard, some are its own to tell. */
export const byHand = (sortie, action) => may(sortie, action) && isByHand(action, silentFor(telemetry.value.get(sortie.drone_id)?.vehicle ?? sortie.vehicle, heardOf(sortie).age));
/** The steps that are left to a person, the next one first. */
export const next = sortie => ['take_off', 'on_station', 'retract', 'land', 'close'].filter(action => byHand(sortie, action));
/** Its state, and that what was to be let go has come off. */
export const stands = sortie => sortie.state === 'released' && sortie.let_go_at ? 'let_go' : sortie.state;
export const unexplained = sortie => Boolean(sortie.entered.aborted) && !sortie.reason;

/** How long a state may last, in seconds (docs/drones.md), and since when it does. None: no limit is known. */
const LIMITS = {requested: 45, accepted: 30, preflight_ok: 60, launching: 210, on_station: 120};
export const SECOND_AFTER_S = 20;
export function timer(sortie) {
  const limit = sortie.state === 'lowering' ? sortie.lower_s + 10 : LIMITS[sortie.state];
  return {since: sortie.entered[sortie.state], limit: limit ?? null};
}

/** How a flight's vehicle is heard: {at, age, link} of what it last said. Live, late after 3 s, lost after 10, and after
 *  30 s it is taken to be on its way home by itself; a drone without a vehicle is never heard. */
export function heardOf(sortie) {
  const at = telemetry.value.get(sortie.drone_id)?.at ?? sortie.vehicle?.at ?? null, age = since(at);
  return {at, age, link: age == null ? 'none' : age > 30 ? 'home' : age > 10 ? 'lost' : age > 3 ? 'late' : 'live'};
}

export const LOOKED_AT = ['accepted', 'preflight_ok'];
const LOOK_EVERY_MS = 1000;
/** {sortie, checks, crossings}: the list before take-off as the server holds it. */
export const preflight = signal(null);
export const checks = computed(() => preflight.value?.sortie === current.value?.id ? preflight.value.checks : []);
export const ready = computed(() => checks.value.length > 0 && checks.value.every(one => one.ok));
/** What a person has to answer, in the order of its keys. */
export const asked = computed(() => checks.value.filter(one => one.judge === 'person'));
let looking = false;
async function look() {
  const s = current.peek();
  if (looking || !s || !LOOKED_AT.includes(s.state)) return;
  looking = true;
  try {
    const answer = await get(`/api/v1/sorties/${s.id}/preflight`);
    preflight.value = {sortie: s.id, ...answer};
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    preflight.value = null;  // nobody knows: nothing is green
  } finally {
    looking = false;
  }
}
/** Follows the list of the order that is shown, for as long as the page lives. */
export function keepLooking() {
  effect(() => { if (current.value?.version != null) look(); });
  setInterval(look, LOOK_EVERY_MS);
}

/** {sortie, action}: the reason is being chosen. */
export const reasonFor = signal(null);
