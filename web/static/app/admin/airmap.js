// The zones on a map, with those that are not on record yet above them: a wrong order of axes is seen before it counts.
// What is pointed out stands below it in words as well.

import {effect} from '@preact/signals';
import {apart, cornersOf, extentOf} from '../extent.js';
import {MapBox, draftMarks, zoneAreas} from '../map.js';
import {Icon, html} from '../parts.js';
import {dots, t, word} from '../say.js';
import {limits, meant, state} from './airstate.js';

const KM = 1000;
const degrees = value => value.toFixed(4), km = metres => (metres / KM).toFixed(metres < 10 * KM ? 1 : 0);
/** One alone is shown with its limits; of many the names are enough to find them in the list below. */
const label = (zone, _, all) => ({...zone, label: all.length > 1 ? zone.name : `${zone.name}\n${limits(zone)}`});
const ROOM = {top: 60, bottom: 24, left: 36, right: 60};

function feed(map) {
  const stops = [
    effect(() => map.feed('zones', zoneAreas(state.value.zones))),
    effect(() => map.feed('drafts', draftMarks(meant.value.map(label)))),
    effect(() => {
      const boxes = meant.value.map(zone => extentOf(zone.shape)), near = boxes.some(box => apart(box, state.peek().area) === 0);
      map.fit(cornersOf(boxes.length && near ? boxes : [...boxes, state.peek().area]), ROOM);
    }),
  ];
  return () => stops.forEach(stop => stop());
}

const Told = ({zone}) => {
  const extent = extentOf(zone.shape), off = apart(extent, state.value.area);
  return html`<li><b>${zone.name}</b> ${dots([word('restriction', zone.restriction), limits(zone)])}
    <small class="num">${t('admin.air_extent', {south: degrees(extent.south), north: degrees(extent.north), west: degrees(extent.west), east: degrees(extent.east), wide: km(extent.wide_m), high: km(extent.high_m)})}</small>
    ${off > 0 && html`<span class="wrong"><${Icon} name="triangle-alert"/>${t('admin.air_outside', {km: km(off)})}</span>`}</li>`;
};

export const AirMap = () => {
  const {area} = state.value;
  return html`<section class="card air-map" aria-labelledby="air-map"><div class="head"><h2 id="air-map">${t('admin.air_map')}</h2><span class="dim">${t('admin.air_map_more')}</span></div>
    <${MapBox} centre=${[(area.west + area.east) / 2, (area.south + area.north) / 2]} zoom=${9} ready=${feed}/>
    <div class="meant" role="status" tabindex=${meant.value.length > 1 ? 0 : null}>${meant.value.length ? html`<ul>${meant.value.map(zone => html`<${Told} key=${zone.id} zone=${zone}/>`)}</ul>` : html`<p class="dim">${t('admin.air_none_meant')}</p>`}</div></section>`;
};
