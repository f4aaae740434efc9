// Patients on their way here: when they arrive, how they are, and how old that knowledge is.

import {signal} from '@preact/signals';
import {spread} from '../eta.js';
import {Chip, Choices, Icon, Priority, html, useEffect} from '../parts.js';
import {attempt} from '../page.js';
import {PatientFilm} from '../film/view.js';
import {PatientPictures} from '../shots.js';
import {Pictures} from '../pictures.js';
import {post} from '../api.js';
import {complaintOf, named, t, word} from '../say.js';
import {clock, hour, now, since, span} from '../time.js';
import {SIGNS, judgeAvpu, markBy, newestSigns} from '../signs.js';
import {PreAlert} from './prealert.js';
import {Trends} from './trends.js';
import {Assessed, Levels, News2} from '../scores.js';
import {doorLevel} from './delays.js';
import {OtherCard, PatientCard} from '../patientcard.js';
import {Handover} from './handover.js';
import {Guidance} from './orders.js';
import {Where} from './where.js';
import {coming, doorAt, positions, requestOf} from './state.js';

const chosen = signal(null);  // id of the patient whose numbers are large; it stays until that patient is gone
const BIG = ['heart_rate_bpm', 'spo2_percent', 'systolic_mmhg', 'respiratory_rate_bpm', 'temperature_c', 'glucose_mg_dl', 'gcs', 'avpu'];
const FRESH_S = 5, OLD_S = 10 * 60;

/** When the patient comes; at the door how long the crew has been waiting there to hand over. */
const Eta = ({patient: p}) => {
  const at = doorAt(p), left = at == null ? null : (at - now.value) / 1000, later = p.eta_p90 && left != null ? left + (Date.parse(p.eta_p90) - Date.parse(p.eta)) / 1000 : null, waiting = since(requestOf(p)?.arrived_at);
  if (waiting != null) {
    const level = doorLevel(waiting);
    return html`<span class=${['eta', 'eta old', 'eta late'][level]}>${['', '! ', '!! '][level]}${t('receiving.at_the_door')} <b class="num">${span(waiting)}</b></span>`;
  }
  if (left == null) return html`<span class="eta dim">${p.crew_state ? word('assignment', p.crew_state) : '–'}</span>`;
  return html`<span class="eta">${p.eta_estimated ? `${t('receiving.estimated')} ` : ''}${hour(at)} · <b class="num">${spread(left, later)}</b> ${t('unit.min')}</span>`;
};

const person = p => [p?.sex && word('sex', p.sex), p?.age_years != null && t('patient.years', {n: p.age_years})].filter(Boolean).join(' ') || t('receiving.person_unknown');

const Tab = ({patient: p}) => html`<li><button type="button" class="card tab" aria-pressed=${p.incident.id === chosen.value} onClick=${() => { chosen.value = p.incident.id; }}>
  <${Priority} p=${p.incident.priority}/><span class="cut"><b>${complaintOf(p.incident)}</b><small>${[p.patient?.acuity && t('patient.acuity', {n: p.patient.acuity}), person(p.patient), p.unit && named(p.unit.callsign)].filter(Boolean).join(' · ')}</small></span><${Eta} patient=${p}/></button></li>`;

const MARK = {abnormal: ['warn', 'triangle-alert', '!'], critical: ['bad', 'octagon-alert', '!!']};
const Sign = ({sign, newest, limits}) => {
  const found = newest[sign], pair = sign === 'systolic_mmhg' ? newest.diastolic_mmhg : null;
  const level = sign === 'avpu' ? judgeAvpu(found?.value) : markBy(limits, found?.value), mark = MARK[level];
  const age = since(found?.at), old = age > OLD_S, {unit} = SIGNS[sign] ?? {};
  const shown = found == null ? '–' : pair ? `${found.value}/${pair.value}` : found.value;
  return html`<div class=${`card sign ${level} ${age > FRESH_S ? 'past' : ''}`}><h3>${t(`sign.${sign === 'systolic_mmhg' ? 'blood_pressure' : sign}`)}${mark && html`<${Chip} kind=${mark[0]} icon=${mark[1]}>${mark[2]}</${Chip}>`}</h3>
    <b class="num">${shown}</b> <small>${sign === 'avpu' && found ? word('avpu', found.value) : unit ?? ''}${sign === 'spo2_percent' && newest.oxygen ? ` · ${t(newest.oxygen.value ? 'sign.oxygen' : 'sign.room_air')}` : ''}</small>
    <p class="limits"><small>${[found?.device && t('receiving.by_device'), found?.device_at && t('receiving.clock_apart', {at: clock(found.device_at)})].filter(Boolean).join(' · ')}</small><small class=${`num ${old ? 'old' : ''}`}>${age > FRESH_S ? `${old ? '! ' : ''}${t('receiving.age', {age: span(age)})}` : ''}</small></p></div>`;
};

