// Runs that ended without transport over some days: how many of those that reached the scene, how, and why.

import {get} from '../api.js';
import {Empty, Icon, html, signal, useEffect} from '../parts.js';
import {attempt} from '../page.js';
import {t, word} from '../say.js';
import {percent} from './figures.js';
import {day, simulated} from './state.js';

const found = signal(null);
const address = () => `?${new URLSearchParams({span: 'four_weeks', last: day.value.date, ...(simulated.value && {simulated: 'true'})})}`;
const Count = ({name, value, more}) => html`<div class="count"><dt>${name}</dt><dd class="num">${value}${more && html` <small>${more}</small>`}</dd></div>`;
const Outcome = ({outcome, n, all, whys}) => html`<tr><th scope="row">${word('outcome', outcome)}</th><td class="figure">${n}</td><td class="figure">${percent(n / all)}</td>
  <td>${Object.entries(whys).sort(([, a], [, b]) => b - a).map(([why, count]) => `${word('leaving_why', why)} ${count}`).join(' · ')}</td></tr>`;

export const Unmoved = () => {
  const asked = address(), one = found.value?.found;
  useEffect(() => { attempt(async () => { found.value = await get(`/api/v1/chief/untransported${asked}`); }); }, [asked, day.value.now]);
  return html`<section class="card unmoved" aria-labelledby="unmoved"><div class="head"><h2 id="unmoved">${t('unmoved.title')}</h2><a class="button small" href=${`/api/v1/chief/untransported.csv${asked}`} download><${Icon} name="file-text"/>${t('chief.download')}</a></div>
    <div class="inside">${one && (one.there === 0 ? html`<${Empty} icon="truck" title=${t('unmoved.none')}/>` : html`<dl class="counts"><${Count} name=${t('unmoved.share')} value=${percent(one.without / one.there)} more=${t('unmoved.of', {n: one.without, all: one.there})}/>
      <${Count} name=${t('unmoved.untold')} value=${one.untold}/><${Count} name=${t('unmoved.signed')} value=${one.signed} more=${t('unmoved.among', {all: one.refused})}/><${Count} name=${t('unmoved.flagged')} value=${one.flagged}/><${Count} name=${t('unmoved.called_off')} value=${one.called_off}/></dl>
      ${Object.keys(one.outcomes).length > 0 && html`<div class="scroll" tabindex="0" role="region" aria-labelledby="unmoved"><table class="table"><thead><tr><th scope="col">${t('unmoved.how')}</th><th class="figure" scope="col">${t('tapping.runs')}</th><th class="figure" scope="col">${t('unmoved.part')}</th><th scope="col">${t('unmoved.why')}</th></tr></thead>
        <tbody>${Object.entries(one.outcomes).sort(([, a], [, b]) => b - a).map(([outcome, n]) => html`<${Outcome} key=${outcome} outcome=${outcome} n=${n} all=${one.without} whys=${one.whys[outcome]}/>`)}</tbody></table></div>`}
      <p class="dim small-print">${t('unmoved.more', {share: percent(found.value.benchmark)})}</p>`)}</div></section>`;
};
