// What the hospital says it can take: each number with its age and source, one press to say that all of it still holds.

import {signal} from '@preact/signals';
import {Button, Chip, Icon, Stepper, fromUnknown, html} from '../parts.js';
import {t, word} from '../say.js';
import {now} from '../time.js';
import {Conditions} from './conditions.js';
import {Advisories, Declare, Notices} from './notices.js';
import {ageOf, say, settled} from './posting.js';
import {hospital, reminders} from './state.js';
import {SurgePost} from './surgepost.js';

const FIRST = ['O001', 'O002', 'O005', 'O017', 'O022', 'O030'];
const drafts = signal(new Map());  // bed → the number being set

const send = settled(async beds => {
  await say('capacity', {beds});
  drafts.value = new Map();
});
function setBeds(bed, available) {
  drafts.value = new Map(drafts.peek()).set(bed, available);
  send({[bed]: {available, baseline: hospital.peek().beds.find(b => b.bed === bed)?.baseline ?? null}});
}

/** The reminders that are due: figures somebody reads now for a patient, and that have grown old. */
export const due = () => reminders.value.filter(one => Date.parse(one.old_at) <= now.value);
const confirm = list => say('still-correct', {beds: codesOf(list, 'bed'), capabilities: codesOf(list, 'capability')}, t('receiving.still_said_of', {n: list.length}));
const codesOf = (list, figure) => list.filter(one => one.figure === figure).map(one => one.code);

/** Equipment is often told as usable or not, without a count: it stays what it was told as. */
const Usable = ({bed, usable}) => html`<span class="row usable" role="group" aria-label=${word('bed', bed)}>${[true, false].map(one => html`<button type="button" key=${one} class="button small" aria-pressed=${usable === one}
  onClick=${() => say('capacity', {beds: {[bed]: one ? 'Y' : 'N'}})}>${t(one ? 'receiving.usable' : 'receiving.not_usable')}</button>`)}</span>`;

const Bed = ({bed, count, old}) => {
  const value = drafts.value.get(bed) ?? count?.available ?? null, flagged = value == null && count?.usable != null, over = value != null && value < 0;
  return html`<li class="card bed" data-over=${over}><div><b>${word('bed', bed)}</b><small class=${old ? 'old' : ''}>${old ? '! ' : ''}${ageOf(count)}${count ? ` · ${word('source', count.source)}` : ''}
    ${over ? html` · <b class="old">${t('receiving.over_full', {n: -value})}</b>` : ''}</small></div><span class="of num">/ ${count?.baseline ?? '–'}</span>
    ${flagged ? html`<${Usable} bed=${bed} usable=${count.usable}/>` : html`<${Stepper} label=${word('bed', bed)} value=${value} start=${fromUnknown} set=${next => setBeds(bed, next)}/>`}</li>`;
};

/** Asks only for what a search for a hospital reads just now. */
const Reminder = ({list}) => list.length > 0 && html`<div class="notice warn remind" role="status"><${Icon} name="clock"/><div class="grow"><b>${t('receiving.is_old', {n: list.length})}</b>
  <p>${list.map(one => word(one.figure, one.code)).join(', ')}</p></div><${Button} kind="small" icon="check" onClick=${() => confirm(list)}>${t('receiving.still_correct')}</${Button}></div>`;

const Door = () => {
  const {queue, at_door: ours} = hospital.value;
  return html`<li class="card bed"><div><b>${t('receiving.at_door')}</b><small>${ageOf(queue)}${ours > 0 ? ` · ${t('receiving.at_door_ours', {n: ours})}` : ''}</small></div><span/>
    <${Stepper} label=${t('receiving.at_door')} value=${queue?.ambulances_waiting ?? null} start=${fromUnknown} min=${0} set=${n => say('capacity', {ambulances_waiting: n}, null)}/></li>`;
};

export const Capacity = () => {
  const own = hospital.value, posted = new Map(own.beds.map(count => [count.bed, count])), late = due(), oldBeds = codesOf(late, 'bed');
  const needed = reminders.value.filter(one => one.figure === 'bed').map(one => one.code), first = [...new Set([...FIRST, ...needed])];
  const others = [...posted.keys()].filter(bed => !first.includes(bed));
  const list = beds => html`<ul class="stack">${beds.map(bed => html`<${Bed} key=${bed} bed=${bed} count=${posted.get(bed)} old=${oldBeds.includes(bed)}/>`)}</ul>`;
  return html`<div class="head"><h2 class="grow">${t('receiving.capacity')} <small>${t('receiving.free_of_all')}</small></h2><${Button} icon="check" onClick=${() => say('still-correct', {}, t('receiving.still_said'))}>${t('receiving.still_correct')}</${Button}></div>
    <${Reminder} list=${late}/><${Notices}/><ul class="stack"><${Door}/></ul>${list(first)}
    ${own.promised > 0 && html`<p class="dim promised"><${Chip} icon="ambulance">${t('receiving.promised', {n: own.promised})}</${Chip}></p>`}
    <${Conditions} old=${codesOf(late, 'capability')}/>
    ${others.length > 0 && html`<details class="more"><summary>${t('receiving.more_beds')} <span class="num">${others.length}</span></summary>${list(others)}</details>`}
    <${SurgePost}/><${Advisories}/><${Declare}/>`;
};