const OWN = 'hospital';
/** The hospital's own level, once the patient is there; the crew's stays beside it. */
const Judged = ({patient: p}) => {
  const request = requestOf(p), mine = p.scores.acuities.filter(one => one.side === OWN).at(-1)?.level;
  const judge5 = level => attempt(() => post(`/api/v1/requests/${request.id ?? request.request_id}/acuity`, {level}), t('common.saved'));
  return request?.arrived_at && html`<${Choices} name=${`level-${p.request_id}`} legend=${t('receiving.own_level')} value=${mine} pick=${judge5} options=${[1, 2, 3, 4, 5].map(n => [n, html`<span title=${t(`acuity.${n}`)}>${n}</span>`])}/>`;
};

const Patient = ({patient: p}) => {
  const newest = newestSigns(p.vitals), seen = positions.value.get(p.unit?.id);
  return html`<article class="patient"><header class="row wrap"><${Priority} p=${p.incident.priority} large/><h2>${complaintOf(p.incident)} · ${person(p.patient)}</h2>
    ${p.incident.bundle && html`<${Chip} icon="zap">${word('bundle', p.incident.bundle)}</${Chip}>`}<${Chip}><span class="num">${p.incident.number}</span></${Chip}>
    ${p.patient?.acuity && html`<${Chip}>${t('patient.acuity', {n: p.patient.acuity})}</${Chip}>`}${p.unit && html`<${Chip} icon="ambulance">${named(p.unit.callsign)} · ${word('assignment', p.crew_state)}</${Chip}>`}
    ${p.unit && html`<${Chip} kind=${since(seen?.at ?? p.unit.position_at) > 60 ? 'lost' : ''} icon="locate">${span(since(seen?.at ?? p.unit.position_at))}</${Chip}>`}<span class="grow"/><${Eta} patient=${p}/></header>
    <${PreAlert} patient=${p}/><${PatientFilm} incident=${p.incident.id} film=${p.film} open=${requestOf(p)?.state !== 'offloaded'}/><${PatientPictures} list=${p.patient_pictures}/><${Judged} patient=${p}/><${Levels} scores=${p.scores}/><${News2} scores=${p.scores}/>
    <div class="signs">${BIG.map(sign => html`<${Sign} key=${sign} sign=${sign} newest=${newest} limits=${p.trends.signs[sign]?.limits}/>`)}</div>
    ${p.vitals.length > 0 && html`<${Trends} trends=${p.trends}/>`}${!p.vitals.length && html`<p class="dim row"><${Icon} name="heart-pulse"/>${t('receiving.no_vitals')}</p>`}
    <${Guidance} patient=${p}/>
    <${PatientCard} address=${`/api/v1/requests/${p.request_id}/registered`} told=${p.registered}/>
    <${Assessed} scores=${p.scores}/><${Handover} patient=${p}/><${Pictures} list=${p.pictures}/>
    <div class="beside">${p.unit && html`<${Where} patient=${p}/>`}${p.notes.length > 0 && html`<ul class="notes card">${p.notes.map((n, i) => html`<li key=${i}><time class="num">${hour(n.at)}</time><span class="prose">${n.text} <small>${n.by}</small></span></li>`)}</ul>`}</div><${OtherCard} where=${p.request_id} about=${{request_id: p.request_id}}/></article>`;
};

const Patients = () => {
  const shown = coming.value.find(p => p.incident.id === chosen.value) ?? coming.value[0];
  useEffect(() => { chosen.value = shown.incident.id; }, [shown.incident.id]);
  return html`<section aria-label=${t('receiving.inbound')}><div class="head"><h2>${t('receiving.inbound')}</h2><span class="count num">${coming.value.length}</span></div>
    ${coming.value.length > 1 && html`<ul class="inbound">${coming.value.map(p => html`<${Tab} key=${p.request_id} patient=${p}/>`)}</ul>`}<${Patient} key=${shown.incident.id} patient=${shown}/></section>`;
};

export const Inbound = () => coming.value.length > 0 && html`<${Patients}/>`;
