// What a hospital and the medical director see of the crew's pictures: nothing is loaded before somebody opens it, for
// opening is what the crew gets a receipt of.

import {effect} from '@preact/signals';
import {SOFT, chime} from './alarm.js';
import {post} from './api.js';
import {Button, Chip, Icon, html, signal} from './parts.js';
import {attempt} from './page.js';
import {t, word} from './say.js';
import {clock} from './time.js';

const PDF = 'application/pdf', LOUD = 'ecg_12';
const shown = signal(null);  // {id, type}: the picture that is large
const at = one => `/api/v1/patient-pictures/${one.id}`;

async function open(one) {
  if (shown.peek()?.id === one.id) return void (shown.value = null);
  const opened = await attempt(async () => { await post(`${at(one)}/open`); return true; });
  if (opened) shown.value = {id: one.id, type: one.content_type};
}

/** Rings once, softly, for a 12-lead that nobody here has opened. `lists()` gives the pictures of every patient. */
export function announce(lists) {
  const known = new Set();
  let first = true;
  effect(() => {
    const news = lists().flat().filter(one => one.kind === LOUD && !one.opened.length && !known.has(one.id));
    for (const one of news) known.add(one.id);
    if (news.length && !first) chime(SOFT);
    first = false;
  });
}

const Large = ({one}) => one.content_type === PDF ? html`<p><a class="button" href=${at(one)} download><${Icon} name="file-text"/>${t('shots.download')}</a></p>`
  : html`<figure><img src=${at(one)} alt=${`${word('picture_kind', one.kind)} ${clock(one.at)}`}/></figure>`;

export const PatientPictures = ({list = []}) => {
  const large = list.find(one => one.id === shown.value?.id), waiting = list.filter(one => one.kind === LOUD && !one.opened.length);
  return list.length > 0 && html`<section class="patient-shots callers-pictures" aria-label=${t('shots.title')}>
    ${waiting.length > 0 && html`<p class="notice warn" role="status"><${Icon} name="heart-pulse"/><b>${t('shots.new_ecg')}</b></p>`}
    <div class="row wrap">${list.map(one => html`<${Button} key=${one.id} kind=${one.kind === LOUD && !one.opened.length ? 'main' : ''} icon=${one.kind === LOUD ? 'heart-pulse' : 'eye'} disabled=${one.forgotten} aria-pressed=${large?.id === one.id} onClick=${() => open(one)}>
      ${word('picture_kind', one.kind)} <small class="num">${clock(one.at).slice(0, 5)}</small>${one.opened.length > 0 && html` <${Chip} kind="good" icon="check">${one.opened[0].by}<//>`}<//>`)}</div>
    ${large && html`<${Large} one=${large}/>`}</section>`;
};
