// What the hospital says it can take: each number with its age and source, one press to say that all of it still holds.

import {signal} from '@preact/signals';
import {post} from '../api.js';
import {Button, Chip, Icon, Stepper, html} from '../parts.js';
import {attempt} from '../page.js';
import {codes, t, word} from '../say.js';
import {moment, since, span} from '../time.js';
import {hospital} from './state.js';

const OLD_S = 30 * 60;  // from here on the number is marked: nobody should have to guess whether it still holds
const FIRST = ['O001', 'O002', 'O005', 'O017', 'O022', 'O030'];
const SETTLE_MS = 900;  // presses in a row become one post
const drafts = signal(new Map());  // bed → the number being set
let timer = null;

const address = what => `/api/v1/hospitals/${hospital.peek().id}/${what}`;
const keep = answer => { if (answer) hospital.value = {...hospital.peek(), ...answer}; };

function setBeds(bed, available) {
  drafts.value = new Map(drafts.peek()).set(bed, available);
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const beds = Object.fromEntries([...drafts.peek()].map(([one, count]) => [one, {available: count, baseline: hospital.peek().beds.find(b => b.bed === one)?.baseline ?? null}]));
    keep(await attempt(() => post(address('capacity'), {beds}), t('receiving.posted')));
    drafts.value = new Map();
  }, SETTLE_MS);
}

const isOld = count => since(count?.reported_at) > OLD_S;
const confirmBed = count => attempt(() => post(address('capacity'), {beds: {[count.bed]: {available: count.available, baseline: count.baseline}}}), t('receiving.posted')).then(keep);

const Bed = ({bed, count}) => {
  const value = drafts.value.get(bed) ?? count?.available ?? null, old = isOld(count), over = value != null && value < 0;
  return html`<li class="card bed" data-over=${over}><div><b>${word('bed', bed)}</b><small class=${old ? 'old' : ''}>${count ? html`${old ? '! ' : ''}${t('receiving.age', {age: span(since(count.reported_at))})} · ${word('source', count.source)}` : t('receiving.never')}
    ${over ? html` · <b class="old">${t('receiving.over_full')}</b>` : ''}</small></div>
    ${old ? html`<${Button} kind="small" icon="check" aria-label=${t('receiving.still_correct_of', {what: word('bed', bed)})} title=${t('receiving.still_correct')} onClick=${() => confirmBed(count)}/>` : html`<span class="of num">/ ${count?.baseline ?? '–'}</span>`}
    <${Stepper} label=${word('bed', bed)} value=${value} start=${0} set=${next => setBeds(bed, next)}/></li>`;
};

/** Asks only for what has grown old, and only for the numbers that choose a hospital. */
const Reminder = ({posted}) => {
  const old = FIRST.filter(bed => isOld(posted.get(bed)));
  return old.length > 0 && html`<div class="notice warn" role="status"><${Icon} name="clock"/><div class="grow"><b>${t('receiving.is_old', {n: old.length})}</b><p>${old.map(bed => word('bed', bed)).join(', ')}</p></div></div>`;
};

const SAYS = ['yes', 'no', 'unknown'];
const Capability = ({code, answer}) => html`<li class="capability"><span>${word('capability', code)}<small>${answer ? t('receiving.age', {age: span(since(answer.reported_at))}) : ''}</small></span>
  <span class="row">${SAYS.map(says => html`<button type="button" key=${says} class="button small" aria-pressed=${(answer?.says ?? 'unknown') === says}
    onClick=${async () => keep(await attempt(() => post(address('capacity'), {capabilities: {[code]: says}}), t('receiving.posted')))}>${word('says', says)}</button>`)}</span></li>`;

const Notice = ({notice: n}) => html`<li class="notice warn"><${Icon} name="triangle-alert"/><div class="grow"><b>${n.capability ? word('capability', n.capability) : t('receiving.everything')}</b>
  <p>${word('decline', n.reason)} · ~${moment(n.ends_at)}</p></div><${Button} kind="small" onClick=${async () => { if (await attempt(() => post(`/api/v1/diversions/${n.id}/lift`), t('receiving.lifted'))) hospital.value = {...hospital.peek(), diversions: hospital.peek().diversions.filter(d => d.id !== n.id)}; }}>${t('receiving.lift')}</${Button}></li>`;

