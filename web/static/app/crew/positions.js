// Where the unit was while nobody could be told: kept on the device, thinned, and replayed as one write when the network is back.

import {metres} from '../guide.js';
import {me, takeAlong} from './outbox.js';
import {addPosition, positionsToWrite} from './shelf.js';

const MOST = 500;  // in one write
const APART_M = 10, EVERY_MS = 30_000;  // closer in place and in time a position says nothing new
let last = null;

/** A receiver's odd figure must not keep the others from the server: what is out of bounds is left unknown. */
const within = fix => Object.fromEntries(Object.entries({accuracy_m: 100_000, speed_mps: 120, heading_deg: 359.99}).map(([name, most]) => [name, fix[name] >= 0 && fix[name] <= most ? fix[name] : null]));

export async function keepPosition(fix) {
  const far = last && metres([last.lon, last.lat], [fix.lon, fix.lat]), age = last && Date.parse(fix.device_at) - Date.parse(last.device_at);
  if (last && far < APART_M && age < EVERY_MS) return;
  last = fix;
  await addPosition({owner: me, fix: {...fix, ...within(fix)}}).catch(() => null);  // a device that keeps nothing: the next place is told as it is
}

/** Makes writes of what is kept, in the same transaction in which it is taken from there. */
export const sendPositions = unit => takeAlong(write => positionsToWrite(me, MOST, kept => write(`/api/v1/units/${unit}/positions`, 'POST', {positions: kept.map(one => one.fix)}))).catch(() => null);
