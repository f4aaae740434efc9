// A step pressed by mistake is taken back with its reason; what was stamped stays on record.

import {Button, html} from '../parts.js';
import {codes, t, word} from '../say.js';
import {send} from './outbox.js';
import {job} from './state.js';

/** Goes back by one step. */
export const correct = mistake => send(`/api/v1/assignments/${job.peek().id}/correct`, 'POST', {mistake, device_at: new Date().toISOString()}, {said: t('crew.corrected')});

export const Correction = () => job.value.correctable && html`<section class="card pad stack" aria-label=${t('crew.correction')}><h2>${t('crew.correction')}</h2>
  <p class="dim">${t('crew.correction_of', {state: word('assignment', job.value.state)})}</p>
  <div class="choices">${codes('mistake').map(code => html`<${Button} key=${code} onClick=${() => correct(code)}>${word('mistake', code)}<//>`)}</div></section>`;
