// What a drone station knows: its orders, its drones and kits, the air.

import {batch, computed, signal} from '@preact/signals';
import {post} from '../api.js';
import {attempt, byId, put} from '../page.js';
import {t} from '../say.js';

export const station = signal(null);
export const sorties = signal(new Map());
export const drones = signal(new Map());
export const kits = signal([]);
export const zones = signal([]);
export const weather = signal(null);
export const standby = signal([]);  // each drone with what stands against a flight
export const limits = signal(null); // what the weather is held against here
export const over = signal([]);     // the last sorties, newest first
export const telemetry = signal(new Map());
export const trails = signal(new Map());  // drone id → the last positions heard
const picked = signal(null);

export const OVER = ['closed', 'declined', 'cancelled', 'failed'];
export const orders = computed(() => [...sorties.value.values()].filter(s => !OVER.includes(s.state)).sort((a, b) => (a.entered.requested ?? '').localeCompare(b.entered.requested ?? '')));
export const current = computed(() => orders.value.find(s => s.id === picked.value) ?? orders.value[0] ?? null);
/** What people call a drone. */
export const droneName = id => drones.value.get(id)?.name ?? id;
export const pick = id => { picked.value = id; };

export function take(board) {
  batch(() => {
    station.value = board.station;
    sorties.value = byId(board.sorties);
    drones.value = byId(board.drones);
    kits.value = board.kits;
    zones.value = board.zones;
    weather.value = board.weather;
    standby.value = board.standby;
    limits.value = board.limits;
    over.value = board.past;
  });
}

export function hear({kind, subject, data}, again) {
  if (kind.startsWith('sortie_')) sorties.value = put(sorties.value, subject, data);
  again();
}

export function hearValue({kind, subject, at, data}) {
  if (kind !== 'drone_position') return;
  telemetry.value = put(telemetry.value, subject, {...data, at});
  const trail = [...(trails.peek().get(subject) ?? []), [data.place.lon, data.place.lat]].slice(-240);
  trails.value = new Map(trails.peek()).set(subject, trail);
}

/** Calling home never fails because the page was a moment behind: it goes without a version. */
const ANY_VERSION = ['abort', 'return'];
const moving = new Set();
export async function act(sortie, action, reason = null) {
  if (moving.has(`${sortie.id} ${action}`)) return;
  moving.add(`${sortie.id} ${action}`);
  const version = ANY_VERSION.includes(action) ? null : sortie.version;
  const moved = await attempt(() => post(`/api/v1/sorties/${sortie.id}/steps`, {action, reason, version}));
  moving.delete(`${sortie.id} ${action}`);
  if (moved) sorties.value = put(sorties.peek(), sortie.id, moved);
}
export async function explain(sortie, reason) {
  const told = await attempt(() => post(`/api/v1/sorties/${sortie.id}/reason`, {reason}), t('common.saved'));
  if (told) sorties.value = put(sorties.peek(), sortie.id, told);
}

/** What a person may do with a sortie now. The two ways home are one key to who presses it. */
export const may = (sortie, action) => sortie.allowed.includes(action);
export const homeBy = sortie => ['return', 'abort'].find(action => may(sortie, action)) ?? null;
export const GUARDED = ['launch', 'lower', 'release'];
export const NEXT = ['on_station', 'retract', 'land', 'close'];
export const CHECKS = ['battery', 'kit', 'propellers', 'pad_clear', 'air'];
export const unexplained = sortie => Boolean(sortie.entered.aborted) && !sortie.reason;

/** How long a state may last, in seconds (drones.md 8), and since when it does. None: no limit is known. */
const LIMITS = {requested: 45, accepted: 30, preflight_ok: 60, on_station: 120};
export function timer(sortie) {
  const limit = sortie.state === 'lowering' ? sortie.lower_s + 10 : LIMITS[sortie.state];
  return {since: sortie.entered[sortie.state], limit: limit ?? null};
}

/** The link to a drone by the age of what it last said: live, late after 3 s, lost after 10, and after 30 s it is
 *  taken to be on its way home by itself. */
export function linkOf(age) {
  if (age == null) return 'none';
  return age > 30 ? 'home' : age > 10 ? 'lost' : age > 3 ? 'late' : 'live';
}

const checks = signal({sortie: null, done: new Set()});
export const checked = sortie => checks.value.sortie === sortie.id ? checks.value.done : new Set();
export function check(sortie, point, on = !checked(sortie).has(point)) {
  const done = new Set(checked(sortie));
  done[on ? 'add' : 'delete'](point);
  checks.value = {sortie: sortie.id, done};
}
/** {sortie, action}: the reason is being chosen. */
export const reasonFor = signal(null);
