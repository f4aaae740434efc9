// The map in a window of its own, for the second monitor: everything the console's map has, and the queue beside it.
// It follows the stream by itself; an incident chosen here is chosen on the console, and the other way round.

import {get} from './api.js';
import {Counts} from './desk/bar.js';
import {Closures, ClosuresKey, closing, toggleClosing} from './desk/closures.js';
import {LAYERS, layers, toggle} from './desk/layers.js';
import {DeskMap} from './desk/mapview.js';
import {go} from './desk/order.js';
import {pair} from './desk/pair.js';
import {Queue} from './desk/queue.js';
import {choose, hear, hearValue, places, region, take} from './desk/state.js';
import {Button, Dialog, LinkBand, Ribbon, Skeleton, Toasts, Top, Trouble, html, signal} from './parts.js';
import {open, switchTheme, trouble} from './page.js';
import {named, speakOther, t} from './say.js';
import {hearTraffic, watchTraffic} from './traffic.js';

const helping = signal(false);
const KEYS = [['J K', 'next'], ...LAYERS.map(([name, key]) => [key, `layer_${name}`]), ['X', 'closures'], ['Q', 'list'], ['T', 'theme'], ['L', 'language'], ['?', 'help'], ['Esc', 'back']];

const ACTS = {KeyJ: () => go(1), KeyK: () => go(-1), ArrowDown: () => go(1), ArrowUp: () => go(-1), KeyX: toggleClosing, KeyQ: () => toggle('list'), KeyT: switchTheme, KeyL: speakOther,
  Escape: () => { if (closing.peek()) closing.value = false; else choose(null); }, Slash: () => { helping.value = true; }, ...Object.fromEntries(LAYERS.map(([name, key]) => [`Key${key}`, () => toggle(name)]))};
addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest('input, select, textarea, dialog[open]')) return;
  const act = ACTS[event.code];
  if (!act) return;
  event.preventDefault();
  act();
});

const Help = () => html`<${Dialog} open=${helping.value} close=${() => { helping.value = false; }} title=${t('common.keys')}>
  <div class="keys">${KEYS.map(([keys, name]) => html`<kbd key=${keys}>${keys}</kbd><span>${t(`keys.${name}`)}</span>`)}</div></${Dialog}>`;

const Page = () => html`<div class="desk map-window" data-list=${layers.value.list}><${Ribbon}/><${LinkBand}/>
  <${Top} icon="map" title=${region.value ? t('deskmap.title', {region: named(region.value.name)}) : t('map.title')} help=${() => { helping.value = true; }} stays>
    <${Counts}/>
    <${ClosuresKey}/><${Button} kind="bare" keys="Q" aria-pressed=${layers.value.list} onClick=${() => toggle('list')}>${t('desk.queue')}</${Button}></${Top}>
  ${!layers.value.list ? null : region.value ? html`<${Queue}/>` : html`<nav class="queue"><${Trouble}/>${!trouble.value && html`<${Skeleton} rows=${6}/>`}</nav>`}
  <main class="centre">${!layers.value.list && html`<${Trouble}/>`}<div class="stage"><${DeskMap} keys/></div><${Closures}/></main><${Help}/><${Toasts}/></div>`;

await open({view: Page, board: '/api/v1/desk/board', take, event: (event, again) => { hear(event, again); hearTraffic(event); }, value: hearValue});
watchTraffic();
pair('map');
places.value = await get('/api/v1/desk/map').catch(() => places.peek());
