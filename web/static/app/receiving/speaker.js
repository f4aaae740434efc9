// Whose answer it is. On a shared screen somebody taps a name: once an hour of work, not once an answer.

import {signal} from '@preact/signals';
import {Button, Icon, html} from '../parts.js';
import {t, word} from '../say.js';
import {names, shared} from './state.js';

const KEPT_MS = 3600_000;  // after an hour without an answer somebody else may stand here
const kept = JSON.parse(localStorage.speaker ?? 'null');
const current = signal(kept);  // {id, at}
const choosing = signal(false);

/** The one who answers now; null when nobody said so within the hour, or the name has left the list. */
const speaking = () => {
  const {id, at} = current.value ?? {};
  return Date.now() - at < KEPT_MS ? names.value.find(one => one.id === id) ?? null : null;
};

function remember(id) {
  choosing.value = false;
  current.value = id && {id, at: Date.now()};
  localStorage.speaker = JSON.stringify(current.peek());
}

/** Whether an answer has to wait for a name. */
export const mustName = () => shared.value && names.value.length > 0 && !speaking();

/** What goes with an answer: the name of whoever speaks, noted as used now. */
export function signature() {
  const one = shared.peek() ? speaking() : null;
  if (one) remember(one.id);
  return one ? {name_id: one.id} : {};
}

/** The names as keys. `done` is called when one is tapped. */
export const NameKeys = ({done, back}) => html`<div class="reasons" role="group" aria-label=${t('receiving.who_answers')}><h3>${t('receiving.who_answers')}</h3><div class="codes">
  ${names.value.map(one => html`<${Button} key=${one.id} icon="user" onClick=${() => { remember(one.id); done(); }}>${one.name}${one.duty && html` <small>${word('duty', one.duty)}</small>`}<//>`)}
  <${Button} kind="bare" onClick=${back}>${t('common.back')}<//></div></div>`;

/** Who answers now, to be changed with a tap. */
export const Speaker = () => {
  if (!shared.value) return null;
  const one = speaking();
  if (!names.value.length) return html`<small class="speaker"><${Icon} name="users"/> ${t('receiving.no_names')}</small>`;
  return html`<${Button} kind="small speaker" icon="user" aria-expanded=${choosing.value} onClick=${() => { choosing.value = !choosing.value; }}>${one ? t('receiving.answers_now', {name: one.name}) : t('receiving.who_answers')}<//>`;
};
export const SpeakerChoice = () => choosing.value && html`<div class="card pad"><${NameKeys} done=${() => null} back=${() => { choosing.value = false; }}/></div>`;
