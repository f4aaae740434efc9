// The drone operators' page: orders to answer, the flight as it is, and guarded keys for what cannot be taken back.

import {LOUDER, SoundNotice, ring} from './alarm.js';
import {Alarms, sounding} from './pad/alarms.js';
import {Aircraft} from './pad/station.js';
import {Orders} from './pad/orders.js';
import {Flight} from './pad/flight.js';
import {KEYS, helping, listen} from './pad/keys.js';
import {PadMap} from './pad/mapview.js';
import {Readiness} from './pad/readiness.js';
import {Dialog, LinkBand, Ribbon, Skeleton, Toasts, Top, Trouble, html} from './parts.js';
import {open, trouble} from './page.js';
import {named, t} from './say.js';
import {since} from './time.js';
import {SECOND_AFTER_S, current, hear, hearValue, keepLooking, orders, station, take} from './pad/state.js';

const Help = () => html`<${Dialog} open=${helping.value} close=${() => { helping.value = false; }} title=${t('common.keys')}><div class="keys">${KEYS.map(([keys, name]) => html`<kbd key=${keys}>${keys}</kbd><span>${t(`pad_keys.${name}`)}</span>`)}</div></${Dialog}>`;

const Pad = () => html`<div class="pad-page"><${Ribbon}/><${LinkBand}/><${Top} icon="drone" title=${station.value ? named(station.value.name) : t('pad.title')} help=${() => { helping.value = true; }}/>
  <aside class="left" aria-label=${t('pad.orders')}><${Trouble}/>${station.value ? html`<${SoundNotice}/><${Orders}/><${Aircraft}/>` : !trouble.value && html`<${Skeleton} rows=${5}/>`}</aside>
  ${station.value && html`<${Alarms}/>`}<main class="centre">${station.value && html`<${PadMap}/>`}</main><aside class="right" aria-label=${current.value ? t('pad.flight') : t('pad.readiness')}>${station.value ? current.value ? html`<${Flight}/>` : html`<${Readiness}/>` : !trouble.value && html`<${Skeleton} rows=${4}/>`}</aside><${Help}/><${Toasts}/></div>`;

listen();
const waiting = (from, to) => orders.value.some(order => order.state === 'requested' && since(order.entered.requested) >= from && since(order.entered.requested) < to);
ring(() => waiting(0, SECOND_AFTER_S));
ring(() => waiting(SECOND_AFTER_S, Infinity) || sounding.value, {notes: LOUDER});
keepLooking();
const READ_ANYWAY_MS = 15_000;
const again = await open({view: Pad, board: '/api/v1/pad/board', take, event: hear, value: hearValue});
setInterval(again, READ_ANYWAY_MS);  // a vehicle is heard or falls silent, and weather grows old, without anything being said
