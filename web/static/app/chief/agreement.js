// How far caller, crew and hospital saw the same urgency: over- and under-triage over the seven days up to the one shown.

import {get} from '../api.js';
import {Button, Empty, Icon, html, signal, useEffect} from '../parts.js';
import {attempt} from '../page.js';
import {t} from '../say.js';
import {percent} from './figures.js';
import {day, simulated} from './state.js';

const SPANS = ['week', 'four_weeks'];
const found = signal(null), span = signal('week'), pair = signal('crew_hospital');
const address = () => `?${new URLSearchParams({span: span.value, last: day.value.date, ...(simulated.value && {simulated: 'true'})})}`;

const Share = ({name, count, one}) => {
  const known = one.shares?.[name];
  return html`<div class="count"><dt>${t(`agreement.${name}`)}</dt><dd class="num">${known ? percent(known.share) : '–'}<small>${known ? t('agreement.interval', {lower: percent(known.lower), upper: percent(known.upper)}) : ''} ${t('agreement.of', {count, n: one.n})}</small></dd></div>`;
};

const kindOf = (i, j) => i === j ? 'same' : i < j ? 'over' : 'under';
const Table = ({one, levels}) => html`<table class="table matrix"><caption>${t(`agreement.caption_${one.pair}`)}</caption>
  <thead><tr><td></td>${levels.map(level => html`<th key=${level} scope="col" class="figure">${level}</th>`)}</tr></thead>
  <tbody>${one.cells.map((row, i) => html`<tr key=${i}><th scope="row" class="figure">${levels[i]}</th>${row.map((count, j) => html`<td key=${j} class=${`figure ${count ? kindOf(i, j) : 'dim'}`}>${count || '·'}</td>`)}</tr>`)}</tbody></table>`;

const Pair = ({one}) => {
  const {levels, minimum, benchmark} = found.value;
  if (!one.n) return html`<${Empty} icon="users" title=${t('agreement.none')}>${t('agreement.none_more')}<//>`;
  return html`<dl class="counts scores"><${Share} name="same" count=${one.same} one=${one}/><${Share} name="over" count=${one.over} one=${one}/><${Share} name="under" count=${one.under} one=${one}/>
      <div class="count"><dt>${t('agreement.kappa')}</dt><dd class="num">${one.kappa == null ? '–' : one.kappa.toFixed(2).replace('-', '−')}</dd></div></dl>
    ${one.n < minimum && html`<p class="dim row"><${Icon} name="info"/>${t('agreement.too_few', {n: minimum})}</p>`}
    <div class="scroll" tabindex="0" role="region" aria-label=${t(`agreement.pair_${one.pair}`)}><${Table} one=${one} levels=${levels}/></div>
    <p class="dim small-print">${t('agreement.benchmark', {share: `${(benchmark * 100).toFixed(1)} %`})} ${t('agreement.mapping')}</p>`;
};

export const Agreement = () => {
  const asked = address();
  useEffect(() => { attempt(async () => { found.value = await get(`/api/v1/chief/agreement${asked}`); }); }, [asked, day.value.now]);
  const one = found.value?.pairs.find(each => each.pair === pair.value);
  const pick = (kept, name, words) => html`<${Button} key=${name} kind="small" aria-pressed=${kept.value === name} onClick=${() => { kept.value = name; }}>${words}<//>`;
  return html`<section class="card agreement" aria-labelledby="agreement"><div class="head"><h2 id="agreement">${t('agreement.title')}</h2><a class="button small" href=${`/api/v1/chief/agreement.csv${asked}`} download><${Icon} name="file-text"/>${t('chief.download')}</a></div>
    <div class="inside"><div class="row wrap">${(found.value?.pairs ?? []).map(each => pick(pair, each.pair, html`${t(`agreement.pair_${each.pair}`)} <b class="num">${each.n}</b>`))}<span class="grow"/>${SPANS.map(name => pick(span, name, t(`network_span.${name}`)))}</div>
      ${one && html`<${Pair} one=${one}/>`}</div></section>`;
};
