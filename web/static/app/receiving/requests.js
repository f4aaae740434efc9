// A request is an alarm until somebody answers it: two clicks at most, the reason always a code.

import {effect, signal} from '@preact/signals';
import {LOUDER, LOUDEST, ring} from '../alarm.js';
import {post} from '../api.js';
import {Age, Button, Chip, Icon, Priority, Ring, html, useEffect} from '../parts.js';
import {attempt, toast} from '../page.js';
import {codes, t, word, wordOr} from '../say.js';
import {hour, minutes, now, span, until} from '../time.js';
import {Gone, answering, drop, isGone, lingering, tooLate} from './gone.js';
import {NameKeys, Speaker, SpeakerChoice, mustName, signature} from './speaker.js';
import {answered, asking, coming, mayAnswer} from './state.js';

const HUSH_MS = 60_000;     // silence is for talking to somebody, not for forgetting a patient
const SETTLE_MS = 600;      // when a card goes, the next one slides under the finger: a double press must not answer it
const REST_MS = 500, REST_PX = 24;  // a question opens under the pointer: the second click of a double click is no answer to it
const open = signal(null);  // {id, what, click}: the card that asks a second question; what is declining, conditional or {how, body}
const hushed = signal(0);   // until when the alarm is quiet
const settling = signal(false);
const settle = () => { settling.value = true; setTimeout(() => { settling.value = false; }, SETTLE_MS); };

async function answer(request, how, body) {
  if (settling.peek()) return;
  if (mustName()) {
    open.value = {id: request.request_id, what: {how, body}};
    return;
  }
  open.value = null;
  settle();
  const takeBack = answering(request.request_id);
  const said = await attempt(() => tell(request, how, body));
  if (said) toast(t(`receiving.said_${how}`));
  else takeBack();
}
/** Somebody else's answer is no error: it is told in the request's own place. */
async function tell({request_id: id}, how, body) {
  try {
    return await post(`/api/v1/requests/${id}/${how}`, {...body, ...signature()});
  } catch (problem) {
    if (problem.code !== 'illegal_move') throw problem;
    tooLate(id, how);
    return null;
  }
}
const turn = (request, what, event) => { open.value = {id: request.request_id, what, click: event}; };
const back = () => { open.value = null; };
/** An answer to an open question, unless it belongs to the click that opened it. */
const reply = (event, ...answered) => isSameMove(open.peek()?.click, event) ? null : answer(...answered);
const isSameMove = (first, then) => first && then.timeStamp - first.timeStamp < REST_MS && Math.hypot(then.clientX - first.clientX, then.clientY - first.clientY) < REST_PX;

const Person = ({request: r}) => html`<b class="person">${r.bundle ? word('bundle', r.bundle) : t('receiving.patient')}</b>
  <span>${[r.age_band && word('age_band', r.age_band), r.sex && word('sex', r.sex)].filter(Boolean).join(' · ') || t('receiving.person_unknown')}</span>`;

/** How long the drive here takes; when it begins nobody knows before a crew departs, so nothing counts down. */
const Drive = ({request: r}) => r.eta && html`<span class="eta">${t('receiving.drive')} <b class="num">${minutes((Date.parse(r.eta) - Date.parse(r.asked_at)) / 1000)}</b> ${t('unit.min')}</span>`;

const Declining = ({request}) => html`<div class="reasons" role="group" aria-label=${t('receiving.why')}><h3>${t('receiving.why')}</h3><div class="codes">
  ${codes('decline').filter(code => code !== 'other').map(code => html`<${Button} key=${code} onClick=${event => reply(event, request, 'decline', {code})}>${word('decline', code)}<//>`)}</div>
  <form class="row" onSubmit=${event => { event.preventDefault(); const text = new FormData(event.target).get('text').trim(); if (text) answer(request, 'decline', {code: 'other', text}); }}>
    <input class="input" name="text" maxlength="200" aria-label=${word('decline', 'other')} placeholder=${word('decline', 'other')} required/><button class="button">${t('receiving.send_reason')}</button>
    <${Button} kind="bare" onClick=${back}>${t('common.back')}<//></form></div>`;

