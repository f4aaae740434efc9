// How hospitals were asked and how they answered; and how far the stamps can be believed.

import {Empty, html} from '../parts.js';
import {named, t, word} from '../say.js';
import {span} from '../time.js';
import {percent} from './figures.js';
import {day, summary} from './state.js';

const rate = h => h.agreed + h.declined + h.silent ? (h.agreed + h.declined) / (h.agreed + h.declined + h.silent) : null;
const Count = ({name, value, grave}) => html`<div class="count"><dt>${name}</dt><dd class=${`num ${grave && value ? 'late' : ''}`}>${value}</dd></div>`;

const Codes = ({asking}) => {
  const answers = [[t('chief.agreed'), asking.agreed], ...Object.entries(asking.codes).map(([code, n]) => [word('decline', code), n]), [t('chief.silent'), asking.silent], [t('chief.withdrawn'), asking.withdrawn], [t('chief.waiting'), asking.waiting]];
  const most = Math.max(1, ...answers.map(([, n]) => n));
  return html`<table class="table bars"><caption class="unseen">${t('chief.answers')}</caption><tbody>${answers.filter(([, n]) => n).map(([name, n]) => html`<tr key=${name}><th scope="row">${name}</th>
    <td class="wide"><span class="bar" aria-hidden="true"><i style=${{width: `${n / most * 100}%`}}/></span></td><td class="figure">${n}</td></tr>`)}</tbody></table>`;
};

const Hospital = ({one}) => html`<tr><th scope="row">${named(day.value.hospitals[one.hospital_id] ?? {ko: one.hospital_id, en: one.hospital_id})}</th><td class="figure">${one.asked}</td>
  <td class="figure">${one.agreed}</td><td class="figure">${one.declined}</td><td class="figure">${one.silent}</td><td class="figure">${percent(rate(one))}</td><td class="figure">${span(one.median_s)}</td></tr>`;

export const Asking = () => {
  const asking = summary.value.asking;
  return html`<section class="card asking" aria-labelledby="asking"><div class="head"><h2 id="asking">${t('chief.asking')}</h2></div>
    ${asking.asked ? html`<div class="inside"><dl class="counts"><${Count} name=${t('chief.patients')} value=${asking.patients}/><${Count} name=${t('chief.requests')} value=${asking.asked}/>
        <${Count} name=${t('chief.many', {n: day.value.minimum.many})} value=${asking.many} grave/><${Count} name=${t('chief.many_and_long', {n: day.value.minimum.many})} value=${asking.many_and_long} grave/>
        <${Count} name=${t('chief.designated')} value=${asking.designated}/></dl>
      <div class="two"><div><h3>${t('chief.per_patient')}</h3><table class="table"><thead><tr><th scope="col">${t('chief.requests')}</th><th scope="col" class="figure">${t('chief.patients')}</th></tr></thead>
        <tbody>${Object.entries(asking.per_patient).map(([n, patients]) => html`<tr key=${n}><th scope="row" class="num">${n}</th><td class="figure">${patients}</td></tr>`)}</tbody></table></div>
        <div><h3>${t('chief.answers')}</h3><${Codes} asking=${asking}/></div></div>
      <div class="scroll" tabindex="0" role="region" aria-label=${t('chief.by_hospital')}><table class="table"><thead><tr><th scope="col">${t('chief.by_hospital')}</th><th class="figure" scope="col">${t('chief.requests')}</th><th class="figure" scope="col">${t('chief.agreed')}</th>
        <th class="figure" scope="col">${t('chief.declined')}</th><th class="figure" scope="col">${t('chief.silent')}</th><th class="figure" scope="col">${t('chief.reply_rate')}</th><th class="figure" scope="col">${t('chief.median')}</th></tr></thead>
        <tbody>${[...asking.hospitals].sort((a, b) => b.asked - a.asked).map(one => html`<${Hospital} key=${one.hospital_id} one=${one}/>`)}</tbody></table></div></div>`
    : html`<${Empty} icon="hospital" title=${t('chief.nobody_asked')}/>`}</section>`;
};

const ODD = ['missing', 'skipped', 'reversed', 'corrected', 'drifted'];
const sources = one => Object.entries(one.by_source).map(([source, n]) => `${word('stamp_source', source)} ${n}`).join(', ') || '–';

export const Stamps = () => html`<section class="card stamps" aria-labelledby="stamps"><div class="head"><h2 id="stamps">${t('chief.stamps')}</h2></div>
  <div class="scroll" tabindex="0" role="region" aria-labelledby="stamps"><table class="table"><thead><tr><th scope="col">${t('chief.stamp')}</th><th class="figure" scope="col">${t('chief.recorded')}</th>
    ${ODD.map(kind => html`<th key=${kind} class="figure" scope="col">${t(`chief.${kind}`)}</th>`)}<th scope="col">${t('chief.source')}</th></tr></thead>
  <tbody>${summary.value.stamps.map(one => html`<tr key=${one.name}><th scope="row">${word('stamp', one.name)}</th><td class="figure">${one.recorded}</td>
    ${ODD.map(kind => html`<td key=${kind} class=${`figure ${one[kind] ? 'odd' : 'dim'}`}>${one[kind]}</td>`)}<td>${sources(one)}</td></tr>`)}</tbody></table></div>
  <p class="dim small-print">${t('chief.stamps_more')}</p></section>`;
