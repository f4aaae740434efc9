// The hospital's shared screens: registered with a code that is shown once, ended at once.

import {signal} from '@preact/signals';
import {get, post} from '../api.js';
import {Button, Icon, html} from '../parts.js';
import {attempt} from '../page.js';
import {t} from '../say.js';
import {hour, moment} from '../time.js';

const screens = signal(null);
const fresh = signal(null);  // the screen just made, with its code

async function load() {
  const answer = await attempt(() => get('/api/v1/devices'));
  if (answer) screens.value = answer.devices;
}

async function add(event) {
  event.preventDefault();
  const form = event.target, name = new FormData(form).get('name').trim();
  const made = name && await attempt(() => post('/api/v1/devices', {name}));
  if (!made) return;
  fresh.value = made;
  form.reset();
  load();
}

async function end(screen) {
  await attempt(() => post(`/api/v1/devices/${screen.id}/revoke`), t('receiving.screen_ended', {name: screen.name}));
  if (fresh.peek()?.id === screen.id) fresh.value = null;
  load();
}

const seen = screen => screen.admitted_at ? t('receiving.screen_used', {at: moment(screen.last_used_at)}) : t('receiving.screen_waits', {at: hour(screen.code_until)});

export const Screens = () => html`<details class="more" onToggle=${event => event.target.open && load()}><summary>${t('receiving.screens')}</summary>
  ${fresh.value && html`<div class="notice code" role="status"><div class="grow"><b class="num">${fresh.value.code}</b><p>${t('receiving.screen_code', {at: hour(fresh.value.code_until)})}</p></div>
    <${Button} kind="bare small" icon="x" aria-label=${t('common.close')} onClick=${() => { fresh.value = null; }}/></div>`}
  ${screens.value?.length > 0 && html`<ul>${screens.value.map(screen => html`<li key=${screen.id} class="named"><${Icon} name=${screen.admitted_at ? 'check' : 'clock'}/><span class="cut">${screen.name}<small>${seen(screen)}</small></span>
    <${Button} kind="small" onClick=${() => end(screen)}>${t('receiving.end_screen')}<//></li>`)}</ul>`}
  ${screens.value?.length === 0 && html`<p class="dim">${t('receiving.screens_more')}</p>`}
  <form class="row" onSubmit=${add}><input class="input" name="name" maxlength="48" autocomplete="off" aria-label=${t('receiving.screen_name')} placeholder=${t('receiving.screen_name')} required/><button class="button">${t('receiving.new_code')}</button></form></details>`;