const HOURS = [1, 2, 4, 8];
async function declare(event) {
  event.preventDefault();
  const form = new FormData(event.target), until = new Date(Date.now() + Number(form.get('hours')) * 3600_000).toISOString();
  const notice = await attempt(() => post(address('diversions'), {capability: form.get('capability') || null, reason: form.get('reason'), until}), t('receiving.declared'));
  if (notice) hospital.value = {...hospital.peek(), diversions: [...hospital.peek().diversions, notice]};
}
const Declare = () => html`<details class="declare"><summary>${t('receiving.declare')}</summary><form onSubmit=${declare}>
  <label class="label" for="capability">${t('receiving.of_what')}</label><select class="input" id="capability" name="capability"><option value="">${t('receiving.everything')}</option>${codes('capability').map(code => html`<option key=${code} value=${code}>${word('capability', code)}</option>`)}</select>
  <label class="label" for="reason">${t('receiving.why')}</label><select class="input" id="reason" name="reason">${codes('decline').filter(code => !['other', 'duplicate'].includes(code)).map(code => html`<option key=${code} value=${code}>${word('decline', code)}</option>`)}</select>
  <label class="label" for="hours">${t('receiving.how_long')}</label><select class="input" id="hours" name="hours">${HOURS.map(n => html`<option key=${n} value=${n}>${t('receiving.hours', {n})}</option>`)}</select><button class="button">${t('receiving.declare')}</button></form></details>`;

const Door = () => {
  const queue = hospital.value.queue;
  return html`<li class="card bed"><div><b>${t('receiving.at_door')}</b><small>${queue ? t('receiving.age', {age: span(since(queue.reported_at))}) : t('receiving.never')}</small></div><span/>
    <${Stepper} label=${t('receiving.at_door')} value=${queue?.ambulances_waiting ?? null} min=${0} set=${async n => keep(await attempt(() => post(address('capacity'), {ambulances_waiting: n})))}/></li>`;
};

export const Capacity = () => {
  const own = hospital.value, posted = new Map(own.beds.map(count => [count.bed, count]));
  const beds = [...FIRST, ...[...posted.keys()].filter(bed => !FIRST.includes(bed))], answers = new Map(own.answers.map(one => [one.capability, one]));
  return html`<div class="head"><h2 class="grow">${t('receiving.capacity')} <small>${t('receiving.free_of_all')}</small></h2><${Button} icon="check" onClick=${async () => keep(await attempt(() => post(address('still-correct')), t('receiving.still_said')))}>${t('receiving.still_correct')}</${Button}></div>
    <${Reminder} posted=${posted}/>${own.diversions.length > 0 && html`<ul class="stack">${own.diversions.map(n => html`<${Notice} key=${n.id} notice=${n}/>`)}</ul>`}
    <ul class="stack"><${Door}/>${beds.slice(0, FIRST.length).map(bed => html`<${Bed} key=${bed} bed=${bed} count=${posted.get(bed)}/>`)}</ul>
    ${beds.length > FIRST.length && html`<details class="more"><summary>${t('receiving.more_beds')} <span class="num">${beds.length - FIRST.length}</span></summary><ul class="stack">${beds.slice(FIRST.length).map(bed => html`<${Bed} key=${bed} bed=${bed} count=${posted.get(bed)}/>`)}</ul></details>`}
    <details class="more"><summary>${t('receiving.capabilities')}</summary><ul>${codes('capability').map(code => html`<${Capability} key=${code} code=${code} answer=${answers.get(code)}/>`)}</ul></details>
    <${Declare}/>${own.promised > 0 && html`<p class="dim promised"><${Chip} icon="ambulance">${t('receiving.promised', {n: own.promised})}</${Chip}></p>`}`;
};
