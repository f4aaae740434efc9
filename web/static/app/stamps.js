// What a time stamp says of itself beside its time: the device's clock, the place, what the positions say, what was skipped.

import {far} from './guide.js';
import {t, word} from './say.js';
import {span} from './time.js';

const seconds = (from, to) => (Date.parse(to) - Date.parse(from)) / 1000;
const SAID = {
  clock: s => t('desk.device_clock', {s: Math.round(seconds(s.device_at, s.at))}),
  away: s => t('stamps.away', {far: far(s.away_m)}),
  late: s => t('stamps.late', {late: span(seconds(s.seems_at, s.at))}),
  written: () => null,  // its source says so
  skipped: s => t('desk.skipped', {steps: s.skipped.map(one => word('stamp', one)).join(', ')}),
};

/** Every reason not to take its time at its word, as sentences. */
export const stampDoubts = stamp => (stamp?.doubts ?? []).map(doubt => SAID[doubt](stamp)).filter(Boolean);
/** The same in one line; empty for none. */
export const stampDoubt = stamp => stampDoubts(stamp).join(' · ');
