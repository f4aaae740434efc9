// The crew's way and where on it the unit is: by its own device where that tells, by the server's word otherwise.

import {computed} from '@preact/signals';
import {along, guide} from '../guide.js';
import {lightsOf} from '../lights.js';
import {named, t} from '../say.js';
import {CHOSEN, here, job, requests} from './state.js';

const DRIVING = ['dispatched', 'acked', 'en_route', 'depart_scene'];
export const lonLat = place => place && [place.lon, place.lat];
export const isLoaded = state => ['depart_scene', 'at_hospital'].includes(state);

/** The way that is driven now; null for none. */
export const way = computed(() => job.value && DRIVING.includes(job.value.state) ? job.value.route ?? null : null);

/** How far the unit has been on the way it drives: where a way passes a place twice, only that tells which it is. */
let been = {way: null, at: 0};
export const said = computed(() => {
  const route = way.value;
  if (!route) return null;
  const name = `${job.value.id} ${route.detour?.at} ${route.distance_m} ${route.points[0]}`;
  const told = guide(route, lonLat(here.value), been.way === name ? been.at : 0);
  if (told.next) been = {way: name, at: told.at};
  return told;
});

const street = ({name, name_en: english}) => name && named({ko: name, en: english ?? name});
/** 한누리대로 방면 좌회전. */
export function turnWords(step) {
  const turn = t(`turn.${step.turn}`), onto = street(step);
  return onto && step.turn !== 'arrive' ? t('turn.onto', {turn, street: onto}) : turn;
}

/** Every signal of the way still ahead as {at, state}, in driving order. */
export const lightsAhead = () => lightsOf(way.value, job.value.signals).map(light => ({...light, at: along(way.value.points, lonLat(light)).at}))
  .filter(light => light.at > said.value.at).sort((a, b) => a.at - b.at);

/** Where it ends, and what that is called: for other navigators. */
export function goal() {
  const {incident, route, state} = job.value, end = route?.points.at(-1);
  const place = end ? {lon: end[0], lat: end[1]} : isLoaded(state) ? null : incident.place;
  const house = isLoaded(state) && requests.value.find(r => CHOSEN.includes(r.state));
  return place && {...place, name: (house && named({ko: house.hospital_name_ko, en: house.hospital_name_en})) || (!isLoaded(state) && incident.place?.text) || incident.number};
}
