// What callers sent, from our own keeping: small in a row, each with its time, and one large below. The receiving
// hospital sees what somebody at the desk or in the crew has shared; that is one key, and can be taken back.

import {signal} from '@preact/signals';
import {post} from './api.js';
import {Button, Chip, Icon, html} from './parts.js';
import {attempt} from './page.js';
import {t, word} from './say.js';
import {clock} from './time.js';

export const large = signal(null);  // id of the picture that is shown large
const FILM = 'video/mp4';
const at = one => `/api/v1/attachments/${one.id}`;
const kept = list => list.filter(one => one.state === 'kept');

/** The next older picture, from the newest on; past the oldest none. */
export function nextPicture(list) {
  const order = kept(list).toReversed(), here = order.findIndex(one => one.id === large.peek());
  large.value = order[here + 1]?.id ?? null;
}

export async function sharePicture(one, done) {
  await attempt(() => post(`${at(one)}/share`, {shared: !one.shared_at}), t('common.saved'));
  await done?.();
}
/** The same for the one that is large. */
export const shareLarge = (list, done) => {
  const one = kept(list).find(each => each.id === large.peek());
  if (one) sharePicture(one, done);
};

const Small = ({one, n}) => {
  const time = clock(one.at).slice(0, 5), name = t('pictures.one', {n, at: clock(one.at)});
  if (one.state !== 'kept') return html`<li class="missing"><${Icon} name=${one.state === 'waiting' ? 'hourglass' : 'circle-alert'}/><small>${word('picture', one.state)}</small></li>`;
  return html`<li><button type="button" aria-pressed=${large.value === one.id} aria-label=${name} onClick=${() => { large.value = large.peek() === one.id ? null : one.id; }}>
    ${one.content_type === FILM ? html`<${Icon} name="play"/>` : html`<img src=${at(one)} alt="" loading="lazy"/>`}<small class="num">${time}${one.shared_at ? ' ✓' : ''}</small></button></li>`;
};

const Large = ({one, n, share, done, keys}) => html`<figure>${one.content_type === FILM ? html`<video src=${at(one)} controls preload="metadata" aria-label=${t('pictures.one', {n, at: clock(one.at)})}/>` : html`<img src=${at(one)} alt=${t('pictures.one', {n, at: clock(one.at)})}/>`}
  <figcaption class="row wrap"><span class="num">${clock(one.at)}</span>${one.shared_at && html`<${Chip} kind="good" icon="check">${t('pictures.shared', {by: one.shared_by, at: clock(one.shared_at).slice(0, 5)})}<//>`}<span class="grow"/>
    ${share && html`<${Button} kind="small" icon="send" keys=${keys && '⇧ S'} onClick=${() => sharePicture(one, done)}>${t(one.shared_at ? 'pictures.unshare' : 'pictures.share')}<//>`}
    <${Button} kind="bare small" icon="x" keys=${keys && 'Esc'} aria-label=${t('common.close')} onClick=${() => { large.value = null; }}/></figcaption></figure>`;

/** `share` where this person may show them to the hospital; `keys` where they are worked by keyboard. */
export const Pictures = ({list = [], share = false, keys = false, done}) => {
  const shown = kept(list).find(one => one.id === large.value);
  return list.length > 0 && html`<section class="callers-pictures" aria-label=${t('pictures.title')}><ul class="pictures">${list.map((one, i) => html`<${Small} key=${one.id} one=${one} n=${i + 1}/>`)}</ul>
    ${shown && html`<${Large} one=${shown} n=${list.indexOf(shown) + 1} share=${share} keys=${keys} done=${done}/>`}</section>`;
};
