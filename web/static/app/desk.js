// The dispatchers' console.

import {get} from './api.js';
import {CallForm, newCall, taking} from './desk/callform.js';
import {Alerts} from './desk/alerts.js';
import {Closures, ClosuresKey} from './desk/closures.js';
import {keepFresh} from './desk/fresh.js';
import {KEYS, helping, listen} from './desk/keys.js';
import {Drones, Hospitals, Units} from './desk/lists.js';
import {DeskMap} from './desk/mapview.js';
import {openMap, pair} from './desk/pair.js';
import {Line} from './desk/line.js';
import {hearPresence, showPresence} from './desk/presence.js';
import {Panel} from './desk/panel.js';
import {hearPremise} from './desk/premises.js';
import {hearRegistered} from './desk/registered.js';
import {Counts} from './desk/bar.js';
import {Queue} from './desk/queue.js';
import {Tools} from './desk/tools.js';
import {hear, hearValue, places, region, take, view} from './desk/state.js';
import {listenToAlerts} from './desk/sounds.js';
import {simulate} from './desk/acts.js';
import {canDraw} from './map.js';
import {Button, Chip, Dialog, Icon, LinkBand, Ribbon, Skeleton, Toasts, Top, Trouble, html} from './parts.js';
import {open, simulation, trouble} from './page.js';
import {named, t} from './say.js';
import {hearTraffic, watchTraffic} from './traffic.js';

if (!canDraw()) view.value = 'units';

const Simulation = () => html`<span class="row simulation"><label class="unseen" for="speed">${t('desk.simulation')}</label><select id="speed" class="input" value=${simulation.value.on ? String(simulation.value.speed) : '0'}
  onChange=${event => simulate(event.target.value !== '0', Number(event.target.value) || 1)}><option value="0">${t('desk.simulation_off')}</option>${[1, 5, 20].map(speed => html`<option key=${speed} value=${speed}>${t('desk.simulation_on', {speed})}</option>`)}</select></span>`;

const VIEWS = [['map', 'map', 'desk.map'], ['units', 'ambulance', 'desk.units_short'], ['hospitals', 'hospital', 'desk.hospitals_short'], ['drones', 'drone', 'desk.drone']];
const Centre = () => html`<main class="centre"><div class="tabs"><div class="row" role="tablist">${VIEWS.map(([name, icon, key]) => html`<button type="button" role="tab" key=${name} class="button bare" aria-selected=${view.value === name}
    onClick=${() => { view.value = name; }}><${Icon} name=${icon}/>${t(key)}</button>`)}</div>${!canDraw() && html`<${Chip} kind="warn" icon="monitor-off" title=${t('map.impossible')}>${t('map.none')}</${Chip}>`}<span class="grow"/><${ClosuresKey}/><${Button} icon="map" kind="bare" keys="O" title=${t('desk.map_window')} onClick=${openMap}><span class="window-word">${t('desk.map_window')}</span></${Button}><${Button} icon="phone-incoming" kind="main" keys="N" aria-pressed=${taking.value} onClick=${newCall}>${t('desk.new_call')}</${Button}></div>
  <${Alerts}/><div class="stage" hidden=${view.value !== 'map'}><${DeskMap}/></div>
  ${view.value === 'units' && html`<${Units}/>`}${view.value === 'hospitals' && html`<${Hospitals}/>`}${view.value === 'drones' && html`<${Drones}/>`}<${Closures}/><${CallForm}/></main>`;

const Help = () => html`<${Dialog} open=${helping.value} close=${() => { helping.value = false; }} title=${t('common.keys')}>
  <div class="keys">${KEYS.map(([keys, name]) => html`<kbd key=${keys}>${keys}</kbd><span>${t(`keys.${name}`)}</span>`)}</div></${Dialog}>`;

const Desk = () => html`<div class="desk"><${Ribbon}/><${LinkBand}/>
  <${Top} icon="siren" title=${region.value ? t('desk.title', {region: named(region.value.name)}) : t('desk.title_short')} help=${() => { helping.value = true; }}>
    <${Counts}/><span class="grow"/><${Line}/><${Simulation}/><${Tools}/></${Top}>
  ${region.value ? html`<${Queue}/>` : html`<nav class="queue"><${Trouble}/>${!trouble.value && html`<${Skeleton} rows=${6}/>`}</nav>`}<${Centre}/><${Panel}/><${Help}/><${Toasts}/></div>`;

listen();
keepFresh();
listenToAlerts();
watchTraffic();
showPresence();
pair('console');
await open({view: Desk, board: '/api/v1/desk/board', take, event: (event, again) => { hear(event, again); hearPremise(event); hearRegistered(event); hearTraffic(event); }, value: value => value.kind === 'presence' ? hearPresence(value) : hearValue(value)});
places.value = await get('/api/v1/desk/map').catch(() => places.peek());
