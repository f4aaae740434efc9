// The console's map: everything that is also in the lists, where it is.

import {effect} from '@preact/signals';
import {AreaLegend, feedAreas, watchAreas} from '../areas.js';
import {marksOf} from '../dronemarks.js';
import {MapBox, area, circle, line, point, zoneAreas} from '../map.js';
import {html} from '../parts.js';
import {LightLegend, lightPoint, lightsOf} from '../lights.js';
import {named, t} from '../say.js';
import {pinPoint} from '../stops.js';
import {feedTraffic, traffic, trafficAge} from '../traffic.js';
import {feedWays} from './alternatives.js';
import {pointed, pointing} from './callform.js';
import {circles} from './fixes.js';
import {closing, feedMark, marked} from './closures.js';
import {underWay} from './drop.js';
import {Switches, layers, toggle} from './layers.js';
import {choose, chosen, current, detail, droneName, hospitals, lookOf, open, places, plan, picked, positions, reach, region, sendable, spot, units, within} from './state.js';

function feedAll(map) {
  const stops = [
    effect(() => map.feed('places', [...places.value.stations.map(s => point(s, {name: named(s.name), kind: 'station'})),
      ...places.value.landmarks.map(s => point(s, {name: named(s.name), kind: 'landmark'})), ...(current.value ? pinPoint(detail.value?.stops) : [])])),
    effect(() => map.feed('reach', layers.value.coverage ? places.value.demand.filter(z => z.id in reach.value).map(z => area(z.ring, {depth: reach.value[z.id]})) : [])),
    effect(() => map.feed('zones', !layers.value.zones ? [] : zoneAreas(places.value.squadron.zones ?? []))),
    effect(() => map.feed('hospitals', !layers.value.hospitals ? [] : [...hospitals.value.values()].map(h => point(h.place, {id: h.id, name: named({ko: h.name_ko, en: h.name_en}),
      state: h.id === current.value?.hospital_id ? 'chosen' : h.diversions.some(d => !d.capability) ? 'closed' : 'open'})))),
    effect(() => map.feed('units', !layers.value.units ? [] : [...units.value.values()].map(unitShape).filter(Boolean))),
    effect(() => map.feed('drones', marksOf([...positions.value.values()].filter(v => v.kind === 'drone_position' && v.place).map(v => ({...v, name: droneName(v.drone_id)}))).map(one => point(one.place, one)))),
    effect(() => map.feed('incidents', open.value.filter(i => i.place).map(i => point(i.place, {id: i.id, priority: i.priority ?? 0, chosen: i.id === chosen.value, active: i.state === 'active'})))),
    effect(() => map.feed('routes', routes())),
    effect(() => map.feed('lights', lights().map(lightPoint))),
    watchAreas(() => layers.value.isochrones),
    feedAreas(map, () => layers.value.isochrones),
    feedWays(map),
    feedTraffic(map, () => layers.value.traffic),
    effect(() => map.feed('fixes', circles())),
    feedMark(map),
    effect(() => frame(map)),
    effect(() => spot.value && map.fit([spot.value])),
  ];
  map.on('incidents', properties => { if (!closing.peek()) choose(properties.id); });
  map.click(place => pointing.peek() ? pointed(place) : marked(place));
  effect(() => { map.map.getCanvas().style.cursor = pointing.value || closing.value ? 'crosshair' : ''; });
  return () => stops.forEach(stop => stop());
}

function unitShape(u) {
  const seen = positions.value.get(u.id), place = seen?.place ?? u.place;
  return place && point(place, {id: u.id, name: named(u.callsign), state: lookOf(u), heading: seen?.heading_deg ?? 0});
}

/** The signals of the chosen incident's ways, each as it stands. */
const lights = () => Object.entries(detail.value?.routes ?? {}).flatMap(([id, route]) => lightsOf(route, detail.value.signals?.[id]));

/** The way of the kit's drone, while the order runs. */
const flights = () => {
  const sortie = detail.value?.drop?.sortie;
  return sortie?.path?.length > 1 && underWay(sortie) ? [line(sortie.path.map(p => [p.lon, p.lat]), {to: 'drop'})] : [];
};

