// The hospitals of the region, each with whom it has named to be called when its page is not answered.

import {signal} from '@preact/signals';
import {Button, html} from '../parts.js';
import {LampChip, LampForm, Telephones, forget} from '../reaching.js';
import {t} from '../say.js';
import {placeName} from './shared.js';

const chosen = signal(null);  // id of the hospital being edited
function choose(id) {
  chosen.value = id;
  forget();
}

const Row = ({one, facilities}) => html`<tr><th scope="row">${placeName(facilities, one.hospital_id)}</th>${[one.alert_phone, one.charge_phone, one.er_phone, one.doctor_phone].map((phone, i) => html`<td key=${i} class="num">${phone ?? '–'}</td>`)}
  <td><${LampChip} lamp=${one.lamp}/></td><td><${Button} kind="small" icon="pencil" aria-expanded=${chosen.value === one.hospital_id} aria-label=${t('admin.change_of', {name: placeName(facilities, one.hospital_id)})} onClick=${() => choose(chosen.value === one.hospital_id ? null : one.hospital_id)}/></td></tr>`;

const Change = ({one, reload}) => html`<tr class="change"><td colspan="7"><div class="halves"><${Telephones} key=${`t-${one.hospital_id}`} one=${one} reload=${reload}/><${LampForm} key=${`l-${one.hospital_id}`} one=${one} reload=${reload}/></div></td></tr>`;

export const Reaching = ({hospitals, facilities, reload}) => html`<section class="card"><div class="head"><h2>${t('admin.reaching')}</h2><span class="dim">${t('admin.reaching_more')}</span></div>
  <div class="scroll" tabindex="0" role="region" aria-label=${t('admin.reaching')}><table class="table wide"><thead><tr><th scope="col">${t('list.hospital')}</th>${['alert_phone', 'charge_phone', 'er_phone', 'doctor_phone', 'lamp'].map(name => html`<th scope="col" key=${name}>${t(`admin.${name}`)}</th>`)}<th scope="col"><span class="unseen">${t('admin.change')}</span></th></tr></thead>
    <tbody>${hospitals.flatMap(one => [html`<${Row} key=${one.hospital_id} one=${one} facilities=${facilities}/>`, chosen.value === one.hospital_id && html`<${Change} key=${`${one.hospital_id}-change`} one=${one} reload=${reload}/>`])}</tbody></table></div></section>`;
