// A step pressed by mistake is taken back with its reason; what was stamped stays on record.

import {post} from '../api.js';
import {Button, html} from '../parts.js';
import {attempt} from '../page.js';
import {codes, t, word} from '../say.js';
import {job, jobs} from './state.js';

/** Goes back by one step. */
export async function correct(mistake) {
  const running = job.peek();
  const back = await attempt(() => post(`/api/v1/assignments/${running.id}/correct`, {mistake, device_at: new Date().toISOString()}), t('crew.corrected'));
  if (back && jobs.peek()[0]?.id === running.id) jobs.value = [{...running, state: back.state, allowed: [], correctable: false}, ...jobs.peek().slice(1)];
}

export const Correction = () => job.value.correctable && html`<section class="card pad stack" aria-label=${t('crew.correction')}><h2>${t('crew.correction')}</h2>
  <p class="dim">${t('crew.correction_of', {state: word('assignment', job.value.state)})}</p>
  <div class="choices">${codes('mistake').map(code => html`<${Button} key=${code} onClick=${() => correct(code)}>${word('mistake', code)}<//>`)}</div></section>`;
