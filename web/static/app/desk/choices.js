// The decision, explained: units and hospitals ranked with their terms, those that cannot with their reasons, the drone.

import {computed, signal} from '@preact/signals';
import {Chip, Icon, Skeleton, html} from '../parts.js';
import {basis, lasting, spread} from '../eta.js';
import {codes, dots, named, t, word, wordOr} from '../say.js';
import {minutes, moment, prime, seconds, since, span, until} from '../time.js';
import {askHospitals, callsign, confirmHospital, phoneAnswer} from './acts.js';
import {Offer} from './offer.js';
import {current, detail, gone, hospitals, picked, plan, requests, sendable, unitPick, units} from './state.js';

const SHOWN = 5, GREYED = 3, DOUBTFUL = .7, SHARE_OVER_H = 6;
export const hospitalPicks = signal([]);  // ids to ask by name, in the order picked
export const everything = signal(false);  // the lists in full
const phoning = signal(null);             // id of the request whose telephone answer is being written

const share = value => value == null ? '–' : Math.round(value * 100);

/** Minutes this unit is later (or sooner) than rank 1. */
const regret = o => `${seconds(o.regret) < 0 ? '−' : '+'}${prime(Math.abs(seconds(o.regret)))}`;

/** Why it stands where it stands, in one line. */
function whyOf(o, ranking) {
  const best = ranking.options[0], later = seconds(o.regret), saved = share(o.coverage.after) - share(best.coverage.after);
  if (plan.value.chosen.some(one => one.unit_id === o.unit_id && one.reason === 'first_help')) return t('why.first_help', {time: prime(Math.abs(later))});
  if (o.missing_skills.length) return t('why.needs', {skills: o.missing_skills.map(skill => word('skill', skill)).join(', ')});
  if (o.unit_id === best.unit_id) return t(o.skills.includes('als') ? 'why.nearest_skilled' : 'why.nearest', {skill: word('skill', 'als')});
  if (later < 0) return t(o.notes.includes('shift_ends_soon') ? 'why.sooner_shift' : 'why.sooner', {time: prime(-later)});
  return dots([t('why.later', {time: prime(later)}), saved > 0 && t('why.covers', {points: saved})]);
}

