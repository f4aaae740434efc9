// A zone that is opened to one flight on the telephone: who gave which number, for how long. Noted while one still holds the receiver.

import {signal} from '@preact/signals';
import {post} from '../api.js';
import {fill} from '../page.js';
import {Button, Field, html} from '../parts.js';
import {t} from '../say.js';

const open = signal(null), problem = signal(null);  // id of the zone being opened
const MINUTES = 60;

async function note(event, id, sortie) {
  event.preventDefault();
  const {number, given_by: by, lasts_min: lasts} = event.target.elements;
  const noted = await fill(problem, () => post(`/api/v1/airspace/${encodeURIComponent(id)}/telephone`, {sortie_id: sortie, number: number.value, given_by: by.value, lasts_min: Number(lasts.value)}), t('pad.approval_noted'));
  if (noted) open.value = null;
}

export const Telephone = ({id, sortie}) => open.value !== id ? html`<${Button} kind="small" icon="phone" onClick=${() => { open.value = id; problem.value = null; }}>${t('pad.note_approval')}</${Button}>`
  : html`<form class="stack" onSubmit=${event => note(event, id, sortie)} novalidate>
    <${Field} label=${t('pad.approval_no')} name="number" problem=${problem.value}><input class="input" id="number" name="number" maxlength="64" autocomplete="off"/></${Field}>
    <${Field} label=${t('pad.approval_by')} name="given_by" problem=${problem.value}><input class="input" id="given_by" name="given_by" maxlength="64" autocomplete="off"/></${Field}>
    <${Field} label=${t('pad.approval_min')} name="lasts_min" problem=${problem.value}><input class="input num" id="lasts_min" name="lasts_min" inputmode="numeric" value=${MINUTES}/></${Field}>
    <p class="dim">${t('pad.approval_for')}</p>
    <div class="row"><button class="button main small">${t('pad.approval_keep')}</button><${Button} kind="bare small" onClick=${() => { open.value = null; }}>${t('common.close')}</${Button}></div></form>`;
