// Machines with a token, and the hospitals' shared screens. A secret is shown when it is made and never again.

import {signal} from '@preact/signals';
import {get, post} from '../api.js';
import {attempt, fill} from '../page.js';
import {Button, Chip, Empty, Field, HoldButton, Skeleton, html} from '../parts.js';
import {t, word} from '../say.js';
import {moment, now} from '../time.js';
import {Reaching} from './reaching.js';
import {Once, RolePlace, placeName} from './shared.js';

export const board = '/api/v1/admin/machines';
const DAY_MS = 86_400_000, ENDS = [[30, () => t('admin.days_30')], [90, () => t('admin.days_90')], [365, () => t('admin.days_365')], [0, () => t('admin.no_end')]];
const SCOPES = {runs: ['system/Encounter.rs', 'system/Patient.rs', 'system/Task.rs', 'system/Flag.rs'], vitals: ['system/Encounter.rs', 'system/Observation.rs'], all: ['system/*.rs'], news: ['system/Subscription.crds']};
const FRESH = {name: '', role: 'paramedic', facility: null, days: 90, may: []};
const state = signal(null), draft = signal(FRESH), problem = signal(null), once = signal(null);

export const take = answer => { state.value = answer; };
export const event = (one, again) => one.kind === 'machines_changed' && again();
const set = change => { draft.value = {...draft.peek(), ...change}; };
const reload = async () => { state.value = await get(board); };

async function issue(event) {
  event.preventDefault();
  const {name, role, facility, days, may} = draft.peek();
  const scopes = role === 'hospital' ? [...new Set(may.flatMap(one => SCOPES[one]))] : [];
  const expires = days ? new Date(now.peek() + days * DAY_MS).toISOString() : null;
  await fill(problem, async () => {
    const made = await post('/api/v1/admin/tokens', {name, role, facility, expires_at: expires, scopes});
    once.value = {title: t('admin.once_secret', {name: made.name}), secret: made.secret};
    draft.value = FRESH;
    await reload();
  });
}

const end = async (address, done) => {
  if (await attempt(async () => await post(address) ?? true, done)) await reload();
};

const Standing = ({token}) => {
  if (token.revoked_at) return html`<${Chip} icon="circle-x">${t('admin.revoked')}<//>`;
  const over = token.expires_at && Date.parse(token.expires_at) <= now.value;
  return over ? html`<${Chip} icon="clock">${t('admin.expired')}<//>` : html`<${Chip} kind="good" icon="check">${t('admin.valid')}<//>`;
};

const Tokens = () => state.value.tokens.length === 0 ? html`<${Empty} icon="radio" title=${t('admin.no_tokens')}/>`
  : html`<div class="scroll" tabindex="0" role="region" aria-label=${t('admin.tokens')}><table class="table wide"><thead><tr>${['name', 'role', 'facility', 'created', 'expires', 'last_used'].map(one => html`<th scope="col" key=${one}>${word('admin', one)}</th>`)}
    <th scope="col">${t('list.state')}</th><th scope="col"><span class="unseen">${t('admin.revoke')}</span></th></tr></thead>
    <tbody>${state.value.tokens.map(token => html`<tr key=${token.id}><th scope="row">${token.name}<small>${token.issued_by ?? t('admin.from_shell')}</small></th><td>${word('role', token.role)}${token.scopes.map(one => html`<small class="num" key=${one}>${one}</small>`)}</td>
      <td>${placeName(state.value.facilities, token.facility)}</td><td><time class="num">${moment(token.created_at)}</time></td>
      <td><time class="num">${token.expires_at ? day(token.expires_at) : t('admin.no_end')}</time></td><td><time class="num">${token.last_used_at ? moment(token.last_used_at) : t('admin.never')}</time></td>
      <td><${Standing} token=${token}/></td><td>${!token.revoked_at && html`<${HoldButton} kind="small" holdMs=${800} act=${() => end(`/api/v1/admin/tokens/${token.id}/revoke`, t('admin.token_revoked'))}>${t('admin.revoke')}<//>`}</td></tr>`)}</tbody></table></div>`;

const day = at => at.slice(0, 10);

