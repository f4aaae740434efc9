// An entry of the record as a sentence.

import {deed, named, t, word, wordOr} from '../say.js';
import {far} from '../guide.js';
import {minutes, span} from '../time.js';
import {record} from './state.js';

const REACHED = ['alarm_again', 'call_charge', 'ring', 'call_doctor'];
export const ICONS = {call: 'phone', stamp: 'flag', decision: 'route', sent: 'send', rung: 'layers', request: 'hospital', alert: 'bell', sortie: 'drone', note: 'message-square', audit: 'shield'};

const unitName = id => named(record.value.units[id] ?? {ko: id, en: id});
export const hospitalName = id => named(record.value.hospitals[id]?.name ?? {ko: id, en: id});
export const droneName = id => named(record.value.drones[id] ?? {ko: id, en: id});
export const jobUnit = job => unitName(record.value.errands[job] ?? job);

const SENTENCES = {
  call: e => e.text || t('replay.call'),
  stamp: e => word('stamp', e.code),
  decision: e => t('replay.decision', {units: e.more.chosen.map(unitName).join(', ') || '–', hospitals: e.more.hospitals.map(hospitalName).join(', ') || '–'}),
  sent: e => e.more.rank ? t('replay.sent', {unit: unitName(e.about), rank: e.more.rank}) : t('replay.sent_unranked', {unit: unitName(e.about)}),
  rung: e => wordOr('rung', e.code),
  request: e => `${hospitalName(e.about)}: ${REACHED.includes(e.code) ? word('reach', e.code) : wordOr('request', e.more.state)}`,
  alert: e => t(`alert.${e.code}`, {unit: unitName(e.about), hospital: hospitalName(e.about), relieves: unitName(e.more.relieves ?? '–'), gain: minutes(e.more.gain_s), number: record.value.incident.number}),
  sortie: e => `${droneName(e.about)}: ${word('sortie', e.code)}`,
  note: e => e.text,
  audit: e => deed(e.code),
};
export const sentence = entry => SENTENCES[entry.kind](entry);

const who = id => id.startsWith('system:') ? t('replay.system') : record.value.people[id] ?? id;
/** What stands small beside it. */
export function details(e) {
  const {more} = e;
  return [
    e.kind === 'call' && word('channel', e.code), e.kind === 'stamp' && e.about && jobUnit(e.about), e.kind === 'alert' && t(`replay.alert_${more.happened}`),
    more.decline && wordOr('decline', more.decline), more.reason && wordOr('override', more.reason), e.kind === 'decision' && more.policy,
    e.kind === 'audit' && word('role', more.role), e.kind !== 'call' && e.kind !== 'note' && e.text, ['note', 'audit', 'call'].includes(e.kind) && e.who && who(e.who),
  ].filter(Boolean);
}
export const odd = e => [
  e.more.skipped?.length > 0 && t('desk.skipped', {steps: e.more.skipped.map(one => word('stamp', one)).join(', ')}),
  Math.abs(e.more.drift_s ?? 0) > 5 && t('desk.device_clock', {s: Math.round(e.more.drift_s)}),
  ...(e.more.doubts ?? []).map(doubt => doubt === 'late' ? t('stamps.late', {late: span(e.more.late_s)}) : doubt === 'away' && t('stamps.away', {far: far(e.more.away_m)})),
  e.kind === 'stamp' && e.more.source !== 'human' && word('stamp_source', e.more.source),
].filter(Boolean);
