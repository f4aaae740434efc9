// The supervisors' page on arrivals: whether what was promised came true over some days, and what the minutes rest on.

import {Chart} from './chief/chart.js';
import {percent} from './chief/figures.js';
import {Pages} from './chief/nav.js';
import {look, period, reading, simulated} from './chief/period.js';
import {Nothing, Which} from './chief/which.js';
import {Chip, Empty, Icon, LinkBand, Ribbon, Skeleton, Toasts, Top, Trouble, html} from './parts.js';
import {mount, trouble} from './page.js';
import {named, t, word} from './say.js';
import {day, span} from './time.js';

const PARTS = {splits: [0, .2, .4, .6, .8, 1], label: p => `${Math.round(p * 100)} %`, low: 0, high: 1.04};
const share = (within, one) => percent(one.n ? within / one.n : null);
const interval = range => range && `${Math.round(range[0] * 100)}–${Math.round(range[1] * 100)} %`;
const off = (range, wanted) => range && !simulated.value && (wanted < range[0] || wanted > range[1]);

const Tile = ({name, value, more, bad}) => html`<div class="card tile"><dt>${name}</dt><dd><b class="num">${value}</b>${bad && html`<${Chip} kind="warn" icon="triangle-alert">${bad}<//>`}<small>${more}</small></dd></div>`;
const Tiles = () => {
  const {judged, p50_range: half, p90_range: nine} = period.value.kept.whole;
  return html`<dl class="tiles"><${Tile} name=${t('roads.within_p50')} value=${share(judged.within_p50, judged)} bad=${off(half, .5) && t('roads.not_chance')} more=${t('roads.wanted', {share: 50, range: interval(half)})}/>
    <${Tile} name=${t('roads.within_p90')} value=${share(judged.within_p90, judged)} bad=${off(nine, .9) && t('roads.not_chance')} more=${t('roads.wanted', {share: 90, range: interval(nine)})}/>
    <${Tile} name=${t('roads.error')} value=${span(judged.error_s)} more=${t('roads.error_more', {share: percent(judged.error_share)})}/>
    <${Tile} name=${t('roads.trips')} value=${judged.n} more=${`${period.value.first} – ${period.value.last}`}/></dl>`;
};

const Fact = ({name, children}) => html`<div class="count"><dt>${name}</dt><dd>${children}</dd></div>`;
const InForce = () => {
  const {model, alarm} = period.value;
  return html`<section class="card" aria-labelledby="force"><div class="head"><h2 id="force">${t('roads.in_force')}</h2></div><div class="inside">
    ${model ? html`<p>${t('roads.calibrated', {n: model.trips})}</p><dl class="counts"><${Fact} name=${t('roads.since')}><span class="num">${day(model.at)}</span><//><${Fact} name=${t('roads.version')}><span class="num">${model.number}</span><//><${Fact} name=${t('roads.by')}>${model.by}<//></dl><p class="dim">${model.source}</p>`
      : html`<p>${t('roads.prior')}</p>`}
    <h3>${t('roads.rolling')}</h3>${alarm.n < alarm.needed ? html`<p class="dim">${t('roads.rolling_few', alarm)}</p>`
      : html`<p>${alarm.off && html`<${Chip} kind="warn" icon="triangle-alert">${t('roads.off')}<//> `}<b class="num">${alarm.within_p90}</b> / <span class="num">${alarm.n}</span> <small>${t('roads.rolling_more', alarm)}</small></p>`}
    <p class="dim">${t('roads.how')}</p></div></section>`;
};

const Reliability = () => {
  const {curve} = period.value.kept;
  if (!curve.length) return html`<section class="card" aria-labelledby="curve"><div class="head"><h2 id="curve">${t('roads.curve')}</h2></div><${Empty} icon="gauge" title=${t('roads.too_few', {least: period.value.minimum})}/></section>`;
  const along = {...PARTS, at: curve.map(([promised]) => promised)};
  return html`<section class="card" aria-labelledby="curve"><div class="head"><h2 id="curve">${t('roads.curve')}</h2></div><div class="inside"><p class="dim">${t('roads.curve_more')}</p>
    <${Chart} title=${t('network.reliability')} along=${along} top=${1} label=${percent} series=${[{name: t('network.ideal'), style: 'target', values: along.at}, {name: t('roads.came'), style: 'line', values: curve.map(([, came]) => came)}]}/>
    <details><summary>${t('chief.as_table')}</summary><table class="table"><thead><tr><th class="figure" scope="col">${t('roads.promised')}</th><th class="figure" scope="col">${t('roads.came')}</th></tr></thead>
      <tbody>${curve.map(([promised, came]) => html`<tr key=${promised}><td class="figure">${percent(promised)}</td><td class="figure"><b>${percent(came)}</b></td></tr>`)}</tbody></table></details></div></section>`;
};

const Row = ({name, part}) => html`<tr><th scope="row">${name}</th><td class="figure">${part.judged.n}</td><td class="figure"><b>${share(part.judged.within_p50, part.judged)}</b></td><td class="figure">${interval(part.p50_range) ?? '–'}</td>
  <td class="figure"><b>${share(part.judged.within_p90, part.judged)}</b></td><td class="figure">${interval(part.p90_range) ?? '–'}</td><td class="figure">${span(part.judged.error_s)}</td></tr>`;
const Parts = () => {
  const {legs, hours, bands} = period.value.kept, left = Object.entries(period.value.left_out);
  return html`<section class="card" aria-labelledby="parts"><div class="head"><h2 id="parts">${t('roads.parts')}</h2></div><div class="scroll inside" tabindex="0" role="region" aria-labelledby="parts"><table class="table"><thead><tr><th scope="col">${t('roads.which')}</th>
      ${['roads.trips', 'roads.within_p50', 'network.interval', 'roads.within_p90', 'network.interval', 'roads.error'].map((key, n) => html`<th key=${n} class="figure" scope="col">${t(key)}</th>`)}</tr></thead>
    <tbody>${[...legs, ...hours].map(part => html`<${Row} key=${part.of} name=${t(`roads_part.${part.of}`)} part=${part}/>`)}${bands.map(part => html`<${Row} key=${part.of} name=${html`<span class="num">${part.of}</span>`} part=${part}/>`)}</tbody></table></div>
    ${left.length > 0 && html`<p class="small-print dim">${t('roads.left_out')} ${left.map(([code, n]) => `${word('left_out', code)} ${n}`).join(' · ')}</p>`}</section>`;
};

const Figures = () => period.value.kept.whole.judged.n === 0 ? html`<${Nothing} title=${t('roads.none')}/><div class="pair"><${InForce}/></div>`
  : html`<${Tiles}/><div class="pair"><div class="column"><${Parts}/><${InForce}/></div><${Reliability}/></div>`;

const View = () => html`<div class="chief-page"><${Ribbon}/><${LinkBand}/><${Top} still icon="route" title=${period.value ? t('roads.title', {region: named(period.value.region.name)}) : t('page.roads')}><${Pages} here="roads"/><//>
  <main aria-busy=${reading.value}>${trouble.value && html`<${Trouble}/>`}
    ${period.value ? html`<${Which}/>${simulated.value && html`<div class="notice unreal"><${Icon} name="info"/><div><${Chip} kind="unreal">${t('chief.simulated')}<//> ${t('roads.simulated_more')}</div></div>`}<${Figures}/>` : !trouble.value && html`<${Skeleton} rows=${6}/>`}</main><${Toasts}/></div>`;

await mount(View);
await look();
