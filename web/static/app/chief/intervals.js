// All intervals of the day in one table; choosing one shows it by hour, priority and zone.

import {Empty, Priority, html} from '../parts.js';
import {named, t, word} from '../say.js';
import {span} from '../time.js';
import {Chart, HOURS} from './chart.js';
import {Cells, Heads} from './figures.js';
import {day, interval, picked, summary, targetOf} from './state.js';

/** One number, or one for each priority that has its own. */
const Target = ({name}) => {
  const of = day.value.targets[name], usual = targetOf(name);
  if (usual != null) return html`<span class="num">≤ ${span(usual)}</span>`;
  if (Object.values(of).every(one => one == null)) return '–';
  return html`<span class="targets">${[1, 2, 3, 4].map(p => html`<span key=${p} class="num"><small>P${p}</small> ${of[p] == null ? '–' : span(of[p])}</span>`)}</span>`;
};

const Row = ({one}) => html`<tr aria-selected=${one.interval === picked.value}><th scope="row"><button type="button" class="pick" aria-pressed=${one.interval === picked.value}
    onClick=${() => { picked.value = one.interval; }}><b>${word('interval', one.interval)}</b> <small>${t(`interval_span.${one.interval}`)}</small></button></th>
  <td class="figure"><${Target} name=${one.interval}/></td><${Cells} f=${one.whole}/></tr>`;

export const Intervals = () => html`<section class="card intervals" aria-labelledby="intervals"><div class="head"><h2 id="intervals">${t('chief.intervals')}</h2></div>
  <div class="scroll" tabindex="0" role="region" aria-labelledby="intervals"><table class="table"><thead><tr><th scope="col">${t('chief.interval')}</th><th class="figure" scope="col">${t('chief.target')}</th><${Heads}/></tr></thead>
  <tbody>${summary.value.intervals.map(one => html`<${Row} key=${one.interval} one=${one}/>`)}</tbody></table></div>
  <p class="dim small-print">${t('chief.minimum', day.value.minimum)}</p></section>`;

const hourly = (hours, name) => HOURS.map(hour => hours[hour]?.[name] ?? null);

const Hours = ({hours, name}) => {
  const target = targetOf(name);
  const lines = [{name: t('chief.median'), style: 'line', values: hourly(hours, 'median_s')}, {name: t('chief.p90'), style: 'dashed', values: hourly(hours, 'p90_s')},
    ...(target == null ? [] : [{name: t('chief.target'), style: 'target', values: HOURS.map(() => target)}])];
  return html`<${Chart} title=${t('chief.by_hour')} series=${lines} label=${span}/>
    <${Chart} title=${t('chief.n_by_hour')} series=${[{name: t('chief.n'), style: 'bars', values: hourly(hours, 'n')}]}/>
    <details><summary>${t('chief.as_table')}</summary><${Parts} head=${t('chief.hour')} parts=${Object.entries(hours).sort(([a], [b]) => a - b)} name=${hour => `${hour.padStart(2, '0')}:00`}/></details>`;
};

const Parts = ({head, parts, name}) => html`<table class="table parts"><thead><tr><th scope="col">${head}</th><${Heads}/></tr></thead>
  <tbody>${parts.map(([part, f]) => html`<tr key=${part}><th scope="row">${name(part)}</th><${Cells} f=${f}/></tr>`)}</tbody></table>`;

const priority = part => html`<span class="row"><${Priority} p=${part === 'unknown' ? null : Number(part)}/>${part === 'unknown' ? t('priority.none') : ''}</span>`;
const zone = part => part === 'unknown' ? t('chief.no_zone') : named(day.value.zones[part] ?? {ko: part, en: part});
const most = ([, a], [, b]) => b.n - a.n;

export const Detail = () => {
  const one = interval.value;
  return html`<section class="card detail" aria-live="polite" aria-labelledby="detail"><div class="head"><h2 id="detail">${word('interval', one.interval)} <small>${t(`interval_span.${one.interval}`)}</small></h2></div>
    ${one.whole.n ? html`<div class="inside"><${Hours} hours=${one.hours} name=${one.interval}/>
      <h3>${t('chief.by_priority')}</h3><${Parts} head=${t('chief.priority')} parts=${Object.entries(one.priorities)} name=${priority}/>
      <h3>${t('chief.by_zone')}</h3><${Parts} head=${t('chief.zone')} parts=${Object.entries(one.zones).sort(most).slice(0, 8)} name=${zone}/>
      ${Object.keys(one.zones).length > 8 && html`<details><summary>${t('chief.more_zones', {n: Object.keys(one.zones).length - 8})}</summary><${Parts} head=${t('chief.zone')} parts=${Object.entries(one.zones).sort(most).slice(8)} name=${zone}/></details>`}</div>`
    : html`<${Empty} icon="timer" title=${t('chief.not_measured')}>${t(`not_measured.${one.interval === 'answer' ? 'answer' : 'other'}`)}<//>`}</section>`;
};
