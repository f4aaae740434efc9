// What a physician orders from afar. Read back by tapping the figures as they were heard, then given; nothing is typed.

import {computed, effect, signal} from '@preact/signals';
import {SOFT, ring} from '../alarm.js';
import {post} from '../api.js';
import {OrderState, Path, Physician, Warnings, isOpen, sayHeard, sayOrder, unitWord} from '../guidance/said.js';
import {Talk, seen} from '../guidance/talk.js';
import {Age, Button, Choices, Icon, html, useEffect} from '../parts.js';
import {attempt, toast} from '../page.js';
import {t, word} from '../say.js';
import {sendSoon, waiting as unsent} from './outbox.js';
import {itemOf, lists, readLists, routeWord} from './quick.js';
import {job} from './state.js';

const EVERY_MS = 4000, MOST = 5, OTHER_ROUTES = ['iv', 'im', 'oral'];
const QUERIES = ['dose', 'allergy', 'contraindicated', 'condition_changed', 'not_understood'];
const CANNOT = ['no_access', 'not_stocked', 'not_allowed', 'allergy', 'contraindicated', 'condition_changed', 'patient_declines', 'at_the_door'];
const STOPPED = ['cancelled', 'superseded', 'expired'];
const heard = signal({});      // order id → {amount, route} as tapped
const asking = signal(null);   // {id, action}: which reason is asked for
const known = signal(new Set());  // orders whose end this page's person has seen

const orders = () => job.value?.orders ?? [];
const pathOf = order => `/api/v1/orders/${order.id}/answer`;
const AFTER = {read_back: 'read_back', give: 'given', query: 'queried', decline: 'unable'};
const isOther = ({dose, route}, heard) => heard && (heard.amount !== dose || (heard.route ?? null) !== (route ?? null));
/** An order with the answers over it that lie on this device: the crew goes on, and the order says that they have not gone. */
const laid = order => unsent.value.filter(write => write.path === pathOf(order) && write.state !== 'refused').reduce((left, {body}) => ({...left, unsent: true,
  state: isOther(order, body.heard) ? 'queried' : AFTER[body.action], because: body.reason ?? 'mismatch'}), order);
export const waiting = computed(() => orders().map(laid).filter(isOpen));
/** What was open on this page and has been stopped by the other side: not to be given any more. */
const openOnce = new Set();
const stopped = () => orders().filter(one => STOPPED.includes(one.state) && openOnce.has(one.id) && !known.value.has(one.id));
effect(() => waiting.value.forEach(one => openOnce.add(one.id)));

const stamp = () => ({device_at: new Date().toISOString()});
/** The state it leads to; `kept` where the answer lies on the device and has not gone yet. */
const answer = (order, body) => attempt(async () => {
  const said = await sendSoon(pathOf(order), 'POST', {...body, ...stamp()});
  if (said === null) toast(t('outbox.kept'));
  return said?.state ?? 'kept';
});

async function readBack(order) {
  const said = heard.peek()[order.id], body = order.unit ? {heard: {amount: said.amount, unit: order.unit, ...(said.route && {route: said.route})}} : {};
  const state = await answer(order, {action: 'read_back', ...body});
  if (state === 'queried') toast(t('guidance.asked_back'), {bad: true});
  if (state) heard.value = {...heard.peek(), [order.id]: undefined};
}
async function because(order, action, reason) {
  asking.value = null;
  await answer(order, {action, reason});
}
const give = async order => { if (!['kept', undefined].includes(await answer(order, {action: 'give'}))) toast(t('guidance.given_said', {what: sayOrder(order)})); };

/** Figures to choose from: the usual ones round the ordered one, never that one alone. */
function figures({kind, code, dose, unit}) {
  const usual = (itemOf(kind, code)?.doses ?? []).filter(one => one.unit === unit).map(one => one.dose);
  const some = [...new Set([dose, ...usual])];
  const all = some.length > 2 ? some : [...new Set([...some, dose / 2, dose * 2])];
  return all.sort((a, b) => Math.abs(a - dose) - Math.abs(b - dose)).slice(0, MOST).sort((a, b) => a - b);
}
function routes({kind, code, route}) {
  const usual = (itemOf(kind, code)?.doses ?? []).map(one => one.route).filter(Boolean), some = [...new Set([route, ...usual])];
  return [...new Set([...some, ...OTHER_ROUTES])].slice(0, Math.max(3, some.length)).sort();
}

