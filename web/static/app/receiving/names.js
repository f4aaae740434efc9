// The list of names that answers are given under, kept by the hospital itself.

import {post} from '../api.js';
import {Button, Icon, html} from '../parts.js';
import {attempt} from '../page.js';
import {codes, t, word} from '../say.js';
import {hospital, names} from './state.js';

async function add(event) {
  event.preventDefault();
  const form = event.target, said = new FormData(form), name = said.get('name').trim(), duty = said.get('duty') || null;
  if (!name) return;
  const made = await attempt(() => post(`/api/v1/hospitals/${hospital.peek().id}/names`, {name, duty}), t('common.saved'));
  if (!made) return;
  names.value = [...names.peek(), {id: made.id, name, duty}];
  form.reset();
}

async function remove(one) {
  const gone = await attempt(async () => { await post(`/api/v1/names/${one.id}/remove`); return true; }, t('receiving.name_removed', {name: one.name}));
  if (gone) names.value = names.peek().filter(other => other.id !== one.id);
}

export const Names = () => html`<details class="more"><summary>${t('receiving.names')} <span class="num">${names.value.length}</span></summary>
  ${names.value.length ? html`<ul>${names.value.map(one => html`<li key=${one.id} class="named"><${Icon} name="user"/><span class="cut">${one.name}${one.duty && html`<small>${word('duty', one.duty)}</small>`}</span>
    <${Button} kind="bare small" icon="x" aria-label=${t('receiving.remove_name', {name: one.name})} onClick=${() => remove(one)}/></li>`)}</ul>` : html`<p class="dim">${t('receiving.names_more')}</p>`}
  <form class="row wrap" onSubmit=${add}><input class="input" name="name" maxlength="64" autocomplete="off" aria-label=${t('receiving.new_name')} placeholder=${t('receiving.new_name')} required/><select class="input" name="duty" aria-label=${t('receiving.duty')}><option value="">${t('receiving.duty')}</option>${codes('duty').filter(code => code !== 'medical_director').map(code => html`<option key=${code} value=${code}>${word('duty', code)}</option>`)}</select><button class="button">${t('receiving.add')}</button></form></details>`;
