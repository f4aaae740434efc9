// Where everybody was at the instant shown, and the way they had come.

import {effect} from '@preact/signals';
import {MapBox, line, point} from '../map.js';
import {html} from '../parts.js';
import {named} from '../say.js';
import {asked, at, flights, jobs, record} from './state.js';
import {lookOf} from './lists.js';
import {droneName, jobUnit} from './words.js';

const AFTER = ['depart_scene', 'at_hospital', 'handed_over', 'clear'];
const passed = (way, place) => [...way.filter(p => p[0] <= at.value).map(p => [p[2], p[1]]), ...(place ? [[place.lon, place.lat]] : [])];
const ways = () => [
  ...jobs.value.map(job => [passed(job.way, job.place), AFTER.includes(job.state) ? 'hospital' : 'scene']),
  ...flights.value.map(one => [passed(one.way, one.place), 'drop']),
].filter(([points]) => points.length > 1).map(([points, to]) => line(points, {to}));

function hospitals() {
  const {incident, hospitals: known} = record.value;
  return Object.entries(known).map(([id, {name, place}]) => point(place, {id, name: named(name),
    state: asked.value.get(id)?.more.state === 'declined' ? 'closed' : id === incident.hospital_id && asked.value.has(id) ? 'chosen' : 'open'}));
}

function feedAll(map) {
  const {incident, ways: known} = record.value;
  const stops = [
    effect(() => map.feed('units', jobs.value.filter(job => job.place && job.state).map(job => point(job.place, {id: job.id, name: jobUnit(job.id), state: lookOf(job), heading: job.place.heading})))),
    effect(() => map.feed('drones', flights.value.filter(one => one.place).map(one => point(one.place, {name: `${droneName(one.drone)} ${Math.round(one.place.altitude ?? 0)} m`})))),
    effect(() => map.feed('routes', ways())),
    effect(() => map.feed('hospitals', hospitals())),
    effect(() => map.feed('incidents', incident.place ? [point(incident.place, {id: incident.id, priority: incident.priority ?? 0, chosen: true, active: false})] : [])),
  ];
  const seen = Object.values(known).flat().map(p => ({lat: p[1], lon: p[2]}));
  const house = record.value.hospitals[incident.hospital_id]?.place;
  map.fit([incident.place, house, ...seen].filter(Boolean), 70);
  return () => stops.forEach(stop => stop());
}

export const ReplayMap = () => {
  const {centre, notice} = record.value.region;
  return html`<${MapBox} centre=${[centre[1], centre[0]]} zoom=${11.5} notice=${notice} ready=${feedAll}/>`;
};
