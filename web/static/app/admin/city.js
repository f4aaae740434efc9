// The city as it is loaded, the roads in force, packs and road files; long work is told by the stream as it goes.

import {signal} from '@preact/signals';
import {Problem, get, post, upload} from '../api.js';
import {attempt, toast} from '../page.js';
import {Button, Chip, Empty, Fact, Field, Icon, Skeleton, html} from '../parts.js';
import {named, problemSentence, t, word} from '../say.js';
import {moment, since, span} from '../time.js';

export const board = '/api/v1/admin/city';
const state = signal(null), checks = signal({}), sending = signal(false), wrong = signal(null);
const MB = 1024 * 1024;

export const take = answer => { state.value = answer; };
export function event(one, again) {
  if (one.kind !== 'city_job') return;
  const jobs = state.peek().jobs.filter(job => job.id !== one.subject);
  state.value = {...state.peek(), jobs: [one.data, ...jobs].sort((a, b) => b.started_at.localeCompare(a.started_at))};
  if (one.data.state !== 'running') again();
}
// A browser compares the last ending alone: .osm.gz would grey out every file.
const endings = readable => [...new Set(readable.map(one => one.slice(one.lastIndexOf('.'))))].join(',');
const running = () => state.value.jobs.find(job => job.state === 'running');

const check = async name => {
  const found = await attempt(() => post('/api/v1/admin/city/check', {name}));
  if (found) checks.value = {...checks.peek(), [name]: found};
};
const load = name => attempt(() => post('/api/v1/admin/city/load', {name}), t('admin.started'));

async function send(event) {
  event.preventDefault();
  const file = event.target.elements.file.files[0], most = state.peek().largest;
  wrong.value = null;
  if (!file) return;
  if (file.size > most) { wrong.value = t('admin.too_large', {mb: most / MB}); return; }
  sending.value = true;
  try {
    await upload(`/api/v1/admin/roads?name=${encodeURIComponent(file.name)}`, file);
    toast(t('admin.started'));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    wrong.value = problemSentence(problem);
  }
  sending.value = false;
}

const Counts = ({counts, of = 'admin_count'}) => html`<ul class="counts">${Object.entries(counts).map(([name, n]) => html`<li key=${name}><b class="num">${n.toLocaleString()}</b> ${word(of, name)}</li>`)}</ul>`;

const sum = counts => Object.values(counts).reduce((a, b) => a + b, 0);
const RoadReport = ({report}) => {
  const {nodes, edges, signals, bans = 0, dropped = {}, rules = {}, extras = {}} = report;
  return html`<${Counts} of="roads_count" counts=${{nodes, edges, signals, bans}}/>
    ${sum(extras) > 0 && html`<${Counts} of="roads_extra" counts=${extras}/>`}${sum(rules) > 0 && html`<${Counts} of="roads_rule" counts=${rules}/>`}
    ${sum(dropped) > 0 && html`<p class="dim">${t('admin.dropped', {n: sum(dropped).toLocaleString()})}</p><${Counts} of="roads_left" counts=${dropped}/>`}`;
};

const Loaded = () => {
  const one = state.value.loaded;
  return html`<section class="card"><div class="head"><h2>${t('admin.loaded')}</h2></div><div class="section"><dl class="facts">
    <${Fact} name=${t('admin.name')}>${named({ko: one.name_ko, en: one.name_en})}<//><${Fact} name=${t('admin.pack')}>${one.pack}<//>
    <${Fact} name=${t('admin.loaded_at')}><time class="num">${moment(one.loaded_at)}</time><//><${Fact} name=${t('admin.loaded_by')}>${one.loaded_by ?? t('admin.system')}<//>
    ${one.notice && Object.keys(one.notice).length > 0 && html`<${Fact} name=${t('admin.source')}>${named(one.notice)}<//>`}</dl><${Counts} counts=${one.counts}/></div></section>`;
};

