// Whether the crew is all right: asked at the scene, answered in one tap; and the key that calls for help, which has to be held.

import {effect} from '@preact/signals';
import {LOUDER, chime} from '../alarm.js';
import {post} from '../api.js';
import {Button, HoldButton, Icon, html} from '../parts.js';
import {attempt} from '../page.js';
import {t, word} from '../say.js';
import {hour, span, until} from '../time.js';
import {changeJob, changeUnit, here, job, unit} from './state.js';

let heard = null;  // the question that has been sounded
effect(() => {
  const asked = job.value?.check_in?.asked_at ?? null;
  if (asked && asked !== heard) { chime(LOUDER); navigator.vibrate?.([400, 200, 400]); }
  heard = asked;
});

async function answer() {
  const running = job.peek();
  changeJob(running.id, {check_in: null});
  await attempt(() => post(`/api/v1/assignments/${running.id}/all-right`), t('safety.said'));
}

/** At the top of the foot: it grows upwards, so nothing that is being pressed moves. */
export const CheckIn = () => {
  const asked = job.value?.check_in;
  if (!asked) return null;
  const left = until(asked.until);
  return html`<section class="seems check-in" role="alertdialog" aria-label=${t('safety.ask')}><p><${Icon} name="shield-alert"/><span><b>${t('safety.ask')}</b> <small>${word('asked_for', asked.cause)} · <span class="num">${left > 0 ? t('safety.left', {left: span(left)}) : t('safety.late')}</span></small></span></p>
    <${Button} kind="good wide" icon="check" onClick=${answer}>${t('safety.all_right')}<//></section>`;
};

/** Both of these need somebody who hears them now: they are never put aside, and say so when nobody answers. */
async function call() {
  const place = here.peek();
  const sent = await attempt(async () => { await post(`/api/v1/units/${unit.peek().id}/emergency`, {lat: place?.lat ?? null, lon: place?.lon ?? null, device_at: new Date().toISOString()}); return true; }, t('safety.sent'));
  if (sent) changeUnit({emergency: new Date().toISOString()});
}
async function end() {
  if (await attempt(async () => { await post(`/api/v1/units/${unit.peek().id}/emergency/end`); return true; }, t('safety.over'))) changeUnit({emergency: null});
}

export const Emergency = () => html`<section class="card pad stack emergency" aria-label=${t('safety.emergency')}>${unit.value.emergency
  ? html`<p class="wrong" role="status"><${Icon} name="siren"/><b>${t('safety.called', {at: hour(unit.value.emergency)})}</b></p><${Button} kind="wide" onClick=${end}>${t('safety.end')}<//>`
  : html`<${HoldButton} kind="wide" icon="siren" act=${call}>${t('safety.emergency')}<//><small class="dim">${t('safety.hold')}</small>`}</section>`;