const UnitOption = ({option: o, rank}) => {
  const age = seconds(o.position_age), ranking = plan.value.units, planned = plan.value.chosen.some(one => one.unit_id === o.unit_id);
  return html`<li><button type="button" class="option" aria-pressed=${picked.value === o} onClick=${() => { unitPick.value = o.unit_id; }}>
    ${rank < 9 ? html`<kbd>${rank + 1}</kbd>` : html`<span/>`}<span class="what"><b>${callsign(o.unit_id)}</b> ${o.skills.map(skill => html`<${Chip} key=${skill}>${word('skill', skill)}</${Chip}>`)}
    ${planned && html` <${Chip} kind="act" icon="check">${t('desk.planned')}</${Chip}>`}
    ${gone(o) && html` <${Chip} kind="warn" icon="triangle-alert">${t('desk.gone', {now: word('availability', units.value.get(o.unit_id).availability)})}<//>`}<small class="why">${whyOf(o, ranking)}</small>
    <small>${dots([word('availability', o.availability), age == null ? t('desk.at_post') : t('desk.position_age', {age: span(age)}),
      o.coverage.after != null && t('desk.coverage_change', {before: share(o.coverage.before), after: share(o.coverage.after)}),
      ...o.notes.filter(note => note !== 'missing_skill').map(note => t(`unit_note.${note}`))])}</small></span>
    <span class="figure num" title=${`${prime(seconds(o.arrival_p50))} – ${prime(seconds(o.arrival_p90))}`}>${spread(seconds(o.arrival_p50), seconds(o.arrival_p90))}<small>${t('unit.min')}</small>${seconds(o.regret) !== 0 && html`<small class="regret">${regret(o)}</small>`}</span></button></li>`;
};

const MoreKey = ({n}) => html`<button type="button" class="button bare small" onClick=${() => { everything.value = !everything.value; }}>${everything.value ? t('common.fewer') : t('common.all', {n})}</button>`;

/** Those that cannot, greyed and with every reason; never hidden, at most folded. */
const Greyed = ({title, rows}) => {
  const shown = everything.value ? rows : rows.slice(0, GREYED);
  return rows.length > 0 && html`<div class="greyed"><h4>${title} <span class="num">${rows.length}</span></h4>
    <ul>${shown.map(([id, name, reasons]) => html`<li key=${id}><b>${name}</b> <span>${reasons.join(', ')}</span></li>`)}</ul>${rows.length > GREYED && html`<${MoreKey} n=${rows.length}/>`}</div>`;
};

export const UnitChoices = () => {
  const ranking = plan.value?.units;
  if (!ranking) return html`<section class="section"><h3>${t('desk.units')}</h3>${current.value?.place ? html`<${Skeleton}/>` : html`<p class="dim">${t('desk.no_place_no_plan')}</p>`}</section>`;
  const all = sendable.value, options = everything.value ? all : all.slice(0, SHOWN), sent = current.value.assignments.some(job => job.open);
  const list = html`${!ranking.options.length && html`<p class="wrong"><${Icon} name="octagon-alert"/>${t('unfilled.no_unit_available')}</p>`}
    ${options.length > 0 && html`<p class="dim small-print">${basis(options[0].travel)}</p>`}
    <ol>${options.map((option, rank) => html`<${UnitOption} key=${option.unit_id} option=${option} rank=${rank}/>`)}</ol>
    ${all.length > SHOWN && html`<${MoreKey} n=${all.length}/>`}
    <${Greyed} title=${t('desk.units_greyed')} rows=${ranking.greyed.map(g => [g.unit_id, callsign(g.unit_id), g.reasons.map(reason => t(`greyed.${reason}`))])}/>`;
  if (sent) return html`<details class="section folded"><summary>${t('desk.send_more')} <span class="num">${all.length}</span></summary>${list}</details>`;
  return html`<section class="section"><h3>${t('desk.units')}<span><kbd>1</kbd>–<kbd>${Math.min(9, options.length)}</kbd></span></h3>${list}</section>`;
};

/** A hospital beyond the catchment stands on no board: its name comes with the request. */
export const hospitalName = id => {
  const h = hospitals.value.get(id), asked = h ? null : detail.value?.requests.find(r => r.hospital_id === id);
  return h ? named({ko: h.name_ko, en: h.name_en}) : asked ? named({ko: asked.hospital_name_ko, en: asked.hospital_name_en}) : id;
};

/** How often beds were there when they were posted as free. Never a figure before somebody has relied on one. */
const Borne = ({trust}) => trust.tested < .5 ? html`<span class="dim"> · ${t('desk.untested')}</span>`
  : html`<span class=${trust.share < DOUBTFUL ? 'doubted' : ''} title=${t('desk.reliability_more', {n: Math.round(trust.tested)})}> · ${trust.share < DOUBTFUL ? '! ' : ''}${t('desk.reliability', {share: share(trust.share)})}</span>`;

/** Beds as posted: −3/28 is shown over-full and never hidden; unknown is –. With source, age and what came of earlier ones. */
export const Beds = ({count, trust}) => {
  if (!count) return html`<span class="dim">${t('desk.beds_unknown')}</span>`;
  const over = count.available != null && count.available < 0;
  return html`<span class=${over ? 'late num' : 'num'}>${over ? '! ' : ''}${t('desk.beds')} ${String(count.available ?? '–').replace('-', '−')}/${count.baseline ?? '–'}
    <small> ${word('source', count.source)} ${span(since(count.reported_at))}${trust && html`<${Borne} trust=${trust}/>`}</small></span>`;
};

const Terms = ({terms, travel}) => html`<span class="terms">${terms.map(term => html`<span key=${term.code} title=${word('basis', term.basis)}>${word('term', term.code)} <b class="num">${term.code === 'drive' ? lasting(seconds(travel.p50), seconds(travel.p90)) : prime(seconds(term.time))}</b>${term.share != null && html`<small class="num"> ×${term.share.toFixed(2)}</small>`}</span>`)}</span>`;

export function pickHospital(rank) {
  const option = plan.peek()?.hospitals?.options[rank];
  if (!option) return;
  const id = option.hospital_id, picked = hospitalPicks.peek();
  hospitalPicks.value = picked.includes(id) ? picked.filter(one => one !== id) : [...picked, id];
}
/** Y: the first hospital that has agreed becomes the destination. */
export function confirmFirst() {
  const agreed = requestsOf(current.peek()).find(r => AGREED.includes(r.state));
  return agreed && confirmHospital(agreed.id);
}
export async function ask() {
  if (!current.peek()) return;
  await askHospitals(current.peek(), hospitalPicks.peek());
  hospitalPicks.value = [];
}

/** What this hospital was asked and said already; nothing while it was not asked. */
const Asked = ({id}) => {
  const asked = requestsOf(current.value).findLast(r => r.hospital_id === id && r.state !== 'released');
  return asked && html` <${Chip} kind=${STATE_KIND[asked.state] ?? 'act'}>${word('request', asked.state)}<//>`;
};

