// Lines about the patient; the desk and the receiving hospital read them.

import {html} from '../parts.js';
import {t} from '../say.js';
import {hour} from '../time.js';
import {Unsent} from './mark.js';
import {send} from './outbox.js';
import {job} from './state.js';

async function write(event) {
  event.preventDefault();
  const form = event.target, text = new FormData(form).get('text').trim();
  if (!text) return;
  await send(`/api/v1/incidents/${job.peek().incident_id}/notes`, 'POST', {text}, {said: t('crew.note_sent')});
  form.reset();
}

export const Notes = () => html`<section class="card pad stack" aria-label=${t('crew.notes')}><h2>${t('crew.notes')}</h2>
  ${job.value.notes.length > 0 && html`<ul class="notes">${job.value.notes.map((n, i) => html`<li key=${i}><time class="num">${hour(n.at)}</time> <span class="prose">${n.text} <small>${n.by}</small>${n.unsent && html` <${Unsent}/>`}</span></li>`)}</ul>`}
  <form class="row" onSubmit=${write}><input class="input" name="text" maxlength="2000" aria-label=${t('crew.note')} placeholder=${t('crew.note')} autocomplete="off"/><button class="button">${t('common.send')}</button></form></section>`;
