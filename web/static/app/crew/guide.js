// The next turn, large, and the way on a small map.

import {effect} from '@preact/signals';
import {chime} from '../alarm.js';
import {MapBox, canDraw, line, point} from '../map.js';
import {far, nextTurn} from '../guide.js';
import {NextLight, lightPoint, lightsOf} from '../lights.js';
import {Icon, html} from '../parts.js';
import {named, t} from '../say.js';
import {within} from '../eta.js';
import {hour} from '../time.js';
import {detourSentence, feedTraffic} from '../traffic.js';
import {here, job, unit} from './state.js';

const TURN_ICON = {left: 'corner-up-left', sharp_left: 'corner-up-left', slight_left: 'arrow-up-left', right: 'corner-up-right', sharp_right: 'corner-up-right',
  slight_right: 'arrow-up-right', u_turn: 'undo-2', arrive: 'flag', straight: 'arrow-up', depart: 'navigation'};
const loaded = state => ['depart_scene', 'at_hospital'].includes(state);
const lonLat = place => place && [place.lon, place.lat];

const Turn = ({route}) => {
  const next = nextTurn(route, lonLat(here.value));
  return html`<section class="turn" aria-label=${t('crew.way')}><${Icon} name=${TURN_ICON[next.turn] ?? 'navigation'}/><div><b class="num">${far(next.in_m)}</b>
    <p>${next.name ? t('turn.onto', {turn: t(`turn.${next.turn}`), street: next.name}) : t(`turn.${next.turn}`)}</p>
    <small class="num">${t('desk.eta')} ${hour(job.value.eta)}${job.value.eta && ` · ${within(job.value.eta, job.value.eta_p90)}`} · ${far(next.left_m)}</small><${NextLight} told=${job.value.signals}/></div></section>`;
};

/** Why the way is another one now; told once with a sound, for the eyes are on the road. */
let told = null;
effect(() => {
  const detour = job.value?.route?.detour;
  if (!detour || told === `${job.value.id} ${detour.at}`) return;
  told = `${job.value.id} ${detour.at}`;
  chime();
});
const Detour = ({route}) => route.detour && html`<p class="detour" role="alert"><${Icon} name="route"/><b>${detourSentence(route.detour)}</b></p>`;

function feed(map) {
  const stops = [
    effect(() => {
      const {route, state, incident} = job.value ?? {};
      map.feed('routes', route ? [line(route.points, {to: loaded(state) ? 'hospital' : 'scene'})] : []);
      map.feed('incidents', incident?.place ? [point(incident.place, {priority: incident.priority ?? 0, chosen: false, active: false})] : []);
      map.feed('lights', lightsOf(route, job.value?.signals).map(lightPoint));
      const ends = route ? [route.points[0], route.points.at(-1)].map(([lon, lat]) => ({lon, lat})) : [incident?.place, here.peek()].filter(Boolean);
      map.fit(ends, 40);
    }),
    feedTraffic(map),
    effect(() => map.feed('units', here.value ? [point(here.value, {name: named(unit.value.callsign), state: 'going'})] : [])),
  ];
  return () => stops.forEach(stop => stop());
}

const DRIVING = ['dispatched', 'acked', 'en_route', 'depart_scene'];
export const Guide = () => {
  const {incident} = job.value, route = DRIVING.includes(job.value.state) ? job.value.route : null, start = lonLat(here.value) ?? lonLat(incident.place);
  return html`${route && html`<${Detour} route=${route}/><${Turn} route=${route}/>`}${start && canDraw() && html`<div class="small-map"><${MapBox} centre=${start} zoom=${13} quiet ready=${feed}/></div>`}
    ${route && html`<a class="button" href=${`/api/v1/assignments/${job.value.id}/route.gpx`} download><${Icon} name="navigation"/>${t('crew.gpx')}</a>`}
    ${!canDraw() && incident.place && html`<a class="button" href=${`geo:${incident.place.lat},${incident.place.lon}`}><${Icon} name="map"/>${t('crew.other_map')}</a>`}`;
};
