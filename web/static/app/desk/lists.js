// Units, hospitals and drones as lists: enough to work without a map.

import {Chip, Empty, html} from '../parts.js';
import {outOfService} from '../nogo.js';
import {named, t, word, wordOr} from '../say.js';
import {Surge} from '../surge.js';
import {hour, moment, since, span, until} from '../time.js';
import {Beds} from './choices.js';
import {hospitals, incidents, lookOf, places, positions, requests, sorties, units} from './state.js';

const ORDER = ['available_at_post', 'available_mobile', 'relocating', 'committed', 'unknown', 'break', 'out_of_service', 'off_duty'];

const UnitRow = ({unit: u}) => {
  const job = u.commitments[0], incident = job && incidents.value.get(job.incident_id), heard = positions.value.get(u.id)?.at ?? u.position_at, age = since(heard);
  return html`<tr id=${`row-${u.id}`}><td><span class="row"><i class="mark" data-s=${lookOf(u)}/><b>${named(u.callsign)}</b></span></td><td>${u.skills.map(skill => word('skill', skill)).join(' ')}</td>
    <td>${u.out_of_service ? wordOr('service', u.out_of_service) : job ? word('assignment', job.state) : word('availability', u.availability)}</td>
    <td>${incident ? incident.number : '–'}</td><td class=${`figure ${job && age > 60 ? 'late' : ''}`}>${u.at_post && !job ? t('desk.at_post') : span(age)}</td><td class="figure">${hour(u.shift_ends)}</td></tr>`;
};

export const Units = () => {
  const list = [...units.value.values()].sort((a, b) => ORDER.indexOf(a.availability) - ORDER.indexOf(b.availability) || a.id.localeCompare(b.id, 'en', {numeric: true}));
  return html`<div class="lists" tabindex="0" role="region" aria-label=${t('desk.units')}><table class="table"><thead><tr><th>${t('list.unit')}</th><th>${t('list.skills')}</th><th>${t('list.state')}</th><th>${t('list.incident')}</th><th class="figure">${t('list.position')}</th><th class="figure">${t('list.shift_ends')}</th></tr></thead>
    <tbody>${list.map(u => html`<${UnitRow} key=${u.id} unit=${u}/>`)}</tbody></table></div>`;
};

const AT_DOOR = ['arrived'], OPEN = ['draft', 'sent', 'delivered', 'seen', 'accepted', 'accepted_conditional', 'phone_answered', 'held', 'confirmed', 'designated'], LONG_S = 15 * 60;
/** Ours at its door with the longest wait of them, and what the hospital itself says. */
const AtDoor = ({hospital: h, asked}) => {
  const longest = Math.max(0, ...asked.filter(r => AT_DOOR.includes(r.state)).map(r => since(r.arrived_at) ?? 0));
  return html`<span class="num">${h.queue?.ambulances_waiting ?? '–'}</span>${h.at_door > 0 && html`<br/><small class=${`num ${longest >= LONG_S ? 'late' : ''}`}>${longest >= 2 * LONG_S ? '!! ' : longest >= LONG_S ? '! ' : ''}${t('list.ours_at_door', {n: h.at_door})}${longest > 0 ? ` ${span(longest)}` : ''}</small>`}`;
};

const HospitalRow = ({hospital: h}) => {
  const asked = [...requests.value.values()].filter(r => r.hospital_id === h.id), notice = h.diversions.find(n => !n.advisory && until(n.starts_at) <= 0 && until(n.ends_at) > 0);
  return html`<tr id=${`row-${h.id}`}><td><b>${named({ko: h.name_ko, en: h.name_en})}</b><br/><small>${word('level', h.level)}</small></td><td><${Beds} count=${h.beds.find(b => b.bed === 'O001')} trust=${h.er_trust}/></td>
    <td class="figure"><${AtDoor} hospital=${h} asked=${asked}/></td><td>${h.surge ? html`<${Surge} surge=${h.surge}/><small class="num">${span(since(h.surge.reported_at))}</small>` : '–'}</td><td class="figure">${asked.filter(r => OPEN.includes(r.state)).length || '–'}</td>
    <td>${notice ? html`<${Chip} kind="bad" icon="circle-x">${notice.capability ? word('capability', notice.capability) : t('desk.diversion')} ~${moment(notice.ends_at)}</${Chip}>` : '–'}</td><td><a class="num" href=${`tel:${h.er_phone}`}>${h.er_phone}</a></td></tr>`;
};

export const Hospitals = () => html`<div class="lists" tabindex="0" role="region" aria-label=${t('desk.hospitals')}><table class="table"><thead><tr><th>${t('list.hospital')}</th><th>${t('desk.beds')}</th><th class="figure">${t('list.waiting')}</th><th>${t('list.surge')}</th><th class="figure">${t('list.requests')}</th><th>${t('list.notice')}</th><th>${t('list.phone')}</th></tr></thead>
  <tbody>${[...hospitals.value.values()].map(h => html`<${HospitalRow} key=${h.id} hospital=${h}/>`)}</tbody></table></div>`;

export const Drones = () => {
  const {drones} = places.value.squadron;
  if (!drones.length) return html`<div class="lists"><${Empty} icon="drone" title=${t('list.no_drones')}/></div>`;
  return html`<div class="lists" tabindex="0" role="region" aria-label=${t('desk.drone')}><table class="table"><thead><tr><th>${t('list.drone')}</th><th>${t('list.state')}</th><th class="figure">${t('list.battery')}</th><th class="figure">${t('pad.altitude')}</th></tr></thead>
    <tbody>${drones.map(d => {
      const seen = positions.value.get(d.id), sortie = [...sorties.value.values()].find(s => s.drone_id === d.id), battery = seen?.battery_share ?? d.battery_share;
      return html`<tr key=${d.id}><td><b>${d.name}</b></td><td>${d.out_of_service ? outOfService(d.out_of_service) : sortie ? word('sortie', sortie.state) : t('pad.ready')}</td>
        <td class="figure">${battery == null ? '–' : `${Math.round(battery * 100)} %`}</td><td class="figure">${seen?.altitude_m == null ? '–' : `${Math.round(seen.altitude_m)} m`}</td></tr>`;
    })}</tbody></table></div>`;
};
