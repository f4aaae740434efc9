// Names we know a position of, and what a typed place may mean: a name, a national point number, a pair of degrees.

import {metres} from '../guide.js';
import {keys} from './keymap.js';
import {hospitals, places} from './state.js';

const OFFERED = 5, SHORTEST = 2;
const GRID = /^[가-하]{2}\s*\d{4}\s*\d{4}$/;
const PAIR = /^(-?\d{1,2}\.\d+)[,\s]+(-?\d{1,3}\.\d+)$/;
const plain = name => name.toLowerCase().replaceAll(' ', '');

/** Landmarks, stations and hospitals: [{id, kind, name, lat, lon}]. */
export const gazetteer = () => [
  ...places.value.landmarks.map(one => ({...one, kind: 'landmark'})), ...places.value.stations.map(one => ({...one, kind: 'station'})),
  ...[...hospitals.value.values()].map(h => ({id: h.id, kind: 'hospital', name: {ko: h.name_ko, en: h.name_en}, lat: h.place.lat, lon: h.place.lon})),
];

/** The names that contain what was typed, also with the input method in the other language; those that begin with it first. */
export function named(text, all = gazetteer()) {
  const wanted = plain(text), other = keys(wanted);
  if (wanted.length < SHORTEST) return [];
  const begins = one => Math.min(...[one.name.ko, one.name.en].flatMap(name => [plain(name).indexOf(wanted), plain(name).indexOf(other)]).map(i => i < 0 ? Infinity : i));
  return all.map(one => [begins(one), one]).filter(([i]) => i < Infinity).sort((a, b) => a[0] - b[0]).slice(0, OFFERED).map(([, one]) => one);
}

const LANDMARK_M = 3000;
/** The name nearest to a place and how far away it is, {name, far_m}; null where none is near. */
export function nearest(place) {
  const near = gazetteer().map(one => ({name: one.name, far_m: metres([one.lon, one.lat], [place.lon, place.lat])})).sort((a, b) => a.far_m - b.far_m)[0];
  return near && near.far_m < LANDMARK_M ? near : null;
}

const at = one => one ? {lat: one.lat, lon: one.lon, source: 'typed'} : null;
/** The place a text names in full, or null. */
export const placeOf = text => at(gazetteer().find(one => [one.name.ko, one.name.en].some(name => plain(name) === plain(text))));
/** The one place a text can mean although it is only the beginning of its name, or null. */
const onlyOne = text => plain(text).length > SHORTEST && named(text).length === 1 ? at(named(text)[0]) : null;

/** What the server is told of a typed place: {source, lat, lon, text}; null for nothing typed. */
export function meant(text, applied) {
  const typed = text.trim(), pair = PAIR.exec(typed), place = applied ?? onlyOne(typed);
  if (place) return {source: place.source, lat: place.lat, lon: place.lon, text: typed || null, ...(place.radius_m ? {radius_m: place.radius_m} : {})};
  if (GRID.test(typed)) return {source: 'grid', text: typed};
  if (pair) return {source: 'typed', lat: Number(pair[1]), lon: Number(pair[2]), text: typed};
  return typed ? {source: 'typed', text: typed} : null;
}