const HospitalOption = ({option: o, rank}) => html`<li><button type="button" class="option" aria-pressed=${hospitalPicks.value.includes(o.hospital_id)} onClick=${() => pickHospital(rank)}>
  ${rank < 9 ? html`<kbd>⇧${rank + 1}</kbd>` : html`<span/>`}<span class="what"><b>${hospitalName(o.hospital_id)}</b> ${o.phone_first && html`<${Chip} kind="warn" icon="phone">${t('desk.phone_first')}</${Chip}>`}<${Asked} id=${o.hospital_id}/>
  <${Terms} terms=${o.terms} travel=${o.travel}/><small>${html`<${Beds} count=${o.er_beds} trust=${o.er_trust}/>`} · ${t('desk.p_accept', {share: share(o.p_accept)})}${o.chance && html` <span class="num" title=${t('desk.p_range_more')}>(${t('desk.p_range', {low: share(o.chance.low), high: share(o.chance.high)})})</span>`}${o.notes.map(note => ` · ${t(`note.${note}`, {until: moment(o.busy_until), over: SHARE_OVER_H, taken: o.load?.taken, share: o.load?.share.toFixed(1)})}`)}</small></span>
  <span class="figure num">${minutes(seconds(o.expected))}<small>${t('unit.min')}</small></span></button></li>`;

export const HospitalChoices = () => {
  const ranking = plan.value?.hospitals;
  if (!ranking) return null;
  const options = everything.value ? ranking.options : ranking.options.slice(0, SHOWN);
  const list = html`<p class="dim small-print">${t('desk.expected_explained')}</p>
    <ol>${options.map((option, rank) => html`${option.phone_first && !options[rank - 1]?.phone_first && html`<li key="phone" class="parting">${t('desk.phone_group')}</li>`}<${HospitalOption} key=${option.hospital_id} option=${option} rank=${rank}/>`)}</ol>
    ${ranking.options.length > SHOWN && html`<${MoreKey} n=${ranking.options.length}/>`}
    <${Greyed} title=${t('desk.hospitals_excluded')} rows=${ranking.excluded.map(e => [e.hospital_id, hospitalName(e.hospital_id), e.reasons.map(reason => t(`excluded.${reason}`, {until: moment(e.busy_until)}))])}/>`;
  if (current.value.hospital_id) return html`<details class="section folded"><summary>${t('desk.hospitals')} <span class="num">${ranking.options.length}</span></summary>${list}</details>`;
  return html`<section class="section"><h3>${t('desk.hospitals')}<span><kbd>⇧1</kbd>–<kbd>⇧${Math.min(9, options.length)}</kbd></span></h3>${list}</section>`;
};

const STATE_KIND = {accepted: 'good', accepted_conditional: 'warn', phone_answered: 'good', held: 'good', confirmed: 'good', designated: 'good', arrived: 'good', offloaded: 'good', declined: 'bad', expired: 'warn'};
const ASKED = ['sent', 'delivered', 'seen'], AGREED = ['accepted', 'accepted_conditional', 'phone_answered', 'held'];

