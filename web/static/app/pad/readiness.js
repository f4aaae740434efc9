// What the station could do if an order came now, and why not; the kits it has; what it flew last. Shown while nothing flies.

import {Button, Chip, Fact, Figure, Icon, html} from '../parts.js';
import {whyNot} from '../nogo.js';
import {t, word} from '../say.js';
import {daysLeft, moment, since, span} from '../time.js';
import {Missing, Restock, TakeOff} from './restock.js';
import {droneName, kits, limits, missing, over, readNotices, standby, station, weather, zones} from './state.js';

const EXPIRES_SOON_DAYS = 30;
const DONE = {released: 'good', closed: 'good', declined: 'warn', cancelled: '', failed: 'bad'};

const zoneName = id => zones.value.find(zone => zone.id === id)?.name ?? id;
const Verdict = () => {
  const ready = standby.value.filter(one => !one.reasons.length);
  return html`<header class="verdict" data-go=${ready.length > 0}><${Icon} name=${ready.length ? 'circle-check' : 'circle-x'}/><div><h2>${ready.length ? t('pad.can_fly', {n: ready.length}) : t('pad.cannot_fly')}</h2><small>${t('pad.no_flight_more')}</small></div></header>`;
};

const Drone = ({one}) => html`<li><div class="row"><b class="grow">${droneName(one.drone_id)}</b><${Chip} kind=${one.reasons.length ? 'warn' : 'good'} icon=${one.reasons.length ? 'triangle-alert' : 'check'}>${one.reasons.length ? t('pad.no_go') : t('pad.go')}</${Chip}></div>
  ${one.reasons.length > 0 ? html`<ul class="reasons">${one.reasons.map((reason, i) => html`<li key=${i}>${whyNot(reason, zoneName)}</li>`)}</ul>` : html`<small>${one.kits.map(kind => word('kit', kind)).join(', ')}</small>`}</li>`;

/** A figure of the weather, its limit, and whether it holds; nothing measured is never fair weather. */
const Limit = ({name, value, min, max, unit, digits = 1}) => {
  const bad = value == null || (max != null && value > max) || (min != null && value < min);
  const signed = n => String(n).replace('-', '−'), limit = min != null && max != null ? `${signed(min)} … ${signed(max)}` : max != null ? `≤ ${max}` : `≥ ${min}`;
  return html`<tr class=${bad ? 'bad' : ''}><th scope="row">${name}</th><td class="figure"><${Figure} value=${value?.toFixed(digits)} unit=${unit}/></td><td class="figure dim">${limit}</td><td>${bad ? html`<${Icon} name="triangle-alert"/><span class="unseen">${t('pad.over_limit')}</span>` : html`<${Icon} name="check"/><span class="unseen">${t('pad.within')}</span>`}</td></tr>`;
};

export const Air = () => {
  const w = weather.value, l = limits.value, age = since(w?.observed_at), stale = w && age > l.stale_after_s;
  return html`<section class="section"><h3>${t('pad.weather')}${w && html`<span class=${`num ${stale ? 'late' : ''}`}>${stale ? '! ' : ''}${t('pad.observed', {age: span(age)})}</span>`}</h3>
    ${!w ? html`<p class="wrong"><${Icon} name="wind"/>${t('pad.no_weather')}</p>` : html`<table class="table air"><tbody>
    <${Limit} name=${t('pad.wind_at', {m: l.height_m})} value=${l.wind_mps} max=${l.wind_max_mps} unit="m/s"/><${Limit} name=${t('pad.gust')} value=${w.gust_mps} max=${l.gust_max_mps} unit="m/s"/>
    <${Limit} name=${t('pad.rain')} value=${w.rain_mm_h} max=${l.rain_max_mm_h} unit="mm/h"/><${Limit} name=${t('pad.visibility')} value=${w.visibility_m} min=${l.visibility_min_m} unit="m" digits=${0}/>
    <${Limit} name=${t('pad.temperature')} value=${w.temperature_c} min=${l.temperature_min_c} max=${l.temperature_max_c} unit="°C"/></tbody></table>
    <dl class="facts"><${Fact} name=${t('pad.wind')}><${Figure} value=${w.wind_mps?.toFixed(1)} unit="m/s"/> <span class="num">${w.wind_from_deg == null ? '–' : `${Math.round(w.wind_from_deg)}°`}</span></${Fact}></dl>`}</section>`;
};