const ReadBack = ({order}) => {
  const said = heard.value[order.id] ?? {}, set = change => { heard.value = {...heard.peek(), [order.id]: {...said, ...change}}; };
  if (!order.unit) return html`<${Button} kind="wide main" icon="check" onClick=${() => readBack(order)}>${t('guidance.understood')}<//>`;
  const ready = said.amount != null && (!order.route || said.route), other = ready && (said.amount !== order.dose || (said.route ?? null) !== order.route);
  return html`<p class="dim">${t('guidance.tap_what_you_heard')}</p>
    <${Choices} name=${`heard-${order.id}`} legend=${t('guidance.dose', {unit: unitWord(order.unit)})} value=${said.amount} pick=${amount => set({amount})} options=${figures(order).map(n => [n, html`<b class="num">${n}</b>`])}/>
    ${order.route && html`<${Choices} name=${`route-${order.id}`} legend=${t('guidance.route')} value=${said.route} pick=${route => set({route})} options=${routes(order).map(one => [one, routeWord(one)])}/>`}
    ${other && html`<p class="row differs"><${Icon} name="triangle-alert"/>${t('guidance.differs', {heard: sayHeard({...said, unit: order.unit})})}</p>`}
    <${Button} kind=${`wide ${other ? '' : 'main'}`} icon="check" disabled=${!ready} onClick=${() => readBack(order)}>${t(other ? 'guidance.ask_back_differs' : 'guidance.read_back')}<//>`;
};

const Reasons = ({order}) => {
  const {action} = asking.value;
  return html`<${Choices} name=${`why-${order.id}`} legend=${word('order_do', action)} pick=${reason => because(order, action, reason)} options=${(action === 'query' ? QUERIES : CANNOT).map(one => [one, word('order_reason', one)])}/>
    <${Button} kind="bare" onClick=${() => { asking.value = null; }}>${t('common.back')}<//>`;
};

const Card = ({order}) => {
  const why = asking.value?.id === order.id, last = order.steps.at(-1);
  return html`<section class="card pad stack order-card" data-state=${order.state} aria-label=${`${t('guidance.order')} ${sayOrder(order)}`}>
    <p class="row wrap"><b>${t('guidance.order')}</b><${OrderState} order=${order}/><span class="grow"/><${Age} at=${order.ordered_at}/></p>
    <h2>${sayOrder(order)}</h2><${Physician} order=${order}/><${Warnings} of=${order.warnings}/>
    ${order.state === 'queried' && html`<p class="row differs"><${Icon} name="triangle-alert"/>${t('guidance.waits_for_physician', {why: word('order_reason', order.because ?? last.reason)})}</p>`}
    ${order.unsent && html`<p class="row" role="status"><${Icon} name="hourglass"/>${t('outbox.kept')}</p>`}
    ${why ? html`<${Reasons} order=${order}/>` : html`${order.state === 'read_back' ? html`<${Button} kind="wide main" icon="clipboard-list" onClick=${() => give(order)}>${t(order.kind === 'drug' ? 'guidance.give' : 'guidance.done')}<//>` : html`<${ReadBack} order=${order}/>`}
    <div class="choices"><${Button} onClick=${() => { asking.value = {id: order.id, action: 'query'}; }}>${word('order_do', 'query')}<//><${Button} onClick=${() => { asking.value = {id: order.id, action: 'decline'}; }}>${word('order_do', 'decline')}<//></div>`}</section>`;
};
const Stopped = ({order}) => html`<section class="card pad stack order-card" data-state=${order.state} role="alert"><p class="row wrap"><b>${t('guidance.do_not_give')}</b><${OrderState} order=${order}/></p><h2 class="struck">${sayOrder(order)}</h2>
  <${Button} kind="wide" icon="check" onClick=${() => { known.value = new Set([...known.peek(), order.id]); }}>${t('guidance.understood')}<//></section>`;

/** On top of whatever the crew looks at: what it still has to carry out, and what it must not any more. */
export const Orders = () => {
  useEffect(() => { if (!lists.peek()) readLists().catch(() => null); }, []);
  return html`${stopped().map(one => html`<${Stopped} key=${one.id} order=${one}/>`)}${waiting.value.map(one => html`<${Card} key=${one.id} order=${one}/>`)}`;
};

/** Above the tabs, where it moves nothing: an order has come, and one tap leads to it. */
export const OrderStrip = () => {
  const fresh = waiting.value.filter(one => one.state === 'ordered');
  return fresh.length > 0 && html`<${Button} kind="wide order-strip" icon="bell" onClick=${() => scrollTo(0, 0)}>${t('guidance.new_order')} · <b>${sayOrder(fresh[0])}</b>${fresh.length > 1 ? ` +${fresh.length - 1}` : ''}<//>`;
};

const tell = (incident, body) => post(`/api/v1/incidents/${incident}/talk/seen`, body);
const write = body => attempt(async () => {
  if (await sendSoon(`/api/v1/incidents/${job.peek().incident_id}/talk`, 'POST', {...body, ...stamp()}) === null) toast(t('outbox.kept'));
  return true;
});
export const CrewTalk = () => html`<${Talk} incident=${job.value.incident_id} talk=${job.value.talk} write=${write} tell=${tell}/>
  ${orders().length > 0 && html`<section class="card pad stack" aria-label=${t('guidance.orders')}><h2>${t('guidance.orders')}</h2>${orders().map(one => html`<div key=${one.id} class="order-past"><p class="row wrap"><b>${sayOrder(one)}</b><${OrderState} order=${one}/></p><${Path} order=${one}/></div>`)}</section>`}`;

effect(() => { if (job.value?.talk) seen(job.value.incident_id, job.value.talk, tell, false); });
ring(() => waiting.value.some(one => one.state === 'ordered'), {notes: SOFT, every: EVERY_MS});
