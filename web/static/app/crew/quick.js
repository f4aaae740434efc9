// The quick lists, kept on the device for where there is no network, and what speaks against an entry before it is sent.

import {signal} from '@preact/signals';
import {get} from '../api.js';
import {named, t} from '../say.js';

const KEPT = 'care_lists';
const kept = () => { try { return JSON.parse(localStorage[KEPT] ?? 'null'); } catch { return null; } };
/** {lists: {drug: {items}}, routes, units}; null until they have been read once. */
export const lists = signal(kept());

export async function readLists() {
  lists.value = await get('/api/v1/care/lists');
  localStorage[KEPT] = JSON.stringify(lists.peek());
}

export const itemsOf = kind => lists.value?.lists[kind]?.items ?? [];
export const itemOf = (kind, code) => code == null ? undefined : itemsOf(kind).find(one => one.code === code);
export const routeWord = route => named(lists.value?.routes[route] ?? route);
export const doseWords = ({dose, unit, route}) => [dose != null && `${dose} ${named(lists.value?.units[unit] ?? unit)}`, route && routeWord(route)].filter(Boolean).join(' ');
const nameOf = ({kind, code, name, text}) => named(name ?? itemOf(kind, code)?.name ?? text ?? code);
/** What an entry says, short. */
export const sayEntry = entry => [nameOf(entry), doseWords(entry), entry.text && entry.code && entry.text].filter(Boolean).join(' ');

const AGAINST = {allergy: 'allergy', medication: 'medication'};
/** As the server judges it (dispatch/care/doubts.py), asked here first: with no network nobody else could. */
export function doubtsAbout(entry, standing) {
  const item = itemOf(entry.kind, entry.code);
  if (!item) return [];
  const stands = entry.kind !== 'drug' ? [] : standing.filter(one => AGAINST[one.kind] && itemOf(one.kind, one.code)?.against.includes(item.code)).map(one => ({code: AGAINST[one.kind], against: one.code}));
  return [...outside(item, entry), ...stands];
}
function outside({limits}, {dose, unit, route}) {
  if (dose == null || !limits.length) return [];
  const fitting = limits.filter(one => one.unit === unit && (!one.routes.length || one.routes.includes(route)));
  if (!fitting.length) return [{code: 'unit', unit: [...new Set(limits.map(one => one.unit))].join(', ')}];
  const least = Math.min(...fitting.map(one => one.least)), most = Math.max(...fitting.map(one => one.most));
  return dose < least ? [{code: 'dose_low', least, most, unit}] : dose > most ? [{code: 'dose_high', least, most, unit}] : [];
}

/** A doubt in a sentence. */
export const sayDoubt = ({code, against, least, most, unit}) => t(`doubt.${code}`, {least, most, unit: named(lists.value?.units[unit] ?? unit), against: against && named(itemOf(code, against)?.name ?? against)});
