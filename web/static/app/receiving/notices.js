// Notices that patients cannot be taken, with their end; and what others advise, which people read and nothing obeys.

import {post} from '../api.js';
import {Button, Icon, html} from '../parts.js';
import {attempt} from '../page.js';
import {codes, t, word, wordOr} from '../say.js';
import {moment, now, until} from '../time.js';
import {address} from './posting.js';
import {hospital} from './state.js';

const scope = n => n.capability ? word('capability', n.capability) : t('receiving.everything');
const standing = () => hospital.value.diversions.filter(n => until(n.ends_at) > 0);

async function lift(notice) {
  const lifted = await attempt(() => post(`/api/v1/diversions/${notice.id}/lift`), t('receiving.lifted'));
  if (lifted) hospital.value = {...hospital.peek(), diversions: hospital.peek().diversions.filter(one => one.id !== notice.id)};
}

const Notice = ({notice: n}) => html`<li class="notice warn"><${Icon} name="triangle-alert"/><div class="grow"><b>${scope(n)}</b>
  <p>${wordOr('decline', n.reason)} · <span class="num">${until(n.starts_at) > 0 ? moment(n.starts_at) : ''}~${moment(n.ends_at)}</span></p>${n.text && html`<p class="prose">${n.text}</p>`}</div>
  <${Button} kind="small" onClick=${() => lift(n)}>${t('receiving.lift')}</${Button}></li>`;

export const Notices = () => {
  const notices = standing().filter(n => !n.advisory);
  return notices.length > 0 && html`<ul class="stack">${notices.map(n => html`<${Notice} key=${n.id} notice=${n}/>`)}</ul>`;
};

export const Advisories = () => {
  const told = standing().filter(n => n.advisory);
  return told.length > 0 && html`<details class="more"><summary>${t('receiving.advisories')} <span class="num">${told.length}</span></summary><p class="dim">${t('receiving.advisories_more')}</p>
    <ul>${told.map(n => html`<li key=${n.id} class="advisory"><${Icon} name="info"/><div><b>${scope(n)}</b><p class="prose">${n.text ?? wordOr('decline', n.reason)}</p><small>${word('source', n.source)} · <span class="num">~${moment(n.ends_at)}</span></small></div></li>`)}</ul></details>`;
};

const HOURS = [1, 2, 4, 8];
async function declare(event) {
  event.preventDefault();
  const form = new FormData(event.target), end = new Date(now.peek() + Number(form.get('hours')) * 3600_000).toISOString();
  const notice = await attempt(() => post(address('diversions'), {capability: form.get('capability') || null, reason: form.get('reason'), until: end}), t('receiving.declared'));
  if (notice) hospital.value = {...hospital.peek(), diversions: [...hospital.peek().diversions, notice]};
}
export const Declare = () => html`<details class="declare"><summary>${t('receiving.declare')}</summary><form onSubmit=${declare}>
  <label class="label" for="capability">${t('receiving.of_what')}</label><select class="input" id="capability" name="capability"><option value="">${t('receiving.everything')}</option>${codes('capability').map(code => html`<option key=${code} value=${code}>${word('capability', code)}</option>`)}</select>
  <label class="label" for="reason">${t('receiving.why')}</label><select class="input" id="reason" name="reason">${codes('decline').filter(code => !['other', 'duplicate'].includes(code)).map(code => html`<option key=${code} value=${code}>${word('decline', code)}</option>`)}</select>
  <label class="label" for="hours">${t('receiving.how_long')}</label><select class="input" id="hours" name="hours">${HOURS.map(n => html`<option key=${n} value=${n}>${t('receiving.hours', {n})}</option>`)}</select><button class="button">${t('receiving.declare')}</button></form></details>`;
