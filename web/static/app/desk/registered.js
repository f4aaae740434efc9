// Registered people at the desk: the card of a number while the call is taken and in the panel of its incident, before
// anybody is sent. One key says whether its person is the patient; only then crew and hospital read it too.

import {effect, signal} from '@preact/signals';
import {get, post, query} from '../api.js';
import {Button, html, useEffect} from '../parts.js';
import {attempt} from '../page.js';
import {Card, Glass} from '../registered.js';
import {t} from '../say.js';
import {OVER, current, detail} from './state.js';

const SOON_MS = 300, NUMBER = /^\+?[0-9][0-9 -]{7,23}$/, ANSWERS = ['yes', 'no', 'unknown'];
const cards = signal([]);    // of the chosen incident
const forCall = signal([]);  // of the number of the call that is being taken

export async function readCards() {
  const incident = current.peek();
  if (!incident || OVER.includes(incident.state)) { cards.value = []; return; }
  const answer = await get(`/api/v1/incidents/${incident.id}/registered`).catch(() => null);
  if (answer && current.peek()?.id === incident.id) cards.value = answer.cards;
}

const callsOf = whole => (whole?.calls ?? []).map(call => call.caller_number).join();
let seen = null;
effect(() => {
  const incident = current.value, whole = detail.value?.id === incident?.id ? detail.value : null;
  const now = incident && [incident.id, OVER.includes(incident.state), callsOf(whole)].join();
  if (now === seen) return;
  if (incident?.id !== seen?.split(',')[0]) cards.value = [];
  seen = now;
  readCards();
});

/** Somebody has said who the patient is: look again. */
export const hearRegistered = ({kind, subject}) => { if (kind === 'registered_settled' && subject === current.peek()?.id) readCards(); };

const say = (card, answer) => attempt(() => post(`/api/v1/incidents/${current.peek().id}/registered/${card.id}/patient`, {answer})).then(readCards);

/** Full stop: yes, no, unknown, one after the other, for the first card. */
export function answerPatient() {
  const [card] = cards.peek();
  if (card) say(card, ANSWERS[(ANSWERS.indexOf(card.is_patient) + 1) % ANSWERS.length]);
}

const Question = ({card, first}) => html`<div class="row wrap asks" role="group" aria-label=${t('registered.is_patient')}><span>${t('registered.is_patient')}${first && html` <kbd>.</kbd>`}</span>
  ${ANSWERS.map(answer => html`<${Button} key=${answer} kind="small" aria-pressed=${card.is_patient === answer} onClick=${() => say(card, answer)}>${t(`tri.${answer}`)}<//>`)}
  </div>${card.is_patient === 'unknown' && html`<small class="dim">${card.shared.length ? t('registered.to_confirm') : t('registered.only_desk')}</small>`}`;

/** In the panel, above the questions: seen before anybody is sent. */
export const Registered = () => html`<div class="people" role="group" aria-label=${t('registered.card')} aria-live="polite">${cards.value.map((card, i) =>
  html`<${Card} key=${card.id} card=${card} folded brief=${card.is_patient === 'no'}><${Question} card=${card} first=${i === 0}/></${Card}>`)}</div>`;

/** Further down: a card by another number. */
export const OtherCard = ({incident}) => html`<section class="section people" aria-label=${t('registered.break')}><${Glass} where=${incident.id} about=${{incident_id: incident.id}}/></section>`;

/** Beside the number in the call form: looked up as soon as it is whole. A call of that number has to follow. */
export const CallerCard = ({number}) => {
  useEffect(() => {
    forCall.value = [];
    if (!NUMBER.test(number ?? '')) return undefined;
    const soon = setTimeout(async () => { forCall.value = (await query('/api/v1/registered/call', {number}).catch(() => ({cards: []}))).cards; }, SOON_MS);
    return () => clearTimeout(soon);
  }, [number]);
  return forCall.value.length > 0 && html`<section class="people" aria-label=${t('registered.card')} aria-live="polite">${forCall.value.map(card => html`<${Card} key=${card.id} card=${card}/>`)}</section>`;
};
