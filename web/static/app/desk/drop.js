// The kit from the air: how far it is, what the caller is told now, what they are asked, and calling it off. ⇧K goes to
// it; there numbers answer, N says that nobody fetches it, B asks for it back.

import {post} from '../api.js';
import {attempt} from '../page.js';
import {Button, Chip, Icon, html} from '../parts.js';
import {language, t, word, wordOr} from '../say.js';
import {clock, hour, span, until} from '../time.js';
import {ending, later} from './acts.js';
import {choose, current, detail, droneName, incidents, positions, refresh} from './state.js';

const STEPS = [['requested', 'order'], ['airborne', 'airborne'], ['on_station', 'above']];  // a state, and its word on the way
export const KIND = {offered: '', coming: 'act', lowering: 'act', down: 'warn', in_hand: 'good', not_coming: 'bad'};
const UNDER_WAY = ['offered', 'coming', 'lowering', 'down'];
const HOME = ['ambulance_ahead', 'call_ended', 'site_unsafe', 'weather', 'other'];  // why a desk wants it back
const SHOCKS = ['shock_given', 'no_shock_advised'];
/** To the order, or before there is one to what the decision says of a drone. */
export const toDrop = () => document.querySelector('.panel :is(.drop, .proposal)')?.focus();

/** It is on its way, or lies there. */
export const underWay = sortie => UNDER_WAY.includes(sortie.stage);

const mark = code => attempt(() => post(`/api/v1/incidents/${current.peek().id}/kit`, {mark: code})).then(refresh);
const unfetched = () => { ending.value = {title: t('drop.not_fetched_why'), group: 'unfetched', act: why => attempt(() => post(`/api/v1/incidents/${current.peek().id}/kit/unfetched`, {why})).then(refresh)}; };
/** On the ground the order ends, in the air its pilot is asked: either can be taken back for three seconds. */
const recall = (incident, sortieId, title, reason) => later({incident, words: `${title}: ${word('sortie_reason', reason)}`, act: () => attempt(() => post(`/api/v1/sorties/${sortieId}/recall`, {reason})).then(refresh)});
/** An alert advises it: the reason is known. */
export function askBack({incident_id: id, subject}) {
  choose(id);
  recall(incidents.peek().get(id), subject, t('drop.ask_back'), 'ambulance_ahead');
}
function callBack({sortie}) {
  const title = t(sortie.stage === 'offered' ? 'drop.call_off' : 'drop.ask_back');
  ending.value = {title, group: 'sortie_reason', only: HOME, act: reason => recall(current.peek(), sortie.id, title, reason)};
}

function press(event, drop) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code), marks = drop.words.question?.marks ?? [], asked = digit && marks[Number(digit[1]) - 1];
  const act = event.code === 'Escape' ? () => document.activeElement.blur() : asked ? () => mark(asked)
    : event.code === 'KeyN' && drop.sortie.stage === 'down' ? unfetched : event.code === 'KeyB' && drop.recallable ? () => callBack(drop) : null;
  if (!act || ending.peek()) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

/** Order, take-off, above, on the ground, in hand: what has been, with its time. */
const Way = ({sortie}) => html`<ol class="way">${[...STEPS.map(([state, name]) => [name, sortie.entered[state]]), ['down', sortie.let_go_at], ['in_hand', sortie.kit_in_hand_at]].map(([name, at]) => html`<li key=${name} data-done=${Boolean(at)}><span>${t(`drop.${name}`)}</span><time class="num">${at ? clock(at) : '–'}</time></li>`)}</ol>`;

const Eta = ({sortie}) => {
  const heard = positions.value.get(sortie.drone_id), height = heard?.altitude_m;
  const eta = heard?.sortie_id === sortie.id && heard.eta || sortie.eta, left = until(eta);
  return html`<p class="num">${sortie.paused_at ? html`<${Chip} kind="warn" icon="pause">${t('drop.paused')}<//> ${t('drop.not_before', {at: hour(eta)})}` : html`${t('drop.down_at', {at: hour(eta)})} · <b>${left > 0 ? span(left) : t('drop.any_moment')}</b>`}${height != null && html` <small>${Math.round(height)} m</small>`}</p>`;
};

/** What was answered so far, with its time; shocks are counted. */
const Said = ({marks}) => {
  const said = Object.entries(marks).filter(([name]) => name !== 'kit_in_hand').sort(([, a], [, b]) => (a[0] < b[0] ? -1 : 1));
  return said.length > 0 && html`<ul class="said">${said.map(([name, times]) => html`<li key=${name}><${Icon} name=${name.startsWith('kit_not') ? 'circle-x' : 'check'}/> ${word('stamp', name)}${SHOCKS.includes(name) && times.length > 1 ? html` <b class="num">×${times.length}</b>` : ''} <time class="num dim">${times.map(clock).join(', ')}</time></li>`)}</ul>`;
};