const Roads = () => {
  const one = state.value.roads;
  if (!one) return html`<section class="card"><div class="head"><h2>${t('admin.roads')}</h2></div><${Empty} icon="route" title=${t('admin.no_roads')}/></section>`;
  return html`<section class="card"><div class="head"><h2>${t('admin.roads')}</h2><span class="grow"/>${one.generated ? html`<${Chip} kind="unreal">${t('admin.generated')}<//>` : html`<${Chip} icon="check">${t('admin.real')}<//>`}</div>
    <div class="section"><dl class="facts"><${Fact} name=${t('admin.road_name')}>${one.name}<//><${Fact} name=${t('admin.hash')}><code>${one.digest.slice(0, 16)}</code><//>
    <${Fact} name=${t('admin.junctions')}><span class="num">${one.junctions.toLocaleString()}</span><//><${Fact} name=${t('admin.arcs')}><span class="num">${one.arcs.toLocaleString()}</span><//>
    <${Fact} name=${t('admin.put_at')}><time class="num">${moment(new Date(one.put_at * 1000).toISOString())}</time><//><${Fact} name=${t('admin.source')}>${one.source}<//>
    <${Fact} name=${t('admin.licence')}>${one.licence}<//><${Fact} name=${t('admin.attribution')}>${one.attribution}<//></dl></div>
    ${state.value.own_roads && html`<form class="section stack" onSubmit=${send}><h3>${t('admin.import')}</h3>
      <${Field} label=${t('admin.choose_file')} name="file" hint=${t('admin.import_more', {mb: state.value.largest / MB})}><input class="input" id="file" name="file" type="file" accept=${endings(state.value.readable)} required/><//>
      ${wrong.value && html`<p class="wrong" role="alert"><${Icon} name="circle-alert"/>${wrong.value}</p>`}
      <div><button class="button" disabled=${sending.value || Boolean(running())}>${sending.value ? t('admin.sending') : t('admin.send_file')}</button></div></form>`}</section>`;
};

const Pack = ({name}) => {
  const found = checks.value[name], mine = name === state.value.loaded.pack;
  return html`<li class="section pack"><div class="row wrap"><b>${name}</b>${mine && html`<${Chip} icon="check">${t('admin.in_force')}<//>`}<span class="grow"/>
    <${Button} kind="small" icon="search" onClick=${() => check(name)}>${t('admin.check')}<//>
    <${Button} kind="small" icon="refresh-cw" disabled=${Boolean(running()) || (found ? found.region !== state.value.region : !mine)} onClick=${() => load(name)}>${mine ? t('admin.reload') : t('admin.load')}<//></div>
    ${found && html`<div role="status">${found.mistakes.length ? html`<p class="wrong"><${Icon} name="circle-alert"/>${t('admin.pack_mistakes', {n: found.mistakes.length})}</p><ul class="mistakes" lang="en">${found.mistakes.map((one, i) => html`<li key=${i}><code>${one}</code></li>`)}</ul>`
      : html`<p class="row"><${Icon} name="circle-check"/>${t('admin.pack_fine')}${found.region !== state.value.region && ` · ${t('admin.other_region')}`}</p><${Counts} counts=${found.counts}/>`}</div>`}</li>`;
};

const MARKS = {running: ['act', 'clock'], done: ['good', 'check'], failed: ['bad', 'circle-x'], lost: ['warn', 'triangle-alert']};
const Job = ({job}) => {
  const [kind, icon] = MARKS[job.state];
  const took = job.ended_at ? (Date.parse(job.ended_at) - Date.parse(job.started_at)) / 1000 : since(job.started_at);
  return html`<li class="section job"><div class="row wrap"><${Chip} kind=${kind} icon=${icon}>${word('job_state', job.state)}<//><b>${word('job', job.kind)}</b><span>${job.subject}</span><span class="grow"/>
    <span class="dim">${job.by}</span><time class="num">${moment(job.started_at)}</time><span class="num">${span(took)}</span></div>
    ${job.state === 'running' && html`<p class="row" role="status"><span class="bar going"><i/></span>${word('job_step', job.step)}</p>`}
    ${job.problem && html`<p class="wrong"><${Icon} name="circle-alert"/><code lang="en">${job.problem}</code></p>`}
    ${job.report?.dropped && html`<${RoadReport} report=${job.report}/>`}</li>`;
};

export const View = () => {
  if (!state.value) return html`<${Skeleton} rows=${6}/>`;
  return html`<div class="halves"><${Loaded}/><${Roads}/>
    <section class="card"><div class="head"><h2>${t('admin.packs')}</h2></div><p class="dim inset">${t('admin.check_more')} ${t('admin.load_more')}</p><ul>${state.value.packs.map(name => html`<${Pack} key=${name} name=${name}/>`)}</ul></section>
    <section class="card" aria-live="polite"><div class="head"><h2>${t('admin.jobs')}</h2></div>${state.value.jobs.length ? html`<ul>${state.value.jobs.map(job => html`<${Job} key=${job.id} job=${job}/>`)}</ul>` : html`<${Empty} icon="history" title=${t('admin.no_jobs')}/>`}</section></div>`;
};
