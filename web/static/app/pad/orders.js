// Orders of the station: what is asked for, how long ago, and where each one stands.

import {Age, Chip, Icon, html} from '../parts.js';
import {t, word} from '../say.js';
import {SECOND_AFTER_S, current, droneName, orders, pick, stands} from './state.js';

const Order = ({sortie: s}) => html`<li><button type="button" class="card order" data-new=${s.state === 'requested'} aria-pressed=${s.id === current.value?.id} onClick=${() => pick(s.id)}>
  <${Icon} name=${s.state === 'requested' ? 'bell' : 'package'}/><span><b>${word('kit', s.kit)}</b><small>${droneName(s.drone_id)}</small></span><${Age} at=${s.entered[s.state] ?? s.entered.requested} limit=${s.state === 'requested' ? SECOND_AFTER_S : null}/>
  <${Chip} kind=${s.state === 'requested' ? 'bad' : 'act'}>${word('sortie', stands(s))}</${Chip}></button></li>`;

export const Orders = () => html`<section aria-live="assertive"><div class="head"><h2>${t('pad.orders')}</h2><span class="count num">${orders.value.length}</span></div>
  ${orders.value.length ? html`<ul class="stack">${orders.value.map(s => html`<${Order} key=${s.id} sortie=${s}/>`)}</ul>` : html`<p class="none"><${Icon} name="circle-check"/>${t('pad.no_orders')}</p>`}</section>`;
