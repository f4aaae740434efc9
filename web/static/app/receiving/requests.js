// A request is an alarm until somebody answers it: two clicks at most, the reason always a code.

import {effect, signal} from '@preact/signals';
import {SoundKey, ring} from '../alarm.js';
import {post} from '../api.js';
import {Age, Button, Chip, Empty, Icon, Priority, html, useEffect} from '../parts.js';
import {attempt} from '../page.js';
import {codes, t, word} from '../say.js';
import {minutes, until} from '../time.js';
import {answered, asking, coming, mayAnswer} from './state.js';

const declining = signal(null);    // id of the request whose reason is being chosen
const conditional = signal(null);  // id of the request whose condition is being chosen
const muted = signal(false);
const answer = (request, how, body) => {
  declining.value = conditional.value = null;
  return attempt(() => post(`/api/v1/requests/${request.request_id}/${how}`, body), t(`receiving.said_${how}`));
};

const Person = ({request: r}) => html`<b class="person">${r.bundle ? word('bundle', r.bundle) : t('receiving.patient')}</b>
  <span>${[r.age_band && word('age_band', r.age_band), r.sex && word('sex', r.sex)].filter(Boolean).join(' · ') || t('receiving.person_unknown')}</span>`;

const Eta = ({at}) => html`<span class="eta">${t('receiving.eta')} <b class="num">${minutes(until(at) == null ? null : Math.max(0, until(at)))}</b> ${t('unit.min')}</span>`;

const Declining = ({request}) => html`<div class="reasons" role="group" aria-label=${t('receiving.why')}><h3>${t('receiving.why')}</h3><div class="codes">
  ${codes('decline').filter(code => code !== 'other').map(code => html`<${Button} key=${code} onClick=${() => answer(request, 'decline', {code})}>${word('decline', code)}</${Button}>`)}</div>
  <form class="row" onSubmit=${event => { event.preventDefault(); const text = new FormData(event.target).get('text').trim(); if (text) answer(request, 'decline', {code: 'other', text}); }}>
    <input class="input" name="text" maxlength="200" aria-label=${word('decline', 'other')} placeholder=${word('decline', 'other')} required/><button class="button">${t('receiving.send_reason')}</button>
    <${Button} kind="bare" onClick=${() => { declining.value = null; }}>${t('common.back')}</${Button}></form></div>`;

const Conditional = ({request}) => html`<div class="reasons" role="group" aria-label=${t('receiving.condition')}><h3>${t('receiving.condition')}</h3><div class="codes">
  ${codes('condition').map(code => html`<${Button} key=${code} onClick=${() => answer(request, 'accept', {condition: word('condition', code)})}>${word('condition', code)}</${Button}>`)}
  <${Button} kind="bare" onClick=${() => { conditional.value = null; }}>${t('common.back')}</${Button}></div></div>`;

const Card = ({request: r}) => {
  useEffect(() => { if (['sent', 'delivered'].includes(r.state)) post(`/api/v1/requests/${r.request_id}/seen`).catch(() => null); }, []);
  return html`<article class="card ask" data-level=${r.acuity <= 2 ? 1 : 2} aria-label=${t('receiving.request')}>
    <header class="row wrap"><${Icon} name="bell"/><${Priority} p=${Math.min(4, r.acuity)} large/><div class="who"><${Person} request=${r}/></div><span class="grow"/><${Eta} at=${r.eta}/></header>
    <p class="row wrap">${r.capabilities.map(c => html`<${Chip} key=${c} icon="stethoscope">${word('capability', c)}</${Chip}>`)}<span class="grow"/><span class="dim">${t('receiving.asked')} <${Age} at=${r.asked_at} limit=${30}/></span></p>
    ${declining.value === r.request_id ? html`<${Declining} request=${r}/>` : conditional.value === r.request_id ? html`<${Conditional} request=${r}/>`
    : html`<div class="answers"><${Button} kind="good" icon="circle-check" onClick=${() => answer(r, 'accept', {})}>${t('receiving.accept')}</${Button}>
      <${Button} icon="clock" onClick=${() => { conditional.value = r.request_id; }}>${t('receiving.accept_if')}</${Button}>
      <${Button} icon="circle-x" onClick=${() => { declining.value = r.request_id; }}>${t('receiving.decline')}</${Button}></div>`}</article>`;
};

const KIND = {accepted: 'good', accepted_conditional: 'good', phone_answered: 'good', declined: '', expired: 'warn', released: ''};
const Past = ({request: r}) => html`<li class="row wrap"><${Priority} p=${Math.min(4, r.acuity)}/><span>${r.bundle ? word('bundle', r.bundle) : t('receiving.patient')}</span><${Chip} kind=${KIND[r.state] ?? ''}>${word('request', r.state)}</${Chip}>
  <small>${[r.decline_code && word('decline', r.decline_code), r.release_reason && word('release', r.release_reason), r.condition].filter(Boolean).join(' · ')}</small><span class="grow"/><${Age} at=${r.asked_at}/>
  ${mayAnswer(r) && html`<${Button} kind="small" onClick=${() => answer(r, 'accept', {})}>${t('receiving.accept')}</${Button}>`}</li>`;

export const Requests = () => html`<section aria-label=${t('receiving.requests')} aria-live="assertive">
  <div class="head"><h2>${t('receiving.requests')}</h2><span class="count num">${asking.value.length}</span><span class="grow"/>
    <${SoundKey}/><${Button} kind="bare small" icon=${muted.value ? 'volume-x' : 'volume-2'} aria-pressed=${muted.value} onClick=${() => { muted.value = !muted.value; }}>${muted.value ? t('common.sound_on') : t('common.sound_off')}</${Button}></div>
  ${asking.value.map(r => html`<${Card} key=${r.request_id} request=${r}/>`)}
  ${!asking.value.length && !coming.value.length && html`<div class="card"><${Empty} icon="circle-check" title=${t('receiving.nobody_asks')}>${t('receiving.nobody_asks_more')}</${Empty}></div>`}
  ${answered.value.length > 0 && html`<details class="past"><summary>${t('receiving.past')} <span class="num">${answered.value.length}</span></summary><ul>${answered.value.map(r => html`<${Past} key=${r.request_id} request=${r}/>`)}</ul></details>`}</section>`;

/** Rings until every request is answered; the number stands in the title of the window, too. */
export function alarm() {
  ring(() => asking.value.length > 0 && !muted.value);
  effect(() => { document.title = `${asking.value.length ? `(${asking.value.length}) ` : ''}${t('receiving.title')}`; });
}
