// How a region's hospitals were asked over some days, answered, and shared the patients.

import {Chip, html} from '../parts.js';
import {named, t, word} from '../say.js';
import {span} from '../time.js';
import {Tested} from './calibration.js';
import {Chart} from './chart.js';
import {percent} from './figures.js';
import {network, period} from './period.js';

const Count = ({name, value, grave}) => html`<div class="count"><dt>${name}</dt><dd class=${`num ${grave && value ? 'late' : ''}`}>${value}</dd></div>`;
const Tile = ({name, value, more, bad}) => html`<div class="card tile"><dt>${name}</dt><dd><b class="num">${value}</b>${bad && html`<${Chip} kind="warn" icon="triangle-alert">${bad}</${Chip}>`}<small>${more}</small></dd></div>`;
const sum = (list, key) => list.reduce((all, one) => all + one[key], 0);

export const Tiles = () => {
  const {asking, accept, reasons, other_flagged: flagged} = network.value, due = sum(asking.hospitals, 'agreed') + sum(asking.hospitals, 'declined') + sum(asking.hospitals, 'silent'), replied = due - sum(asking.hospitals, 'silent');
  const limit = percent(period.value.minimum.other);
  return html`<dl class="tiles"><${Tile} name=${t('network.per_patient')} value=${asking.patients ? (asking.asked / asking.patients).toFixed(1) : '–'} more=${t('network.per_patient_more', {patients: asking.patients, asked: asking.asked})}/>
    <${Tile} name=${t('network.accept')} value=${span(accept.median_s)} more=${t('network.accept_more', {p90: span(accept.p90_s), n: accept.n})}/>
    <${Tile} name=${t('network.replies')} value=${percent(due ? replied / due : null)} more=${t('network.replies_more', {replied, due})}/>
    <${Tile} name=${t('network.other')} value=${percent(reasons.declined ? reasons.other / reasons.declined : null)} bad=${flagged && t('network.too_many')} more=${t('network.other_more', {...reasons, limit})}/></dl>`;
};

const Bars = ({title, rows, head}) => {
  const most = Math.max(1, ...rows.map(([, n]) => n));
  return html`<div><h3>${title}</h3><table class="table bars">${head && html`<thead><tr>${head.map((one, n) => html`<th key=${n} scope="col" class=${n ? 'figure' : ''} colspan=${n ? 2 : 1}>${one}</th>`)}</tr></thead>`}<tbody>${rows.map(([name, n]) => html`<tr key=${name}><th scope="row">${name}</th>
    <td class="wide"><span class="bar" aria-hidden="true"><i style=${{width: `${n / most * 100}%`}}/></span></td><td class="figure">${n}</td></tr>`)}</tbody></table></div>`;
};

export const Search = () => {
  const {asking, moves} = network.value, many = {n: period.value.minimum.many};
  return html`<section class="card" aria-labelledby="search"><div class="head"><h2 id="search">${t('chief.asking')}</h2></div><div class="inside">
    <h3>${t('network.difficult')}</h3><p class="dim">${t('network.difficult_more')}</p><dl class="counts"><${Count} name=${t('network.many', many)} value=${asking.many}/><${Count} name=${t('network.long')} value=${asking.long}/><${Count} name=${t('network.both')} value=${asking.many_and_long} grave/></dl>
    <h3>${t('network.moves')}</h3><dl class="counts"><${Count} name=${t('network.arrived')} value=${moves.arrived}/><${Count} name=${t('network.moved')} value=${moves.moved}/><${Count} name=${t('network.reached')} value=${moves.reached}/>
      <${Count} name=${t('network.under_way')} value=${moves.under_way}/><${Count} name=${t('network.nowhere')} value=${moves.nowhere} grave/></dl>
    <div class="halves"><${Bars} title=${t('chief.per_patient')} head=${[t('chief.requests'), t('chief.patients')]} rows=${Object.entries(asking.per_patient)}/>
      <${Bars} title=${t('chief.answers')} rows=${[[t('chief.agreed'), asking.agreed], ...Object.entries(asking.codes).sort(([, a], [, b]) => b - a).map(([code, n]) => [word('decline', code), n]), [t('chief.silent'), asking.silent], [t('chief.withdrawn'), asking.withdrawn], [t('chief.waiting'), asking.waiting]].filter(([, n]) => n)}/></div></div></section>`;
};