const Screens = () => state.value.screens.length === 0 ? html`<${Empty} icon="hospital" title=${t('admin.no_screens')}/>`
  : html`<div class="scroll" tabindex="0" role="region" aria-label=${t('admin.screens')}><table class="table wide"><thead><tr><th scope="col">${t('admin.name')}</th><th scope="col">${t('admin.facility')}</th><th scope="col">${t('admin.created')}</th>
    <th scope="col">${t('admin.last_used')}</th><th scope="col"><span class="unseen">${t('admin.revoke')}</span></th></tr></thead>
    <tbody>${state.value.screens.map(screen => html`<tr key=${screen.id}><th scope="row">${screen.name}</th><td>${placeName(state.value.facilities, screen.facility)}</td><td><time class="num">${moment(screen.issued_at)}</time></td>
      <td>${screen.admitted_at ? html`<time class="num">${moment(screen.last_used_at)}</time>` : html`<${Chip} icon="clock">${Date.parse(screen.code_until) > now.value ? t('admin.screen_waits') : t('admin.code_over')}<//>`}</td>
      <td><${HoldButton} kind="small" holdMs=${800} act=${() => end(`/api/v1/devices/${screen.id}/revoke`, t('admin.screen_ended'))}>${t('admin.revoke')}<//></td></tr>`)}</tbody></table></div>`;

const MARK = {active: ['good', 'check'], error: ['warn', 'triangle-alert'], requested: [null, 'clock'], off: [null, 'circle-x']};
const News = () => state.value.subscriptions.length === 0 ? html`<${Empty} icon="radio" title=${t('admin.no_subscriptions')}/>`
  : html`<div class="scroll" tabindex="0" role="region" aria-label=${t('admin.subscriptions')}><table class="table wide"><thead><tr>${['facility', 'topic', 'endpoint', 'told'].map(one => html`<th scope="col" key=${one}>${word('admin', one)}</th>`)}<th scope="col">${t('list.state')}</th></tr></thead>
    <tbody>${state.value.subscriptions.map(one => html`<tr key=${one.id}><th scope="row">${placeName(state.value.facilities, one.hospital_id)}<small>${one.by_name}</small></th><td>${word('news_topic', one.topic)}</td><td class="num">${one.endpoint}</td>
      <td class="num">${one.sent} / ${one.counted}</td><td><${Chip} kind=${MARK[one.status][0]} icon=${MARK[one.status][1]}>${word('news_status', one.status)}<//>${one.trouble && html`<small class="num">${one.trouble}</small>`}</td></tr>`)}</tbody></table></div>`;

export const View = () => {
  if (!state.value) return html`<${Skeleton} rows=${6}/>`;
  const one = draft.value;
  return html`<div class="split"><div class="stack"><section class="card"><div class="head"><h2>${t('admin.tokens')}</h2><span class="dim">${t('admin.tokens_more')}</span></div><${Tokens}/></section>
      <section class="card"><div class="head"><h2>${t('admin.screens')}</h2></div><${Screens}/></section>
      <section class="card"><div class="head"><h2>${t('admin.subscriptions')}</h2><span class="dim">${t('admin.subscriptions_more')}</span></div><${News}/></section>
      <${Reaching} hospitals=${state.value.reached} facilities=${state.value.facilities} reload=${reload}/></div>
    <aside class="card pad stack" aria-label=${t('admin.new_token')}>${once.value && html`<${Once} ...${once.value} close=${() => { once.value = null; }}/>`}<form class="stack" onSubmit=${issue} novalidate><h2>${t('admin.new_token')}</h2>
      <${Field} label=${t('admin.name')} name="name" problem=${problem.value}><input class="input" id="name" maxlength="64" autocomplete="off" value=${one.name} onInput=${e => set({name: e.target.value})}/><//>
      <${RolePlace} draft=${one} set=${set} facilities=${state.value.facilities} problem=${problem.value}/>
      ${one.role === 'hospital' && html`<fieldset class="stack"><legend>${t('admin.scopes')}</legend>${Object.keys(SCOPES).map(name => html`<label class="row" key=${name}><input type="checkbox" name=${`may_${name}`} checked=${one.may.includes(name)}
        onChange=${e => set({may: e.target.checked ? [...one.may, name] : one.may.filter(other => other !== name)})}/>${word('scopes', name)}</label>`)}<span class="dim">${t('admin.scopes_more')}</span></fieldset>`}
      <${Field} label=${t('admin.expires')} name="expires_at" problem=${problem.value}><select class="input" id="expires_at" value=${one.days} onChange=${e => set({days: Number(e.target.value)})}>
        ${ENDS.map(([days, words]) => html`<option key=${days} value=${days}>${words()}</option>`)}</select><//>
      <div><button class="button main">${t('admin.issue')}</button></div></form></aside></div>`;
};
