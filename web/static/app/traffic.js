// Traffic on a map: where cars are slow, what is closed and for how long. Read again when something was closed, and now
// and then, for what was observed grows old; the server says quickly that nothing has changed.

import {effect, signal} from '@preact/signals';
import {get} from './api.js';
import {line, point} from './map.js';
import {named, t, word} from './say.js';
import {hour, prime, since, span} from './time.js';

const AGAIN_MS = 20_000;
/** {version, at, simulated, lines, closures}; null while nobody has told. */
export const traffic = signal(null);

export async function readTraffic() {
  const told = await get('/api/v1/traffic/roads').catch(() => null);
  if (told && told.version !== traffic.peek()?.version) traffic.value = told;
}
/** From now on what is known follows the server. */
export function watchTraffic() {
  readTraffic();
  setInterval(() => document.hidden || readTraffic(), AGAIN_MS);
}
/** Something was closed, slowed or opened. */
export const hearTraffic = ({kind}) => { if (kind === 'closure_changed') readTraffic(); };

/** The sign in the middle of a closure: it is seen from afar, where the road itself is too short to be drawn. */
const signOf = ({lines, kind, id}) => {
  const middle = lines[Math.floor(lines.length / 2)] ?? [], [a, b] = [middle[Math.floor((middle.length - 1) / 2)], middle[Math.ceil((middle.length - 1) / 2)]];
  return a ? [point({lon: (a[0] + b[0]) / 2, lat: (a[1] + b[1]) / 2}, {kind, id})] : [];
};

/** Feeds a map, as long as `shown()`; returns what stops it. */
export const feedTraffic = (map, shown = () => true) => effect(() => {
  const told = shown() ? traffic.value : null;
  map.feed('traffic', (told?.lines ?? []).map(one => line(one.points, {flow: one.flow})));
  map.feed('closures', (traffic.value?.closures ?? []).flatMap(one => [...one.lines.map(points => line(points, {kind: one.kind, id: one.id})), ...signOf(one)]));
});

export const streetOf = closure => closure.street ? named(closure.street) : t('closures.unnamed');
/** A closure in one line: what, where, why, until when. */
export const closureSentence = one => `${word('closure', one.kind)}${one.share ? ` ${Math.round(one.share * 100)} %` : ''} · ${streetOf(one)} · ${word('closure_reason', one.reason)} · ~${hour(one.ends_at)}`;

/** How old what is drawn is, and whether it is made up. */
export const trafficAge = told => t(told.simulated ? 'traffic.simulated' : 'traffic.age', {age: span(since(told.at)), share: Math.round(told.known_share * 100)});

/** Why a way was left: 우회: 한누리대로 통제, +2분. */
export function detourSentence({reason, street, later_s: later}) {
  const time = `${later < 0 ? '−' : '+'}${prime(Math.abs(later))}`;
  return t(`detour.${reason}`, {street: street ? named(street) : t('closures.road'), later: time});
}