export const Days = () => {
  const days = network.value.days, along = {at: days.map((_, n) => n), splits: days.map((_, n) => n).filter(n => n % Math.ceil(days.length / 8) === 0), label: n => days[n]?.day.slice(5) ?? '', low: -.6, high: days.length - .4};
  if (days.length < 2) return null;
  return html`<section class="card" aria-labelledby="days"><div class="head"><h2 id="days">${t('network.days')}</h2></div><div class="inside">
    <${Chart} title=${t('network.patients_by_day')} along=${along} series=${[{name: t('chief.patients'), style: 'bars', values: days.map(one => one.patients)}]}/>
    ${days.some(one => one.accept.median_s != null) && html`<${Chart} title=${t('network.accept_by_day')} along=${along} label=${span} series=${[{name: t('chief.median'), style: 'line', values: days.map(one => one.accept.median_s)}]}/>`}
    <details><summary>${t('chief.as_table')}</summary><table class="table"><thead><tr><th scope="col">${t('network.day')}</th><th class="figure" scope="col">${t('chief.patients')}</th><th class="figure" scope="col">${t('chief.requests')}</th><th class="figure" scope="col">${t('chief.reply_rate')}</th><th class="figure" scope="col">${t('network.accept')}</th></tr></thead>
      <tbody>${days.map(one => html`<tr key=${one.day}><th scope="row" class="num">${one.day}</th><td class="figure">${one.patients}</td><td class="figure">${one.asked}</td><td class="figure">${percent(one.due ? one.replied / one.due : null)}</td><td class="figure">${span(one.accept.median_s)}</td></tr>`)}</tbody></table></details></div></section>`;
};

const nameOf = id => named(period.value.hospitals[id] ?? {ko: id, en: id});
const Hospital = ({one, line}) => {
  const due = one.agreed + one.declined + one.silent;
  return html`<tr><th scope="row">${nameOf(one.hospital_id)}</th><td class="figure">${one.asked}</td><td class="figure">${one.agreed}</td><td class="figure">${one.declined}</td><td class="figure">${one.silent}</td>
    <td class="figure">${percent(due ? (one.agreed + one.declined) / due : null)}</td><td class="figure">${span(one.median_s)}</td><td class="figure">${span(one.p90_s)}</td><td class="figure"><${Tested} one=${line.calibration}/></td>
    <td class="figure"><b>${one.taken}</b></td><td class="figure">${line.share?.toFixed(1) ?? '–'}</td></tr>`;
};

export const Balance = () => {
  const rows = network.value.asking.hospitals.map((one, n) => ({one, line: network.value.hospitals[n]})).sort((a, b) => b.one.taken - a.one.taken || b.one.asked - a.one.asked);
  const along = {at: rows.map((_, n) => n + 1), splits: rows.map((_, n) => n + 1), label: String, low: .4, high: rows.length + .6};
  return html`<section class="card balance" aria-labelledby="balance"><div class="head"><h2 id="balance">${t('network.balance')}</h2></div><div class="inside"><p class="dim">${t('network.balance_more')}</p>
    <${Chart} title=${t('network.taken_chart')} along=${along} series=${[{name: t('network.taken'), style: 'bars', values: rows.map(({one}) => one.taken)}, {name: t('network.share'), style: 'marks', values: rows.map(({line}) => line.share)}]}/></div>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="balance"><table class="table numbered"><thead><tr><th scope="col">${t('chief.by_hospital')}</th>
      ${['chief.requests', 'chief.agreed', 'chief.declined', 'chief.silent', 'chief.reply_rate', 'chief.median', 'chief.p90', 'network.tested', 'network.taken', 'network.share'].map(key => html`<th key=${key} class="figure" scope="col">${t(key)}</th>`)}</tr></thead>
      <tbody>${rows.map(({one, line}) => html`<${Hospital} key=${one.hospital_id} one=${one} line=${line}/>`)}</tbody></table></div></section>`;
};
