// The map. It needs WebGL2; a page asks `canDraw()` first and shows its lists where there is none. Nothing on the map
// is only on the map.

import {effect, signal} from '@preact/signals';
import {html, Icon, useEffect, useRef, useState} from './parts.js';
import {theme} from './page.js';
import {language, named, t} from './say.js';
import {pictures, style} from './mapstyle.js';

const probe = document.createElement('canvas').getContext('webgl2');
const able = Boolean(probe);
let workerAddress = null;
/** Where the map's worker comes from: a page that works without a network has it below its own address, where its service
 *  worker sees what it loads. */
export const workerFrom = address => { workerAddress = address; };
probe?.getExtension('WEBGL_lose_context')?.loseContext();  // browsers keep few contexts; this one has told what it knows
export const canDraw = () => able;

export const point = (place, properties) => ({type: 'Feature', properties, geometry: {type: 'Point', coordinates: [place.lon, place.lat]}});
export const line = (points, properties) => ({type: 'Feature', properties, geometry: {type: 'LineString', coordinates: points}});
export const area = (ring, properties) => ({type: 'Feature', properties, geometry: {type: 'Polygon', coordinates: [ring]}});
/** The ring of a circle, for zones that are circles. */
export const circle = (centre, radiusM) => Array.from({length: 49}, (_, i) => {
  const turn = i / 48 * 2 * Math.PI, north = radiusM / 111_195;
  return [centre.lon + north * Math.sin(turn) / Math.cos(centre.lat * Math.PI / 180), centre.lat + north * Math.cos(turn)];
});
/** The zones of the air that restrict somebody, circles and rings alike. */
export const zoneAreas = zones => zones.filter(zone => zone.restriction !== 'no_restriction').map(({shape, name}) => area(ringOf(shape), {name}));
const ringOf = shape => 'radius_m' in shape ? circle(shape.centre, shape.radius_m) : [...shape.corners, shape.corners[0]].map(p => [p.lon, p.lat]);
/** Zones that are looked at before they count, each with a `label` at its northern edge. */
export const draftMarks = zones => zones.flatMap(({shape, label}) => {
  const ring = ringOf(shape), [lon, lat] = ring.reduce((top, one) => one[1] > top[1] ? one : top);
  return [area(ring, {}), point({lat, lon}, {label})];
});

/** What the server tells of its tiles (TileJSON with a `state`), for every map of the page; null until it has told. */
const tiles = signal(null);
const ASK_AGAIN_MS = 3000;
async function askForTiles() {
  const told = await fetch('/tiles.json').then(answer => answer.ok ? answer.json() : null).catch(() => null);
  const next = told ?? {state: 'missing', tiles: []};
  if (JSON.stringify(next) !== JSON.stringify(tiles.peek())) tiles.value = next;
  if (!told || told.state === 'drawing') setTimeout(askForTiles, ASK_AGAIN_MS);
}

/** A drawn map with `feed(source, features)`, `fit(places)` and `on(layer, act)`. */
export async function draw(element, {centre, zoom = 12, quiet = false}) {
  const [{Map, NavigationControl, AttributionControl, ScaleControl, setWorkerUrl}, fonts] = await Promise.all([import('maplibre-gl'), fontFaces(), tiles.peek() ?? askForTiles()]);
  if (workerAddress) setWorkerUrl(workerAddress);
  const look = () => style(theme.value === 'dark', fonts, tiles.value, tiles.value.generated ? t('map.generated') : tiles.value.attribution, language.value);
  const map = new Map({container: element, style: look(), center: centre, zoom, minZoom: 7, maxZoom: 18, fadeDuration: 0,
    dragRotate: false, pitchWithRotate: false, touchPitch: false, attributionControl: false, interactive: !quiet, keyboard: false});
  element.maplibre = map;  // for whoever looks in from outside: stories, and a developer at the browser's console
  map.addControl(new AttributionControl({compact: false}), 'bottom-right');
  if (!quiet) {
    map.addControl(new NavigationControl({showCompass: false}), 'bottom-right');
    map.addControl(new ScaleControl({}), 'bottom-right');
  }
  const fed = {}, told = {};
  const feed = (source, features) => {  // what has not changed is not drawn anew: that is a telephone's battery
    const says = JSON.stringify(features);
    if (says === (told[source] ?? '[]')) return;
    told[source] = says;
    fed[source] = {type: 'FeatureCollection', features};
    map.getSource(source)?.setData(fed[source]);
  };
  const dress = () => {
    for (const [name, pixels] of pictures(theme.peek() === 'dark')) {
      if (map.hasImage(name)) map.updateImage(name, pixels); else map.addImage(name, pixels, {pixelRatio: 2});
    }
    for (const [source, data] of Object.entries(fed)) map.getSource(source)?.setData(data);
  };
  await new Promise(ready => map.once('style.load', ready));
  dress();
  let first = true;
  const stop = effect(() => {
    element.dataset.theme = theme.value;  // for its keys, also where the device chose
    const wanted = look();
    if (first) { first = false; return; }
    map.setStyle(wanted, {diff: false});
    map.once('style.load', dress);
  });
  return {
    map, feed,
    on: (layer, act) => map.on('click', layer, event => act(event.features[0].properties)),
    click: act => map.on('click', event => act({lat: event.lngLat.lat, lon: event.lngLat.lng})),
    fit: (places, padding = 90) => places.length && map.fitBounds(box(places), {padding, maxZoom: 15, duration: 0}),
    end: () => { stop(); map.remove(); },
  };
}

/** Labels in Korean need no glyph server: MapLibre draws them from the same font slices as the page. */
async function fontFaces() {
  const folder = '/static/vendor/@fontsource-variable/noto-sans-kr';
  const slices = await fetch(`${folder}/unicode.json`).then(answer => answer.json());
  return Object.entries(slices).map(([slice, ranges]) => ({'unicode-range': ranges.split(','),
    url: `${location.origin}${folder}/files/noto-sans-kr-${slice.replace(/[[\]]/g, '')}-wght-normal.woff2`}));
}

function box(places) {
  const lons = places.map(p => p.lon), lats = places.map(p => p.lat);
  return [[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]];
}

/** The map with what every map has to say: that its roads are invented, or that it cannot be drawn here. */
export const MapBox = ({centre, zoom, quiet, ready, notice, children}) => {
  const element = useRef(), [state, become] = useState(canDraw() ? 'drawing' : 'impossible');
  useEffect(() => {
    if (state === 'impossible' || !centre) return undefined;
    let drawnMap = null, gone = false;
    draw(element.current, {centre, zoom, quiet}).then(made => {
      if (gone) return made.end();
      drawnMap = made;
      become('drawn');
      return ready(made);
    }).catch(error => { console.warn(error); become('impossible'); });
    return () => { gone = true; drawnMap?.end(); };
  }, [Boolean(centre)]);
  language.value;
  return html`<div class="map" data-state=${state}>
    ${state === 'impossible' ? html`<div class="empty"><${Icon} name="monitor-off"/><b>${t('map.impossible')}</b><span>${t('map.impossible_more')}</span></div>`
    : html`<div class="drawing" ref=${element} role="application" aria-label=${t('map.title')}></div>`}
    ${state === 'drawn' && !tiles.value.tiles.length && html`<p class="map-state" role="status"><${Icon} name="layers"/> ${t(`map.${tiles.value.state}`)}</p>`}
    ${notice && html`<p class="map-notice">${named(notice)}</p>`}${children}</div>`;
};
