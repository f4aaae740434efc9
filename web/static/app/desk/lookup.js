// What the server makes of a typed place: crossings, streets, exact positions, numbers on poles. Asked while somebody
// types; an answer that comes after more was typed is dropped.

import {post} from '../api.js';
import {signal} from '../parts.js';

const SOON_MS = 150, SHORTEST = 2, NOTHING = {text: '', offers: [], hint: null, why: null};
export const looked = signal(NOTHING);
let timer = null, wanted = '';

/** Looks `text` up soon; `looked` tells when it has an answer. */
export function look(text) {
  wanted = text.trim();
  clearTimeout(timer);
  if (wanted.length < SHORTEST) { looked.value = NOTHING; return; }
  const asked = wanted;
  timer = setTimeout(async () => {
    const found = await post('/api/v1/desk/places', {text: asked}).catch(() => null);
    if (found && asked === wanted) looked.value = {text: asked, ...found};
  }, SOON_MS);
}
/** The offers for exactly this text, as a list of places shows them. */
export const offersFor = text => looked.value.text !== text.trim() ? [] : looked.value.offers.map((one, i) => (
  {id: `found-${i}`, kind: one.kind, name: {ko: one.ko, en: one.en ?? one.ko}, lat: one.place.lat, lon: one.place.lon, radius_m: one.radius_m, grid: one.grid}));
/** Why a text that looks like a place gives none, as a code; null. */
export const whyNot = text => looked.value.text === text.trim() ? looked.value.why : null;
