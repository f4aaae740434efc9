// One patient's record: what was known, measured, done and when, with everything that was amended; to be read and printed.

import {Problem, get, post} from './api.js';
import {doseWords, lists, readLists, sayDoubt, sayEntry} from './crew/quick.js';
import {outcomeLine} from './outcome.js';
import {attempt, mount, toast, trouble} from './page.js';
import {Button, Empty, Icon, Priority, Ribbon, Skeleton, Stepper, Toasts, Top, Trouble, html, signal} from './parts.js';
import {complaintOf, named, problemSentence, t, word, wordOr} from './say.js';
import {SIGNS} from './signs.js';
import {clock, day, hour, setClock, setZone} from './time.js';

const id = decodeURIComponent(location.pathname.split('/').pop());
const record = signal(null);
const fixing = signal(null);  // {entry, how: amend|strike, dose, reason, doubts}
const REASONS = ['slip', 'wrong_dose', 'wrong_time', 'not_done', 'learnt_more'];
const SHOWN_SIGNS = ['heart_rate_bpm', 'systolic_mmhg', 'respiratory_rate_bpm', 'spo2_percent', 'temperature_c', 'glucose_mg_dl', 'gcs', 'avpu'];
const read = async () => {
  const answer = await get(`/api/v1/incidents/${encodeURIComponent(id)}/record`);
  setZone(answer.region.timezone);
  setClock(answer.now);
  record.value = answer;
};

/** Writes it, or says what speaks against it: then the same key writes it all the same. */
async function fix(reason, sure = false) {
  const {entry: e, how, dose} = fixing.peek(), {kind, code, text, unit, route} = e;
  const body = how === 'strike' ? {reason} : {kind, code, text, unit, route, dose, device_at: e.done_at, reason, sure};
  try {
    await post(`/api/v1/care/${e.id}/${how}`, body);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.code === 'doubtful') fixing.value = {...fixing.peek(), reason, doubts: problem.document.doubts};
    else toast(problemSentence(problem), {bad: true});
    return;
  }
  toast(t('common.saved'));
  fixing.value = null;
  await attempt(read);
}
const own = event => {
  event.preventDefault();
  const reason = new FormData(event.target).get('reason').trim();
  if (reason) fix(reason);
};
const Doubted = () => {
  const {entry, dose, reason, doubts} = fixing.value;
  return html`<div class="notice warn no-print" role="alert"><${Icon} name="triangle-alert"/><div class="grow stack"><b>${sayEntry({...entry, dose})}</b>${doubts.map(one => html`<p key=${one.code}>${sayDoubt(one)}</p>`)}
    <div class="row"><${Button} onClick=${() => { fixing.value = {...fixing.peek(), doubts: null}; }}>${t('treat.not_written')}<//><${Button} onClick=${() => fix(reason, true)}>${t('treat.all_the_same')}<//></div></div></div>`;
};
const Fixing = () => {
  const {entry, how, dose, doubts} = fixing.value;
  if (doubts) return html`<${Doubted}/>`;
  return html`<div class="notice warn no-print"><${Icon} name="pencil"/><div class="grow stack"><div class="row"><b class="grow">${sayEntry(entry)}</b><${Button} kind="bare small" icon="x" aria-label=${t('common.close')} onClick=${() => { fixing.value = null; }}/></div>
    ${how === 'amend' && entry.dose != null && html`<div class="row"><span>${t('treat.dose')} <small>${doseWords({dose: '', unit: entry.unit}).trim()}</small></span><${Stepper} typed label=${t('treat.dose')} value=${dose} step=${dose >= 10 ? 5 : 0.1} min=${0.01} digits=${2} set=${next => { fixing.value = {...fixing.peek(), dose: next}; }}/></div>`}
    <p>${t(how === 'amend' ? 'treat.why_amend' : 'treat.why_strike')}</p><div class="row wrap">${REASONS.map(one => html`<${Button} key=${one} onClick=${() => fix(one)}>${word('care_reason', one)}<//>`)}</div>
    <form class="row" onSubmit=${own}><input class="input grow" name="reason" maxlength="200" required autocomplete="off" aria-label=${t('treat.own_words')} placeholder=${t('treat.own_words')}/><button class="button">${t('common.save')}</button></form></div></div>`;
};

const Facts = ({facts}) => html`<dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value ?? '–'}</dd>`)}</dl>`;
const Who = () => {
  const {incident: i, patient: p, name, units, hospital, outside} = record.value;
  const where = hospital ? named(hospital) : outside?.name ?? '–';
  return html`<section class="card pad"><h2>${t('desk.patient')}</h2><${Facts} facts=${[
    [t('record.complaint'), complaintOf(i)], ...('place' in i ? [[t('record.place'), i.place]] : []), [t('record.happened'), i.happened],
    [t('record.name'), name], [t('call.age'), p?.age_years], [t('call.sex'), p?.sex && word('sex', p.sex)], [t('crew.acuity'), p?.acuity],
    [t('record.units'), units.map(one => `${named(one)} · ${word('assignment', one.state)}`).join(', ')], [t('record.hospital'), where], [t('record.bundle'), i.bundle && word('bundle', i.bundle)]]}/></section>`;
};

