// The audit: who changed what, when and why. Read only; the newest first, page by page.

import {signal} from '@preact/signals';
import {get} from '../api.js';
import {attempt} from '../page.js';
import {Button, Empty, Icon, Skeleton, html} from '../parts.js';
import {codes, deed, t, wordOr} from '../say.js';
import {clock, moment} from '../time.js';

const EMPTY = {subject: '', actor: '', action: '', since: '', until: ''};
const fromAddress = () => ({...EMPTY, ...Object.fromEntries([...new URLSearchParams(location.search)].filter(([name]) => name in EMPTY))});
const state = signal(null), wanted = signal(fromAddress());
const query = (more = {}) => {
  const {since, until, ...rest} = wanted.peek();
  const days = {since: since && new Date(since).toISOString(), until: until && new Date(until).toISOString()};
  return new URLSearchParams(Object.entries({...rest, ...days, ...more}).filter(([, value]) => value)).toString();
};

export const board = `/api/v1/admin/audit?${query()}`;
export const take = answer => { state.value ??= answer; };  // nothing moves while somebody reads
const set = change => { wanted.value = {...wanted.peek(), ...change}; };

async function find(event) {
  event?.preventDefault();
  const shown = new URLSearchParams(Object.entries(wanted.peek()).filter(([, value]) => value)).toString();
  history.replaceState(null, '', shown ? `?${shown}` : location.pathname);
  const answer = await attempt(() => get(`/api/v1/admin/audit?${query()}`));
  if (answer) state.value = answer;
}
async function more() {
  const lines = state.peek().lines, answer = await attempt(() => get(`/api/v1/admin/audit?${query({before: lines.at(-1).id})}`));
  if (answer) state.value = {...answer, lines: [...lines, ...answer.lines]};
}
const only = change => { set(change); find(); };

const whoElse = actor => actor.startsWith('system:') ? t('admin.system') : actor.startsWith('sim:') ? t('ops.day') : actor.startsWith('caller:') ? t('role.caller') : actor;
const plain = value => value == null ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value);
const Change = ({line}) => {
  const keys = [...new Set([...Object.keys(line.old ?? {}), ...Object.keys(line.new ?? {})])];
  const changed = keys.filter(key => plain(line.old?.[key]) !== plain(line.new?.[key]));
  return html`<ul class="changes">${changed.map(key => html`<li key=${key}><code>${key}</code> ${line.old?.[key] != null && html`<s>${plain(line.old[key])}</s> → `}<b>${plain(line.new?.[key])}</b></li>`)}
    ${line.reason && html`<li>${t('admin.reason')}: ${line.reason}</li>`}</ul>`;
};

const Filters = () => html`<form class="card pad filters" onSubmit=${find} aria-label=${t('admin.find')}>
  ${[['subject', t('admin.subject')], ['actor', t('admin.who')]].map(([name, words]) => html`<label class="field" key=${name}><span class="label">${words}</span><input class="input" name=${name} autocomplete="off" spellcheck="false" value=${wanted.value[name]} onInput=${e => set({[name]: e.target.value.trim()})}/></label>`)}
  <label class="field"><span class="label">${t('admin.action')}</span><select class="input" name="action" value=${wanted.value.action} onChange=${e => set({action: e.target.value})}><option value="">${t('admin.any')}</option>${codes('audit_action').map(code => html`<option key=${code} value=${code}>${wordOr('audit_action', code)}</option>`)}</select></label>
  ${[['since', t('admin.since')], ['until', t('admin.until')]].map(([name, words]) => html`<label class="field" key=${name}><span class="label">${words}</span><input class="input" type="datetime-local" name=${name} value=${wanted.value[name]} onInput=${e => set({[name]: e.target.value})}/></label>`)}
  <div class="row wrap"><button class="button main"><${Icon} name="search"/>${t('admin.find')}</button><${Button} kind="bare" onClick=${() => only(EMPTY)}>${t('admin.clear')}<//>
  <a class="button" href=${`/api/v1/admin/audit.csv?${wanted.value && query()}`} download>${t('admin.csv')}</a></div></form>`;

export const View = () => {
  if (!state.value) return html`<${Skeleton} rows=${8}/>`;
  return html`<${Filters}/><section class="card">${state.value.lines.length ? html`<div class="scroll" tabindex="0" role="region" aria-label=${t('admin.audit')}><table class="table wide audit"><thead><tr><th scope="col">${t('admin.when')}</th><th scope="col">${t('admin.who')}</th><th scope="col">${t('admin.action')}</th><th scope="col">${t('admin.subject')}</th><th scope="col">${t('admin.change')}</th></tr></thead>
    <tbody>${state.value.lines.map(line => html`<tr key=${line.id}><td><time class="num" datetime=${line.at}>${clock(line.at)}${moment(line.at).includes('-') && html`<small>${moment(line.at).split(' ')[0]}</small>`}</time></td>
      <td><button type="button" class="linklike" onClick=${() => only({actor: line.actor})}>${line.name ?? whoElse(line.actor)}</button><small>${wordOr('role', line.role)}</small></td><td>${deed(line.action)}</td>
      <td><button type="button" class="linklike" onClick=${() => only({subject: line.subject})}><code>${line.subject}</code></button></td><td><${Change} line=${line}/></td></tr>`)}</tbody></table></div>
    ${state.value.more && html`<div class="inset"><${Button} onClick=${more}>${t('admin.more_lines')}<//></div>`}` : html`<${Empty} icon="search" title=${t('admin.no_lines')}/>`}</section>`;
};
