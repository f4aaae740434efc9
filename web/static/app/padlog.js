// A pilot's own log: what they may fly, what they flew, and what it adds up to.

import {signal} from '@preact/signals';
import {Problem, get} from './api.js';
import {mount, trouble} from './page.js';
import {Button, Chip, Empty, Fact, Icon, LinkBand, Ribbon, Skeleton, Toasts, Top, Trouble, html} from './parts.js';
import {t, word} from './say.js';
import {day, daysLeft, hour, setClock, setZone, span} from './time.js';

const SOON_DAYS = 60;
const log = signal(null);
const hours = seconds => `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}`;

const Certificate = ({one}) => {
  const left = daysLeft(one.valid_until), kind = one.withdrawn_at || left < 0 ? 'bad' : left <= SOON_DAYS ? 'warn' : 'good';
  return html`<li class="row wrap"><b class="num">${one.number}</b><span>${t('padlog.grade', {n: one.grade})}</span><small class="num">${t('padlog.up_to', {kg: one.heaviest_kg})}</small><span class="grow"/>
    <${Chip} kind=${kind} icon=${kind === 'good' ? 'check' : 'triangle-alert'}>${one.withdrawn_at ? t('padlog.withdrawn') : left < 0 ? t('padlog.expired') : html`<span class="num">${t('padlog.until', {day: one.valid_until})}</span>`}</${Chip}></li>`;
};

const Flown = ({one}) => html`<tr><th scope="row" class="num">${day(one.took_off)} ${hour(one.took_off)}</th><td>${one.drone}<small>${one.model}</small></td><td>${word('kit', one.kit)}</td>
  <td class="figure">${span(one.flown_s)}</td><td class="figure">${(one.out_m / 1000).toFixed(1)} km</td><td>${word('sortie', one.outcome === 'released' ? 'let_go' : one.outcome)}${one.reason && html`<small>${word('sortie_reason', one.reason)}</small>`}</td></tr>`;

/** The days that are shown: nothing chosen is everything. A day alone leaves the other side open. */
const QUICK = {all: null, today: 1, days_30: 30, days_90: 90};
const days = signal({first: '', last: ''}), reading = signal(false);
const query = () => { const asked = new URLSearchParams(Object.entries(days.value).filter(([, day]) => day)); return asked.size ? `?${asked}` : ''; };
const back = n => { const at = new Date(`${log.value.today}T12:00:00Z`); at.setUTCDate(at.getUTCDate() - n + 1); return at.toISOString().slice(0, 10); };
const quick = n => n ? {first: back(n), last: log.value.today} : {first: '', last: ''};
const isChosen = n => { const wanted = quick(n); return wanted.first === days.value.first && wanted.last === days.value.last; };
function choose(more) {
  const wanted = {...days.peek(), ...more};
  if (wanted.first && wanted.last && wanted.first > wanted.last) wanted[more.first ? 'last' : 'first'] = more.first ?? more.last;  // the other side follows
  days.value = wanted;
  return read();
}
const Days = () => html`<div class="which row wrap"><div class="choices" role="group" aria-label=${t('padlog.days')}>${Object.entries(QUICK).map(([name, n]) => html`<${Button} kind="small" key=${name} aria-pressed=${isChosen(n)} onClick=${() => choose(quick(n))}>${t(`padlog.${name}`)}<//>`)}</div>
  ${['first', 'last'].map(side => html`<label class="row" key=${side}>${t(`padlog.${side}_day`)}<input id=${side} class="input num" type="date" max=${log.value.today} value=${days.value[side]} onChange=${event => choose({[side]: event.target.value})}/></label>`)}
  <small aria-live="polite">${reading.value ? t('common.loading') : t('padlog.chosen', {n: log.value.chosen.flights, hours: hours(log.value.chosen.flown_s)})}</small></div>`;

const Log = () => {
  const {certificates, flights, totals} = log.value;
  return html`<div class="log-page"><section class="card"><div class="head"><h2>${t('padlog.certificates')}</h2></div><div class="section">${certificates.length ? html`<ul class="lines">${certificates.map(one => html`<${Certificate} key=${one.id} one=${one}/>`)}</ul>`
      : html`<p class="wrong"><${Icon} name="triangle-alert"/>${t('padlog.no_certificates')}</p>`}</div></section>
    <section class="card"><div class="head"><h2>${t('padlog.totals')}</h2></div><dl class="facts section"><${Fact} name=${t('padlog.flights')}><span class="num">${totals.flights}</span></${Fact}><${Fact} name=${t('padlog.hours')}><span class="num">${hours(totals.flown_s)}</span></${Fact}>
      <${Fact} name=${t('padlog.recent')}><span class="num">${totals.recent_flights} · ${hours(totals.recent_flown_s)}</span></${Fact}><${Fact} name=${t('padlog.last')}><span class="num">${totals.last ? day(totals.last) : '–'}</span></${Fact}></dl></section>
    <section class="card wide-card"><div class="head"><h2 class="grow">${t('padlog.title')}</h2><a class="button small" href=${`/api/v1/pad/log.csv${query()}`} download><${Icon} name="file-text"/>${t('padlog.download')}</a></div><${Days}/>
      ${flights.length ? html`<div class="scroll" tabindex="0" role="region" aria-label=${t('padlog.title')}><table class="table"><thead><tr><th scope="col">${t('padlog.took_off')}</th><th scope="col">${t('padlog.drone')}</th><th scope="col">${t('padlog.kit')}</th><th scope="col" class="figure">${t('padlog.flown')}</th><th scope="col" class="figure">${t('padlog.out')}</th><th scope="col">${t('padlog.outcome')}</th></tr></thead>
        <tbody>${flights.map(one => html`<${Flown} key=${one.sortie_id} one=${one}/>`)}</tbody></table></div>` : html`<${Empty} icon="drone" title=${t(totals.flights ? 'padlog.none_then' : 'padlog.none')}/>`}</section></div>`;
};

const View = () => html`<div class="padlog-page"><${Ribbon}/><${LinkBand}/><${Top} still icon="drone" title=${log.value ? t('padlog.of', {name: log.value.pilot}) : t('page.padlog')}><a class="button bare" href="/pad"><${Icon} name="arrow-left"/>${t('page.pad')}</a></${Top}>
  <main>${trouble.value ? html`<${Trouble}/>` : log.value ? html`<${Log}/>` : html`<${Skeleton} rows=${6}/>`}</main><${Toasts}/></div>`;

let newest = 0;
/** Reads the days that are chosen; an answer that was overtaken is thrown away. */
async function read() {
  const mine = ++newest;
  reading.value = true;
  try {
    const answer = await get(`/api/v1/pad/log${query()}`);
    if (mine !== newest) return;
    setZone(answer.timezone);
    setClock(answer.now);
    log.value = answer;
    trouble.value = null;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (mine === newest) trouble.value = problem;
  }
  if (mine === newest) reading.value = false;
}

await mount(View);
await read();
