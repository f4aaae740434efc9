// What a drone station knows: its orders, its drones and kits, the air.

import {batch, computed, signal} from '@preact/signals';
import {post} from '../api.js';
import {attempt, byId, put} from '../page.js';

export const station = signal(null);
export const sorties = signal(new Map());
export const drones = signal(new Map());
export const kits = signal([]);
export const zones = signal([]);
export const weather = signal(null);
export const telemetry = signal(new Map());
export const trails = signal(new Map());  // drone id → the last positions heard
const picked = signal(null);

export const OVER = ['closed', 'declined', 'cancelled', 'failed'];
export const orders = computed(() => [...sorties.value.values()].filter(s => !OVER.includes(s.state)).sort((a, b) => (a.entered.requested ?? '').localeCompare(b.entered.requested ?? '')));
export const past = computed(() => [...sorties.value.values()].filter(s => OVER.includes(s.state)).slice(-6).reverse());
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

export async function act(sortie, action, reason = null) {
  const moved = await attempt(() => post(`/api/v1/sorties/${sortie.id}/steps`, {action, reason, version: sortie.version}));
  if (moved) sorties.value = put(sorties.peek(), sortie.id, moved);
}
