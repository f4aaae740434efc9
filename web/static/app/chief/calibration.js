// Whether what was predicted came true: the reliability diagram, its table, and the scores.

import {Empty, html} from '../parts.js';
import {t} from '../say.js';
import {Chart} from './chart.js';
import {percent} from './figures.js';
import {network, period} from './period.js';

const PARTS = {at: Array.from({length: 10}, (_, n) => n / 10 + .05), splits: [0, .2, .4, .6, .8, 1], label: p => `${Math.round(p * 100)} %`, low: 0, high: 1.04};
const score = number => number == null ? '–' : number.toFixed(3).replace('-', '−');
const Score = ({name, value, more}) => html`<div class="count"><dt>${name}</dt><dd class="num">${value}<small>${more}</small></dd></div>`;

/** What was predicted beside what came; a dash with the number of answers where they are too few to say. */
export const Tested = ({one}) => one.brier == null ? html`<span class="dim" title=${t('network.not_enough', {n: one.n, least: period.value.minimum.score})}>– <small class="num">(${one.n})</small></span>`
  : html`<span class="num">${percent(one.predicted)} → <b>${percent(one.share)}</b></span>`;

export const Calibration = ({one = network.value.calibration, title = t('network.calibration'), more = t('network.calibration_more'), few = t('network.not_enough', {n: one.n, least: period.value.minimum.score})}) => {
  const bins = PARTS.at.map((_, n) => one.bins.find(bin => Math.round(bin.low * 10) === n));
  const of = name => bins.map(bin => bin?.[name] ?? null);
  const series = [{name: t('network.ideal'), style: 'target', values: PARTS.at}, {name: t('network.actual'), style: 'line', values: of('share')},
    {name: t('network.interval'), style: 'edge', values: of('lower')}, {name: '', style: 'edge', values: of('upper')}];
  return html`<section class="card" aria-labelledby="calibration"><div class="head"><h2 id="calibration">${title}</h2></div><div class="inside"><p class="dim">${more}</p>
    ${one.brier == null ? html`<${Empty} icon="gauge" title=${few}/>` : html`<dl class="counts scores">
        <${Score} name=${t('network.predicted')} value=${percent(one.predicted)}/><${Score} name=${t('network.actual')} value=${percent(one.share)}/><${Score} name=${t('chief.n')} value=${one.n}/>
        <${Score} name=${t('network.brier')} value=${score(one.brier)} more=${t('network.brier_more', {reference: score(one.reference)})}/><${Score} name=${t('network.skill')} value=${score(one.skill)} more=${t('network.skill_more')}/></dl>
      <${Chart} title=${t('network.reliability')} series=${series} along=${PARTS} top=${1} label=${share => percent(share)}/>
      <table class="table"><thead><tr><th scope="col">${t('network.predicted_range')}</th><th class="figure" scope="col">${t('chief.n')}</th><th class="figure" scope="col">${t('network.predicted')}</th><th class="figure" scope="col">${t('network.actual')}</th><th class="figure" scope="col">${t('network.interval')}</th></tr></thead>
        <tbody>${one.bins.map(bin => html`<tr key=${bin.low}><th scope="row" class="num">${Math.round(bin.low * 100)}–${Math.round(bin.high * 100)} %</th><td class="figure">${bin.n}</td><td class="figure">${percent(bin.predicted)}</td>
          <td class="figure"><b>${percent(bin.share)}</b></td><td class="figure">${Math.round(bin.lower * 100)}–${Math.round(bin.upper * 100)} %</td></tr>`)}</tbody></table>`}</div></section>`;
};
