// Why a drone does not fly, in a sentence; what holds for all drones is said once.

import {whyGrounded} from './grounded.js';
import {t, wordOr} from './say.js';
import {prime, span} from './time.js';

const figure = value => value == null ? '–' : String(Number(value.toFixed(1)));
const percent = value => value == null ? '–' : Math.round(value * 100);
const length = value => value == null ? '–' : prime(value);

/** Why a drone is out of service, by its code. */
export const outOfService = code => whyGrounded(code, {t, wordOr});

/** What a reason refers to, by the name people know it by. */
function named({code, ref}, zoneName) {
  if (ref == null) return '';
  if (code === 'weather_unknown') return wordOr('air', ref);
  if (code.startsWith('zone_')) return zoneName(ref);
  return code === 'out_of_service' ? outOfService(ref) : wordOr('kit', ref);
}

/** One reason as a sentence. */
export function whyNot(reason, zoneName = id => id) {
  const {code, value, limit, ref} = reason;
  const told = {value: figure(value), limit: figure(limit), ref: named(reason, zoneName), share: percent(value), least: percent(limit), time: length(value), than: length(limit), age: span(value), later: length(value - limit)};
  const other = code === 'weather_unknown' && ref ? '_of' : code === 'not_heard' && value == null ? '_yet' : '';
  return t(`no_go.${code}${other}`, told);
}

/** [whom, sentences]: first what holds whatever the drone (whom is null), then what holds for all (no names), then each
 *  drone's own; drones with the same reasons stand together. */
export function whyNone(reasons, drones, zoneName) {
  const own = new Map(), general = new Set(), holds = new Map();
  for (const reason of reasons) {
    const sentence = whyNot(reason, zoneName);
    if (reason.drone_id == null) general.add(sentence);
    else own.set(reason.drone_id, (own.get(reason.drone_id) ?? new Set()).add(sentence));
  }
  for (const said of own.values()) for (const sentence of said) holds.set(sentence, (holds.get(sentence) ?? 0) + 1);
  const shared = [...holds].filter(([, n]) => n === drones).map(([sentence]) => sentence), groups = new Map();
  for (const [drone, said] of own) {
    const left = [...said].filter(sentence => !shared.includes(sentence)), key = left.join('\n');
    if (left.length) groups.set(key, [[...(groups.get(key)?.[0] ?? []), drone], left]);
  }
  return [[null, [...general]], [[], shared], ...groups.values()].filter(([, sentences]) => sentences.length);
}
