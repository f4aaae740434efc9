// The life-threat gate of the chosen incident. Q goes to it, and from it to the interview; there Y, N and U answer and
// go on to the next question, by key and not by letter.

import {html} from '../parts.js';
import {codes, t, word} from '../say.js';
import {answerGate} from './acts.js';
import {toInterview} from './interview.js';

const ANSWERS = {KeyY: 'yes', KeyN: 'no', KeyU: 'unknown'};
const LETTERS = {yes: 'Y', no: 'N', unknown: 'U'};
/** Q goes to the gate, and from the gate on to the interview. */
export const toGate = () => document.activeElement.closest('.gate') ? toInterview() : document.querySelector('.gate .button')?.focus();

let given = {incident: null, answers: {}};  // what has been answered here and may not have come back yet
export const Gate = ({incident}) => {
  if (given.incident !== incident.id) given = {incident: incident.id, answers: {}};
  const gate = {conscious: 'unknown', breathing: 'unknown', ...incident.gate};
  const answer = change => {
    given.answers = {...given.answers, ...change};
    const {conscious, breathing, happened} = gate, sent = given;
    answerGate(incident, {conscious, breathing, happened, ...given.answers}).then(() => { if (given === sent) given.answers = {}; });
  };
  const press = event => {
    if (event.code === 'KeyQ') {  // also from the list of complaints
      event.preventDefault();
      event.stopPropagation();
      return toInterview();
    }
    const value = ANSWERS[event.code], row = event.target.closest('[data-question]');
    if (!value || !row || event.ctrlKey || event.metaKey) return undefined;
    event.preventDefault();
    event.stopPropagation();
    answer({[row.dataset.question]: value});
    (row.nextElementSibling?.querySelector('.button, select') ?? row.querySelector('.button')).focus();
    return undefined;
  };
  const question = name => html`<div class="question" role="group" aria-label=${t(`call.${name}`)} data-question=${name}><span>${t(`call.${name}`)}${name === 'conscious' && html` <kbd>Q</kbd>`}</span><span class="row">${['yes', 'no', 'unknown'].map(value => html`<button type="button" key=${value}
    class="button small" aria-pressed=${gate[name] === value} onClick=${() => answer({[name]: value})}>${t(`tri.${value}`)} <kbd>${LETTERS[value]}</kbd></button>`)}</span></div>`;
  return html`<div class="gate" data-part="gate" onKeyDown=${press}>${question('conscious')}${question('breathing')}
    <div class="question"><label for="panel-complaint">${t('call.complaint')}</label><select id="panel-complaint" class="input" value=${incident.complaint ?? ''} onChange=${event => answer({complaint: event.target.value || null})}>
      <option value="">–</option>${codes('complaint').map(code => html`<option key=${code} value=${code}>${word('complaint', code)}</option>`)}</select></div></div>`;
};
