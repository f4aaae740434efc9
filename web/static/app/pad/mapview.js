// The flight on the map: path, trail, other drones, zones of the air, wind. The incident is a point; whose it is never
// comes here.

import {effect} from '@preact/signals';
import {marksOf} from '../dronemarks.js';
import {MapBox, line, point, zoneAreas} from '../map.js';
import {Icon, html} from '../parts.js';
import {named, t} from '../say.js';
import {clock, since, span} from '../time.js';
import {AIRBORNE, current, droneName, heardOf, others, station, telemetry, trails, weather, zones} from './state.js';
import {Tape} from './tape.js';

let framed = null;
/** All move as they are heard; one that was not for a while says how long ago that was. */
const LIVE_S = 3;
const ago = at => since(at) > LIVE_S ? t('pad.heard_ago', {age: span(since(at))}) : null;
const seen = () => [...telemetry.value.values(), ...others.value.filter(one => !telemetry.value.has(one.drone_id))].filter(one => one.place).map(one => ({...one, name: one.simulated ? t('pad.simulated', {drone: droneName(one.drone_id)}) : droneName(one.drone_id), chosen: one.drone_id === current.value?.drone_id, ago: ago(one.at)}));
function feed(map) {
  const stops = [
    effect(() => map.feed('zones', zoneAreas(zones.value))),
    effect(() => map.feed('places', station.value ? [point(station.value.place, {name: named(station.value.name), kind: 'pad'})] : [])),
    effect(() => map.feed('drones', marksOf(seen()).map(one => point(one.place, one)))),
    effect(() => {
      const s = current.value, trail = s && trails.value.get(s.id);
      map.feed('routes', s ? [line(s.path.map(p => [p.lon, p.lat]), {to: 'drop'}), ...(trail?.length > 1 ? [line(trail, {to: 'scene'})] : [])] : []);
      map.feed('incidents', s ? [point(s.target, {priority: 'drop', chosen: true, active: false})] : []);
      if (s && framed !== s.id) { framed = s.id; map.fit([...s.path, s.target]); }
    }),
  ];
  return () => stops.forEach(stop => stop());
}

/** Where the wind blows to: what the vehicle measures, else what was observed. */
const Wind = () => {
  const s = current.value, vehicle = s && telemetry.value.get(s.drone_id)?.vehicle, told = vehicle?.wind_mps != null ? {...vehicle, own: true} : weather.value;
  if (told?.wind_mps == null) return null;
  return html`<p class="wind-rose num"><svg viewBox="-12 -12 24 24" aria-hidden="true">${told.wind_from_deg != null && html`<path d="M0 -10 L5 8 L0 4 L-5 8 Z" transform=${`rotate(${told.wind_from_deg + 180})`}/>`}</svg><span><b>${told.wind_mps.toFixed(1)}</b> m/s${told.wind_from_deg != null && ` · ${Math.round(told.wind_from_deg)}°`}<small>${told.own ? t('pad.wind_measured') : t('pad.observed', {age: span(since(told.observed_at))})}</small></span></p>`;
};

/** Over the map while nothing is heard: how old what is drawn there is, and what the vehicle is taken to do. */
const Lost = ({sortie: s}) => {
  const {at, age, link} = heardOf(s);
  return ['lost', 'home'].includes(link) && html`<div class="lost-link"><${Icon} name="wifi-off"/><b>${t('pad.lost_for', {drone: droneName(s.drone_id), age: span(age)})}</b><span>${t('pad.last_place', {at: clock(at)})} · ${t(link === 'home' ? 'pad.lost_home' : 'pad.lost_wait')}</span></div>`;
};

export const PadMap = () => {
  const s = current.value, up = s && AIRBORNE.includes(s.state), start = s?.path[0] ?? [...telemetry.value.values()][0]?.place ?? station.value.place;
  return html`<div class="stage"><${MapBox} centre=${start ? [start.lon, start.lat] : [127.265, 36.4985]} zoom=${11.5} ready=${feed}/><${Wind}/>${up && html`<${Lost} sortie=${s}/>`}</div><${Tape} sortie=${up ? s : null}/>`;
};
