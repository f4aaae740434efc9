// What signal priority did on the day: how fast it was granted, and what that was worth.

import {Icon, html} from '../parts.js';
import {t} from '../say.js';
import {span} from '../time.js';
import {percent} from './figures.js';
import {address, day} from './state.js';

const Count = ({name, value, more}) => html`<div class="count"><dt>${name}</dt><dd class="num">${value}${more && html` <small>${more}</small>`}</dd></div>`;

export const Greens = () => {
  const found = day.value.signals;
  if (!found.asked) return html`<section class="card" aria-labelledby="greens"><div class="head"><h2 id="greens">${t('greens.title')}</h2></div><div class="inside"><p class="dim">${t(found.centre ? 'greens.none' : 'lights.no_centre')}</p></div></section>`;
  return html`<section class="card" aria-labelledby="greens"><div class="head"><h2 id="greens">${t('greens.title')}</h2><span class="grow"/><a class="button small" href=${`/api/v1/chief/signals.csv${address.value}`} download><${Icon} name="file-text"/>${t('chief.download')}</a></div>
    <div class="inside"><dl class="counts"><${Count} name=${t('greens.asked')} value=${found.asked}/><${Count} name=${t('greens.granted')} value=${found.granted}/><${Count} name=${t('greens.refused')} value=${found.refused}/><${Count} name=${t('greens.unanswered')} value=${found.unanswered}/>
      <${Count} name=${t('greens.wait')} value=${span(found.grant_median_s)} more=${t('greens.p90', {p90: span(found.grant_p90_s)})}/><${Count} name=${t('greens.share')} value=${percent(found.share)} more=${t('greens.of', {n: found.passed_granted, all: found.passed})}/>
      <${Count} name=${t('greens.saved')} value=${span(found.saved_s)} more=${t('greens.estimate')}/><${Count} name=${t('greens.others')} value=${found.others_known ? span(found.others_delay_s) : t('greens.unknown')}/></dl>
      <p class="dim">${t('greens.how', {seconds: found.saved_each_s})}</p></div></section>`;
};
