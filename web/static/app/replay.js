// One incident again: its record on a scrubbable timeline, and the map as it was at that instant.

import {Problem, get} from './api.js';
import {Pages} from './chief/nav.js';
import {mount, trouble} from './page.js';
import {Dialog, Empty, Ribbon, Skeleton, Toasts, Top, Trouble, html} from './parts.js';
import {Entries, Moment} from './replay/lists.js';
import {ReplayMap} from './replay/mapview.js';
import {KEYS, Player, helping, listen} from './replay/player.js';
import {record, take} from './replay/state.js';
import {t} from './say.js';
import {setClock, setZone} from './time.js';

const id = decodeURIComponent(location.pathname.split('/').pop());

const Help = () => html`<${Dialog} open=${helping.value} close=${() => { helping.value = false; }} title=${t('common.keys')}>
  <div class="keys">${KEYS.map(([keys, name]) => html`<kbd key=${keys}>${keys}</kbd><span>${t(`keys.${name}`)}</span>`)}</div><//>`;

const Missing = () => trouble.value?.status === 404 ? html`<${Empty} icon="search" title=${t('replay.missing')}><a href="/start">${t('page.start')}</a><//>` : html`<${Trouble}/>`;

const View = () => html`<div class="replay"><${Ribbon}/><${Top} still icon="history" title=${record.value ? t('replay.title', {number: record.value.incident.number}) : t('page.replay')} help=${() => { helping.value = true; }}><${Pages} here="replay"/><//>
  ${record.value ? html`<main><div class="left"><${Moment}/><${Entries}/></div><div class="right"><${ReplayMap}/></div><${Player}/></main>` : html`<main>${trouble.value ? html`<${Missing}/>` : html`<${Skeleton} rows=${6}/>`}</main>`}<${Help}/><${Toasts}/></div>`;

await mount(View);
try {
  const answer = await get(`/api/v1/chief/replay/${encodeURIComponent(id)}`);
  setZone(answer.region.timezone);
  setClock(answer.now);
  take(answer);
  listen();
} catch (problem) {
  if (!(problem instanceof Problem)) throw problem;
  trouble.value = problem;
}
