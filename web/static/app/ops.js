// The administrators' page: is everything well, in words; and the switch of the simulated day.

import {signal} from '@preact/signals';
import {Nav} from './admin/nav.js';
import {get, post} from './api.js';
import {attempt, link, mount, simulation} from './page.js';
import {Button, Chip, Figure, html, Icon, LinkBand, Ribbon, Toasts, Top} from './parts.js';
import {t, wordOr} from './say.js';
import {setClock, span} from './time.js';

const EVERY_MS = 5000;
const DEAD_AFTER_MS = 12_000;
const health = signal(null);
let answered = Date.now();

async function look() {
  const answer = await fetch('/readyz', {headers: {accept: 'application/json'}}).catch(() => null);
  const told = await answer?.json().catch(() => null);
  if (told?.checks) {
    answered = Date.now();
    health.value = told;
    const date = answer.headers.get('date');
    if (date) setClock(new Date(date).toISOString());
    simulation.value = await get('/api/v1/simulation').catch(() => simulation.peek());
  }
  link.value = {state: Date.now() - answered > DEAD_AFTER_MS ? 'dead' : 'live', since: answered};
}

const Check = ({name, check}) => {
  const age = check.beat_age_s ?? check.newest_age_s ?? check.success_age_s;
  return html`<li class="card check-line"><${Icon} name=${check.ok ? 'circle-check' : 'octagon-alert'}/>
    <div><b>${t(`ops.check.${name}`)}</b><p class="dim">${t(`ops.check.${name}.${check.ok ? 'fine' : 'wrong'}`)}${check.error ? ` (${wordOr('feed_trouble', check.error)}${check.error_age_s == null ? '' : `, ${span(check.error_age_s)}`})` : ''}</p></div>
    ${age != null && html`<span class="dim">${t(`ops.age.${name}`)} <${Figure} value=${span(age)}/></span>`}
    <${Chip} kind=${check.ok ? 'good' : 'bad'}>${t(check.ok ? 'ops.ok' : 'ops.not_ok')}<//></li>`;
};

/** Ready with something wrong beside it is told as such: dispatch goes on, and somebody should look. */
const overall = () => health.value.status !== 'ready' ? 'not_ready' : Object.values(health.value.checks).every(check => check.ok) ? 'ready' : 'partly';
const CHIP = {ready: 'good', partly: '', not_ready: 'bad'};

const Day = () => {
  const {on, speed} = simulation.value;
  const set = (wanted, fast) => attempt(() => post('/api/v1/simulation', {on: wanted, speed: fast}), t('common.saved')).then(look);
  return html`<section class="card pad day"><h2 class="row"><${Icon} name="history"/>${t('ops.day')}<span class="grow"/>
    <${Chip} kind=${on ? 'unreal' : ''}>${on ? t('ops.day_on', {speed}) : t('ops.day_off')}<//></h2>
    <p class="dim">${t('ops.day_more')}</p>
    <div class="row wrap">${[1, 5, 20].map(fast => html`<${Button} key=${fast} aria-pressed=${on && speed === fast} onClick=${() => set(true, fast)}>${fast}×<//>`)}
    <span class="grow"/><${Button} icon="x" disabled=${!on} onClick=${() => set(false, 1)}>${t('ops.day_stop')}<//></div></section>`;
};

const View = () => html`<div class="ops-page"><${Ribbon}/><${LinkBand}/><${Top} icon="gauge" title=${t('page.ops')}/>
  <${Nav} here="/ops"/>
  <main class="long"><section><h2 class="row">${t('ops.health')}<span class="grow"/>
    ${health.value && html`<${Chip} kind=${CHIP[overall()]}>${t(`ops.${overall()}`)}<//>`}</h2>
  <ul class="checks">${Object.entries(health.value?.checks ?? {}).map(([name, check]) => html`<${Check} key=${name} name=${name} check=${check}/>`)}</ul></section>
  <${Day}/>
  <p class="dim row wrap"><a href="/docs">${t('docs.title')}</a> · <a href="/metrics">${t('ops.metrics')}</a></p></main><${Toasts}/></div>`;

await mount(View);
await look();
setInterval(look, EVERY_MS);
