// Triage against what became of the patients: who was grave and not seen so, who was not and was, and who has no outcome yet.

import {get} from '../api.js';
import {Button, Empty, html, signal, useEffect} from '../parts.js';
import {attempt} from '../page.js';
import {t, word} from '../say.js';
import {percent} from './figures.js';
import {day, simulated} from './state.js';

const SPANS = ['week', 'four_weeks'];
const found = signal(null), span = signal('four_weeks');
const address = () => `?${new URLSearchParams({span: span.value, last: day.value.date, ...(simulated.value && {simulated: 'true'})})}`;

const Share = ({name, part, whole, share}) => html`<div class="count"><dt>${t(`agreement.${name}`)}</dt><dd class="num">${share ? percent(share.share) : '–'}<small>${share ? t('agreement.interval', {lower: percent(share.lower), upper: percent(share.upper)}) : ''} ${t(`outcomes.of_${name}`, {count: part, n: whole})}</small></dd></div>`;
const Against = ({one}) => html`<h3>${t(`outcomes.seen_${one.seen}`)}</h3><dl class="counts scores"><${Share} name="under" part=${one.under} whole=${one.grave} share=${one.under_share}/><${Share} name="over" part=${one.over} whole=${one.others} share=${one.over_share}/></dl>`;
const Bundles = ({list}) => list.length > 0 && html`<div class="scroll" tabindex="0" role="region" aria-label=${t('outcomes.bundles')}><table class="table"><caption>${t('outcomes.bundles')}</caption><thead><tr><td></td><th class="figure">${t('outcomes.brought_n')}</th><th class="figure">${t('outcomes.answered_n')}</th><th class="figure">${t('outcomes.confirmed_n')}</th></tr></thead>
  <tbody>${list.map(one => html`<tr key=${one.bundle}><th scope="row">${word('bundle', one.bundle)}</th><td class="figure num">${one.brought}</td><td class="figure num">${one.answered}</td><td class="figure num">${one.confirmed}</td></tr>`)}</tbody></table></div>`;
const Found = () => {
  const {brought, returned, waiting, against, bundles, minimum} = found.value;
  if (!brought) return html`<${Empty} icon="hospital" title=${t('outcomes.nobody')}/>`;
  return html`<p>${t('outcomes.counts', {brought, returned, waiting})}</p>${against.map(one => html`<${Against} key=${one.seen} one=${one}/>`)}<${Bundles} list=${bundles}/>
    <p class="dim small-print">${t('outcomes.meaning', {n: minimum})}</p>`;
};

export const Outcomes = () => {
  const asked = address();
  useEffect(() => { attempt(async () => { found.value = await get(`/api/v1/chief/outcomes${asked}`); }); }, [asked, day.value.now]);
  return html`<section class="card agreement" aria-labelledby="outcomes"><div class="head"><h2 id="outcomes">${t('outcomes.against')}</h2></div>
    <div class="inside"><div class="row wrap">${SPANS.map(name => html`<${Button} key=${name} kind="small" aria-pressed=${span.value === name} onClick=${() => { span.value = name; }}>${t(`network_span.${name}`)}<//>`)}</div>${found.value && html`<${Found}/>`}</div></section>`;
};
