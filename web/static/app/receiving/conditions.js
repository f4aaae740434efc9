// What the hospital says of each time-critical condition: yes, no or not said; until when its specialist is at work on
// somebody else; and how that specialist is reached. Those it has never spoken of are folded away.

import {signal} from '@preact/signals';
import {Button, Chip, Icon, html} from '../parts.js';
import {codes, t, word} from '../say.js';
import {minutes, moment, now, until} from '../time.js';
import {ageOf, say} from './posting.js';
import {hospital} from './state.js';

const SAYS = ['yes', 'no', 'unknown'], BUSY_MINUTES = [30, 60, 90];
const open = signal(null);  // the condition whose specialist is being described

const tell = (code, word_) => say('capacity', {capabilities: {[code]: word_}});
const busyFor = (code, n) => {
  open.value = null;
  tell(code, {says: 'yes', busy_until: new Date(now.peek() + n * 60_000).toISOString()});
};
function reach(event, code, answer) {
  event.preventDefault();
  open.value = null;
  tell(code, {says: answer.says, busy_until: isBusy(answer) ? answer.busy_until : null, on_call: new FormData(event.target).get('on_call').trim()});
}

export const isBusy = answer => answer?.says === 'yes' && until(answer.busy_until) > 0;

const Busy = ({code, answer}) => html`<div class="row busy"><${Chip} kind="warn" icon="clock">${t('receiving.busy_until', {at: moment(answer.busy_until), n: minutes(until(answer.busy_until))})}</${Chip}><span class="grow"/>
  <${Button} kind="small" icon="check" aria-label=${t('receiving.free_now_of', {what: word('capability', code)})} onClick=${() => tell(code, {says: 'yes'})}>${t('receiving.free_now')}</${Button}></div>`;

const Specialist = ({code, answer}) => html`<div class="specialist">
  ${answer.says === 'yes' && html`<div class="row" role="group" aria-label=${t('receiving.busy')}><span class="grow">${t('receiving.busy')}</span>${BUSY_MINUTES.map(n => html`<${Button} key=${n} kind="small" onClick=${() => busyFor(code, n)}>${t('receiving.min', {n})}</${Button}>`)}</div>`}
  <form class="row" onSubmit=${event => reach(event, code, answer)}><input class="input" name="on_call" maxlength="64" autocomplete="off" value=${answer.on_call ?? ''} aria-label=${t('receiving.on_call')} placeholder=${t('receiving.on_call')}/><button class="button small">${t('common.save')}</button></form></div>`;

const Condition = ({code, answer, old}) => html`<li class="capability" data-code=${code}><div class="row"><span class="grow"><b>${word('capability', code)}</b><small class=${old ? 'old' : ''}>${answer ? `${old ? '! ' : ''}${ageOf(answer)}${answer.on_call ? ` · ${t('receiving.on_call_is', {who: answer.on_call})}` : ''}` : ''}</small></span>
    <span class="row says">${SAYS.map(says => html`<button type="button" key=${says} class="button small" aria-pressed=${(answer?.says ?? 'unknown') === says} onClick=${() => tell(code, says)}>${word('says', says)}</button>`)}
    ${answer && html`<button type="button" class="button small bare" aria-expanded=${open.value === code} aria-label=${t('receiving.specialist_of', {what: word('capability', code)})} title=${t('receiving.specialist')} onClick=${() => { open.value = open.value === code ? null : code; }}><${Icon} name="stethoscope"/></button>`}</span></div>
  ${isBusy(answer) && html`<${Busy} code=${code} answer=${answer}/>`}${answer && open.value === code && html`<${Specialist} code=${code} answer=${answer}/>`}</li>`;

export const Conditions = ({old}) => {
  const answers = new Map(hospital.value.answers.map(one => [one.capability, one])), all = codes('capability');
  const said = all.filter(code => answers.has(code)), never = all.filter(code => !answers.has(code));
  const busy = said.filter(code => isBusy(answers.get(code))).length;
  const list = some => html`<ul>${some.map(code => html`<${Condition} key=${code} code=${code} answer=${answers.get(code)} old=${old.includes(code)}/>`)}</ul>`;
  return html`<details class="more" open=${old.length > 0}><summary>${t('receiving.capabilities')} <span class="num">${said.length}</span>${busy > 0 && html`<${Chip} kind="warn" icon="clock">${t('receiving.busy_n', {n: busy})}</${Chip}>`}</summary>${list(said)}
    ${never.length > 0 && html`<details class="more never"><summary>${t('receiving.never_said')} <span class="num">${never.length}</span></summary>${list(never)}</details>`}</details>`;
};
