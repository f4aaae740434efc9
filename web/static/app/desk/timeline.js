// What happened to an incident, oldest first: stamps with the time between them, calls and notes; who did it.

import {signal} from '@preact/signals';
import {get} from '../api.js';
import {Chip, Icon, html} from '../parts.js';
import {named, t, word, wordOr} from '../say.js';
import {stampDoubts} from '../stamps.js';
import {clock, moment, span} from '../time.js';
import {note} from './acts.js';
import {hospitalName} from './choices.js';
import {flown} from './drop.js';
import {current, detail, units} from './state.js';

const audit = signal(null);  // {incident, rows}
const ROLE = document.documentElement.dataset.role;

const told = (key, ids) => t(key, {hospital: ids.map(hospitalName).join(', ')});
/** Who was asked, those of one moment in one line. */
const asked = requests => Object.values(Object.groupBy(requests, r => `${r.asked_at} ${r.designated}`))
  .map(([first, ...more]) => ({at: first.asked_at, icon: 'send', what: told(first.designated ? 'desk.hospital_designated' : 'desk.hospitals_asked', [first, ...more].map(r => r.hospital_id))}));
/** What a hospital said, who said it and how, and when its bed was confirmed. */
const answered = r => [
  r.answered_at && {at: r.answered_at, icon: r.decline_code ? 'circle-x' : 'circle-check', what: `${told(r.decline_code ? 'desk.hospital_declined' : 'desk.hospital_accepted', [r.hospital_id])}${r.decline_code ? ` · ${word('decline', r.decline_code)}` : ''}${r.condition ? ` · ${wordOr('condition', r.condition)}` : ''}`,
    who: [r.answered_name, r.answered_duty && word('duty', r.answered_duty), r.answered_via && word('via', r.answered_via)].filter(Boolean).join(' · ')},
  r.confirmed_at && {at: r.confirmed_at, icon: 'hospital', what: told('desk.hospital_confirmed', [r.hospital_id])},
].filter(Boolean);

function entries(incident) {
  const unitOf = Object.fromEntries(incident.assignments.map(job => [job.id, named(units.value.get(job.unit_id)?.callsign ?? job.unit_id)]));
  return [
    ...incident.stamps.map(s => ({at: s.at, icon: 'flag', what: word('stamp', s.name), who: unitOf[s.assignment_id], source: s.source, stamp: s})),
    ...incident.calls.map(c => ({at: c.received_at, icon: 'phone', what: c.text || t('desk.call_without_words'), who: c.caller_number, channel: c.channel})),
    ...incident.notes.map(n => ({at: n.at, icon: 'message-square', what: n.text, who: n.by})),
    ...flown(incident.drop), ...asked(incident.requests), ...incident.requests.flatMap(answered),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

const Entry = ({entry: e, began}) => html`<li><time class="num">${clock(e.at)}</time><${Icon} name=${e.icon}/>
  <span class="prose">${e.what} ${e.who && html`<small>${e.who}</small>`} ${e.channel && html`<small>${word('channel', e.channel)}</small>`} ${e.source && e.source !== 'human' && html`<${Chip} icon=${e.source === 'import' ? 'file-text' : 'map-pin'}>${word('stamp_source', e.source)}</${Chip}>`}
  ${stampDoubts(e.stamp).map(one => html`<${Chip} key=${one} kind="warn" icon="triangle-alert">${one}</${Chip}>`)}</span>
  <small class="num">+${span((Date.parse(e.at) - began) / 1000)}</small></li>`;

/** What somebody did, by the family that has a word for it: a command of its own, or a step of a state machine. */
const deed = code => ['audit_action', 'incident_do', 'step'].map(family => wordOr(family, code)).find(one => one !== code) ?? code;

const Audit = ({incident}) => {
  const read = async () => { audit.value = {incident: incident.id, rows: (await get(`/api/v1/incidents/${incident.id}/audit`)).audit}; };
  const shown = audit.value?.incident === incident.id ? audit.value.rows : null;
  return html`<details onToggle=${event => event.target.open && read()}><summary>${t('desk.audit')}</summary>
    ${shown && html`<ul class="audit">${shown.map((row, i) => html`<li key=${i}><time class="num">${moment(row.at)}</time> <b>${deed(row.action)}</b> <small>${row.actor} (${word('role', row.role)}) ${row.reason ?? ''}</small></li>`)}</ul>`}</details>`;
};

export const Timeline = () => {
  const incident = detail.value;
  if (!incident) return null;
  const write = event => {
    event.preventDefault();
    const text = new FormData(event.target).get('text').trim();
    if (text) note(incident, text);
    event.target.reset();
  };
  return html`<section class="section"><h3>${t('desk.timeline')}</h3>
    <ol class="timeline">${entries(incident).map((e, i) => html`<${Entry} key=${i} entry=${e} began=${Date.parse(current.value.received_at)}/>`)}</ol>
    <form class="row" data-part="note" onSubmit=${write}><input class="input" name="text" maxlength="2000" autocomplete="off" aria-label=${t('desk.note')} placeholder=${t('desk.note')}/>
      <button class="button">${t('common.write')}</button></form>
    ${ROLE === 'supervisor' && html`<p><a href=${`/chief/replay/${incident.id}`}><${Icon} name="history"/> ${t('page.replay')}</a></p>`}
    ${['supervisor', 'admin'].includes(ROLE) && html`<${Audit} incident=${incident}/>`}</section>`;
};
