// Why a drone does not fly, in a sentence; what holds for several drones is said once.

import {t, wordOr} from './say.js';
import {prime, span} from './time.js';

const figure = value => value == null ? '–' : String(Number(value.toFixed(1)));
const percent = value => value == null ? '–' : Math.round(value * 100);
const length = value => value == null ? '–' : prime(value);

/** What a reason refers to, by the name people know it by. */
function named({code, ref}, zoneName) {
  if (ref == null) return '';
  if (code === 'weather_unknown') return wordOr('air', ref);
  if (code.startsWith('zone_')) return zoneName(ref);
  return wordOr(code === 'out_of_service' ? 'drone_service' : 'kit', ref);
}

/** One reason as a sentence. */
export function whyNot(reason, zoneName = id => id) {
  const {code, value, limit, ref} = reason;
  const told = {value: figure(value), limit: figure(limit), ref: named(reason, zoneName), share: percent(value), least: percent(limit), time: length(value), than: length(limit), age: span(value), later: length(value - limit)};
  return t(code === 'weather_unknown' && ref ? 'no_go.weather_unknown_of' : `no_go.${code}`, told);
}

/** Sentences and the drones each holds for, in the order of the reasons; no drone where it holds for all. */
export function whyNone(reasons, zoneName) {
  const said = new Map();
  for (const reason of reasons) {
    const sentence = whyNot(reason, zoneName), drones = said.get(sentence) ?? [];
    said.set(sentence, reason.drone_id ? [...drones, reason.drone_id] : drones);
  }
  return [...said];
}