const Question = ({question, stage, spoken}) => {
  const mine = language.value;
  return html`<div class="ask" aria-live="polite"><p class="mine">${question.ask[mine]}</p>${spoken !== mine && html`<p class="theirs" lang=${spoken}>${question.ask[spoken]}</p>`}
    <div class="row wrap">${question.marks.map((code, i) => html`<${Button} key=${code} kind=${i === 0 ? 'main small' : 'small'} keys=${i + 1} onClick=${() => mark(code)}>${word('stamp', code)}<//>`)}
      ${stage === 'down' && html`<${Button} kind="small" keys="N" onClick=${unfetched}>${t('drop.not_fetched')}<//>`}</div></div>`;
};

const Tell = ({words, spoken}) => {
  const mine = language.value;
  return words.steps.length > 0 && html`<div class="tell"><b>${t('interview.tell')}</b><ol>${words.steps.map((step, i) => html`<li key=${i}>${step[mine]}${spoken !== mine && html`<span class="theirs" lang=${spoken}>${step[spoken]}</span>`}</li>`)}</ol></div>`;
};

export const DropCard = ({incident}) => {
  const drop = detail.value?.id === incident.id ? detail.value.drop : null;
  if (!drop) return null;
  const {sortie, words, marks, recalled} = drop, {stage} = sortie, spoken = detail.value.calls?.[0]?.language ?? language.value;
  return html`<section class="drop" data-part="drop" data-stage=${stage} tabindex="-1" aria-label=${t('drop.title')} onKeyDown=${event => press(event, drop)}>
    <div class="row wrap"><h3><${Icon} name="drone"/> ${t('drop.title')} <kbd>⇧K</kbd></h3><span class="grow"/><${Chip} kind=${KIND[stage]} icon=${stage === 'in_hand' ? 'package-check' : stage === 'not_coming' ? 'circle-x' : 'package'}>${word('kit_stage', stage)}<//></div>
    <p><b>${words.name[language.value]}</b> <small>${droneName(sortie.drone_id)}${sortie.operator ? ` · ${sortie.operator}` : ''}</small></p>
    ${stage === 'not_coming' ? html`<p>${word('sortie', sortie.state)}${sortie.reason ? ` · ${wordOr('sortie_reason', sortie.reason)}` : ''}</p>` : html`<${Way} sortie=${sortie}/>`}
    ${sortie.hung_at && html`<p class="wrong"><${Icon} name="circle-x"/> ${t('drop.came_up', {at: clock(sortie.hung_at)})}</p>`}
    ${stage === 'offered' && html`<p class="dim">${word('sortie', sortie.state)}${sortie.delay_s ? ` · ${t('drop.delayed', {n: Math.round(sortie.delay_s)})}` : ''} · ${t('drop.down_at', {at: hour(sortie.eta)})}</p>`}
    ${stage === 'coming' && html`<${Eta} sortie=${sortie}/>`}
    ${recalled && stage !== 'not_coming' && html`<p><${Chip} kind="warn" icon="undo-2">${t('drop.asked_back', {at: clock(recalled.at), why: word('sortie_reason', recalled.reason)})}<//></p>`}
    ${drop.crew_there && !words.steps.length && html`<p class="dim"><${Icon} name="info"/> ${t('drop.crew_there')}</p>`}
    <${Tell} words=${words} spoken=${spoken}/>${words.question && html`<${Question} question=${words.question} stage=${stage} spoken=${spoken}/>`}<${Said} marks=${marks}/>
    ${drop.recallable && html`<div class="row"><span class="grow"/><${Button} kind="small" icon="undo-2" keys="B" onClick=${() => callBack(drop)}>${t(stage === 'offered' ? 'drop.call_off' : 'drop.ask_back')}<//></div>`}</section>`;
};

/** How every order of the incident went, for its course. */
export const flown = drop => (drop?.course ?? []).flatMap(one => Object.entries(one.let_go_at ? {...one.entered, let_go: one.let_go_at} : one.entered).map(([state, at]) => ({at, icon: 'drone', what: `${droneName(one.drone_id)}: ${word('sortie', state)}${['declined', 'cancelled', 'aborted', 'diverted', 'failed'].includes(state) && one.reason ? ` · ${wordOr('sortie_reason', one.reason)}` : ''}`, who: state === 'requested' ? one.by : one.operator})));
