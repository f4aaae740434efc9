// What drones were worth: the tiles, each mission against its ambulance, why none flew, the kits, and the figures in force.

import {Chip, Empty, Icon, html} from '../parts.js';
import {t, word} from '../say.js';
import {moment, span} from '../time.js';
import {percent} from './figures.js';
import {address, period} from './period.js';

const ADMIN = document.documentElement.dataset.role === 'admin';
const CHIPS = {kit: ['good', 'circle-check'], ambulance: ['', 'truck'], kit_alone: ['', 'package'], home: ['', 'undo-2'], astray: ['warn', 'triangle-alert'], open: ['', 'clock']};
const late = seconds => seconds == null ? '–' : `${seconds < 0 ? '−' : '+'}${span(Math.abs(seconds))}`;

const Tile = ({name, value, more}) => html`<div class="card tile"><dt>${name}</dt><dd><b class="num">${value}</b><small>${more}</small></dd></div>`;
export const Tiles = () => {
  const {drops, minimum} = period.value, first = drops.races.kit ?? 0, both = drops.lead.n;
  const few = n => t('drones.few', {n, least: minimum.median});
  return html`<dl class="tiles"><${Tile} name=${t('drones.first')} value=${both ? `${first} / ${both}` : '–'} more=${both >= minimum.median ? percent(first / both) : t('drones.first_more')}/>
    <${Tile} name=${t('drones.gained')} value=${span(drops.gained_s)} more=${drops.gained_s == null ? few(both) : t('drones.promised', {span: span(drops.promised_s)})}/>
    <${Tile} name=${t('drones.flown')} value=${`${drops.flown} / ${drops.asked}`} more=${t('drones.flown_more', {go: drops.go, ordered: drops.ordered})}/>
    <${Tile} name=${t('drones.kit_late')} value=${late(drops.kit_late.median_s)} more=${drops.kit_late.median_s == null ? few(drops.kit_late.n) : t('drones.ambulance_late', {span: late(drops.ambulance_late.median_s)})}/>
    <${Tile} name=${t('drones.to_hand')} value=${span(drops.to_hand.median_s)} more=${drops.to_hand.median_s == null ? few(drops.to_hand.n) : t('drones.measured', {n: drops.to_hand.n})}/></dl>`;
};

const Raced = ({race, mission}) => { const [kind, icon] = CHIPS[race]; return html`<${Chip} kind=${kind} icon=${icon}>${word('race', race)}<//>${mission.reason && html` <small>${word('sortie_reason', mission.reason)}</small>`}`; };
const Logs = ({id}) => html`<span class="row">${['csv', 'json', 'kml'].map(form => html`<a key=${form} href=${`/api/v1/sorties/${id}/log/${form}`} download>${form.toUpperCase()}</a>`)}</span>`;
const Mission = ({one}) => {
  const {mission, race, lead_s, lost_s, kit_late_s, ambulance_late_s} = one;
  return html`<tr>${ADMIN ? html`<th scope="row" class="num">${moment(mission.ordered_at)}</th>` : html`<th scope="row"><a href=${`/chief/replay/${mission.incident_id}`}>${mission.number}</a></th><td class="num">${moment(mission.ordered_at)}</td>`}<td><${Raced} race=${race} mission=${mission}/></td><td>${word('kit', mission.kit)}</td>
    <td class="figure"><b>${lead_s == null ? lost_s ? html`<small>${t('drones.lost', {span: span(lost_s)})}</small>` : '–' : late(lead_s)}</b></td><td class="figure">${percent(mission.predicted?.p_first)}</td><td class="figure">${span(mission.predicted?.gain_s)}</td>
    <td class="figure">${late(kit_late_s)}</td><td class="figure">${late(ambulance_late_s)}</td><td><${Logs} id=${mission.id}/></td></tr>`;
};
const HEADS = ['ordered', 'race', 'kit', 'lead', 'chance', 'expected', 'kit_off', 'ambulance_off', 'log'];
const FIGURES = new Set(['lead', 'chance', 'expected', 'kit_off', 'ambulance_off']);
export const Flown = () => {
  const {drops: {missions, ordered, lost}} = period.value;
  if (ordered === 0) return null;
  return html`<section class="card" aria-labelledby="flown"><div class="head"><h2 id="flown">${t('drones.missions')} <small class="num">${ordered}</small></h2><a class="button small" href=${`/api/v1/chief/flights.csv${address.value}`} download><${Icon} name="file-text"/>${t('drones.logbook')}</a></div>
    <div class="scroll inside" tabindex="0" role="region" aria-labelledby="flown"><table class="table"><thead><tr>${!ADMIN && html`<th scope="col">${t('drones.incident')}</th>`}${HEADS.map(key => html`<th key=${key} scope="col" class=${FIGURES.has(key) ? 'figure' : ''}>${t(`drones_col.${key}`)}</th>`)}</tr></thead>
      <tbody>${missions.map(one => html`<${Mission} key=${one.mission.id} one=${one}/>`)}</tbody></table></div>
    <p class="dim small-print">${t('drones.missions_more')}${lost > 0 ? ` ${t('drones.lost_more', {n: lost})}` : ''}</p></section>`;
};

