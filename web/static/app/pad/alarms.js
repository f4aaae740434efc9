// What about the flights needs somebody, worst first. Seeing an alarm ends its sound, never the alarm.

import {computed, signal} from '@preact/signals';
import {Button, Icon, html} from '../parts.js';
import {t, word, wordOr} from '../say.js';
import {since, span, until} from '../time.js';
import {ahead, droneName, flying, linkOf, notes, orders, pick, recalls, telemetry} from './state.js';

const SHOWN = 3, NOTED_S = 60;
const ASKED_HOME = 'recall_asked', BEFORE_HOME = ['launching', 'airborne', 'on_station', 'lowering'];
const URGENCY = ['critical', 'warning', 'notice', 'info'];
const ICONS = {critical: 'octagon-alert', warning: 'triangle-alert', notice: 'info', info: 'info'};
const seen = signal(new Set());

/** How a flight's link stands, by what its vehicle said last; a drone without one is never heard. */
const linkAlarm = s => {
  const age = since(telemetry.value.get(s.drone_id)?.at ?? s.vehicle?.at), link = linkOf(age);
  if (['lost', 'home'].includes(link)) return [{code: 'link_lost', severity: 'critical', value: age}];
  return link === 'late' ? [{code: 'link_late', severity: 'warning', value: age}] : [];
};
const measured = s => (telemetry.value.get(s.drone_id)?.watch?.alarms ?? []).filter(one => !one.code.startsWith('link_'));
const recall = s => recalls.value[s.id] ? [{code: 'recall', severity: 'warning', recall: recalls.value[s.id]}] : [];
const zone = s => ahead.value[s.id] ? [{code: `zone ${ahead.value[s.id].zone_id} ${ahead.value[s.id].advice}`, severity: 'critical', zone: ahead.value[s.id]}] : [];
/** A note is news for a minute; that the desk wants its drone home stands until it is on its way. */
const fresh = (one, s) => one.code !== 'prearm' && (one.code === ASKED_HOME ? BEFORE_HOME.includes(s.state) : since(one.at) < NOTED_S);
const noted = s => notes.value.filter(one => one.sortie_id === s.id && ['critical', 'warning'].includes(one.severity) && fresh(one, s))
  .map(one => ({code: `note ${one.at} ${one.code}`, severity: one.severity, note: one}));

export const standing = computed(() => [...flying.value.flatMap(s => [...linkAlarm(s), ...measured(s), ...noted(s)].map(one => ({...one, sortie: s}))), ...orders.value.flatMap(s => [...zone(s), ...recall(s)].map(one => ({...one, sortie: s})))]
  .map(one => ({...one, key: `${one.sortie.id} ${one.code}`})).sort((a, b) => URGENCY.indexOf(a.severity) - URGENCY.indexOf(b.severity)));
/** A person must act now, and nobody has seen it yet. */
export const sounding = computed(() => standing.value.some(one => one.severity === 'critical' && !seen.value.has(one.key)));

export function acknowledge() {
  seen.value = new Set(standing.peek().map(one => one.key));  // what is over is forgotten: it may sound again
}

const FIGURES = {link_lost: one => span(one.value), link_late: one => span(one.value), bingo_near: one => span(one.value), off_route: one => span(one.value), late: one => `+${span(one.value)}`, into_reserve: one => span(one.value),
  wind: one => `${one.value.toFixed(1)} / ${one.limit.toFixed(1)} m/s`, failsafe: one => wordOr('flight_note', one.ref), hold_ending: one => span(one.limit - one.value), line_slow: one => `${span(one.value)} / ${span(one.limit)}`};
const words = one => one.zone ? t('pad.zone_ahead', {zone: one.zone.zone, why: word('zone_advice', one.zone.advice)}) : one.recall ? t('pad.recall', {why: word('recall', one.recall.reason)}) : one.note ? wordOr('flight_note', one.note.code) : word('flight_alarm', one.code);
const figure = one => one.zone ? [one.zone.enters_at && span(Math.max(0, until(one.zone.enters_at))), one.zone.authority, one.zone.authority_phone].filter(Boolean).join(' · ') : one.note ? one.note.code === ASKED_HOME ? wordOr('sortie_reason', one.note.text) : one.note.text : FIGURES[one.code]?.(one);

const Line = ({one}) => html`<li><button type="button" class="alarm" data-severity=${one.severity} data-seen=${seen.value.has(one.key)} onClick=${() => pick(one.sortie.id)}><${Icon} name=${ICONS[one.severity]}/><b>${droneName(one.sortie.drone_id)}</b><span class="grow">${words(one)}</span><span class="num">${figure(one)}</span></button></li>`;

export const Alarms = () => standing.value.length > 0 && html`<section class="alarms" role="log" aria-live="assertive" aria-label=${t('pad.alarms')}><ul>${standing.value.slice(0, SHOWN).map(one => html`<${Line} key=${one.key} one=${one}/>`)}</ul>
  ${standing.value.length > SHOWN && html`<small>${t('pad.more_alarms', {n: standing.value.length - SHOWN})}</small>`}
  ${standing.value.some(one => !seen.value.has(one.key)) && html`<${Button} kind="small" icon="check" keys="M" onClick=${acknowledge}>${t('pad.seen')}</${Button}>`}</section>`;
