// The decision panel: the incident that is chosen, from its facts to its end.

import {Button, Chip, Empty, Fact, Icon, Priority, Skeleton, html} from '../parts.js';
import {within} from '../eta.js';
import {codes, complaintOf, named, t, word, wordOr} from '../say.js';
import {clock, hour, since, span} from '../time.js';
import {LightRun} from '../lights.js';
import {detourSentence} from '../traffic.js';
import {DRIVING, Ways, WaysKey} from './alternatives.js';
import * as acts from './acts.js';
import {Advice} from './advice.js';
import {Conversation} from './conversation.js';
import {DeviceSays} from './device.js';
import {DIRECTS, Directs} from './directing.js';
import {DroneChoice, HospitalChoices, Requests, UnitChoices, ask, hospitalName, hospitalPicks, requestsOf, searching} from './choices.js';
import {Ladder} from './ladder.js';
import {LegClock} from './clock.js';
import {Doorway} from './doorway.js';
import {DropCard} from './drop.js';
import {Gate} from './gate.js';
import {Interview} from './interview.js';
import {Mass} from './mass.js';
import {Onward, Outside} from './onward.js';
import {Patient} from './patient.js';
import {Premises} from './premises.js';
import {OtherCard, Registered} from './registered.js';
import {Others} from './presence.js';
import {Verification, placeText} from './queue.js';
import {MergedInto, Same} from './similar.js';
import {CrewStops} from './stops.js';
import {Timeline} from './timeline.js';
import {Transcript} from './transcript.js';
import {Told, Where} from './where.js';
import {OVER, current, detail, hospitals, listed, picked, plan} from './state.js';

const BOUND = ['held', 'confirmed', 'designated', 'arrived'];
const Facts = ({incident: i}) => {
  const told = (detail.value?.calls ?? []).flatMap(one => one.hypotheses).find(h => h.text && !h.place)?.text;
  const patient = detail.value?.patient, call = detail.value?.calls?.[0], hospital = hospitals.value.get(i.hospital_id);
  const condition = requestsOf(i).find(r => r.hospital_id === i.hospital_id && r.condition && BOUND.includes(r.state))?.condition;
  const person = patient && [patient.sex && word('sex', patient.sex), patient.age_years != null && t('patient.years', {n: patient.age_years}), patient.acuity && t('patient.acuity', {n: patient.acuity})].filter(Boolean).join(' · ');
  return html`<dl class="facts"><${Fact} name=${t('call.address')}>${placeText(i.place)} <${Verification} incident=${i}/>${detail.value?.grid && html` <small class="num dim">${detail.value.grid}</small>`}${!i.place && told ? html`<br/>“${told}”` : ''}</${Fact}>
    <${Fact} name=${t('desk.patient')}>${person || '–'}</${Fact}>
    <${Fact} name=${t('call.number')}>${call?.caller_number ? html`<a class="num" href=${`tel:${call.caller_number}`}>${call.caller_number}</a>` : '–'}</${Fact}>
    <${DeviceSays} calls=${detail.value?.calls ?? []}/>
    <${Fact} name=${t('desk.received')}><span class="num">${clock(i.received_at)} · ${span(since(i.received_at))}</span></${Fact}>
    ${i.bundle && html`<${Fact} name=${t('desk.bundle')}>${word('bundle', i.bundle)}</${Fact}>`}
    ${hospital && html`<${Fact} name=${t('desk.destination')}>${document.documentElement.lang === 'ko' ? hospital.name_ko : hospital.name_en}${condition && html` <${Chip} kind="warn" icon="triangle-alert">${wordOr('condition', condition)}<//>`}</${Fact}>`}
    ${i.outside && html`<${Fact} name=${t('desk.destination')}>${i.outside.name} <small>${t('outside.mark')} · ${t('outside.by', {name: i.outside.by})}</small></${Fact}>`}</dl>`;
};

