// The big screen of the room: numbers one reads from five metres, no controls, nothing of a patient. It reads its
// numbers again when something has changed, and turns red when it cannot say how old they are.

import {computed, signal} from '@preact/signals';
import {Chip, Icon, LinkBand, LinkChip, Priority, Ribbon, Skeleton, Trouble, html, useEffect, useRef, useState} from './parts.js';
import {open, trouble} from './page.js';
import {named, t, word} from './say.js';
import {clock, hour, minutes, now, setZone, since, span} from './time.js';

const EVERY_MS = 2000, ANYWAY_MS = 20_000, OLD_S = 60;
const ROW = {alert: 8.7, hospital: 5.2};  // heights in hundredths of the screen, as in wall.css

const board = signal(null);
const age = computed(() => board.value ? since(board.value.now) : 0);
const wanted = new URLSearchParams(location.search).get('theme');
if (['light', 'dark'].includes(wanted)) document.documentElement.dataset.theme = wanted;

/** How many rows of a kind fit into an element: what does not fit is counted, never scrolled. */
function useFit(kind) {
  const box = useRef(), [rows, fit] = useState(4);
  useEffect(() => {
    const measure = () => {
      const unit = Math.min(innerHeight, innerWidth * .5625) / 100;
      fit(Math.max(1, Math.floor(box.current.clientHeight / unit / ROW[kind])));
    };
    const watch = new ResizeObserver(measure);
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return [box, rows];
}

const Tile = ({name, late, mark, children, more}) => html`<div class=${`wall-tile ${late ? 'late' : ''}`}><dt>${name}${late && html`<span class="mark-late"><${Icon} name="triangle-alert"/>${mark}</span>`}</dt><dd class="big num">${children}</dd>${more && html`<dd class="more">${more}</dd>`}</div>`;

const Pending = () => {
  const {pending, late, by_priority: by} = board.value.incidents;
  return html`<${Tile} name=${t('wall.pending')} late=${late > 0} mark=${t('wall.over_target', {n: late})} more=${html`<span class="row">${Object.entries(by).map(([p, n]) => html`<span class="row" key=${p}><${Priority} p=${Number(p) || null}/>${n}</span>`)}</span>`}>${pending}<//>`;
};
const Oldest = () => {
  const oldest = board.value.incidents.oldest, waited = oldest && since(oldest.received_at), late = oldest?.target_s != null && waited > oldest.target_s;
  return html`<${Tile} name=${t('wall.oldest')} late=${late} mark=${t('wall.late')} more=${oldest && html`<span class="row"><${Priority} p=${oldest.priority}/>${oldest.target_s == null ? t('wall.no_target') : t('wall.target', {target: span(oldest.target_s)})}</span>`}>${oldest ? span(waited) : '–'}<//>`;
};
const Units = () => {
  const {free, total, committed, away, unknown} = board.value.units;
  return html`<${Tile} name=${t('wall.free')} late=${board.value.stress.includes('few_units')} mark=${t('wall.few')} more=${t('wall.fleet', {committed, away: away + unknown})}>${free}<small> / ${total}</small><//>`;
};
const Drones = () => {
  const {free, total, coming, down} = board.value.drones;
  return html`<${Tile} name=${t('wall.drones')} more=${t('wall.drones_more', {coming, down})}>${free}<small> / ${total}</small><//>`;
};
const Coverage = () => {
  const {coverage: {now: share, standard_s: standard}, stress} = board.value;
  return html`<${Tile} name=${t('wall.coverage')} late=${stress.includes('thin_coverage')} mark=${t('wall.thin')} more=${t('wall.coverage_more', {min: minutes(standard)})}>${share == null ? '–' : html`${Math.round(share * 100)}<small> %</small>`}<//>`;
};

const ICONS = {1: 'octagon-alert', 2: 'triangle-alert', 3: 'info'};
const about = alert => t(`alert.${alert.kind}`, {unit: named(alert.unit), relieves: named(alert.relieves), hospital: named(alert.hospital), gain: minutes(alert.gain_s), number: alert.number ?? '', feed: alert.feed ?? '', condition: alert.capability ? word('capability', alert.capability) : ''});
const Alerts = () => {
  const {levels, unowned, told} = board.value.alerts, total = Object.values(levels).reduce((sum, n) => sum + n, 0), [box, rows] = useFit('alert');
  const shown = told.slice(0, total > rows ? rows - 1 : rows), rest = total - shown.length;
  return html`<section class="wall-alerts" aria-labelledby="alerts"><h2 id="alerts">${t('wall.alerts')} <b class="num">${total}</b>${unowned > 0 && html`<span class="chip warn">${t('wall.unowned', {n: unowned})}</span>`}</h2>
    <div class="fill" ref=${box}>${total ? html`<ul>${shown.map(alert => html`<li key=${alert.id} data-level=${alert.level} data-owned=${alert.owned}><${Icon} name=${ICONS[alert.level]}/><span class="what">${about(alert)}${alert.number && html` <small class="num">${alert.number}</small>`}</span><time class="num">${span(since(alert.raised_at))}</time></li>`)}
      ${rest > 0 && html`<li class="rest">${t('wall.more', {n: rest})}</li>`}</ul>` : html`<p class="calm"><${Icon} name="circle-check"/>${t('wall.no_alerts')}</p>`}</div></section>`;
};

const Notice = ({notice}) => notice ? html`<${Chip} kind=${notice.whole ? 'bad' : 'warn'} icon="circle-x">~${hour(notice.ends_at)}<//>` : '';
const Hospital = ({h}) => html`<tr><th scope="row"><span class="cut">${named(h.name)}</span></th><td class="num">${h.due ? html`${Math.round(h.replied / h.due * 100)}<small> %</small>` : '–'}</td>
  <td class="num">${h.waiting ?? (h.at_door || '–')}</td><td><${Notice} notice=${h.notice}/></td></tr>`;
const Table = ({list}) => html`<table><thead><tr><th scope="col">${t('wall.hospital')}</th><th scope="col">${t('wall.replies')}</th><th scope="col">${t('wall.waiting')}</th><th scope="col">${t('wall.notice')}</th></tr></thead><tbody>${list.map(h => html`<${Hospital} key=${h.id} h=${h}/>`)}</tbody></table>`;
const Hospitals = () => {
  const {hospitals} = board.value, [box, rows] = useFit('hospital'), shown = hospitals.slice(0, 2 * (rows - 1)), half = Math.ceil(shown.length / 2), hidden = hospitals.length - shown.length;
  return html`<section class="wall-hospitals" aria-labelledby="hospitals"><h2 id="hospitals">${t('wall.hospitals')}${hidden > 0 && html`<small>${t('wall.more', {n: hidden})}</small>`}</h2>
    <div class="halves" ref=${box}><${Table} list=${shown.slice(0, half)}/>${half < shown.length && html`<${Table} list=${shown.slice(half)}/>`}</div></section>`;
};

const Stress = () => board.value.stress.length > 0 && html`<p class="stress" role="alert"><${Icon} name="triangle-alert"/>${board.value.stress.map(code => html`<span key=${code}>${t(`stress.${code}`)}</span>`)}</p>`;

const View = () => html`<div class=${`wall ${age.value > OLD_S ? 'old' : ''}`}><${Ribbon}/><${LinkBand}/>
  <header><h1>${board.value ? named(board.value.region.name) : t('page.wallboard')}</h1><span class="grow"/><${LinkChip}/><span class=${`age num ${age.value > OLD_S ? 'late' : ''}`}>${age.value > OLD_S && html`<${Icon} name="wifi-off"/>`}${board.value && t('wall.age', {age: span(age.value)})}</span><time class="num">${clock(now.value)}</time></header>
  ${board.value ? html`<main><${Stress}/><dl class="tiles"><${Pending}/><${Oldest}/><${Tile} name=${t('wall.active')} more=${t('wall.open', {n: board.value.incidents.open})}>${board.value.incidents.active}<//><${Units}/>${board.value.drones && html`<${Drones}/>`}<${Coverage}/></dl>
    <div class="below"><${Alerts}/><${Hospitals}/></div></main>` : html`<main><${Trouble}/>${!trouble.value && html`<${Skeleton} rows=${4}/>`}</main>`}</div>`;

const take = answer => {
  setZone(answer.region.timezone);
  board.value = answer;
};
const again = await open({view: View, board: '/api/v1/wallboard', stream: '/api/v1/wallboard/stream', take, event: (_, look) => look(), every: EVERY_MS});
setInterval(again, ANYWAY_MS);  // a notice ends and a position grows old without anything being said
