// In service or not, with the reason; and the way out.

import {signal} from '@preact/signals';
import {Button, html} from '../parts.js';
import {codes, language, named, speakOther, t, word, wordOr} from '../say.js';
import {send} from './outbox.js';
import {Leave} from './leave.js';
import {unit} from './state.js';
import {Brought} from './brought.js';
import {Trial} from './wake.js';

const choosing = signal(false);
async function set(reason) {
  choosing.value = false;
  await send(`/api/v1/units/${unit.peek().id}/service`, 'POST', {out_of_service: reason}, {lane: 'service', said: t('common.saved')});
}

export const Service = () => {
  const out = unit.value.out_of_service;
  return html`<${Brought}/><section class="card pad stack" aria-label=${t('crew.service')}><div class="row"><span class="grow"><b>${named(unit.value.callsign)}</b> <small>${unit.value.skills.map(skill => word('skill', skill)).join(' ')}</small></span>
    ${out ? html`<${Button} kind="main" onClick=${() => set(null)}>${t('crew.back_in_service')}</${Button}>` : html`<${Button} icon="wrench" aria-expanded=${choosing.value} onClick=${() => { choosing.value = !choosing.value; }}>${t('crew.out_of_service')}</${Button}>`}</div>
    ${out && html`<p class="wrong">${t('availability.out_of_service')}: ${wordOr('service', out)}</p>`}
    ${choosing.value && html`<div class="choices">${codes('service').map(code => html`<${Button} key=${code} onClick=${() => set(code)}>${word('service', code)}</${Button}>`)}</div>`}
    <${Trial}/><${Button} kind="wide" icon="languages" lang=${language.value === 'ko' ? 'en' : 'ko'} onClick=${speakOther}>${language.value === 'ko' ? 'English' : '한국어'}<//><${Leave}/></section>`;
};
