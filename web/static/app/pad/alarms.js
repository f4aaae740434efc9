// What about the flights needs somebody, worst first. Seeing an alarm ends its sound, never the alarm.

import {computed, signal} from '@preact/signals';
import {Button, Icon, html} from '../parts.js';
import {dots, t, word, wordOr} from '../say.js';
import {since, span, until} from '../time.js';
import {ahead, callHome, droneName, failedInAir, flying, heardOf, notes, orders, pick, recalls, telemetry} from './state.js';

const OURS = ['auto', 'guided'];  // in any other mode somebody flies it, or it comes home already
const SHOWN = 3, NOTED_S = 60;
const ASKED_HOME = 'recall_asked', BEFORE_HOME = ['launching', 'airborne', 'on_station', 'lowering'];
const URGENCY = ['critical', 'warning', 'notice', 'info'];
const ICONS = {critical: 'octagon-alert', warning: 'triangle-alert', notice: 'info', info: 'info'};
const seen = signal(new Set());

const FIGURES = {link_lost: one => span(one.value), link_late: one => span(one.value), bingo_near: one => span(one.value), off_route: one => span(one.value), late: one => `+${span(one.value)}`, into_reserve: one => span(one.value),
  wind: one => `${one.value.toFixed(1)} / ${one.limit.toFixed(1)} m/s`, failsafe: one => wordOr('flight_note', one.ref), hold_ending: one => span(one.limit - one.value), line_fouled: one => `${one.value.toFixed(1)} / ${one.limit.toFixed(1)} kg`, kit_hangs: one => `${one.value.toFixed(1)} kg`, kit_rests: one => `${one.value.toFixed(1)} / ${one.limit.toFixed(1)} m`, line_slow: one => `${span(one.value)} / ${span(one.limit)}`};

/** By what its vehicle said last, as this page heard it. */
function linkAlarm(s) {
  const {age, link} = heardOf(s);
  if (['lost', 'home'].includes(link)) return [{code: 'link_lost', severity: 'critical', value: age}];
  return link === 'late' ? [{code: 'link_late', severity: 'warning', value: age}] : [];
}
const watched = s => telemetry.value.get(s.drone_id)?.watch?.alarms ?? [];
const measured = s => [...linkAlarm(s), ...watched(s)].map(one => ({...one, words: word('flight_alarm', one.code), figure: FIGURES[one.code]?.(one)}));
/** A note is news for a minute; that the desk wants its drone home stands until it is on its way. */
const fresh = (one, s) => one.code !== 'prearm' && (one.code === ASKED_HOME ? BEFORE_HOME.includes(s.state) : since(one.at) < NOTED_S);
const noted = s => notes.value.filter(one => one.sortie_id === s.id && ['critical', 'warning'].includes(one.severity) && fresh(one, s))
  .map(one => ({code: `note ${one.at} ${one.code}`, severity: one.severity, words: wordOr('flight_note', one.code), figure: one.code === ASKED_HOME ? wordOr('sortie_reason', one.text) : one.text}));
const zone = ({id}) => [ahead.value[id]].filter(Boolean).map(one => ({code: `zone ${one.zone_id} ${one.advice}`, severity: 'critical', words: t('pad.zone_ahead', {zone: one.zone, why: word('zone_advice', one.advice)}),
  figure: dots([one.enters_at && span(Math.max(0, until(one.enters_at))), one.authority, one.authority_phone])}));
const recall = ({id}) => [recalls.value[id]].filter(Boolean).map(one => ({code: 'recall', severity: 'warning', words: t('pad.recall', {why: word('recall', one.reason)})}));

/** Its flight is over and it is not: {id, drone_id} stand for the sortie. */
const upThere = ({sortie_id: id, drone_id}) => {
  const heard = telemetry.value.get(drone_id), figure = heard && dots([heard.altitude_m != null && `${Math.round(heard.altitude_m)} m`, t('pad.heard_ago', {age: span(since(heard.at))})]);
  return of({id, drone_id}, [{code: 'failed_in_air', severity: 'critical', words: t('pad.failed_in_air'), figure, home: OURS.includes(heard?.vehicle?.mode)}]);
};

const of = (s, alarms) => alarms.map(one => ({...one, sortie: s, key: `${s.id} ${one.code}`}));
/** {key, severity, words, figure, sortie} of all, worst first. */
const standing = computed(() => [...flying.value.flatMap(s => of(s, [...measured(s), ...noted(s)])), ...orders.value.flatMap(s => of(s, [...zone(s), ...recall(s)])), ...Object.values(failedInAir.value).filter(Boolean).flatMap(upThere)]
  .sort((a, b) => URGENCY.indexOf(a.severity) - URGENCY.indexOf(b.severity)));
/** A person must act now, and nobody has seen it yet. */
export const sounding = computed(() => standing.value.some(one => one.severity === 'critical' && !seen.value.has(one.key)));

export function acknowledge() {
  seen.value = new Set(standing.peek().map(one => one.key));  // what is over is forgotten: it may sound again
}

const Line = ({one}) => html`<li><button type="button" class="alarm" data-severity=${one.severity} data-seen=${seen.value.has(one.key)} onClick=${() => pick(one.sortie.id)}><${Icon} name=${ICONS[one.severity]}/><b>${droneName(one.sortie.drone_id)}</b><span class="grow">${one.words}</span><span class="num">${one.figure}</span></button>${one.home && html`<${Button} kind="small" icon="undo-2" onClick=${() => callHome(one.sortie)}>${t('pad.call_home')}</${Button}>`}</li>`;

export const Alarms = () => standing.value.length > 0 && html`<section class="alarms" role="log" aria-live="assertive" aria-label=${t('pad.alarms')}><ul>${standing.value.slice(0, SHOWN).map(one => html`<${Line} key=${one.key} one=${one}/>`)}</ul>
  ${standing.value.length > SHOWN && html`<small>${t('pad.more_alarms', {n: standing.value.length - SHOWN})}</small>`}
  ${standing.value.some(one => !seen.value.has(one.key)) && html`<${Button} kind="small" icon="check" keys="M" onClick=${acknowledge}>${t('pad.seen')}</${Button}>`}</section>`;
