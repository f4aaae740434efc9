// The interview after the gate: one question at a time, large in the dispatcher's language and beside it in the
// caller's. Q Q goes to it. There numbers answer, or Y, N and U; 0 is "not known", ⌫ goes back to the last answer, Escape leaves; coming
// back goes on where it was. Keys typed quickly answer one question after the other, however slow the line.

import {effect, signal} from '@preact/signals';
import {get, post} from '../api.js';
import {attempt} from '../page.js';
import {Button, Chip, Icon, Priority, html, useEffect} from '../parts.js';
import {codes, language, t, word, wordOr} from '../say.js';
import {clock, span, since} from '../time.js';
import {composing} from '../typing.js';
import {answerInterview, ending, setPriority} from './acts.js';
import {current} from './state.js';
import {Telling, beat, pressed} from './telling.js';

const MERGED = 'merged.';  // how a decision names another call about the same event
const interview = signal(null);  // of the chosen incident, as the server has it
const again = signal(null);      // the answered question that is being put right
const part = () => document.querySelector('.interview');
export const toInterview = () => (part()?.querySelector('.ask input') ?? part())?.focus();

let read = null, reading = 0;
effect(() => {
  const incident = current.value, mark = incident && `${incident.id} ${incident.version}`;
  if (mark === read) return;
  if (incident?.id !== interview.peek()?.incident) interview.value = again.value = null;
  read = mark;
  if (incident) load(incident.id);
});
let newest = Promise.resolve();
/** Read what stands; done when the newest reading is, for an older one is not taken: the next answer is given to what is
 *  asked by then. */
async function load(id) {
  const mine = fetched(id);
  for (let last = newest = mine; ; last = newest) {
    await last;
    if (last === newest) return;
  }
}
async function fetched(id) {
  const mine = ++reading, found = await get(`/api/v1/incidents/${id}/interview`).catch(() => null);
  if (found && mine === reading && current.peek()?.id === id) interview.value = {...found, incident: id};
}

const asking = () => interview.peek()?.questions.find(one => one.id === (again.peek() ?? interview.peek().next)) ?? null;

let before = Promise.resolve();
/** One answer after the other; what is asked is looked up when its turn has come. */
const inTurn = act => { before = before.then(act).catch(() => null); };
async function answer(incident, question, code) {
  again.value = null;
  await answerInterview(incident, {[question.id]: code});
  await load(incident.id);
}
const offered = question => question.answers.filter(one => one.code !== 'unknown');
/** Answers by its number or by its code, where the question has it. */
const give = (incident, wanted) => inTurn(() => {
  const question = asking(), code = typeof wanted === 'string' ? wanted : question && offered(question)[wanted - 1]?.code;
  return question?.answers.some(one => one.code === code) ? answer(incident, question, code) : null;
});
function goBack() {
  const all = interview.peek().questions, at = all.findIndex(one => one.id === asking()?.id);
  const last = all.slice(0, at < 0 ? all.length : at).findLast(one => one.answer);
  if (last) again.value = last.id;
}
const speakNext = incident => {
  const {languages, language: now} = interview.peek();
  return speakIn(incident, languages[(languages.indexOf(now) + 1) % languages.length]);
};
const speakIn = (incident, spoken) => attempt(() => post(`/api/v1/incidents/${incident.id}/interview/language`, {language: spoken})).then(() => load(incident.id));

/** Keys by their place, so that the Korean input method may be on. */
function press(event, incident) {
  const typing = event.target.closest('input'), digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code);
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || (typing && composing(event)) || event.target.closest('select')) return;
  const act = event.code === 'Escape' ? () => document.activeElement.blur() : typing ? {KeyU: () => { part().focus(); give(incident, 'unknown'); }}[event.code] : digit ? () => give(incident, Number(digit[1]) || 'unknown')
    : {KeyY: () => give(incident, 'yes'), KeyN: () => give(incident, 'no'), KeyU: () => give(incident, 'unknown'), Backspace: goBack, KeyL: () => speakNext(incident), KeyM: beat, KeyC: () => pressed(incident).then(() => load(incident.id))}[event.code];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

const inWords = (question, code) => question.span ? (code === 'unknown' ? t('interview.skip') : `${code} ${unit(question)}`) : question.answers.find(one => one.code === code)?.words[language.value] ?? code;
const unit = question => t(`interview.unit_${question.span.unit}`);

const Numbers = ({question, incident}) => {
  useEffect(() => { if (document.activeElement === part()) part().querySelector('input')?.focus(); }, [question.id]);
  const send = event => {
    event.preventDefault();
    const value = event.target.number.value;
    part().focus();
    inTurn(() => answer(incident, question, String(Number(value))));
  };
  const {lowest, highest} = question.span;
  return html`<form class="row" onSubmit=${send}><input class="input num" name="number" type="number" required min=${lowest} max=${highest} inputmode="numeric" aria-label=${question.ask[language.value]} autocomplete="off"/><span>${t('interview.number', {lowest, highest, unit: unit(question)})}</span>
    <button class="button small">${t('common.save')} <kbd>⏎</kbd></button><${Button} kind="small" onClick=${() => give(incident, 'unknown')}>${t('interview.skip')}</${Button}></form>`;
};

