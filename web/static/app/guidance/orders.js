// A physician orders for a patient on the way and sees what became of it: what warns is shown before, and stops nothing.
// Who orders is the page's to say, as `giver`: {mayOrder(), signed(), isOurs(order), Who}.

import {effect, signal} from '@preact/signals';
import {post, query} from '../api.js';
import {doseWords, itemOf, itemsOf, lists, readLists} from '../crew/quick.js';
import {Age, Button, Choices, Icon, html, useEffect} from '../parts.js';
import {OrderState, Path, Physician, Warnings, isOpen, sayOrder} from './said.js';
import {attempt} from '../page.js';
import {named, t, word} from '../say.js';

const KINDS = ['drug', 'procedure', 'advice'], FEW = 12;
const NOTHING = {kind: 'drug', code: null, text: '', dose: null, unit: null, route: null};
const draft = signal(null);       // {incident, ...what is wanted, supersedes}
const warned = signal([]);        // what speaks for a second look at the draft
const all = signal(false), busy = signal(false);

const stamp = () => ({device_at: new Date().toISOString()});

const doseOf = one => one.dose > 0 && one.unit && one.kind !== 'advice' ? {dose: {amount: one.dose, unit: one.unit, ...(one.kind === 'drug' && one.route && {route: one.route})}} : {};
const wanted = one => ({kind: one.kind, ...(one.code && {code: one.code}), ...(one.text.trim() && {text: one.text.trim()}), ...doseOf(one)});
const isWhole = one => (one.code || one.text.trim()) && (one.kind !== 'drug' || (one.dose > 0 && one.unit && one.route));

const set = change => { draft.value = {...draft.peek(), ...change}; };
const begin = (incident, about = {}) => { all.value = false; draft.value = {...NOTHING, incident, supersedes: null, ...about}; };
let asked = 0;
effect(() => {
  const one = draft.value, mine = ++asked;
  warned.value = [];
  if (!one || !isWhole(one) || one.kind === 'advice') return;
  query(`/api/v1/incidents/${one.incident}/orders/weigh`, wanted(one)).then(found => { if (mine === asked) warned.value = found.warnings; }).catch(() => null);
});

async function send(giver) {
  const one = draft.peek();
  busy.value = true;
  const made = await attempt(() => post(`/api/v1/incidents/${one.incident}/orders`, {...wanted(one), ...giver.signed(), ...stamp(), ...(one.supersedes && {supersedes: one.supersedes})}), t('guidance.order_sent'));
  busy.value = false;
  if (made) draft.value = null;
}
const settle = (giver, order, action) => attempt(() => post(`/api/v1/orders/${order.id}/settle`, {action, ...giver.signed(), ...stamp()}));

