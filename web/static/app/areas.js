// What free units reach within minutes, as areas on a map. Drawn beside the requests: what comes first may be a little
// old, and says so; while newer areas are on their way it is asked again.

import {effect, signal} from '@preact/signals';
import {get} from './api.js';
import {html} from './parts.js';
import {t} from './say.js';
import {since, span} from './time.js';

const AGAIN_MS = 12_000, SOON_MS = 1500;
/** {at, current, units, areas: [{within_s, parts}]}, the widest first; null while nobody has asked. */
export const areas = signal(null);
const failed = signal(false);

let waiting = null;
async function read() {
  clearTimeout(waiting);
  waiting = setTimeout(read, AGAIN_MS);
  if (document.hidden) return;
  const told = await get('/api/v1/desk/areas').catch(() => null);
  failed.value = told == null;
  if (!waiting || !told) return;
  areas.value = told;
  if (!told.at) {
    clearTimeout(waiting);
    waiting = setTimeout(read, SOON_MS);
  }
}
/** Asks for as long as `shown()`, and for no longer. */
export const watchAreas = shown => effect(() => {
  if (shown()) read();
  else {
    clearTimeout(waiting);
    waiting = null;
  }
});

const minutes = area => Math.round(area.within_s / 60);
/** Feeds a map, as long as `shown()`; returns what stops it. */
export const feedAreas = (map, shown) => effect(() => map.feed('isochrones', !shown() ? [] : (areas.value?.areas ?? []).map((area, i) => ({type: 'Feature',
  properties: {rank: i, name: t('areas.line', {n: minutes(area)})}, geometry: {type: 'MultiPolygon', coordinates: area.parts}}))));

/** The nearest line is the thickest; with how many units, and how old. */
export const AreaLegend = () => {
  const told = areas.value;
  return html`<div class="isochrones"><b>${t('areas.title')}</b>${(told?.areas ?? []).toReversed().map((area, i) => html`<span key=${area.within_s}><i class="isochrone" data-rank=${i}/>${t('areas.within', {n: minutes(area)})}</span>`)}
    <small class="dim" role="status">${failed.value ? t('areas.failed') : told?.at ? t('areas.age', {n: told.units, age: span(since(told.at))}) : t('areas.drawing')}</small></div>`;
};
