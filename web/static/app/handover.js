// What is read aloud at the door: one form of the handover, a letter a line, in the language of the page. For the crew
// and the receiving hospital alike; it is read anew whenever something new is known.

import {signal} from '@preact/signals';
import {get} from './api.js';
import {Chip, Choices, Icon, html, useEffect, useState} from './parts.js';
import {language, t, word} from './say.js';
import {hour, now} from './time.js';
import {Signed} from './crew/signature.js';

const FORMS = ['atmist', 'imist_ambo', 'isbar'], AGAIN_S = 30;
const form = signal('atmist');

/** The newest texts of an incident; null until they are there. `fresh` changes when something new is known. */
export function useHandover(incident, fresh) {
  const [told, tell] = useState(null), tick = Math.floor(now.value / 1000 / AGAIN_S);
  useEffect(() => {
    let wanted = true;
    get(`/api/v1/incidents/${incident}/handover?form=${form.value}`).then(answer => { if (wanted) tell({...answer, incident}); }, () => null);
    return () => { wanted = false; };
  }, [incident, fresh, form.value, tick]);
  return told?.incident === incident ? told : null;
}

/** In large type, to be read aloud. `phone` adds the key that opens the telephone's own text message. */
export const Spoken = ({told, phone}) => html`<div class="spoken"><${Choices} name="handover-form" legend=${t('transfer.form')} value=${form.value} pick=${one => { form.value = one; }} options=${FORMS.map(one => [one, word('handover_form', one)])}/>
  ${!told ? html`<p class="dim">${t('common.loading')}</p>` : html`<dl>${told.parts[language.value].map(({letter, heading, lines}, i) => html`<div key=${`${told.form}${i}`}><dt><b>${letter}</b><small>${heading}</small></dt><dd>${lines.map((line, n) => html`<p key=${n}>${line}</p>`)}</dd></div>`)}</dl>
  <p class="row wrap"><small class="dim grow">${t('transfer.as_of', {at: hour(told.as_of)})}</small>${phone && html`<a class="button" href=${`sms:?&body=${encodeURIComponent(told.sms[language.value].text)}`}><${Icon} name="message-square"/>${t('transfer.text', {n: told.sms[language.value].length})}</a>`}</p>`}</div>`;

/** Who took over, when, and how it was signed; or that nobody has signed. */
export const Taken = ({transfer: one}) => one && html`<div class=${`notice ${one.signed_at ? '' : 'warn'} taken`} role="status"><${Icon} name=${one.signed_at ? 'circle-check' : 'triangle-alert'}/><div class="grow"><p class="row wrap"><b>${t('transfer.at', {at: hour(one.at)})}</b>
  ${one.signed_at ? html`<span>${t('transfer.by', {name: one.name})}${one.duty ? ` · ${word('duty', one.duty)}` : ''}</span>${one.signed_at !== one.at && html`<${Chip}>${t('transfer.signed_later', {at: hour(one.signed_at)})}<//>`}<small class="dim">${word('signed_on', one.signed_on)}</small>` : html`<span>${t('transfer.not_signed')}${one.unsigned ? ` · ${word('not_signed', one.unsigned)}` : ''}</span>`}</p>
  ${one.drawing && html`<${Signed} path=${one.drawing} label=${t('transfer.signature_of', {name: one.name})}/>`}</div></div>`;
