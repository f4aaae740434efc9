// An arrival as it may be promised: from the minute that is as likely missed as kept to the one nine in ten keep.

import {t} from './say.js';
import {minutes, until} from './time.js';

/** 7–10: p50 to p90 in whole minutes, the second rounded up; 7 where both are one, or nobody knows the second. */
export function spread(p50_s, p90_s) {
  if (p50_s == null) return '–';
  const low = minutes(Math.max(0, p50_s)), high = p90_s == null ? 0 : Math.ceil(p90_s / 60);
  return high > Number(low) ? `${low}–${high}` : low;
}

/** 7–10분, 7–10 min. */
export const lasting = (p50_s, p90_s) => `${spread(p50_s, p90_s)}${t('eta.min')}`;

/** The same until two instants; '' where nobody knows the first. */
export const within = (eta, p90) => eta == null ? '' : lasting(until(eta), until(p90));

/** What the minutes of a ranking rest on: a prior, or how many trips of our own. */
export const basis = travel => travel?.trips ? t('eta.trips', {n: travel.trips}) : t('eta.prior');
