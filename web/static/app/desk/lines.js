// Who rings, before anything else in the queue: the oldest first, with what is known of the number. A takes the oldest;
// nothing here ever takes the focus or interrupts a hand that types. Who hung up or did not speak stands below until
// somebody has called back and said how it ended.

import {computed, signal} from '@preact/signals';
import {post, query} from '../api.js';
import {Age, Button, Chip, Icon, html, useEffect} from '../parts.js';
import {attempt, put, toast} from '../page.js';
import {holding, Note} from '../premise.js';
import {codes, complaintOf, t, word} from '../say.js';
import {clock, day, since} from '../time.js';
import {openFor} from './callform.js';
import {choose, incidents, lines, standing} from './state.js';

const TO_CALL_BACK = ['abandoned', 'silent', 'called_back'];
const byAge = (a, b) => Date.parse(a.rang_at) - Date.parse(b.rang_at);
const listed = computed(() => [...lines.value.values()].sort(byAge));
export const ringing = computed(() => listed.value.filter(line => line.state === 'ringing'));
const taken = computed(() => listed.value.filter(line => line.state === 'claimed'));
const toCallBack = computed(() => listed.value.filter(line => TO_CALL_BACK.includes(line.state)));
const overdue = computed(() => new Set(standing.value.filter(alert => alert.kind === 'line_unanswered').map(alert => alert.subject)));
/** Whom the keys mean: to be called back, who has waited longest since anybody did something; else who was tried last. */
const waitedFrom = line => Date.parse(line.tried_at ?? line.hung_up_at ?? line.rang_at);
const next = computed(() => toCallBack.value.filter(line => line.number).sort((a, b) => waitedFrom(a) - waitedFrom(b))[0]);
const tried = computed(() => toCallBack.value.filter(line => line.tried_at).sort((a, b) => waitedFrom(b) - waitedFrom(a))[0]);
const ended = computed(() => tried.value ?? toCallBack.value[0]);
export const closing = signal(null);  // id of the line whose end is being explained
const cautions = signal({});   // number → what holds for it, once it was looked up

const hear = line => { lines.value = put(lines.peek(), line.id, line); };

/** Take a line; its form opens with what is known. Who was slower learns who has it. */
async function claim(line) {
  const answer = await attempt(() => post(`/api/v1/lines/${line.id}/claim`).catch(problem => {
    if (problem.code !== 'taken') throw problem;
    toast(t('lines.outrun', {by: problem.document.by, at: clock(problem.document.at)}), {bad: true});
    return null;
  }));
  if (!answer) return;
  hear(answer.line);
  incidents.value = put(incidents.peek(), answer.incident.id, answer.incident);
  openFor(answer.line);
}

/** Key A while a telephone rings: the one that has rung longest. False when none does. */
export function claimOldest() {
  const [oldest] = ringing.peek();
  if (oldest) claim(oldest);
  return oldest !== undefined;
}

/** Keys ⇧C, ⇧A, ⇧E and a number: call back, reached, close with a reason. False where there is nobody. */
export const callBackNext = () => { if (next.peek()) callBack(next.peek()); };
export const reachedTried = () => { if (tried.peek()?.can.includes('claim')) claim(tried.peek()); };
export const endTried = () => { closing.value = closing.peek() || !ended.peek() ? null : ended.peek().id; };
export function closeFor(n) {
  const line = lines.peek().get(closing.peek()), reason = codes('line_close')[n - 1];
  if (line && reason) close(line, reason);
}

async function callBack(line) {
  const answer = await attempt(() => post(`/api/v1/lines/${line.id}/call-back`));
  if (!answer) return;
  hear(answer.line);
  if (answer.placed) toast(t('lines.placed'));
  else location.href = `tel:${line.number}`;
}
const close = async (line, reason) => {
  closing.value = null;
  const answer = await attempt(() => post(`/api/v1/lines/${line.id}/close`, {reason}), t('lines.closed'));
  if (answer) hear(answer.line);
};

const numberOf = line => line.number ?? t('lines.withheld');

