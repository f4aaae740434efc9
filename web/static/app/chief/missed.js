// Incidents that missed a target, each with the way to its replay.

import {signal} from '@preact/signals';
import {Button, Chip, Empty, Priority, html} from '../parts.js';
import {complaintOf, t, word} from '../say.js';
import {hour, span} from '../time.js';
import {day, summary} from './state.js';

const FEW = 12;
const all = signal(false);
const ROLE = document.documentElement.dataset.role;

const Misses = ({misses}) => misses.map(one => html`<${Chip} key=${one.interval} kind="warn" icon="timer">${t('chief.miss', {interval: word('interval', one.interval), took: one.took_s == null ? t('chief.no_end') : span(one.took_s), target: span(one.target_s)})}<//> `);

const Row = ({one: {incident, misses}}) => html`<tr><td><${Priority} p=${incident.priority}/></td>
  <th scope="row">${ROLE === 'admin' ? html`<span class="num">${incident.number}</span>` : html`<a class="num" href=${`/chief/replay/${incident.id}`} aria-label=${t('chief.replay_of', {number: incident.number})}>${incident.number}</a>`}</th>
  <td class="num">${hour(incident.received_at)}</td><td>${complaintOf(incident)}</td><td><span class="row wrap"><${Misses} misses=${misses}/></span></td></tr>`;

export const Missed = () => {
  const {missed, missed_total: total} = summary.value, shown = all.value ? missed : missed.slice(0, FEW);
  return html`<section class="card missed" aria-labelledby="missed"><div class="head"><h2 id="missed">${t('chief.missed')} <span class="count num">${total}</span></h2></div>
    ${total ? html`<div class="scroll" tabindex="0" role="region" aria-labelledby="missed"><table class="table"><thead><tr><th scope="col">${t('chief.priority')}</th><th scope="col">${t('chief.number')}</th><th scope="col">${t('chief.received')}</th><th scope="col">${t('chief.complaint')}</th><th scope="col">${t('chief.over')}</th></tr></thead>
      <tbody>${shown.map(one => html`<${Row} key=${one.incident.id} one=${one}/>`)}</tbody></table></div>
      ${missed.length > FEW && html`<p class="inside"><${Button} kind="small" aria-expanded=${all.value} onClick=${() => { all.value = !all.value; }}>${all.value ? t('chief.fewer') : t('chief.all', {n: missed.length})}<//>
        ${total > missed.length && html` <small>${t('chief.only_first', {n: missed.length})}</small>`}</p>`}`
    : html`<${Empty} icon="circle-check" title=${t('chief.none_missed', {date: day.value.date})}/>`}</section>`;
};
