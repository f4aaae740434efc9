// The drone operators' page: orders to answer, the flight as it is, and guarded keys for what cannot be taken back.

import {ring} from './alarm.js';
import {Aircraft, Weather} from './pad/station.js';
import {Orders} from './pad/orders.js';
import {Flight} from './pad/flight.js';
import {PadMap} from './pad/mapview.js';
import {LinkBand, Ribbon, Skeleton, Toasts, Top, Trouble, html} from './parts.js';
import {open, trouble} from './page.js';
import {named, t} from './say.js';
import {hear, hearValue, orders, station, take} from './pad/state.js';

const Pad = () => html`<div class="pad-page"><${Ribbon}/><${LinkBand}/><${Top} icon="drone" title=${station.value ? named(station.value.name) : t('pad.title')}/>
  <aside class="left" aria-label=${t('pad.orders')}><${Trouble}/>${station.value ? html`<${Orders}/><${Aircraft}/><${Weather}/>` : !trouble.value && html`<${Skeleton} rows=${5}/>`}</aside>
  <main class="centre">${station.value && html`<${PadMap}/>`}</main><aside class="right" aria-label=${t('pad.flight')}>${station.value && html`<${Flight}/>`}</aside><${Toasts}/></div>`;

ring(() => orders.value.some(order => order.state === 'requested'));
await open({view: Pad, board: '/api/v1/pad/board', take, event: hear, value: hearValue});
