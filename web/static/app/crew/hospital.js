// The hospital: asked by the ladder's first step in one tap, confirmed in one more; how long an answer may still take.

import {post} from '../api.js';
import {LadderClock, askedSentence} from '../ladder.js';
import {Button, Chip, Icon, Ring, html, useEffect, useState} from '../parts.js';
import {attempt, toast} from '../page.js';
import {named, t, word, wordOr} from '../say.js';
import {minutes} from '../time.js';
import {send} from './outbox.js';
import {AGREED, ASKED, CHOSEN, job, requests} from './state.js';

const KIND = {declined: 'bad', expired: 'warn', released: ''};

/** A question to others that needs its answer now: half an hour later it would be another one, so it is never put aside. */
async function ask() {
  const answer = await attempt(() => post(`/api/v1/incidents/${job.peek().incident_id}/requests`, {hospital_ids: []}));
  if (answer) toast(askedSentence(answer));
}
const confirm = request => send(`/api/v1/requests/${request.id}/confirm`, 'POST', {}, {lane: 'destination', said: t('desk.confirmed')});

const name = r => named({ko: r.hospital_name_ko, en: r.hospital_name_en});

const REST_MS = 600;
/** Appears where another key may just have been: it rests a moment, so that a double tap chooses no hospital. */
const GoThere = ({request, first}) => {
  const [rested, rest] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => rest(true), REST_MS);
    return () => clearTimeout(timer);
  }, []);
  return html`<${Button} kind=${first ? 'main' : ''} disabled=${!rested} onClick=${() => confirm(request)}>${t('crew.go_there')}</${Button}>`;
};

const Row = ({request: r, first}) => html`<li class="asked" data-state=${r.state}><div><b>${name(r)}</b><small>${[r.decline_code && word('decline', r.decline_code), r.condition && wordOr('condition', r.condition), r.eta && `${t('crew.drive')} ${minutes((Date.parse(r.eta) - Date.parse(r.asked_at)) / 1000)} ${t('unit.min')}`].filter(Boolean).join(' · ')}</small></div>
  ${ASKED.includes(r.state) ? r.expires_at && html`<${Ring} from=${r.asked_at} to=${r.expires_at}/>` : html`<${Chip} kind=${AGREED.includes(r.state) || CHOSEN.includes(r.state) ? 'good' : KIND[r.state] ?? ''}>${word('request', r.state)}</${Chip}>`}
  ${AGREED.includes(r.state) && html`<${GoThere} request=${r} first=${first}/>`}</li>`;

const Onward = ({onward}) => onward && html`<div class="notice warn"><${Icon} name="triangle-alert"/><p class="grow">${!onward.id ? t('onward.crew') : html`<b class="num">${t('onward.number', {number: onward.number})}</b> ${onward.hospital ? t('onward.found', {hospital: named(onward.hospital)}) : t('onward.searching')}`}</p></div>`;

async function goOutside(event) {
  event.preventDefault();
  const form = event.target, hospital = new FormData(form).get('hospital').trim();
  if (!hospital) return;
  const {answer} = await send(`/api/v1/incidents/${job.peek().incident_id}/outside`, 'POST', {name: hospital}, {lane: 'destination'});
  form.reset();
  answer.then(({asked}) => toast(t(asked ? 'outside.ours' : 'outside.done', {hospital}))).catch(() => null);
}
const Outside = () => html`<details class="outside"><summary>${t('outside.title')}</summary><form class="stack" onSubmit=${goOutside}><input class="input" name="hospital" maxlength="120" autocomplete="off" required aria-label=${t('outside.name')} placeholder=${t('outside.name')}/><button class="button wide">${t('outside.go')}</button></form></details>`;

export const Hospital = () => {
  const listed = requests.value.filter(r => r.state !== 'released'), chosen = listed.some(r => CHOSEN.includes(r.state)), waiting = listed.some(r => ASKED.includes(r.state)), outside = job.value?.incident.outside, best = listed.find(r => AGREED.includes(r.state));
  return html`<section class="card pad stack" aria-label=${t('crew.hospital')}><h2 class="row"><${Icon} name="hospital"/>${t('crew.hospital')}</h2><${LadderClock} ladder=${job.value?.ladder}/><${Onward} onward=${job.value?.onward}/>
    ${outside && html`<p class="row wrap"><b>${outside.name}</b><${Chip}>${t('outside.mark')}<//></p>`}${!listed.length && !outside && html`<p class="dim">${t('crew.nobody_asked')}</p>`}${listed.length > 0 && html`<ul>${listed.map(r => html`<${Row} key=${r.id} request=${r} first=${r === best}/>`)}</ul>`}
    ${!chosen && html`<${Button} kind=${listed.length ? 'wide' : 'wide main'} icon="send" onClick=${ask}>${listed.length ? waiting ? t('crew.ask_more') : t('crew.ask_again') : t('crew.ask')}</${Button}>`}<${Outside}/></section>`;
};
