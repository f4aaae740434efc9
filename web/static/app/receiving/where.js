// Where the ambulance is, on the way to this house. Its age stands beside the patient; the map never looks fresher.

import {MapBox, point} from '../map.js';
import {html, useEffect, useState} from '../parts.js';
import {named} from '../say.js';
import {hospital, positions} from './state.js';

const LOADED = ['depart_scene', 'at_hospital', 'handed_over'];

/** The newest place of a patient's unit; null while nobody has heard of it. */
const placeOf = unit => {
  const heard = unit && positions.value.get(unit.id);
  if (heard?.lat != null) return {lat: heard.lat, lon: heard.lon};
  return unit?.lat == null ? null : {lat: unit.lat, lon: unit.lon};
};

export const Where = ({patient: p}) => {
  const [map, keep] = useState(null), own = hospital.value, place = placeOf(p.unit);
  useEffect(() => {
    if (!map) return;
    map.feed('hospitals', [point(own.place, {name: named({ko: own.name_ko, en: own.name_en}), state: 'chosen'})]);
    map.feed('units', place ? [point(place, {name: named(p.unit.callsign), state: LOADED.includes(p.crew_state) ? 'loaded' : 'going', heading: 0})] : []);
    map.fit([own.place, place].filter(Boolean), 60);
  }, [map, place?.lat, place?.lon, p.crew_state, own]);
  return html`<div class="where card"><${MapBox} centre=${[own.place.lon, own.place.lat]} zoom=${12} quiet ready=${keep}/></div>`;
};
