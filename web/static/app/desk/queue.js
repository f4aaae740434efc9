// The queue: who waits, by priority then age, and who is being looked after. Nothing under the cursor moves by itself.

import {signal} from '@preact/signals';
import {Age, Chip, Empty, Icon, Priority, html} from '../parts.js';
import {far, metres} from '../guide.js';
import {complaintOf, named, t, word} from '../say.js';
import {since, span, until} from '../time.js';
import {TARGET_S, active, choose, chosen, closed, pending, places} from './state.js';
import {callsign} from './acts.js';

const NEAR_M = 2000;
export const filter = signal('');
const fits = i => !filter.value || [i.number, i.place?.text, complaintOf(i), ...i.assignments.map(j => callsign(j.unit_id))]
  .join(' ').toLowerCase().includes(filter.value.toLowerCase());

/** The place in words: as it was told, else by the nearest landmark, else by its coordinates. */
export function placeText(place) {
  if (!place) return t('desk.no_place');
  if (place.text) return place.text;
  const near = places.value.landmarks.map(l => [metres([l.lon, l.lat], [place.lon, place.lat]), l]).sort((a, b) => a[0] - b[0])[0];
  return near && near[0] < NEAR_M ? t('desk.near', {name: named(near[1].name), far: far(near[0])}) : `${place.lat.toFixed(5)}, ${place.lon.toFixed(5)}`;
}
const SURE = {verified: ['good', 'check'], approximate: ['warn', 'locate'], unverified: ['bad', 'circle-help']};
export const Verification = ({incident}) => {
  const [kind, icon] = SURE[incident.verification], radius = incident.place?.radius_m;
  return html`<${Chip} kind=${kind} icon=${icon}>${t(`verification.${incident.verification}`)}${radius ? ` ±${Math.round(radius)} m` : ''}</${Chip}>`;
};

/** The clock of the running leg: waiting for a unit, or until it arrives. */
const Leg = ({incident}) => {
  const job = incident.assignments.filter(one => one.open).sort((a, b) => (a.eta ?? '9') < (b.eta ?? '9') ? -1 : 1)[0];
  if (!job) return html`<${Age} at=${incident.received_at} limit=${TARGET_S[incident.priority] ?? 60} className="leg"/>`;
  const left = until(job.eta);
  if (left === null) return html`<time class="num leg">${span(since(incident.received_at))}</time>`;
  return html`<time class=${`num leg ${left < -60 ? 'late' : ''}`} title=${t('desk.eta')}>${left < 0 ? '+' : '→'} ${span(Math.abs(left))}</time>`;
};

const Row = ({incident: i}) => html`<li><button type="button" class="call" aria-pressed=${i.id === chosen.value} onClick=${() => choose(i.id)} id=${`call-${i.id}`}>
  <${Priority} p=${i.priority}/><b class="cut">${complaintOf(i)}</b><${Leg} incident=${i}/>
  <span class="where cut">${placeText(i.place)}</span>
  <span class="row wrap chips"><${Chip}><span class="num">${i.number}</span></${Chip}>
    ${i.verification !== 'verified' && html`<${Verification} incident=${i}/>`}
    ${i.assignments.filter(job => job.open).map(job => html`<${Chip} key=${job.id} kind="act" icon="ambulance">${callsign(job.unit_id)} · ${word('assignment', job.state)}</${Chip}>`)}</span></button></li>`;

const List = ({name, incidents, late}) => {
  const shown = incidents.filter(fits), hidden = incidents.length - shown.length;
  return html`<section aria-label=${name}><div class="head"><h2>${name}</h2><span class=${`count num ${late ? 'late' : ''}`}>${incidents.length}</span>
    ${hidden > 0 && html`<span class="late num">${t('desk.hidden', {n: hidden})}</span>`}</div>
    <ul class="list">${shown.map(i => html`<${Row} key=${i.id} incident=${i}/>`)}</ul></section>`;
};

export const Queue = () => html`<nav class="queue" aria-label=${t('desk.queue')}>
  <${List} name=${t('desk.pending')} incidents=${pending.value} late=${pending.value.some(i => since(i.received_at) > (TARGET_S[i.priority] ?? 60))}/>
  ${!pending.value.length && html`<p class="none dim"><${Icon} name="circle-check"/> ${t('desk.nobody_waits')}</p>`}
  ${active.value.length > 0 && html`<${List} name=${t('desk.active')} incidents=${active.value}/>`}
  ${!pending.value.length && !active.value.length && html`<${Empty} icon="phone-incoming" title=${t('desk.quiet')}>${t('desk.quiet_more')}</${Empty}>`}
  ${closed.value.length > 0 && html`<details class="closed"><summary>${t('desk.closed')} <span class="num">${closed.value.length}</span></summary>
    <ul class="list">${closed.value.map(i => html`<${Row} key=${i.id} incident=${i}/>`)}</ul></details>`}</nav>`;