/** Time left as a ring and in words. */
const Countdown = ({from, to}) => {
  const left = Math.max(0, until(to)), whole = (Date.parse(to) - Date.parse(from)) / 1000;
  return html`<span class="countdown num" role="timer" style=${{'--left': Math.min(1, left / whole)}}>${Math.ceil(left)}</span>`;
};

const PhoneAnswer = ({request}) => html`<form class="phone" onSubmit=${event => {
  event.preventDefault();
  const said = new FormData(event.target);
  phoneAnswer(request.id, {accepted: said.get('code') === '', code: said.get('code') || null, text: said.get('text') || null});
  phoning.value = null;
}}><select class="input" name="code" aria-label=${t('desk.phone_answer')}><option value="">${t('request_do.accept')}</option>
  ${codes('decline').map(code => html`<option key=${code} value=${code}>${t('request.declined')}: ${word('decline', code)}</option>`)}</select>
  <input class="input" name="text" aria-label=${t('common.words')} placeholder=${t('common.words')}/><button class="button small">${t('common.save')}</button></form>`;

const RequestRow = ({request: r}) => html`<li class="request"><div class="row wrap"><b>${hospitalName(r.hospital_id)}</b><${Chip} kind=${STATE_KIND[r.state] ?? ''}>${word('request', r.state)}</${Chip}>
  ${ASKED.includes(r.state) && r.doctor_called_at && html`<${Chip} kind="warn" icon="phone-call">${t('desk.doctor_called')}</${Chip}>`}
  ${ASKED.includes(r.state) && r.expires_at && html`<${Countdown} from=${r.asked_at} to=${r.expires_at}/>`}<span class="grow"/>
  ${AGREED.includes(r.state) && html`<button type="button" class="button small main" onClick=${() => confirmHospital(r.id)}>${t('desk.confirm')} <kbd>Y</kbd></button>`}
  ${[...ASKED, 'expired', 'declined'].includes(r.state) && html`<button type="button" class="button small" onClick=${() => { phoning.value = phoning.value === r.id ? null : r.id; }}><${Icon} name="phone"/>${hospitals.value.get(r.hospital_id)?.er_phone ?? t('desk.by_phone')}</button>`}</div>
  ${r.condition && html`<${Chip} kind="warn" icon="triangle-alert">${wordOr('condition', r.condition)}<//>`}${r.decline_code && html`<small>${word('decline', r.decline_code)} ${r.decline_text ?? ''}</small>`}${r.release_reason && html`<small>${word('release', r.release_reason)}</small>`}
  ${phoning.value === r.id && html`<${PhoneAnswer} request=${r}/>`}</li>`;

export function requestsOf(incident) {
  const own = [...requests.value.values()].filter(r => r.incident_id === incident?.id);
  return own.length ? own : (detail.value?.requests ?? []).map(r => ({...r, ...r.minimum}));
}

/** True while a hospital that was asked about this incident may still answer, or has agreed. */
export const searching = computed(() => requestsOf(current.value).some(r => [...ASKED, ...AGREED].includes(r.state)));

export const Requests = () => {
  const listed = requestsOf(current.value);
  return listed.length > 0 && html`<section class="section"><h3>${t('desk.requests')}</h3><ul>${listed.map(r => html`<${RequestRow} key=${r.id} request=${r}/>`)}</ul></section>`;
};

/** A kit that would fly stands beside the units it goes with; why none does stands below. */
export const DroneChoice = ({goes}) => {
  const drone = plan.value?.drone, sent = detail.value?.drop;
  if (!drone || Boolean(drone.drone_id) !== goes || (sent && sent.sortie.stage !== 'not_coming')) return null;  // once it is ordered its own card tells of it
  return html`<section class="section proposal" tabindex="-1" aria-label=${t('desk.drone')}><h3>${t('desk.drone')} <kbd>⇧K</kbd></h3><${Offer} answer=${drone}/></section>`;
};