/** The ways under way; before anybody is sent, the way the decision would send the first unit. */
function routes() {
  const incident = detail.value, running = Object.entries(incident?.routes ?? {});
  if (running.length) {
    const states = incident.hospital_id ? ['at_patient', 'depart_scene', 'at_hospital'] : ['depart_scene', 'at_hospital'];
    const loaded = id => states.includes(incident.assignments.find(job => job.id === id)?.state);
    return [...running.map(([id, route]) => line(route.points, {to: loaded(id) ? 'hospital' : 'scene'})), ...flights()];
  }
  const planned = plan.value?.route, flight = plan.value?.drone?.path;
  return [...(planned && picked.value && picked.value === sendable.value[0] ? [line(planned.points.map(p => [p.lon, p.lat]), {to: 'scene'})] : []),
    ...(flight ? [line(flight.points.map(p => [p.lon, p.lat]), {to: 'drop'})] : [])];
}

/** Choosing an incident brings patient, unit and hospital into view, once. */
let framed = null;
function frame(map) {
  const incident = current.value, option = picked.value;
  const key = incident && `${incident.id} ${incident.assignments.some(job => job.open) ? 'sent' : option?.unit_id ?? ''}`;
  if (!incident?.place || framed === key || closing.peek()) return;  // somebody is pointing: the map stays where it is
  framed = key;
  const sent = incident.assignments.filter(job => job.open).map(job => job.unit_id);
  const going = (sent.length ? sent : [option?.unit_id]).map(id => positions.peek().get(id)?.place ?? units.peek().get(id)?.place);
  const hospital = hospitals.peek().get(incident.hospital_id)?.place;
  map.fit([incident.place, ...going, hospital].filter(Boolean), {top: 150, bottom: 80, left: 80, right: 80});
}

/** How far help reaches: how many zones, and the names of those that nobody reaches; a list as well as a picture. */
const DEPTHS = [2, 1, 0];
const Reach = () => {
  const zones = places.value.demand.filter(z => z.id in reach.value), left = zones.filter(z => reach.value[z.id] === 0);
  if (!zones.length) return html`<p class="dim">${t('reach.unknown')}</p>`;
  return html`<div class="reach"><b>${t('reach.title', {minutes: Math.round(within.value / 60)})}</b>${DEPTHS.map(depth => html`<span key=${depth}><i class="ground" data-depth=${depth}/>${
    t(`reach.${depth}`)}<span class="grow"/><b class="num">${zones.filter(z => reach.value[z.id] === depth).length}</b></span>`)}
    ${left.length > 0 && html`<details><summary>${t('reach.names')}</summary><ul>${left.map(z => html`<li key=${z.id}>${named(z.name)}</li>`)}</ul></details>`}</div>`;
};

/** What the lines of the traffic mean, and how old they are. */
const FLOWS = [['slow', 'flow.slow'], ['jammed', 'flow.jammed'], ['zone', 'closures.zone'], ['closed', 'closure.closed']];
const TrafficLegend = () => html`<div class="flows"><b>${t('layer.traffic')}</b>${FLOWS.map(([name, key]) => html`<span key=${name}><i class="flow" data-flow=${name}/>${t(key)}</span>`)}
  ${traffic.value && html`<small class=${traffic.value.simulated ? 'unreal' : 'dim'}>${trafficAge(traffic.value)}</small>`}</div>`;

const LEGEND = ['free', 'going', 'scene', 'loaded', 'lost'];
export const DeskMap = ({children, keys}) => {
  const area_ = region.value;
  return html`<${MapBox} centre=${area_ && [area_.centre[1], area_.centre[0]]} zoom=${11.5} notice=${area_?.notice} ready=${feedAll}>
    <div class="legend"><details open=${layers.value.signs} onToggle=${event => { if (event.target.open !== layers.peek().signs) toggle('signs'); }}><summary>${t('layer.signs')}</summary>
      ${layers.value.units && html`<div class="marks"><b>${t('list.unit')}</b>${LEGEND.map(state => html`<span key=${state}><i class="mark" data-s=${state}/>${t(`look.${state}`)}</span>`)}</div>`}
      ${lights().length > 0 && html`<${LightLegend}/>`}${layers.value.traffic && html`<${TrafficLegend}/>`}</details>
      ${layers.value.coverage && html`<${Reach}/>`}${layers.value.isochrones && html`<${AreaLegend}/>`}<${Switches} keys=${keys}/></div>${children}</${MapBox}>`;
};
