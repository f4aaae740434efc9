// Kits come and go on the ground: a sealed one onto the shelf, an expired or damaged one off it.

import {signal} from '@preact/signals';
import {post} from '../api.js';
import {attempt, fill} from '../page.js';
import {Button, Field, html} from '../parts.js';
import {codes, t, word} from '../say.js';
import {day, moment, now} from '../time.js';
import {kits, missing} from './state.js';

const GONE = ['expired', 'damaged'], YEAR_MS = 365 * 86_400_000, LIGHT_KG = 1.5;
const form = signal(null), problem = signal(null), leaving = signal(null);  // leaving: id of the kit that is taken off

/** What kits of this kind weigh here; nobody has one: what most do. */
const usual = kind => kits.peek().find(kit => kit.kind === kind)?.mass_kg ?? LIGHT_KG;
const set = said => { form.value = {...form.peek(), ...said}; };
const open = () => {
  const [kind] = codes('kit');
  problem.value = null;
  form.value = {kind, label: '', mass_kg: String(usual(kind)), expires_on: day(now.peek() + YEAR_MS)};
};

async function add(event) {
  event.preventDefault();
  if (await fill(problem, () => post('/api/v1/kits', {...form.peek(), mass_kg: Number(form.peek().mass_kg)}), t('pad.kit_added'))) form.value = null;
}
const remove = (kit, why) => {
  leaving.value = null;
  return attempt(() => post(`/api/v1/kits/${encodeURIComponent(kit.id)}/remove`, {why}), t('pad.kit_removed'));
};

const found = kit => attempt(() => post(`/api/v1/kits/${encodeURIComponent(kit.id)}/found`), t('pad.kit_found'));

/** Nobody knows whether it came off: it flies no more until somebody here has looked. */
export const Missing = () => missing.value.map(kit => html`<li key=${kit.id} class="row wrap"><span class="grow"><b>${word('kit', kit.kind)}</b> <small>${kit.id} · <span class="late">${t('pad.kit_missing')}</span> · <span class="num">${moment(kit.since)}</span></small></span>
  <${Button} kind="small" icon="check" onClick=${() => found(kit)}>${t('pad.kit_here')}</${Button}><${Button} kind="small bare" onClick=${() => remove(kit, 'not_found')}>${t('pad.kit_gone')}</${Button}></li>`);

const Text = ({name, label, ...rest}) => html`<${Field} label=${label} name=${name} problem=${problem.value}><input class="input" id=${name} autocomplete="off" value=${form.value[name]} onInput=${e => set({[name]: e.target.value})} ...${rest}/></${Field}>`;
export const Restock = () => !form.value ? html`<${Button} kind="small" icon="plus" onClick=${open}>${t('pad.add_kit')}</${Button}>`
  : html`<form class="stack" onSubmit=${add} novalidate>
    <${Field} label=${t('pad.kit_kind')} name="kind" problem=${problem.value}><select class="input" id="kind" value=${form.value.kind} onChange=${e => set({kind: e.target.value, mass_kg: String(usual(e.target.value))})}>${codes('kit').map(kind => html`<option key=${kind} value=${kind}>${word('kit', kind)}</option>`)}</select></${Field}>
    <${Text} name="label" label=${t('pad.kit_label')} maxlength="64"/><${Text} name="expires_on" label=${t('pad.kit_until')} type="date"/><${Text} name="mass_kg" label=${t('pad.mass_kg')} inputmode="decimal"/>
    <div class="row"><button class="button main small">${t('pad.add_kit')}</button><${Button} kind="bare small" onClick=${() => { form.value = null; }}>${t('common.close')}</${Button}></div></form>`;

export const TakeOff = ({kit}) => kit.sortie_id ? null : html`<${Button} kind="small bare" icon="x" aria-label=${t('pad.remove_kit', {kit: kit.id})} aria-expanded=${leaving.value === kit.id} onClick=${() => { leaving.value = leaving.value === kit.id ? null : kit.id; }}/>
  ${leaving.value === kit.id && html`<div class="choices">${GONE.map(why => html`<${Button} kind="small" key=${why} onClick=${() => remove(kit, why)}>${word('kit_gone', why)}</${Button}>`)}</div>`}`;
