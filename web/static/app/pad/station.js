// Drones of the station: charge, kit, whether they may fly. What nobody has heard of is –, never full.

import {signal} from '@preact/signals';
import {post} from '../api.js';
import {choosable} from '../grounded.js';
import {outOfService} from '../nogo.js';
import {Button, Chip, Icon, html} from '../parts.js';
import {attempt} from '../page.js';
import {codes, t, word} from '../say.js';
import {drones, kits, telemetry} from './state.js';

const LOW = .3, FULL = .95;
const changing = signal(null);  // the drone that is being taken out of service
const battery = drone => attempt(() => post(`/api/v1/drones/${drone.id}/battery`, {share: 1}), t('pad.battery_changed'));
const serve = (drone, reason) => {
  changing.value = null;
  return attempt(() => post(`/api/v1/drones/${drone.id}/service`, {reason}), t('common.saved'));
};

const Care = ({drone: d, share}) => html`<div class="care row wrap">${share != null && share < FULL && html`<${Button} kind="small" icon="refresh-cw" onClick=${() => battery(d)}>${t('pad.change_battery')}</${Button}>`}
  ${d.out_of_service ? html`<${Button} kind="small" icon="check" onClick=${() => serve(d, null)}>${t('pad.back_in_service')}</${Button}>` : html`<${Button} kind="small bare" icon="wrench" aria-expanded=${changing.value === d.id} onClick=${() => { changing.value = changing.value === d.id ? null : d.id; }}>${t('pad.take_out')}</${Button}>`}
  ${changing.value === d.id && html`<div class="choices">${choosable(codes('drone_service')).map(code => html`<${Button} kind="small" key=${code} onClick=${() => serve(d, code)}>${word('drone_service', code)}</${Button}>`)}</div>`}</div>`;

const standing = d => d.out_of_service ? outOfService(d.out_of_service) : d.sortie_id ? t('pad.flying') : t('pad.ready');
const Drone = ({drone: d}) => {
  const share = telemetry.value.get(d.id)?.battery_share ?? d.battery_share, mounted = kits.value.filter(k => k.drone_id === d.id);
  return html`<li class="card drone" data-off=${Boolean(d.out_of_service)}><${Icon} name=${d.out_of_service ? 'wrench' : 'drone'}/><span><b>${d.name}</b><small>${standing(d)}${mounted.length ? ` · ${mounted.map(k => word('kit', k.kind)).join(', ')}` : ''}</small>
    <span class=${`bar ${share < LOW ? 'low' : ''}`}><i style=${{width: `${(share ?? 0) * 100}%`}}/></span></span><${Chip} kind=${share == null ? 'lost' : share < LOW ? 'warn' : ''} icon=${share < LOW ? 'triangle-alert' : null}>${share == null ? '–' : `${Math.round(share * 100)} %`}</${Chip}>
    ${!d.sortie_id && html`<${Care} drone=${d} share=${share}/>`}</li>`;
};

export const Aircraft = () => html`<section><div class="head"><h2>${t('pad.drones')}</h2><span class="count num">${drones.value.size}</span></div><ul class="stack">${[...drones.value.values()].map(d => html`<${Drone} key=${d.id} drone=${d}/>`)}</ul></section>`;