const Job = ({job, incident}) => {
  const detour = detail.value?.routes?.[job.id]?.detour;
  return html`<li class="job"><div class="row wrap"><${Icon} name="ambulance"/><b>${acts.callsign(job.unit_id)}</b><${Chip} kind=${job.open ? 'act' : ''}>${word('assignment', job.state)}</${Chip}>
    ${job.rank > 1 && html`<small>${t('desk.rank', {n: job.rank})}${job.override_reason ? ` · ${wordOr('override', job.override_reason)}` : ''}</small>`}<span class="grow"/>
    ${job.open && DRIVING.includes(job.state) && html`<${LightRun} told=${detail.value?.signals?.[job.id]}/>`}
    ${job.open && job.eta && html`<span class="num">${t('desk.eta')} <b>${hour(job.eta)}</b> · ${within(job.eta, job.eta_p90)}</span>`}
    ${job.open && ['proposed', 'dispatched', 'acked', 'en_route', 'staged', 'on_scene', 'at_patient'].includes(job.state) && html`<${Button} kind="small" onClick=${() => { acts.ending.value = {title: t('desk.stand_down'), group: 'stand_down', act: reason => acts.later({incident, words: t('desk.standing_down', {unit: acts.callsign(job.unit_id)}), act: () => acts.standDown(job.id, reason)})}; }}>${t('desk.stand_down')}</${Button}>`}
    ${job.open && DRIVING.includes(job.state) && html`<${WaysKey} job=${job.id}/>`}</div>${job.open && detour && html`<small class="detour"><${Icon} name="route"/>${detourSentence(detour)} · ${clock(detour.at)}</small>`}${job.state === 'dispatched' && detail.value?.shown && html`<small class="dim"><${Icon} name=${detail.value.shown[job.id] ? 'bell' : 'bell-off'}/> ${detail.value.shown[job.id] ? t('wake.shown', {at: clock(detail.value.shown[job.id])}) : t('wake.not_shown')}</small>`}${job.open && detail.value?.seems?.[job.id] && html`<small class="seen-there"><${Icon} name="map-pin"/> ${t(`seems.desk_${detail.value.seems[job.id].step}`)} · ${span(since(detail.value.seems[job.id].seems_at))}</small>`}<${Ways} job=${job.id}/></li>`;
};

const Jobs = ({incident}) => incident.assignments.length > 0 && html`<section class="section"><h3>${t('desk.sent_units')}</h3>
  <ul>${incident.assignments.map(job => html`<${Job} key=${job.id} job=${job} incident=${incident}/>`)}</ul></section>`;

const Reasons = () => {
  const {title, group} = acts.ending.value, offered = acts.reasons(acts.ending.value);
  return html`<section class="section reasons-choice" data-part="end" role="group" aria-label=${title}><h3>${title}<${Button} kind="bare small" icon="x" aria-label=${t('common.close')} onClick=${() => { acts.ending.value = null; }}/></h3>
    <div class="choices">${offered.map((code, i) => html`<${Button} key=${code} keys=${i < 9 ? i + 1 : null} onClick=${() => chooseReason(code)}>${word(group, code)}</${Button}>`)}</div></section>`;
};
/** The reason, by a press or by its number. */
export function chooseReason(code) {
  const act = acts.ending.peek()?.act;
  acts.ending.value = null;
  act?.(code);
}

/** Which reason made somebody choose another unit than the first: one key, asked afterwards. */
const Override = ({incident}) => acts.asking.value?.incident === incident.id && html`<section class="section reasons-choice" role="group" aria-label=${t('desk.override')}><h3>${t('desk.override', {unit: acts.callsign(acts.asking.value.unit)})}</h3>
  <div class="choices">${codes('override').map((code, i) => html`<${Button} key=${code} keys=${i + 1} onClick=${() => acts.explain(acts.asking.peek().job, code)}>${word('override', code)}</${Button}>`)}</div></section>`;

/** Somebody else has written the same part meanwhile: who, when, and what to do with the own answer. */
const Clash = ({incident}) => {
  const found = acts.clash.value;
  return found?.incident === incident.id && html`<div class="notice warn clash" role="alert"><${Icon} name="triangle-alert"/><div class="grow"><b>${t('desk.clash', {by: found.by, at: clock(found.at), part: word('part', found.part)})}</b>
    <p>${t('desk.clash_more')}</p><div class="row"><${Button} kind="small" onClick=${found.again}>${t('desk.clash_mine')}</${Button}><${Button} kind="small" onClick=${() => { acts.clash.value = null; }}>${t('desk.clash_theirs')}</${Button}></div></div></div>`;
};