export const Refusals = () => {
  const {refusals, ended, asked, go} = period.value.drops, reasons = Object.entries(ended).sort(([, a], [, b]) => b - a);
  return html`<section class="card" aria-labelledby="refusals"><div class="head"><h2 id="refusals">${t('drones.refusals')} <small class="num">${asked - go} / ${asked}</small></h2></div><div class="inside">
    ${refusals.length === 0 ? html`<${Empty} icon="circle-check" title=${t('drones.no_refusals')}/>` : html`<div class="scroll" tabindex="0" role="region" aria-labelledby="refusals"><table class="table"><thead><tr><th scope="col">${t('drones.why')}</th><th class="figure" scope="col">${t('drones.counted')}</th><th class="figure" scope="col">${t('drones.stood')}</th><th class="figure" scope="col">${t('drones.waited')}</th></tr></thead>
      <tbody>${refusals.map(one => html`<tr key=${one.code}><th scope="row">${word('no_go_name', one.code)}</th><td class="figure"><b>${one.counted}</b></td><td class="figure">${one.stood}</td><td class="figure">${span(one.ambulance.median_s)}</td></tr>`)}</tbody></table></div>
      <p class="dim">${t('drones.refusals_more')}</p>`}
    ${reasons.length > 0 && html`<h3>${t('drones.ended')}</h3><p>${reasons.map(([reason, n]) => `${word('sortie_reason', reason)} ${n}`).join(' · ')}</p>`}</div></section>`;
};

export const Kits = () => {
  const {drops: {kits}, stock} = period.value, kinds = [...new Set([...kits, ...stock].map(one => one.kit))].sort();
  const of = (list, kit) => list.find(one => one.kit === kit);
  return html`<section class="card" aria-labelledby="kits"><div class="head"><h2 id="kits">${t('drones.kits')}</h2></div><div class="inside">
    ${kinds.length === 0 ? html`<${Empty} icon="package" title=${t('drones.no_kits')}/>` : html`<div class="scroll" tabindex="0" role="region" aria-labelledby="kits"><table class="table"><thead><tr><th scope="col">${t('drones_col.kit')}</th>${['flown', 'down', 'in_hand', 'home', 'ready', 'soon', 'expired'].map(key => html`<th key=${key} class="figure" scope="col">${t(`kit_use.${key}`)}</th>`)}</tr></thead>
      <tbody>${kinds.map(kit => { const used = of(kits, kit), left = of(stock, kit); return html`<tr key=${kit}><th scope="row">${word('kit', kit)}</th>${['flown', 'down', 'in_hand', 'home'].map(key => html`<td key=${key} class="figure">${used?.[key] ?? 0}</td>`)}
        <td class="figure"><b>${left?.ready ?? 0}</b></td><td class="figure">${left?.soon ? html`<span class="odd">${left.soon}</span>` : 0}</td><td class="figure">${left?.expired ? html`<span class="odd">${left.expired}</span>` : 0}</td></tr>`; })}</tbody></table></div><p class="dim">${t('drones.kits_more')}</p>`}</div></section>`;
};

const NAMES = ['launch_s', 'out', 'over_s', 'home', 'power', 'hand_s'];
const amount = (name, value) => name.endsWith('_s') ? span(value) : `× ${value.toFixed(2)}`;
export const InForce = () => {
  const {figures, minimum} = period.value, known = figures ? NAMES.filter(name => figures[name]) : [];
  return html`<section class="card" aria-labelledby="learnt"><div class="head"><h2 id="learnt">${t('drones.learnt')}</h2></div><div class="inside">
    ${known.length === 0 ? html`<p>${t('drones.prior', {least: minimum.flights})}</p>` : html`<p>${t('drones.calibrated', {n: figures.flights, number: figures.number})}</p>
      <table class="table"><thead><tr><th scope="col">${t('drones.figure')}</th><th class="figure" scope="col">${t('chief.n')}</th><th class="figure" scope="col">${t('drones.mean')}</th><th class="figure" scope="col">${t('drones.spread')}</th></tr></thead>
        <tbody>${known.map(name => html`<tr key=${name}><th scope="row">${t(`flight_figure.${name}`)}</th><td class="figure">${figures[name].n}</td><td class="figure"><b>${amount(name, figures[name].mean)}</b></td><td class="figure">± ${name.endsWith('_s') ? span(figures[name].sd) : figures[name].sd.toFixed(2)}</td></tr>`)}</tbody></table>`}</div></section>`;
};