/** What stands against flying an order of this drone now, as far as one can know on the ground. */
export const Against = ({drone}) => {
  const against = (standby.value.find(one => one.drone_id === drone)?.reasons ?? []).filter(reason => !['drone_busy', 'kit_missing'].includes(reason.code));
  return against.length > 0 && html`<div class="section"><div class="notice warn"><${Icon} name="triangle-alert"/><div><b>${t('pad.no_go')}</b><ul class="reasons">${against.map((reason, i) => html`<li key=${i}>${whyNot(reason, zoneName)}</li>`)}</ul></div></div></div>`;
};

/** When the notices of the day were last read here, before an order makes it urgent. */
const Notices = () => {
  const {notices, notices_good_for_s: goodForS} = station.value, lack = !notices ? 'notices_unread' : since(notices.at) > goodForS ? 'notices_old' : null;
  return html`<section class="section"><h3>${word('preflight', 'notices')}</h3><div class="row wrap"><span class="row grow notices" data-lack=${lack}><${Icon} name=${lack ? 'triangle-alert' : 'check'}/><span>${lack && html`<b class="late">${word('preflight_lack', lack)}</b>`}${notices && html`<small>${notices.by} · <span class="num">${moment(notices.at)}</span></small>`}</span></span>
    <${Button} kind="small" icon="check" keys="B" onClick=${readNotices}>${t('pad.notices_now')}</${Button}></div></section>`;
};

const Kit = ({kit}) => {
  const left = daysLeft(kit.expires_on), state = left < 0 ? 'bad' : left <= EXPIRES_SOON_DAYS ? 'warn' : '';
  return html`<li class="row"><span class="grow kit-on-shelf"><b>${word('kit', kit.kind)}</b><small>${kit.id} · ${kit.sortie_id ? t('pad.on_order') : kit.drone_id ? droneName(kit.drone_id) : t('pad.shelf')} · <span class="num">${kit.mass_kg.toFixed(1)} kg</span></small></span>
    <${Chip} kind=${state} icon=${state && 'triangle-alert'}><span class="num">${left < 0 ? t('pad.expired') : kit.expires_on}</span></${Chip}><${TakeOff} kit=${kit}/></li>`;
};

const Kits = () => {
  const ours = kits.value.filter(kit => kit.station_id === station.value.id).sort((a, b) => a.expires_on.localeCompare(b.expires_on));
  return html`<section class="section"><h3>${t('pad.kits')}<span class="num">${ours.length}</span></h3>${missing.value.length > 0 && html`<ul class="lines"><${Missing}/></ul>`}${ours.length ? html`<ul class="lines">${ours.map(kit => html`<${Kit} key=${kit.id} kit=${kit}/>`)}</ul>` : html`<p class="wrong"><${Icon} name="package"/>${t('pad.no_kits')}</p>`}<${Restock}/></section>`;
};

const Past = ({sortie: s}) => html`<li class="row wrap"><time class="num">${moment(s.entered.requested)}</time><b>${word('kit', s.kit)}</b><small>${droneName(s.drone_id)}</small><span class="grow"/>
  ${s.let_go_at && s.entered.requested && html`<small class="num">${t('pad.down_after', {time: span((Date.parse(s.let_go_at) - Date.parse(s.entered.requested)) / 1000)})}</small>`}
  <${Chip} kind=${s.let_go_at ? 'good' : DONE[s.state] ?? ''}>${s.let_go_at ? t('pad.delivered') : word('sortie', s.state)}</${Chip}>${s.reason && html`<small>${word('sortie_reason', s.reason)}</small>`}</li>`;

export const Readiness = () => html`<div class="readiness"><${Verdict}/>
  <section class="section"><h3>${t('pad.drones')}</h3>${standby.value.length ? html`<ul class="lines">${standby.value.map(one => html`<${Drone} key=${one.drone_id} one=${one}/>`)}</ul>` : html`<p class="wrong"><${Icon} name="drone"/>${t('pad.no_drones')}</p>`}</section>
  <${Notices}/>${limits.value && html`<${Air}/>`}<${Kits}/>
  <section class="section"><h3>${t('pad.past')}<a href="/pad/log">${t('page.padlog')}</a></h3>${over.value.length ? html`<ul class="lines">${over.value.map(s => html`<${Past} key=${s.id} sortie=${s}/>`)}</ul>` : html`<p class="dim">${t('pad.no_past')}</p>`}</section></div>`;