/** The place is unverified: send all the same? D says yes. */
const Unsure = ({incident}) => acts.unsure.value?.incident === incident.id && html`<div class="notice warn" role="alert"><${Icon} name="circle-help"/><div class="grow"><b>${t('where.unsure')}</b>
  <p>${t('where.unsure_more')}</p><div class="row"><${Button} kind="small" keys="D" onClick=${acts.unsure.value.again}>${t('where.send_anyway')}</${Button}><${Button} kind="small" keys="Esc" onClick=${() => { acts.unsure.value = null; }}>${t('where.not_yet')}</${Button}></div></div></div>`;

/** E: how it ends; the reason follows, and then three seconds to take it back. */
export function endCurrent(how = 'close') {
  const incident = current.peek();
  if (!incident || OVER.includes(incident.state) || incident.assignments.some(job => job.open)) return;
  const title = t(how === 'close' ? 'desk.close' : 'desk.cancel'), group = how === 'close' ? 'disposition' : 'cancellation';
  const go = (reason, why) => acts.later({incident, words: `${title}: ${word(group, reason)}`, act: () => acts.end(incident, how, reason, why)});
  const left = detail.peek()?.mass?.unended ?? 0;  // casualties without an end: why is asked, too
  const askWhy = reason => { acts.ending.value = {title: t('mass.unended', {n: left}), group: 'unended', act: why => go(reason, why)}; };
  acts.ending.value = {title, group, act: reason => left ? askWhy(reason) : go(reason)};
}

const mergeLater = (incident, into) => into && acts.later({incident, words: t('command.merge_preview', {incident: incident.number, into: into.number}), act: () => acts.merge(incident, into.id)});
const Ends = ({incident}) => {
  const over = ['closed', 'cancelled', 'referred'].includes(incident.state), busy = incident.assignments.some(job => job.open);
  if (incident.state === 'merged') return html`<${MergedInto} incident=${incident}/>`;
  const others = listed.value.filter(one => one.id !== incident.id);
  return html`<section class="section ends">${over ? html`<p class="dim">${wordOr('disposition', incident.disposition)}</p><${Button} icon="rotate-ccw" onClick=${() => acts.end(incident, 'reopen', 'reopened')}>${t('desk.reopen')}</${Button}>`
    : html`<div class="row wrap">${incident.disposition && !busy && html`<${Button} kind="main" icon="check" onClick=${() => acts.later({incident, words: `${t('desk.close')}: ${word('disposition', incident.disposition)}`, act: () => acts.end(incident, 'close', incident.disposition)})}>${t('leaving.close_as', {how: wordOr('disposition', incident.disposition)})}<//>`}<${Button} disabled=${busy} kind=${incident.state === 'served' && !incident.disposition ? 'main' : ''} title=${busy ? t('desk.unit_still_on_it') : ''} keys="E" onClick=${() => endCurrent('close')}>${t('desk.close')}</${Button}>
      <${Button} disabled=${busy} onClick=${() => endCurrent('cancel')}>${t('desk.cancel')}</${Button}>
      ${others.length > 0 && !busy && html`<select class="input merge" aria-label=${t('desk.merge')} value="" onChange=${event => mergeLater(incident, others.find(one => one.id === event.target.value))}><option value="">${t('desk.merge')}</option>${others.map(one => html`<option key=${one.id} value=${one.id}>${one.number} · ${complaintOf(one)}</option>`)}</select>`}</div>`}</section>`;
};

/** Something in its undo window, whichever incident is shown meanwhile. */
const Leaving = () => acts.leaving.value && html`<div class="acts leaving" role="status"><b class="grow">${t('desk.soon', {what: acts.leaving.value.words})}</b>
  <${Button} kind="main" keys="D" onClick=${acts.leaving.value.send}>${t('desk.at_once')}</${Button}><${Button} icon="undo-2" keys="Esc" onClick=${acts.leaving.value.cancel}>${t('common.undo')}</${Button}></div>`;

