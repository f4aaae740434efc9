// The decision panel: the incident that is chosen, from its facts to its end.

import {signal} from '@preact/signals';
import {Button, Chip, Empty, Fact, Icon, Priority, Skeleton, html} from '../parts.js';
import {codes, complaintOf, t, word, wordOr} from '../say.js';
import {clock, since, span, until} from '../time.js';
import * as acts from './acts.js';
import {pointing} from './callform.js';
import {Conversation} from './conversation.js';
import {DroneChoice, HospitalChoices, Requests, UnitChoices} from './choices.js';
import {Ladder} from './ladder.js';
import {Premises} from './premises.js';
import {Verification, placeText} from './queue.js';
import {Timeline} from './timeline.js';
import {current, detail, hospitals, listed, plan, unitPick, view} from './state.js';

const ending = signal(null);  // {how, title, codes, act}: the reason is being chosen

const Facts = ({incident: i}) => {
  const told = (detail.value?.calls ?? []).flatMap(one => one.hypotheses).find(h => h.text && !h.place)?.text;
  const patient = detail.value?.patient, call = detail.value?.calls?.[0], hospital = hospitals.value.get(i.hospital_id);
  const person = patient && [patient.sex && word('sex', patient.sex), patient.age_years != null && t('patient.years', {n: patient.age_years}), patient.acuity && t('patient.acuity', {n: patient.acuity})].filter(Boolean).join(' · ');
  return html`<dl class="facts"><${Fact} name=${t('call.address')}>${placeText(i.place)} <${Verification} incident=${i}/>${!i.place && told ? html`<br/>“${told}”` : ''}</${Fact}>
    <${Fact} name=${t('desk.patient')}>${person || '–'}</${Fact}>
    <${Fact} name=${t('call.number')}>${call?.caller_number ? html`<a class="num" href=${`tel:${call.caller_number}`}>${call.caller_number}</a>` : '–'}</${Fact}>
    <${Fact} name=${t('desk.received')}><span class="num">${clock(i.received_at)} · ${span(since(i.received_at))}</span></${Fact}>
    ${i.bundle && html`<${Fact} name=${t('desk.bundle')}>${word('bundle', i.bundle)}</${Fact}>`}
    ${hospital && html`<${Fact} name=${t('desk.destination')}>${document.documentElement.lang === 'ko' ? hospital.name_ko : hospital.name_en}</${Fact}>`}</dl>`;
};

/** Where else it may be: what the phone, the app and the caller's link said, each with its radius and age. */
const Hypotheses = ({incident}) => {
  const told = (detail.value?.calls ?? []).flatMap(call => call.hypotheses).filter(h => h.place);
  if (incident.verification === 'verified') return null;
  const point = place => acts.applyLocation(incident, {source: 'map', ...place});
  return html`<ul class="hypotheses"><li><span class="dim">${pointing.value ? t('call.click_map') : t('desk.place_by_hand')}</span>
    <${Button} kind="small" icon="map-pin" aria-pressed=${Boolean(pointing.value)} onClick=${() => { view.value = 'map'; pointing.value = pointing.value ? null : point; }}>${t('call.on_map')}</${Button}></li>${told.map((h, i) => html`<li key=${i}><span><b>${word('location_source', h.source)}</b> ${h.text ?? ''}
    <small class="num">${h.radius_m != null ? `±${Math.round(h.radius_m)} m` : t('desk.radius_unknown')}${h.at ? ` · ${span(since(h.at))}` : ''}</small></span>
    <${Button} kind="small" onClick=${() => acts.applyLocation(incident, {source: h.source, lat: h.place.lat, lon: h.place.lon, text: h.text, radius_m: h.radius_m})}>${t('desk.apply')}</${Button}></li>`)}</ul>`;
};

const Gate = ({incident}) => {
  const gate = incident.gate ?? {}, answer = change => acts.answerGate(incident, {conscious: gate.conscious, breathing: gate.breathing, happened: gate.happened, ...change});
  const Question = ({name}) => html`<div class="question"><span>${t(`call.${name}`)}</span><span class="row">${['yes', 'no', 'unknown'].map(value => html`<button type="button" key=${value}
    class="button small" aria-pressed=${(gate[name] ?? 'unknown') === value} onClick=${() => answer({[name]: value})}>${t(`tri.${value}`)}</button>`)}</span></div>`;
  return html`<div class="gate"><${Question} name="conscious"/><${Question} name="breathing"/>
    <div class="question"><label for="panel-complaint">${t('call.complaint')}</label><select id="panel-complaint" class="input" value=${incident.complaint ?? ''} onChange=${event => answer({complaint: event.target.value || null})}>
      <option value="">–</option>${codes('complaint').map(code => html`<option key=${code} value=${code}>${word('complaint', code)}</option>`)}</select></div></div>`;
};

const Job = ({job}) => {
  const left = until(job.eta);
  return html`<li class="job"><div class="row wrap"><${Icon} name="ambulance"/><b>${acts.callsign(job.unit_id)}</b><${Chip} kind=${job.open ? 'act' : ''}>${word('assignment', job.state)}</${Chip}>
    ${job.rank > 1 && html`<small>${t('desk.rank', {n: job.rank})}${job.override_reason ? ` · ${wordOr('override', job.override_reason)}` : ''}</small>`}<span class="grow"/>
    ${job.open && left != null && html`<span class="num">${t('desk.eta')} <b>${clock(job.eta)}</b> <small>${span(left)}</small></span>`}
    ${job.open && ['proposed', 'dispatched', 'acked', 'en_route', 'staged', 'on_scene', 'at_patient'].includes(job.state) && html`<${Button} kind="small" onClick=${() => { ending.value = {title: t('desk.stand_down'), group: 'stand_down', act: reason => acts.standDown(job.id, reason)}; }}>${t('desk.stand_down')}</${Button}>`}</div></li>`;
};

