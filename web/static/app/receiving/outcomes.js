// What became of our patients of the last days: told back to the crew that brought them, corrected with a reason.

import {get, post} from '../api.js';
import {outcomeLine} from '../outcome.js';
import {Button, Choices, Chip, Icon, html, signal} from '../parts.js';
import {attempt} from '../page.js';
import {codes, complaintOf, t, word} from '../say.js';
import {moment} from '../time.js';

const patients = signal(null), editing = signal(null), draft = signal({});  // the patient being written about, and what
const read = async () => { patients.value = (await get('/api/v1/receiving/outcomes')).patients; };
const toggle = () => attempt(async () => { if (patients.peek()) patients.value = null; else await read(); });
const put = change => { draft.value = {...draft.peek(), ...change}; };
const DIED = ['died', 'dead_on_arrival'];
const begin = one => { editing.value = one; draft.value = one.outcome ? {...one.outcome, reason: ''} : {}; };

async function save(event) {
  event.preventDefault();
  const form = new FormData(event.target), text = name => form.get(name)?.trim() || null, before = editing.peek().outcome;
  const {ed_disposition, fate = null, confirmed = null} = draft.peek();
  const body = {ed_disposition, fate: DIED.includes(ed_disposition) ? 'dead' : fate ?? 'unknown', confirmed, diagnosis: text('diagnosis'), icd10: text('icd10')?.toUpperCase() ?? null, corrects: before?.id ?? null, reason: text('reason')};
  if (await attempt(async () => { await post(`/api/v1/requests/${editing.peek().request_id}/outcome`, body); return true; }, t('common.saved'))) { editing.value = null; await attempt(read); }
}

const Form = ({one}) => html`<form class="stack outcome-form" onSubmit=${save}>
  <${Choices} name="ed" legend=${t('outcomes.ed')} value=${draft.value.ed_disposition} pick=${ed_disposition => put({ed_disposition})} options=${codes('ed_disposition').map(code => [code, word('ed_disposition', code)])}/>
  ${!DIED.includes(draft.value.ed_disposition) && html`<${Choices} name="fate" legend=${t('outcomes.fate')} value=${draft.value.fate} pick=${fate => put({fate})} options=${codes('fate').map(code => [code, word('fate', code)])}/>`}
  ${one.bundle && html`<${Choices} name="confirmed" legend=${t('outcomes.was_confirmed', {what: word('bundle', one.bundle)})} value=${draft.value.confirmed} pick=${confirmed => put({confirmed})} options=${[[true, t('tri.yes')], [false, t('tri.no')]]}/>`}
  <div class="row wrap"><label class="field grow"><span class="label">${t('outcomes.diagnosis')}</span><input class="input" name="diagnosis" maxlength="200" autocomplete="off" defaultValue=${draft.value.diagnosis ?? ''}/></label>
    <label class="field"><span class="label">ICD-10</span><input class="input num icd" name="icd10" maxlength="8" pattern="[A-Za-z][0-9][0-9]([.][0-9A-Za-z]+)?" autocomplete="off" defaultValue=${draft.value.icd10 ?? ''}/></label></div>
  ${one.outcome && html`<label class="field"><span class="label">${t('outcomes.why')}</span><input class="input" name="reason" maxlength="200" required autocomplete="off"/></label>`}
  <div class="row"><${Button} onClick=${() => { editing.value = null; }}>${t('common.close')}<//><button class="button main" disabled=${!draft.value.ed_disposition}>${t(one.outcome ? 'outcomes.correct' : 'outcomes.tell')}</button></div></form>`;

const person = one => [one.sex && word('sex', one.sex), one.age_years != null && t('patient.years', {n: one.age_years})].filter(Boolean).join(' ');
const Line = ({one}) => html`<li class="card pad"><div class="row wrap"><span class="grow"><b>${complaintOf(one)}</b> ${person(one)} <small class="num">${one.number} · ${moment(one.at)}</small></span>${one.bundle && html`<${Chip} icon="zap">${word('bundle', one.bundle)}<//>`}
    ${one.readable && html`<a class="button small" href=${`/record/${one.incident_id}`}><${Icon} name="file-text"/>${t('page.record')}</a>`}${editing.value?.request_id !== one.request_id && html`<${Button} kind="small" icon="pencil" onClick=${() => begin(one)}>${t(one.outcome ? 'outcomes.correct' : 'outcomes.tell')}<//>`}</div>
  ${one.outcome && html`<p>${outcomeLine(one.outcome)}</p>`}${one.earlier.map(each => html`<p key=${each.id} class="dim"><s>${outcomeLine(each)}</s> ${moment(each.at)}</p>`)}
  ${editing.value?.request_id === one.request_id && html`<${Form} one=${one}/>`}</li>`;

export const Outcomes = () => html`<section aria-label=${t('outcomes.of_ours')}><div class="head"><h2>${t('outcomes.of_ours')}</h2>${patients.value && html`<span class="count num">${patients.value.filter(one => !one.outcome).length}</span>`}<span class="grow"/>
  <${Button} kind="small" icon=${patients.value ? 'x' : 'history'} aria-expanded=${patients.value != null} onClick=${toggle}>${t(patients.value ? 'common.close' : 'outcomes.open')}<//></div>
  ${patients.value && (patients.value.length ? html`<ul class="outcomes">${patients.value.map(one => html`<${Line} key=${one.request_id} one=${one}/>`)}</ul>` : html`<p class="dim row"><${Icon} name="info"/>${t('outcomes.nobody')}</p>`)}</section>`;