const Conditional = ({request}) => html`<div class="reasons" role="group" aria-label=${t('receiving.condition')}><h3>${t('receiving.condition')}</h3><div class="codes">
  ${codes('condition').map(code => html`<${Button} key=${code} onClick=${event => reply(event, request, 'accept', {condition: code})}>${word('condition', code)}<//>`)}
  <${Button} kind="bare" onClick=${back}>${t('common.back')}<//></div></div>`;

const Answers = ({request: r}) => html`<div class="answers"><${Button} kind="good" icon="circle-check" disabled=${settling.value} onClick=${() => answer(r, 'accept', {})}>${t('receiving.accept')}<//>
  <${Button} icon="clock" disabled=${settling.value} onClick=${event => turn(r, 'conditional', event)}>${t('receiving.accept_if')}<//><${Button} icon="circle-x" disabled=${settling.value} onClick=${event => turn(r, 'declining', event)}>${t('receiving.decline')}<//></div>`;

const Question = ({request: r}) => {
  const what = open.value?.id === r.request_id ? open.value.what : null;
  if (what === 'declining') return html`<${Declining} request=${r}/>`;
  if (what === 'conditional') return html`<${Conditional} request=${r}/>`;
  return what ? html`<${NameKeys} done=${() => answer(r, what.how, what.body)} back=${back}/>` : html`<${Answers} request=${r}/>`;
};

