// How the units' time stamps come about over some days: who said them, what is missing, how late and how far away the taps
// were. Every share with what it is a share of.

import {get} from '../api.js';
import {Button, Empty, Icon, html, signal, useEffect} from '../parts.js';
import {attempt} from '../page.js';
import {named, t, word} from '../say.js';
import {span} from '../time.js';
import {percent} from './figures.js';
import {day, simulated} from './state.js';

const SPANS = ['week', 'four_weeks'];
const PARTS = [['missing', 'due'], ['skipped', 'due'], ['drifted', 'timed'], ['late', 'fenced'], ['bunched', 'followed'], ['far', 'measured']];
const found = signal(null), length = signal('week');
const address = () => `?${new URLSearchParams({span: length.value, last: day.value.date, ...(simulated.value && {simulated: 'true'})})}`;

const Part = ({one, part, among}) => html`<td class=${`figure ${one[part] ? 'odd' : 'dim'}`}>${one[among] ? percent(one[part] / one[among]) : '–'} <small>${one[part]}/${one[among]}</small></td>`;
const sources = one => Object.entries(one.by_source).map(([source, n]) => `${word('stamp_source', source)} ${percent(n / one.recorded)}`).join(' · ') || '–';
const Row = ({name, one, whole}) => html`<tr class=${whole ? 'whole' : ''}><th scope="row">${name}</th><td class="figure">${one.runs}</td><td>${sources(one)}</td>${PARTS.map(([part, among]) => html`<${Part} key=${part} one=${one} part=${part} among=${among}/>`)}
  <td class="figure">${span(one.late_median_s)}</td></tr>`;

export const Tapping = () => {
  const asked = address();
  useEffect(() => { attempt(async () => { found.value = await get(`/api/v1/chief/stamps${asked}`); }); }, [asked, day.value.now]);
  const all = found.value, gone = Object.entries(all?.whole.missing_by_step ?? {});
  return html`<section class="card tapping" aria-labelledby="tapping"><div class="head"><h2 id="tapping">${t('tapping.title')}</h2><a class="button small" href=${`/api/v1/chief/stamps.csv${asked}`} download><${Icon} name="file-text"/>${t('chief.download')}</a></div>
    <div class="inside"><div class="row wrap">${SPANS.map(name => html`<${Button} key=${name} kind="small" aria-pressed=${length.value === name} onClick=${() => { length.value = name; }}>${word('network_span', name)}<//>`)}</div>
    ${all && (all.whole.runs === 0 ? html`<${Empty} icon="clock" title=${t('tapping.none')}/>` : html`<div class="scroll" tabindex="0" role="region" aria-labelledby="tapping"><table class="table"><thead><tr><th scope="col">${t('tapping.unit')}</th><th class="figure" scope="col">${t('tapping.runs')}</th><th scope="col">${t('chief.source')}</th>
      ${PARTS.map(([part]) => html`<th key=${part} class="figure" scope="col">${t(`tapping.${part}`)}</th>`)}<th class="figure" scope="col">${t('tapping.late_median')}</th></tr></thead>
      <tbody><${Row} name=${t('tapping.all')} one=${all.whole} whole/>${Object.entries(all.units).map(([unit, one]) => html`<${Row} key=${unit} name=${named(all.names[unit] ?? {ko: unit, en: unit})} one=${one}/>`)}</tbody></table></div>
      ${gone.length > 0 && html`<p>${t('tapping.gone')}: ${gone.map(([step, n]) => `${word('stamp', step)} ${n}`).join(' · ')}</p>`}
      <p class="dim small-print">${t('tapping.how', {clock: all.limits.drift_s, late: all.limits.late_s, bunch: all.limits.bunch_s, far: all.limits.far_m})}</p>`)}</div></section>`;
};