const ASKED = [['history', 'history'], ['allergies', 'allergy'], ['medications', 'medication'], ['impression', 'impression']];
const standing = kind => record.value.entries.filter(one => one.stands && one.kind === kind);
/** "None known" was asked; where nobody has said anything it says so. */
const Before = () => html`<section class="card pad"><h2>${t('record.before')}</h2><${Facts} facts=${ASKED.map(([item, kind]) => [word('record_item', item),
  standing(kind).map(sayEntry).join(', ') || html`<i class="dim">${word('record_gap', 'not_asked')}</i>`])}/></section>`;

const Times = () => html`<section class="card pad"><h2>${word('record_item', 'times')}</h2><table class="table"><tbody>${record.value.stamps.map((one, i) => html`<tr key=${i}><th scope="row">${wordOr('stamp', one.name)}</th><td class="num">${clock(one.at)}</td>
  <td class="dim num">${one.device_at && Math.abs(Date.parse(one.device_at) - Date.parse(one.at)) > 5000 ? t('record.device', {at: clock(one.device_at)}) : ''}</td></tr>`)}</tbody></table></section>`;

const signOf = (set, name) => name === 'systolic_mmhg' ? set.systolic_mmhg == null ? '–' : `${set.systolic_mmhg}/${set.diastolic_mmhg ?? '–'}` : set[name] ?? '–';
const Signs = () => html`<section class="card pad"><h2>${t('crew.vitals')}</h2>${record.value.sets.length ? html`<div class="scroll" tabindex="0" role="region" aria-label=${t('crew.vitals')}><table class="table"><thead><tr><th>${t('treat.when')}</th>${SHOWN_SIGNS.map(one => html`<th key=${one} class="figure">${t(`sign.${one === 'systolic_mmhg' ? 'blood_pressure' : one}`)}<small> ${SIGNS[one]?.unit ?? ''}</small></th>`)}</tr></thead>
  <tbody>${record.value.sets.map((set, i) => html`<tr key=${i}><th scope="row" class="num">${hour(set.at)}</th>${SHOWN_SIGNS.map(one => html`<td key=${one} class="figure num">${signOf(set, one)}</td>`)}</tr>`)}</tbody></table></div>` : html`<p class="dim">${word('record_gap', 'not_recorded')}</p>`}</section>`;