const Card = ({request: r}) => {
  useEffect(() => { if (['sent', 'delivered'].includes(r.state)) post(`/api/v1/requests/${r.request_id}/seen`).catch(() => null); }, []);
  return html`<article class="card ask" data-level=${r.acuity <= 2 ? 1 : 2} aria-label=${t('receiving.request')}>
    <header class="row wrap"><${Icon} name="bell"/><${Priority} p=${Math.min(4, r.acuity)} large/><div class="who"><${Person} request=${r}/></div><span class="grow"/><${Drive} request=${r}/></header>
    <p class="row wrap">${r.capabilities.map(c => html`<${Chip} key=${c} icon="stethoscope">${word('capability', c)}<//>`)}<span class="grow"/>${r.doctor_called_at ? html`<${Chip} kind="warn" icon="phone-call">${t('receiving.doctor_called')}<//>` : r.alerts > 0 && html`<${Chip} kind="warn" icon="bell">${t('receiving.alarm_n', {n: r.alerts + 1})}<//>`}<span class="dim">${t('receiving.asked')} <${Age} at=${r.asked_at} limit=${30}/></span>${r.expires_at && html`<span class="row left-to-answer">${t('receiving.answer_within')} <${Ring} from=${r.asked_at} to=${r.expires_at}/></span>`}</p>
    <${Question} request=${r}/></article>`;
};

/** Whose request it was, in a line: the condition, or what is known where none is named. */
const briefly = r => [r.bundle ? word('bundle', r.bundle) : t('receiving.patient'), !r.bundle && t('patient.acuity', {n: r.acuity}), r.age_band && word('age_band', r.age_band), r.sex && word('sex', r.sex)].filter(Boolean).join(' · ');
const KIND = {accepted: 'good', accepted_conditional: 'good', phone_answered: 'good', declined: '', expired: 'warn', released: ''};
const Past = ({request: r}) => html`<li class="row wrap"><${Priority} p=${Math.min(4, r.acuity)}/><span>${briefly(r)}</span><${Chip} kind=${KIND[r.state] ?? ''}>${word('request', r.state)}<//>
  <small>${[r.decline_code && word('decline', r.decline_code), r.release_reason && word('release', r.release_reason), r.condition && wordOr('condition', r.condition), r.answered_via && r.answered_via !== 'page' && word('via', r.answered_via), r.answered_name, r.answered_duty && word('duty', r.answered_duty)].filter(Boolean).join(' · ')}</small><span class="grow"/><span class="dim"><time class="num" datetime=${r.asked_at}>${hour(r.asked_at)}</time> ${t('receiving.asked')}</span>
  ${mayAnswer(r) && html`<${Button} kind="small" onClick=${() => answer(r, 'accept', {})}>${t('receiving.accept')}<//>`}${open.value?.id === r.request_id && html`<${Question} request=${r}/>`}</li>`;

const quiet = () => now.value < hushed.value;
const Hush = () => asking.value.length > 0 && html`<${Button} kind="bare small" icon=${quiet() ? 'volume-x' : 'volume-2'} aria-pressed=${quiet()} onClick=${() => { hushed.value = quiet() ? 0 : now.value + HUSH_MS; }}>
  ${quiet() ? t('receiving.hushed', {n: Math.ceil((hushed.value - now.value) / 1000)}) : t('receiving.hush')}<//>`;

/** Who asks, and who has just stopped asking, in the order they came. */
const inPlace = () => [...new Map([...asking.value, ...lingering()].map(r => [r.request_id, r])).values()].sort((a, b) => Date.parse(a.asked_at) - Date.parse(b.asked_at));

/** Who asks is seen from anywhere on the page: how many, the time that is left, and the way there. */
export const Calling = () => asking.value.length > 0 && html`<button type="button" class="button calling" onClick=${() => document.querySelector('article.ask')?.scrollIntoView({block: 'center'})}>
  <${Icon} name="bell"/>${t('receiving.requests')} <b class="num">${asking.value.length}</b>${asking.value[0].expires_at && html`<span class="num">${span(Math.max(0, until(asking.value[0].expires_at)))}</span>`}</button>`;

export const Requests = () => html`<section aria-label=${t('receiving.requests')}>
  <p class="unseen" role="alert">${asking.value.map(r => `${t('receiving.request')}: ${r.bundle ? word('bundle', r.bundle) : t('receiving.patient')}. `)}</p>
  <div class="head"><h2>${t('receiving.requests')}</h2><span class="count num">${asking.value.length}</span><${Hush}/><span class="grow"/><${Speaker}/></div><${SpeakerChoice}/>
  ${inPlace().map(r => isGone(r.request_id) ? html`<${Gone} key=${r.request_id} request=${r} action=${mayAnswer(r) && html`<${Button} kind="small" onClick=${() => { drop(r.request_id); answer(r, 'accept', {}); }}>${t('receiving.accept')}<//>`}>${briefly(r)}<//>` : html`<${Card} key=${r.request_id} request=${r}/>`)}
  ${!asking.value.length && !coming.value.length && html`<p class="card pad row quiet-line"><${Icon} name="circle-check"/><b>${t('receiving.nobody_asks')}</b><span class="dim">${t('receiving.nobody_asks_more')}</span></p>`}
  ${answered.value.length > 0 && html`<details class="past" open=${!asking.value.length && !coming.value.length}><summary>${t('receiving.past')} <span class="num">${answered.value.length}</span></summary><ul>${answered.value.map(r => html`<${Past} key=${r.request_id} request=${r}/>`)}</ul></details>`}</section>`;

/** Rings until every request is answered, quiet for a minute at most; the number stands in the window's title, too. */
export function alarm() {
  const alarmed = () => quiet() || !asking.value.length ? -1 : Math.min(2, Math.max(...asking.value.map(r => r.alerts)));
  ring(() => alarmed() === 0);
  ring(() => alarmed() === 1, {notes: LOUDER, every: 1800, gain: .4});
  ring(() => alarmed() === 2, {notes: LOUDEST, every: 1200, gain: .6});
  let before = 0, alerts = 0;
  effect(() => {
    const again = asking.value.reduce((sum, r) => sum + r.alerts, 0);
    if (asking.value.length > before || again > alerts) hushed.value = 0;  // a new patient, and a new alarm, are heard
    alerts = again;
    before = asking.value.length;
    document.title = `${before ? `(${before}) ` : ''}${t('receiving.title')}`;
  });
}
