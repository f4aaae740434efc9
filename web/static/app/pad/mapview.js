// The flight on the map: path, trail, zones of the air. The incident is a point; whose it is never comes here.

import {effect} from '@preact/signals';
import {MapBox, area, circle, line, point} from '../map.js';
import {html} from '../parts.js';
import {named} from '../say.js';
import {current, droneName, station, telemetry, trails, zones} from './state.js';

let framed = null;
function feed(map) {
  const stops = [
    effect(() => map.feed('zones', zones.value.filter(z => z.restriction !== 'no_restriction').map(z => 'radius_m' in z.shape ? area(circle(z.shape.centre, z.shape.radius_m), {}) : area([...z.shape.corners, z.shape.corners[0]].map(p => [p.lon, p.lat]), {})))),
    effect(() => map.feed('places', station.value ? [point(station.value.place, {name: named(station.value.name), kind: 'pad'})] : [])),
    effect(() => map.feed('drones', [...telemetry.value.values()].filter(v => v.place).map(v => point(v.place, {name: `${droneName(v.drone_id)} ${Math.round(v.altitude_m ?? 0)} m`})))),
    effect(() => {
      const s = current.value, trail = s && trails.value.get(s.drone_id);
      map.feed('routes', s ? [line(s.path.map(p => [p.lon, p.lat]), {to: 'drop'}), ...(trail?.length > 1 ? [line(trail, {to: 'scene'})] : [])] : []);
      map.feed('incidents', s ? [point(s.target, {priority: 'drop', chosen: true, active: false})] : []);
      if (s && framed !== s.id) { framed = s.id; map.fit([...s.path, s.target]); }
    }),
  ];
  return () => stops.forEach(stop => stop());
}

export const PadMap = () => {
  const start = current.value?.path[0] ?? [...telemetry.value.values()][0]?.place ?? station.value.place;
  return html`<${MapBox} centre=${start ? [start.lon, start.lat] : [127.265, 36.4985]} zoom=${11.5} ready=${feed}/>`;
};