const Items = ({one}) => {
  const items = itemsOf(one.kind), shown = all.value || one.code ? items : items.slice(0, FEW);
  if (one.code) return html`<p class="row wrap"><b>${named(itemOf(one.kind, one.code).name)}</b><${Button} kind="small" onClick=${() => set({code: null, dose: null, unit: null, route: null})}>${t('guidance.other')}<//></p>`;
  return html`<div class="order-items">${shown.map(item => html`<${Button} key=${item.code} onClick=${() => set({code: item.code, ...(item.doses[0] ?? {})})}>${named(item.name)}<//>`)}
    ${!all.value && items.length > FEW && html`<${Button} kind="bare" aria-expanded="false" onClick=${() => { all.value = true; }}>${t('guidance.all', {n: items.length})}<//>`}</div>`;
};
const same = (a, b) => a.dose === b.dose && a.unit === b.unit && (a.route ?? null) === (b.route ?? null);
const DoseFields = ({one}) => {
  const usual = itemOf(one.kind, one.code)?.doses ?? [], field = (name, words, kinds) => html`<label class="field"><span class="label">${words}</span><select class="input" value=${one[name] ?? ''} onChange=${event => set({[name]: event.target.value || null})}><option value="">–</option>${Object.keys(kinds ?? {}).map(code => html`<option key=${code} value=${code}>${named(kinds[code])}</option>`)}</select></label>`;
  if (one.kind === 'procedure' && !usual.length) return null;
  return html`${usual.length > 0 && html`<div class="choices">${usual.map((dose, n) => html`<${Button} key=${n} aria-pressed=${same(dose, one)} onClick=${() => set(dose)}>${doseWords(dose)}<//>`)}</div>`}
    <div class="row wrap order-dose"><label class="field"><span class="label">${t('guidance.amount')}</span><input class="input num" type="number" min="0" step="any" inputmode="decimal" value=${one.dose ?? ''} onInput=${event => set({dose: event.target.value === '' ? null : Number(event.target.value)})}/></label>
      ${field('unit', t('guidance.unit'), lists.value?.units)}${one.kind === 'drug' && field('route', t('guidance.route'), lists.value?.routes)}</div>`;
};
const Draft = ({giver}) => {
  const one = draft.value;
  return html`<div class="order-draft stack"><${Choices} name="order-kind" legend=${t('guidance.what')} value=${one.kind} pick=${kind => set({...NOTHING, kind})} options=${KINDS.map(kind => [kind, word('order_kind', kind)])}/>
    ${one.kind !== 'advice' && html`<${Items} one=${one}/>${(one.code || one.kind === 'drug' && one.text) && html`<${DoseFields} one=${one}/>`}`}
    <input class="input" maxlength="200" autocomplete="off" aria-label=${t(one.kind === 'advice' ? 'guidance.advice' : 'guidance.words')} placeholder=${t(one.kind === 'advice' ? 'guidance.advice' : 'guidance.words')} value=${one.text} onInput=${event => set({text: event.target.value})}/>
    <${Warnings} of=${warned.value}/><${giver.Who}/>
    <div class="row wrap"><${Button} kind="main" icon="send" disabled=${!isWhole(one) || !giver.mayOrder() || busy.value} onClick=${() => send(giver)}>${t(warned.value.length ? 'guidance.send_despite' : one.supersedes ? 'guidance.send_instead' : 'guidance.send_order')}<//>
      <${Button} kind="bare" onClick=${() => { draft.value = null; }}>${t('common.back')}<//></div></div>`;
};

const Row = ({order: o, over, giver}) => {
  const ask = o.state === 'queried', mine = giver.isOurs(o), locked = !giver.mayOrder();
  return html`<li class="order-row" data-state=${o.state} data-late=${o.alarmed_at != null}><div class="row wrap"><b>${sayOrder(o)}</b><${OrderState} order=${o}/><span class="grow"/><${Age} at=${o.ordered_at}/></div><${Physician} order=${o}/>
    <${Warnings} of=${isOpen(o) ? o.warnings : []}/><${Path} order=${o}/>
    ${mine && html`<div class="row wrap">${['given', 'given_despite'].includes(o.state) && html`<${Button} kind="main" icon="check" disabled=${locked} onClick=${() => settle(giver, o, 'confirm')}>${t('guidance.confirm')}<//>`}
      ${ask && html`<${Button} icon="check" disabled=${locked} onClick=${() => settle(giver, o, 'uphold')}>${word('order_do', 'uphold')}<//>`}
      ${isOpen(o) && !over && html`<${Button} disabled=${locked} onClick=${() => begin(o.incident_id, {kind: o.kind, code: o.code, text: o.text ?? '', dose: o.dose, unit: o.unit, route: o.route, supersedes: o.id})}>${word('order_do', 'supersede')}<//>`}
      ${isOpen(o) && html`<${Button} disabled=${locked} onClick=${() => settle(giver, o, 'cancel')}>${word('order_do', 'cancel')}<//>`}</div>`}</li>`;
};

/** The orders of one patient, and the one that is being written. `over`: nobody can be told any more. */
export const Orders = ({incident, orders, over, giver}) => {
  const waits = orders.some(o => giver.isOurs(o) && ['given', 'given_despite', 'queried'].includes(o.state)), writing = draft.value?.incident === incident;
  useEffect(() => { if (!lists.peek()) readLists().catch(() => null); }, []);
  return html`<section class="card guidance-orders" aria-label=${t('guidance.orders')}><h3 class="row"><${Icon} name="clipboard-list"/>${t('guidance.orders')}</h3>
    ${orders.length > 0 && html`<ul>${[...orders].reverse().map(o => html`<${Row} key=${o.id} order=${o} over=${over} giver=${giver}/>`)}</ul>`}${waits && !writing && html`<${giver.Who}/>`}
    ${writing ? html`<${Draft} giver=${giver}/>` : !over && html`<${Button} kind="wide" icon="plus" onClick=${() => begin(incident)}>${t('guidance.new')}<//>`}</section>`;
};

/** Says that lines have come; `writeTo` with what signs them. Both for `Talk`. */
export const tell = (incident, body) => post(`/api/v1/incidents/${incident}/talk/seen`, body);
export const writeTo = (incident, signature) => body => attempt(async () => { await post(`/api/v1/incidents/${incident}/talk`, {...body, ...signature(), ...stamp()}); return true; });
