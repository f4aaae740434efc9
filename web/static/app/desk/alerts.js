// What a person has to answer. Gravest first; at most three in full, the rest counted; equal ones of one cause stand
// together. Owning or shelving one never hides a grave one that still stands: it folds to a line that says so.

import {computed, signal} from '@preact/signals';
import {SoundNotice} from '../alarm.js';
import {Age, Button, Chip, Icon, html} from '../parts.js';
import {codes, named, t, word} from '../say.js';
import {hour, minutes, span, until} from '../time.js';
import {acknowledge, callsign, later, shelve, standDown, unshelve} from './acts.js';
import {askBack} from './drop.js';
import {ringing} from './lines.js';
import {choose, droneName, hospitals, incidents, shelf, standing} from './state.js';

const SHOWN = 3, GRAVE = 1, SHELF_MINUTES = [5, 10, 30, 60, 240, 480];
const ICONS = {1: 'octagon-alert', 2: 'triangle-alert', 3: 'info'};
export const unfolded = signal(false);
export const shelving = signal(null);  // key of the group whose reason is being chosen

const answered = alert => Boolean(alert.acked_by || alert.shelved_until);
const grouped = list => Object.values(Object.groupBy(list, a => a.level === GRAVE ? a.id : a.kind));
/** What nobody has answered yet: a gravest alert by itself, the others by their kind. */
export const loud = computed(() => grouped(standing.value.filter(alert => !answered(alert))));
const folded = computed(() => standing.value.filter(answered));

function about(alert) {
  const {unit_id: unit, hospital_id: hospital, relieves, gain_s: gain, feed = '', capability, format, sender = '', drone_id: drone, reason, zone = '', advice} = alert.data;
  const house = hospitals.value.get(hospital ?? alert.subject);
  const sentence = t(`alert.${alert.kind}`, {
    unit: callsign(unit ?? alert.subject), relieves: relieves ? callsign(relieves) : '', gain: minutes(gain), feed, condition: capability ? word('capability', capability) : '', format: format ? word('format', format) : '', sender,
    drone: drone ? droneName(drone) : '', why: alert.kind === 'recall_advised' ? word('recall', reason) : advice ? word('zone_advice', advice) : '', zone,
    hospital: house ? named({ko: house.name_ko, en: house.name_en}) : hospital ?? '', number: numberOf(alert),
  });
  return [sentence, ...facts(alert)].join(' · ');
}
/** What else stands behind the one alert of a call in writing; the place as it is known now. */
const ARRIVED = new Set(['text_call', 'app_call', 'web_call']);
function facts({kind, data: {arrived, wrote, enters_at: enters, authority, authority_phone: phone}, incident_id: id}) {
  if (kind === 'zone_ahead') return [enters && t('alert.enters_in', {span: span(Math.max(0, until(enters)))}), authority, phone].filter(Boolean);
  if (!ARRIVED.has(kind) && !arrived) return [];
  const incident = incidents.value.get(id);
  return [arrived && t(`alert.${arrived}`), incident && !incident.place && t('desk.call_unplaced'), wrote > 0 && t('desk.call_wrote', {n: wrote})].filter(Boolean);
}
const numberOf = alert => incidents.value.get(alert.incident_id)?.number ?? '';

export const openShelf = (group = loud.peek()[0]) => {
  shelving.value = group && shelving.peek() !== group[0].id ? group[0].id : null;
  requestAnimationFrame(() => { if (document.activeElement === document.body) document.querySelector('.shelf .button')?.focus(); });  // unless the hands are elsewhere by now
};

/** Why, and for how long: the reasons are the buttons, the time stands beside them. */
const Shelf = ({group}) => {
  const longest = (shelf.value[group[0].level] ?? 0) / 60, times = SHELF_MINUTES.filter(m => m <= longest);
  const put = (reason, event) => {
    const lasts = Number(event.target.closest('.shelf').querySelector('select').value);
    shelving.value = null;
    group.forEach(alert => shelve(alert, reason, lasts));
  };
  return html`<div class="shelf" role="group" aria-label=${t('desk.shelve')}><select class="input" aria-label=${t('desk.shelve_for')}>${times.map(m => html`<option key=${m} value=${m}>${t('desk.minutes', {n: m})}</option>`)}</select>
    ${codes('shelve').map(reason => html`<${Button} key=${reason} kind="small" onClick=${event => put(reason, event)}>${word('shelve', reason)}</${Button}>`)}</div>`;
};