const Jobs = ({incident}) => incident.assignments.length > 0 && html`<section class="section"><h3>${t('desk.sent_units')}</h3>
  <ul>${incident.assignments.map(job => html`<${Job} key=${job.id} job=${job}/>`)}</ul></section>`;

const Reasons = () => {
  const {title, group, act} = ending.value;
  const choose = code => { ending.value = null; act(code); };
  return html`<section class="section reasons-choice" role="group" aria-label=${title}><h3>${title}<${Button} kind="bare small" icon="x" aria-label=${t('common.close')} onClick=${() => { ending.value = null; }}/></h3>
    <div class="choices">${codes(group).map(code => html`<${Button} key=${code} onClick=${() => choose(code)}>${word(group, code)}</${Button}>`)}</div></section>`;
};

/** Which reason made somebody choose another unit than the first: one key, asked afterwards. */
const Override = () => acts.asking.value && html`<section class="section reasons-choice" role="group" aria-label=${t('desk.override')}><h3>${t('desk.override', {unit: acts.callsign(acts.asking.value.unit)})}</h3>
  <div class="choices">${codes('override').map((code, i) => html`<${Button} key=${code} keys=${`⌥${i + 1}`} onClick=${() => acts.explain(acts.asking.peek().job, code)}>${word('override', code)}</${Button}>`)}</div></section>`;

const Ends = ({incident}) => {
  const ask = (how, title, group) => () => { ending.value = {title, group, act: reason => acts.end(incident, how, reason)}; };
  const over = ['closed', 'cancelled', 'referred'].includes(incident.state), busy = incident.assignments.some(job => job.open);
  if (incident.state === 'merged') return html`<section class="section"><${Button} onClick=${() => acts.unmerge(incident)}>${t('desk.unmerge')}</${Button}></section>`;
  const others = listed.value.filter(one => one.id !== incident.id);
  return html`<section class="section ends">${over ? html`<p class="dim">${wordOr('disposition', incident.disposition)}</p><${Button} icon="rotate-ccw" onClick=${() => acts.end(incident, 'reopen', 'reopened')}>${t('desk.reopen')}</${Button}>`
    : html`<div class="row wrap"><${Button} disabled=${busy} title=${busy ? t('desk.unit_still_on_it') : ''} onClick=${ask('close', t('desk.close'), 'disposition')}>${t('desk.close')}</${Button}>
      <${Button} disabled=${busy} onClick=${ask('cancel', t('desk.cancel'), 'cancellation')}>${t('desk.cancel')}</${Button}>
      ${others.length > 0 && !busy && html`<select class="input merge" aria-label=${t('desk.merge')} value="" onChange=${event => event.target.value && acts.merge(incident, event.target.value)}><option value="">${t('desk.merge')}</option>${others.map(one => html`<option key=${one.id} value=${one.id}>${one.number} · ${complaintOf(one)}</option>`)}</select>`}</div>`}</section>`;
};

const Dispatch = ({incident}) => {
  const pending = acts.leaving.value, option = unitPick.value >= 0 && plan.value && acts.picked(), sent = incident.assignments.some(job => job.open);
  if (pending) return html`<div class="acts leaving" role="status"><b class="grow">${t('desk.leaving', {unit: acts.callsign(pending.unit)})}</b>
    <${Button} kind="main" keys="D" onClick=${pending.send}>${t('desk.at_once')}</${Button}><${Button} icon="undo-2" keys="Esc" onClick=${pending.cancel}>${t('common.undo')}</${Button}></div>`;
  return html`<div class="acts"><${Button} kind=${sent ? '' : 'main'} icon="siren" keys="D" disabled=${!option} onClick=${acts.dispatch}>${option ? t(sent ? 'desk.dispatch_more' : 'desk.dispatch_unit', {unit: acts.callsign(option.unit_id)}) : t('desk.dispatch')}</${Button}>
    <${Button} icon="refresh-cw" title=${t('desk.decide_again')} aria-label=${t('desk.decide_again')} onClick=${() => acts.decideAgain(incident)}/></div>`;
};

export const Panel = () => {
  const incident = current.value;
  if (!incident) return html`<aside class="panel" aria-label=${t('desk.panel')}><${Empty} icon="phone-call" title=${t('desk.none')}>${t('desk.none_more')}</${Empty}></aside>`;
  const over = ['closed', 'cancelled', 'merged', 'referred'].includes(incident.state);
  return html`<aside class="panel" aria-label=${t('desk.panel')} key=${incident.id}>
    <div class="scroll"><header class="section title"><div class="row"><${Priority} p=${incident.priority} large/><div class="grow"><h2>${complaintOf(incident)}</h2>
      <small class="num">${incident.number} · ${word('incident', incident.state)}</small></div></div><${Facts} incident=${incident}/>${!over && html`<${Hypotheses} incident=${incident}/><${Gate} incident=${incident}/>`}</header>
    <${Premises} over=${over}/><${Override}/>${ending.value && html`<${Reasons}/>`}<${Conversation}/><${Jobs} incident=${incident}/>
    ${!over && html`<${UnitChoices}/><${Ladder}/><${Requests}/><${HospitalChoices}/><${DroneChoice}/>`}
    ${detail.value ? html`<${Timeline}/>` : html`<section class="section"><${Skeleton}/></section>`}<${Ends} incident=${incident}/></div>
    ${!over && html`<${Dispatch} incident=${incident}/>`}</aside>`;
};
