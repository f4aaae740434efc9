// The way out: what the device has kept of patients goes first. Writes that are not sent stay for the same person, after one question.

import {signal} from '@preact/signals';
import {html} from '../parts.js';
import {t} from '../say.js';
import {keepNothing} from './kept.js';
import {flush, waiting} from './outbox.js';
import {wipe} from './wipe.js';

const sure = signal(false);

async function leave(event) {
  event.preventDefault();
  const form = event.target;
  if (waiting.peek().length && !sure.peek()) {
    sure.value = true;
    return flush();
  }
  keepNothing();
  await wipe();
  form.submit();
}

export const Leave = () => html`<form method="post" action="/signout" onSubmit=${leave}><input type="hidden" name="csrf_token" value=${document.querySelector('meta[name="csrf-token"]').content}/>
  ${sure.value && waiting.value.length > 0 && html`<p class="wrong" role="alert">${t('outbox.leave', {n: waiting.value.length})}</p>`}
  <button class="button bare">${t(sure.value && waiting.value.length ? 'outbox.leave_anyway' : 'signin.leave')}</button></form>`;