/** The unit that is not needed any more goes home after the three seconds in which it can be taken back. */
const standDownLater = ({incident_id: id, data}) => {
  choose(id);
  later({incident: incidents.peek().get(id), words: t('desk.standing_down', {unit: callsign(data.unit_id)}), act: () => standDown(data.assignment_id, 'not_needed')});
};

const Group = ({group, first}) => {
  const [alert] = group, many = group.length > 1;
  return html`<li class="alert" data-level=${alert.level} data-owned="false"><div class="row"><${Icon} name=${ICONS[alert.level]}/>
    <button type="button" class="what" disabled=${!alert.incident_id} onClick=${() => choose(alert.incident_id)}><b>${about(alert)}</b>${many && html` <${Chip}>${t('desk.and_more', {n: group.length - 1})}</${Chip}>`}
      <small>${many ? group.slice(1, 4).map(about).join(' · ') : numberOf(alert)}${alert.escalated_at ? ` · ${t('desk.escalated', {at: hour(alert.escalated_at)})}` : ''}</small></button><span class="grow"/><${Age} at=${alert.raised_at}/>
    ${alert.data.phone && html`<a class="button small" href=${`tel:${alert.data.phone}`} aria-label=${t('talk.dial', {number: alert.data.phone})}><${Icon} name="phone"/><span class="num">${alert.data.phone}</span></a>`}
    ${alert.kind === 'divert_advised' && html`<${Button} kind="small main" onClick=${() => choose(alert.incident_id)}>${t('desk.look')}</${Button}>`}
    ${alert.kind === 'message_kept' && html`<a class="button small main" href="/desk/messages">${t('desk.look')}</a>`}
    ${alert.kind === 'recall_advised' && html`<${Button} kind="small main" onClick=${() => askBack(alert)}>${t('drop.ask_back')}</${Button}>`}
    ${alert.kind === 'not_needed' && html`<${Button} kind="small" onClick=${() => standDownLater(alert)}>${t('desk.stand_down')}</${Button}>`}
    <${Button} kind="small" keys=${first && !ringing.value.length ? 'A' : null} onClick=${() => acknowledge(group)}>${t('desk.acknowledge')}</${Button}>
    <${Button} kind="small" keys=${first ? 'Z' : null} aria-expanded=${shelving.value === alert.id} onClick=${() => openShelf(group)}>${t('desk.shelve')}</${Button}></div>
    ${shelving.value === alert.id && html`<${Shelf} group=${group}/>`}</li>`;
};

const state = alert => alert.shelved_until
  ? t('desk.shelved', {by: alert.shelved_by, why: word('shelve', alert.shelved_reason), until: hour(alert.shelved_until)}) : t('desk.owned', {by: alert.acked_by});
const Folded = ({alert}) => html`<li class="alert folded-alert" data-level=${alert.level} data-owned="true"><div class="row"><${Icon} name=${ICONS[alert.level]}/>
  <button type="button" class="what cut" disabled=${!alert.incident_id} onClick=${() => choose(alert.incident_id)}>${about(alert)} <small>${numberOf(alert)} · ${state(alert)}</small></button><span class="grow"/><${Age} at=${alert.raised_at}/>
  ${alert.shelved_until && html`<${Button} kind="small" onClick=${() => unshelve(alert)}>${t('desk.unshelve')}</${Button}>`}</div></li>`;

export const Alerts = () => {
  const groups = loud.value, shown = unfolded.value ? groups : groups.slice(0, SHOWN), more = groups.length - shown.length;
  const grave = folded.value.filter(a => a.level === GRAVE), others = folded.value.filter(a => a.level !== GRAVE), rest = more + others.length;
  return html`<section class="alerts" aria-label=${t('desk.alerts')}><div class="unseen" role="log" aria-live="assertive">${shown.map(([alert]) => html`<p key=${alert.id}>${about(alert)}</p>`)}</div>
    <${SoundNotice}/><ul>${shown.map((group, i) => html`<${Group} key=${group[0].id} group=${group} first=${i === 0}/>`)}
      ${grave.map(alert => html`<${Folded} key=${alert.id} alert=${alert}/>`)}${unfolded.value && others.map(alert => html`<${Folded} key=${alert.id} alert=${alert}/>`)}</ul>
    ${(rest > 0 || unfolded.value) && html`<${Button} kind="small more" aria-expanded=${unfolded.value} onClick=${() => { unfolded.value = !unfolded.value; }}>${unfolded.value ? t('common.fewer') : [more > 0 && t('desk.more_alerts', {n: more}), others.length > 0 && t('desk.answered', {n: others.length})].filter(Boolean).join(' · ')}</${Button}>`}</section>`;
};