const reasonOf = code => REASONS.includes(code) ? word('care_reason', code) : code;
const Line = ({entry: e}) => html`<tr class=${e.stands ? '' : 'gone-entry'}><th scope="row" class="num">${hour(e.done_at)}</th><td>${word('care_kind', e.kind)}</td>
  <td>${e.struck && html`<b>${t('treat.struck')}</b> `}${e.stands ? sayEntry(e) : html`<s>${sayEntry(e)}</s>`}${e.despite.length > 0 && html` <small>${t('treat.despite')}: ${e.despite.map(one => word('despite', one.split(':')[0])).join(', ')}</small>`}</td>
  <td>${[e.amends && !e.struck && t('treat.amended'), e.reason && reasonOf(e.reason), e.by].filter(Boolean).join(' · ')}</td>
  ${record.value.may_amend && html`<td class="no-print">${e.stands && html`<div class="row"><${Button} kind="small" icon="pencil" aria-label=${t('treat.amend', {what: sayEntry(e)})} onClick=${() => { fixing.value = {entry: e, how: 'amend', dose: e.dose}; }}/><${Button} kind="small" icon="x" aria-label=${t('treat.strike', {what: sayEntry(e)})} onClick=${() => { fixing.value = {entry: e, how: 'strike'}; }}/></div>`}</td>`}</tr>`;
const Entries = () => html`<section class="card pad"><h2>${t('treat.title')}</h2>${fixing.value && html`<${Fixing}/>`}${record.value.entries.length ? html`<div class="scroll" tabindex="0" role="region" aria-label=${t('treat.title')}><table class="table entries-table"><tbody>${record.value.entries.map(one => html`<${Line} key=${one.id} entry=${one}/>`)}</tbody></table></div>` : html`<p class="dim">${t('treat.nothing_yet')}</p>`}</section>`;

const partWord = (item, part) => item === 'times' ? word('stamp', part) : t(`sign.${part === 'systolic_mmhg' ? 'blood_pressure' : part}`);
const Lacking = () => record.value.missing.length > 0 && html`<section class="card pad"><h2>${t('treat.missing')} <span class="num">${record.value.missing.length}</span></h2><${Facts} facts=${record.value.missing.map(({item, why, parts}) => [word('record_item', item), parts.length ? parts.map(part => partWord(item, part)).join(', ') : word('record_gap', why)])}/></section>`;
const Became = () => html`<section class="card pad"><h2>${t('outcomes.title')}</h2>${record.value.outcomes.length ? html`<ul>${record.value.outcomes.map((one, i, all) => html`<li key=${one.id}>${i < all.length - 1 ? html`<s>${outcomeLine(one)}</s>` : outcomeLine(one)} <small class="dim">${day(one.at)} ${hour(one.at)} · ${one.by}${one.reason ? ` · ${one.reason}` : ''}</small></li>`)}</ul>` : html`<p class="dim">${t('outcomes.none_yet')}</p>`}</section>`;

const Missing = () => [403, 404].includes(trouble.value?.status) ? html`<${Empty} icon="lock" title=${t('record.not_yours')}/>` : html`<${Trouble}/>`;
const Whole = () => html`<header class="row wrap"><${Priority} p=${record.value.incident.priority}/><h1 class="grow">${t('record.title', {number: record.value.incident.number})} <small class="num">${day(record.value.incident.received_at)} ${hour(record.value.incident.received_at)}</small></h1><${Button} icon="printer" kind="no-print" onClick=${() => print()}>${t('record.print')}<//></header>
  <div class="columns"><div><${Who}/></div><div><${Before}/><${Became}/></div><div><${Times}/></div></div><${Signs}/><${Entries}/><${Lacking}/>`;
const View = () => html`<div class="record"><${Ribbon}/><${Top} still icon="clipboard-list" title=${t('page.record')}/><main>${record.value && lists.value ? html`<${Whole}/>` : trouble.value ? html`<${Missing}/>` : html`<${Skeleton} rows=${6}/>`}</main><${Toasts}/></div>`;

await mount(View);
try {
  await Promise.all([read(), readLists()]);
} catch (problem) {
  if (!(problem instanceof Problem)) throw problem;
  trouble.value = problem;
}
