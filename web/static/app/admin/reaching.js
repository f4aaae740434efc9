// How each hospital is reached when its page is not answered: telephones in the order they are called, and its lamp.

import {signal} from '@preact/signals';
import {post, Problem} from '../api.js';
import {attempt} from '../page.js';
import {Button, Chip, Field, HoldButton, Icon, html} from '../parts.js';
import {t} from '../say.js';
import {moment} from '../time.js';
import {Once, placeName} from './shared.js';

const chosen = signal(null), problem = signal(null), once = signal(null);  // id of the hospital being edited
const PHONES = ['alert_phone', 'charge_phone', 'doctor_phone'];
const at = what => `/api/v1/admin/hospitals/${chosen.peek()}/${what}`;

function choose(id) {
  chosen.value = id;
  problem.value = once.value = null;
}

/** Sends a form; what is wrong with it stands beside its field. */
async function send(address, body, done) {
  problem.value = null;
  try {
    return await attempt(async () => await post(address, body) ?? true, done);
  } catch (error) {
    problem.value = error;
    return undefined;
  }
}

async function keep(event, reload) {
  event.preventDefault();
  const form = new FormData(event.target);
  if (await send(at('contacts'), Object.fromEntries(PHONES.map(name => [name, form.get(name).trim() || null])), t('common.saved'))) await reload();
}

async function light(event, reload) {
  event.preventDefault();
  problem.value = null;
  try {
    const made = await post(at('lamp'), {url: new FormData(event.target).get('url').trim()});
    once.value = {title: t('admin.lamp_secret'), secret: made.secret};
    await reload();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    problem.value = error;
  }
}

const LampChip = ({lamp}) => {
  if (!lamp) return html`<span class="dim">${t('admin.no_lamp')}</span>`;
  if (lamp.trouble) return html`<${Chip} kind=${lamp.silent ? 'bad' : 'warn'} icon="triangle-alert">${t('admin.lamp_failed', {at: moment(lamp.failed_at)})}<//>`;
  return lamp.answered_at ? html`<${Chip} kind="good" icon="check">${t('admin.lamp_answered', {at: moment(lamp.answered_at)})}<//>` : html`<${Chip} icon="clock">${t('admin.lamp_untold')}<//>`;
};

const Row = ({one, facilities}) => html`<tr><th scope="row">${placeName(facilities, one.hospital_id)}</th>${[one.alert_phone, one.charge_phone, one.er_phone, one.doctor_phone].map((phone, i) => html`<td key=${i} class="num">${phone ?? '–'}</td>`)}
  <td><${LampChip} lamp=${one.lamp}/></td><td><${Button} kind="small" icon="pencil" aria-expanded=${chosen.value === one.hospital_id} aria-label=${t('admin.change_of', {name: placeName(facilities, one.hospital_id)})} onClick=${() => choose(chosen.value === one.hospital_id ? null : one.hospital_id)}/></td></tr>`;

const Change = ({one, facilities, reload}) => html`<tr class="change"><td colspan="7"><div class="halves">
  <form class="stack" key=${`phones-${one.hospital_id}`} onSubmit=${event => keep(event, reload)} novalidate><h3>${t('admin.called_in_order')}</h3>
    ${PHONES.map(name => html`<${Field} key=${name} label=${t(`admin.${name}`)} hint=${t(`admin.${name}_more`)} name=${name} problem=${problem.value}><input class="input" id=${name} name=${name} type="tel" maxlength="26" autocomplete="off" defaultValue=${one[name] ?? ''}/><//>`)}
    <div><button class="button main">${t('common.save')}</button></div></form>
  <div class="stack">${once.value && html`<${Once} ...${once.value} close=${() => { once.value = null; }}/>`}<form class="stack" key=${`lamp-${one.hospital_id}`} onSubmit=${event => light(event, reload)} novalidate><h3>${t('admin.lamp')}</h3>
    <${Field} label=${t('admin.lamp_url')} hint=${t('admin.lamp_more')} name="url" problem=${problem.value}><input class="input" id="url" name="url" type="url" maxlength="300" autocomplete="off" placeholder="https://" defaultValue=${one.lamp?.url ?? ''}/><//>
    <div class="row wrap"><button class=${`button ${one.lamp ? '' : 'main'}`}>${t(one.lamp ? 'admin.lamp_again' : 'admin.lamp_set')}</button>
      ${one.lamp && html`<${Button} icon="bell" onClick=${async () => { if (await send(at('lamp/try'), {}, t('admin.lamp_tried'))) setTimeout(reload, 2500); }}>${t('admin.lamp_try')}<//><${HoldButton} kind="" holdMs=${800} act=${async () => { if (await send(at('lamp/remove'), {}, t('admin.lamp_removed'))) await reload(); }}>${t('admin.lamp_remove')}<//>`}</div>
    ${one.lamp?.trouble && html`<p class="dim row"><${Icon} name="info"/><code>${one.lamp.trouble}</code></p>`}</form></div></div></td></tr>`;

export const Reaching = ({hospitals, facilities, reload}) => html`<section class="card"><div class="head"><h2>${t('admin.reaching')}</h2><span class="dim">${t('admin.reaching_more')}</span></div>
  <div class="scroll" tabindex="0" role="region" aria-label=${t('admin.reaching')}><table class="table wide"><thead><tr><th scope="col">${t('list.hospital')}</th>${['alert_phone', 'charge_phone', 'er_phone', 'doctor_phone', 'lamp'].map(name => html`<th scope="col" key=${name}>${t(`admin.${name}`)}</th>`)}<th scope="col"><span class="unseen">${t('admin.change')}</span></th></tr></thead>
    <tbody>${hospitals.flatMap(one => [html`<${Row} key=${one.hospital_id} one=${one} facilities=${facilities}/>`, chosen.value === one.hospital_id && html`<${Change} key=${`${one.hospital_id}-change`} one=${one} facilities=${facilities} reload=${reload}/>`])}</tbody></table></div></section>`;
