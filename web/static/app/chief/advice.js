// How the models' advice was taken, and whether those who saw the patient found the same.

import {Empty, html} from '../parts.js';
import {t, word} from '../say.js';
import {percent} from './figures.js';
import {day} from './state.js';

const of = (part, whole) => whole ? html`<span class="num">${percent(part / whole)} <small>(${part}/${whole})</small></span>` : '–';
const Row = ({one}) => html`<tr><th scope="row">${word('advice_kind', one.kind)}</th><td class="figure">${one.made}</td><td class="figure">${one.shown}</td><td class="figure">${of(one.accepted, one.accepted + one.ignored)}</td>
  <td class="figure">${of(one.agreed, one.judged)}</td><td class="figure">${one.kind === 'acuity' ? of(one.under, one.judged) : '–'}</td><td class="figure">${one.kind === 'acuity' ? of(one.over, one.judged) : '–'}</td></tr>`;

export const Advised = () => {
  const rows = day.value.advice;
  return html`<section class="card" aria-labelledby="advised"><div class="head"><h2 id="advised">${t('advised.title')}</h2></div>
    ${rows.some(one => one.made) ? html`<div class="inside scroll" tabindex="0" role="region" aria-labelledby="advised"><table class="table"><thead><tr><th scope="col">${t('advised.kind')}</th><th class="figure" scope="col">${t('advised.made')}</th><th class="figure" scope="col">${t('advised.shown')}</th>
      <th class="figure" scope="col">${t('advised.accepted')}</th><th class="figure" scope="col">${t('advised.agreed')}</th><th class="figure" scope="col">${t('advised.under')}</th><th class="figure" scope="col">${t('advised.over')}</th></tr></thead>
      <tbody>${rows.map(one => html`<${Row} key=${one.kind} one=${one}/>`)}</tbody></table></div><p class="inside dim">${t('advised.more')}</p>` : html`<${Empty} icon="clipboard-list" title=${t('advised.none')}/>`}</section>`;
};