/** What is known of the number: cautions first, then what it called about before. Registered people belong here too. */
const Known = ({line}) => {
  useEffect(() => {
    if (!line.number || cautions.peek()[line.number]) return;
    query('/api/v1/premises/find', {number: line.number}).then(({notes}) => { cautions.value = {...cautions.peek(), [line.number]: notes}; }, () => null);
  }, [line.number]);
  const notes = holding(cautions.value[line.number] ?? []);
  return html`${notes.length > 0 && html`<ul class="premises">${notes.map(note => html`<${Note} key=${note.id} note=${note}/>`)}</ul>`}
    ${line.earlier.map(one => html`<button type="button" class="earlier cut" key=${one.id} onClick=${() => choose(one.id)}><${Icon} name="history"/><span class="num">${one.number}</span> ${complaintOf(one)} <span class="dim num">${day(one.received_at)}</span></button>`)}`;
};

const Rings = ({line, first}) => {
  const age = since(line.rang_at), late = overdue.value.has(line.id);
  return html`<li class="ringing" data-late=${late}><div class="row"><${Icon} name=${late ? 'octagon-alert' : 'phone-incoming'}/><b class="num grow">${numberOf(line)}</b>
    <span class="num since" title=${clock(line.rang_at)}>${t('lines.seconds', {n: Math.floor(age)})}</span>
    <${Button} kind="small main" keys=${first ? 'A' : null} onClick=${() => claim(line)}>${word('line_do', 'claim')}</${Button}></div><${Known} line=${line}/></li>`;
};

const Taken = ({line}) => html`<li class="taken row"><${Icon} name="phone-call"/><span class="num grow cut">${numberOf(line)}</span><${Chip} icon="user">${line.claimed_by_name}</${Chip}>
  ${line.hung_up_at && html`<${Chip}>${t('lines.hung_up')}</${Chip}>`}<${Button} kind="small" onClick=${() => openFor(line)}>${t('lines.form')}</${Button}></li>`;

const Waits = ({line}) => html`<li class="waits"><div class="row"><${Icon} name=${line.state === 'silent' ? 'volume-x' : 'phone'}/><b class="num grow cut">${numberOf(line)}</b><${Age} at=${line.tried_at ?? line.hung_up_at ?? line.rang_at}/></div>
  <div class="row wrap"><${Chip}>${word('line_state', line.state)}</${Chip}>${line.attempts > 0 && html`<small class="dim">${t('lines.attempts', {n: line.attempts, by: line.tried_by_name})}</small>`}<span class="grow"/>
  ${line.number && html`<${Button} kind="small" icon="phone" keys=${line === next.value ? '⇧C' : null} onClick=${() => callBack(line)}>${word('line_do', 'call_back')}</${Button}>`}
  ${line.can.includes('claim') && html`<${Button} kind="small" keys=${line === tried.value ? '⇧A' : null} onClick=${() => claim(line)}>${t('lines.reached')}</${Button}>`}
  <${Button} kind="small" keys=${line === ended.value ? '⇧E' : null} aria-expanded=${closing.value === line.id} onClick=${() => { closing.value = closing.peek() === line.id ? null : line.id; }}>${word('line_do', 'close')}</${Button}></div>
  ${closing.value === line.id && html`<div class="choices" role="group" aria-label=${t('lines.why')}>${codes('line_close').map((code, i) => html`<${Button} key=${code} kind="small" keys=${String(i + 1)} onClick=${() => close(line, code)}>${word('line_close', code)}</${Button}>`)}</div>`}</li>`;

export const Lines = () => listed.value.some(line => !['answered', 'closed'].includes(line.state)) && html`<section class="lines" aria-label=${t('lines.title')}>
  <div class="unseen" role="log" aria-live="assertive">${ringing.value.map(line => html`<p key=${line.id}>${t('lines.rings', {number: numberOf(line)})}</p>`)}</div>
  ${ringing.value.length > 0 && html`<ul>${ringing.value.map((line, i) => html`<${Rings} key=${line.id} line=${line} first=${i === 0}/>`)}</ul>`}
  ${taken.value.length > 0 && html`<ul>${taken.value.map(line => html`<${Taken} key=${line.id} line=${line}/>`)}</ul>`}
  ${toCallBack.value.length > 0 && html`<h2>${t('lines.to_call_back')} <span class="count num">${toCallBack.value.length}</span></h2><ul>${toCallBack.value.map(line => html`<${Waits} key=${line.id} line=${line}/>`)}</ul>`}</section>`;