const Question = ({question, incident, spoken}) => {
  const mine = language.value, known = offered(question), other = spoken !== mine;
  const choice = (one, n) => html`<button type="button" key=${one.code} class="button" aria-pressed=${question.answer?.value === one.code} onClick=${() => { part().focus(); inTurn(() => answer(incident, question, one.code)); }}>
    <kbd>${n}</kbd><span>${one.words[mine]}${other && html`<small lang=${spoken}>${one.words[spoken]}</small>`}</span></button>`;
  return html`<div class="ask" aria-live="polite" key=${question.id}><p class="mine">${question.ask[mine]}</p>${other && html`<p class="theirs" lang=${spoken}>${question.ask[spoken]}</p>`}
    ${question.span ? html`<${Numbers} question=${question} incident=${incident}/>` : html`<div class="choices">${known.map((one, i) => choice(one, i + 1))}${choice(question.answers.find(one => one.code === 'unknown'), 0)}</div>`}</div>`;
};

const Answered = ({data}) => html`<ul class="answered">${data.questions.filter(one => one.answer).map(one => html`<li key=${one.id} data-fired=${data.result.answers.includes(`${one.id}=${one.answer.value}`)}>
  <button type="button" class="button bare small" title=${`${t('interview.change')} · ${one.answer.name} ${clock(one.answer.at)}`} onClick=${() => { again.value = one.id; toInterview(); }}><span>${one.ask[language.value]}</span> <b>${inWords(one, one.answer.value)}</b></button></li>`)}</ul>`;

/** Raising is done at once; lowering asks why. */
function wanted(incident, priority) {
  if (priority <= incident.priority) return setPriority(incident, {priority});
  ending.value = {title: t('interview.lower_why'), group: 'change', but: ['worse'], act: reason => setPriority(incident, {priority, reason})};
  return undefined;
}

const Result = ({data, incident}) => {
  const {result, ruling} = data, because = result.fired.filter(one => !codes('complaint').includes(one)), said = rule => rule.startsWith(MERGED) ? t('similar.because', {number: rule.slice(MERGED.length)}) : wordOr('rule', rule);
  return html`<div class="result"><div class="row wrap"><b>${t('interview.result')}</b> <${Priority} p=${result.priority}/> <span>${wordOr(codes('complaint').includes(result.determinant) ? 'complaint' : 'determinant', result.determinant)}</span>
      ${result.bundle && html`<${Chip}>${word('bundle', result.bundle)}</${Chip}>`}<span class="grow"/><span class="row set" role="group" aria-label=${t('interview.priority')}>${[1, 2, 3, 4].map(p => html`<button type="button" key=${p} class="button small" aria-pressed=${incident.priority === p} onClick=${() => wanted(incident, p)}>P${p}</button>`)}</span></div>
    <small>${t('interview.because')}: ${because.map(said).join(' · ') || t('interview.no_answers')}</small>
    ${result.needs.length > 0 && html`<small>${t('interview.needs')}: ${result.needs.map(one => word('capability', one)).join(', ')}</small>`}
    ${ruling && html`<small>${t('interview.set_by', {name: ruling.name, seen: ruling.seen})}${ruling.reason ? ` · ${word('change', ruling.reason)}` : ''}</small>`}</div>`;
};

/** The two clocks of a call: until the gate was done, and from then until somebody was told to go. */
const Clocks = ({stamps}) => {
  const {call_received: rung, gate_done: gate, dispatch: sent} = stamps, between = (from, to) => from && span(to ? (Date.parse(to) - Date.parse(from)) / 1000 : since(from));
  return html`<div class="clocks"><span>${t('interview.gate_clock')} <b class="num" data-running=${!gate}>${between(rung, gate)}</b></span><span>${t('interview.dispatch_clock')} <b class="num" data-running=${Boolean(gate) && !sent}>${gate ? between(gate, sent) : '–'}</b></span></div>`;
};

export const Interview = ({incident}) => {
  const data = interview.value;
  if (data?.incident !== incident.id) return null;
  const question = data.questions.find(one => one.id === (again.value ?? data.next)), done = data.questions.filter(one => one.answer).length;
  return html`<section class="interview" data-part="interview" tabindex="-1" aria-label=${t('interview.title')} onKeyDown=${event => press(event, incident)}>
    <div class="row wrap"><h3>${t('interview.title')} <kbd>Q Q</kbd></h3><small class="num">${t('interview.progress', {done, all: data.questions.length})}</small><span class="grow"/>
      <label class="row"><small>${t('interview.language')} <kbd>L</kbd></small><select class="input" value=${data.language} onChange=${event => speakIn(incident, event.target.value)}>${data.languages.map(one => html`<option key=${one} value=${one}>${t(`interview.${one}`)}</option>`)}</select></label></div>
    <${Clocks} stamps=${data.stamps}/>
    ${question ? html`<${Question} question=${question} incident=${incident} spoken=${data.language}/>` : html`<p class="dim"><${Icon} name=${data.cards.length ? 'check' : 'info'}/> ${t(data.cards.length ? 'interview.over' : 'interview.none')}</p>`}
    <${Answered} data=${data}/><${Result} data=${data} incident=${incident}/>
    <${Telling} data=${data} incident=${incident} press=${() => pressed(incident).then(() => load(incident.id))} after=${() => load(incident.id)}/></section>`;
};