const Dispatch = ({incident}) => {
  const option = picked.value, sent = incident.assignments.some(job => job.open) || incident.state === 'served', picks = hospitalPicks.value.length;
  const asks = plan.value?.hospitals && !incident.hospital_id && incident.state !== 'served';
  return html`<div class="acts"><${Button} kind=${sent ? '' : 'main'} icon="siren" keys="D" disabled=${!option} onClick=${acts.dispatch}>${option ? t(sent ? 'desk.dispatch_more' : 'desk.dispatch_unit', {unit: acts.going()}) : t('desk.dispatch')}</${Button}>
    ${asks && html`<${Button} kind=${sent && !searching.value ? 'main' : ''} icon="send" keys="H" onClick=${ask}>${picks ? t('desk.ask_picked', {n: picks}) : t('desk.ask_ladder')}<//>`}
    <${Button} icon="refresh-cw" title=${t('desk.decided_ago', {age: span(since(plan.value?.decided_at))})} aria-label=${t('desk.decide_again')} onClick=${() => acts.decideAgain(incident)}><span class="num">${span(since(plan.value?.decided_at))}</span><//></div>`;
};

/** What made the decision necessary anew: the road that was closed, and whom that moved. */
const Because = () => {
  const because = plan.value?.because;
  if (!because) return null;
  const {unit, hospital} = because, road = because.street ? named(because.street) : t('closures.road');
  return html`<p class="because" role="status"><${Icon} name="route"/><span><b>${t(`because.${because.code}`, {street: road})}</b> ${t('because.anew')}
    ${unit && html`<br/>${acts.callsign(unit.from ?? '–')} → <b>${acts.callsign(unit.to ?? '–')}</b>`}${hospital && html`<br/>${hospitalName(hospital.from)} → <b>${hospitalName(hospital.to)}</b>`}</span></p>`;
};

export const Panel = () => {
  const incident = current.value;
  if (!incident) return html`<aside class="panel" aria-label=${t('desk.panel')}><${Empty} icon="phone-call" title=${t('desk.none')}>${t('desk.none_more')}</${Empty}><${Leaving}/></aside>`;
  const over = OVER.includes(incident.state), declared = Boolean(detail.value?.mass);  // many casualties come before the one
  return html`<aside class="panel" aria-label=${t('desk.panel')} key=${incident.id}>
    <div class="scroll"><header class="section title"><div class="row"><${Priority} p=${incident.priority} large/><div class="grow"><h2>${complaintOf(incident)}</h2>
      <small class="num">${incident.number} · ${word('incident', incident.state)}</small> <${Others} incident=${incident}/></div><${LegClock} leg=${incident.leg}/></div><${Clash} incident=${incident}/><${Unsure} incident=${incident}/><${Facts} incident=${incident}/>${declared && html`<${Mass} incident=${incident} over=${over}/>`}${!over && html`<${Registered}/><${Where} incident=${incident}/><${Told} incident=${incident}/><${CrewStops} incident=${incident}/><${Doorway} incident=${incident}/><${Same} incident=${incident}/><${Gate} incident=${incident}/><${Interview} incident=${incident}/><${DropCard} incident=${incident}/><${Transcript}/><${Advice} incident=${incident}/>`}</header>
    ${!over && html`<${Onward} incident=${incident}/>`}${!declared && html`<${Mass} incident=${incident} over=${over}/>`}<${Patient} over=${over}/>${!over && html`<${OtherCard} incident=${incident}/>`}<${Premises} over=${over}/><${Conversation}/>${DIRECTS && html`<${Directs} incident=${incident}/>`}<${Jobs} incident=${incident}/>
    ${!over && html`<${Because}/><${DroneChoice} goes=${true}/><${UnitChoices}/><${Ladder}/><${Requests}/><${HospitalChoices}/><section class="section"><${Outside} incident=${incident}/></section><${DroneChoice} goes=${false}/>`}
    ${detail.value ? html`<${Timeline}/>` : html`<section class="section"><${Skeleton}/></section>`}<${Ends} incident=${incident}/></div>
    <${Override} incident=${incident}/>${acts.ending.value && html`<${Reasons}/>`}
    ${acts.leaving.value ? html`<${Leaving}/>` : !over && html`<${Dispatch} incident=${incident}/>`}</aside>`;
};
