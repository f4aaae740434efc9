// How one hospital is reached when its page is not answered: telephones in the order they are called, and its lamp.
// The same forms for the region's administrators and for the hospital's own.

import {signal} from '@preact/signals';
import {Once} from './admin/shared.js';
import {post, Problem} from './api.js';
import {attempt} from './page.js';
import {Button, Chip, Field, HoldButton, Icon, html} from './parts.js';
import {t} from './say.js';
import {moment} from './time.js';

const problem = signal(null), once = signal(null);
const PHONES = ['alert_phone', 'charge_phone', 'doctor_phone'];

/** Another hospital is looked at: what was wrong, or shown once, belongs to the last one. */
export const forget = () => { problem.value = once.value = null; };

const at = (one, what) => `/api/v1/hospitals/${one.hospital_id}/${what}`;
/** Sends a command; a field that was not accepted says so beside itself. */
async function send(address, body, done) {
  problem.value = null;
  return attempt(async () => {
    try {
      return await post(address, body) ?? true;
    } catch (error) {
      if (error instanceof Problem && error.code === 'invalid_input') problem.value = error;
      throw error;
    }
  }, done);
}

async function keep(event, one, reload) {
  event.preventDefault();
  const form = new FormData(event.target), phones = Object.fromEntries(PHONES.map(name => [name, form.get(name).trim() || null]));
  if (await send(at(one, 'contacts'), phones, t('common.saved'))) await reload();
}

async function light(event, one, reload) {
  event.preventDefault();
  const made = await send(at(one, 'lamp'), {url: new FormData(event.target).get('url').trim()});
  if (!made) return;
  once.value = {title: t('admin.lamp_secret'), secret: made.secret};
  await reload();
}

async function tryIt(one, reload) {
  if (await send(at(one, 'lamp/try'), {}, t('admin.lamp_tried'))) setTimeout(reload, 2500);
}

async function remove(one, reload) {
  if (await send(at(one, 'lamp/remove'), {}, t('admin.lamp_removed'))) await reload();
}

export const LampChip = ({lamp}) => {
  if (!lamp) return html`<span class="dim">${t('admin.no_lamp')}</span>`;
  if (lamp.trouble) return html`<${Chip} kind=${lamp.silent ? 'bad' : 'warn'} icon="triangle-alert">${t('admin.lamp_failed', {at: moment(lamp.failed_at)})}<//>`;
  return lamp.answered_at ? html`<${Chip} kind="good" icon="check">${t('admin.lamp_answered', {at: moment(lamp.answered_at)})}<//>` : html`<${Chip} icon="clock">${t('admin.lamp_untold')}<//>`;
};

export const Telephones = ({one, reload}) => html`<form class="stack telephones" onSubmit=${event => keep(event, one, reload)} novalidate><h3>${t('admin.called_in_order')}</h3>
  ${PHONES.map(name => html`<${Field} key=${name} label=${t(`admin.${name}`)} hint=${t(`admin.${name}_more`)} name=${name} problem=${problem.value}><input class="input" id=${name} name=${name} type="tel" maxlength="26" autocomplete="off" defaultValue=${one[name] ?? ''}/><//>`)}
  <div><button class="button main">${t('common.save')}</button></div></form>`;

export const LampForm = ({one, reload}) => html`<div class="stack">${once.value && html`<${Once} ...${once.value} close=${() => { once.value = null; }}/>`}<form class="stack" onSubmit=${event => light(event, one, reload)} novalidate><h3 class="row">${t('admin.lamp')}<span class="grow"/>${one.lamp && html`<${LampChip} lamp=${one.lamp}/>`}</h3>
  <${Field} label=${t('admin.lamp_url')} hint=${t('admin.lamp_more')} name="url" problem=${problem.value}><input class="input" id="url" name="url" type="url" maxlength="300" autocomplete="off" placeholder="https://" defaultValue=${one.lamp?.url ?? ''}/><//>
  <div class="row wrap"><button class=${`button ${one.lamp ? '' : 'main'}`}>${t(one.lamp ? 'admin.lamp_again' : 'admin.lamp_set')}</button>
    ${one.lamp && html`<${Button} icon="bell" onClick=${() => tryIt(one, reload)}>${t('admin.lamp_try')}<//><${HoldButton} kind="" holdMs=${800} act=${() => remove(one, reload)}>${t('admin.lamp_remove')}<//>`}</div>
  ${one.lamp?.trouble && html`<p class="dim row"><${Icon} name="info"/><code>${one.lamp.trouble}</code></p>`}</form></div>`;
