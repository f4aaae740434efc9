// Posting for this hospital: what comes back is the house as it then stands.

import {post} from '../api.js';
import {attempt} from '../page.js';
import {t} from '../say.js';
import {since} from '../time.js';
import {hospital} from './state.js';

export const address = what => `/api/v1/hospitals/${hospital.peek().id}/${what}`;

export async function say(what, body, done = t('receiving.posted')) {
  const answer = await attempt(() => post(address(what), body), done);
  if (answer) hospital.value = {...hospital.peek(), ...answer};
  return answer;
}

const SETTLE_MS = 900;  // presses in a row become one post
/** Gathers what is set one press after another, and sends it with `send(gathered)` once it has settled. */
export function settled(send) {
  let gathered = {}, timer = null;
  return change => {
    gathered = {...gathered, ...change};
    clearTimeout(timer);
    timer = setTimeout(() => {
      const all = gathered;
      gathered = {};
      send(all);
    }, SETTLE_MS);
  };
}

/** 12:03 ago · source */
export const ageOf = one => !one ? t('receiving.never') : since(one.reported_at) < 60 ? t('receiving.just_now') : t('receiving.age', {age: ageText(since(one.reported_at))});
const ageText = seconds => seconds < 3600 ? t('receiving.min', {n: Math.floor(seconds / 60)}) : t('receiving.h_min', {h: Math.floor(seconds / 3600), n: Math.floor(seconds / 60) % 60});
