// An order in words, for whoever reads it: what, how much, by whom, how far it is.

import {Chip, Icon, html} from '../parts.js';
import {named, t, word} from '../say.js';
import {hour} from '../time.js';
import {itemOf, lists, routeWord, sayEntry} from '../crew/quick.js';

export const OPEN = ['ordered', 'read_back', 'queried'];
export const isOpen = order => OPEN.includes(order.state);
const LOOK = {ordered: ['', 'send'], read_back: ['', 'check'], queried: ['warn', 'triangle-alert'], given: ['good', 'clipboard-list'], given_despite: ['bad', 'octagon-alert'], confirmed: ['good', 'circle-check'], unable: ['warn', 'x'], cancelled: ['', 'x'], superseded: ['', 'x'], expired: ['', 'timer']};

export const sayOrder = order => sayEntry(order);
export const unitWord = unit => named(lists.value?.units[unit] ?? unit);
export const sayHeard = ({amount, unit, route}) => [`${amount} ${unitWord(unit)}`, route && routeWord(route)].filter(Boolean).join(' ');
const about = ({code, about: what}) => code === 'given_lately' ? hour(what) : ['allergy', 'medication'].includes(code) ? named(itemOf(code, what)?.name ?? what) : what;
export const sayWarning = one => t(`order_warning.${one.code}`, {about: about(one), least: one.least, most: one.most, unit: unitWord(one.unit)});

export const OrderState = ({order}) => {
  const [kind, icon] = LOOK[order.state];
  return html`<${Chip} kind=${kind} icon=${icon}>${word('order', order.state)}<//>${order.alarmed_at && html`<${Chip} kind="bad" icon="bell">${t('guidance.no_answer')}<//>`}`;
};

export const Warnings = ({of}) => of.length > 0 && html`<ul class="order-warnings">${of.map((one, n) => html`<li key=${n}><${Icon} name="triangle-alert"/>${sayWarning(one)}</li>`)}</ul>`;

/** Who answers for it. A tapped name says that it was tapped; whoever typed for somebody else is named too. */
export const Physician = ({order: {physician: p, entered_by: by}}) => html`<small>${p.name} · ${word('duty', p.duty)}${!p.known && ` · ${t('guidance.tapped', {by})}`}</small>`;

const SKEW_MS = 5000;
const late = ({at, device_at: device}) => device && Math.abs(Date.parse(at) - Date.parse(device)) > SKEW_MS;
export const Path = ({order}) => html`<ol class="order-path"><li><time class="num">${hour(order.ordered_at)}</time> ${word('order', 'ordered')}</li>${order.steps.map((one, n) => html`<li key=${n}><time class="num">${hour(one.at)}</time> ${word('order_do', one.action)}
  ${one.heard && one.reason === 'mismatch' && html` <b>${sayHeard(one.heard)}</b>`}${one.reason && html` · ${word('order_reason', one.reason)}`}${one.text && html` · <span class="prose">${one.text}</span>`} <small>${one.by}${late(one) ? ` · ${t('guidance.device', {at: hour(one.device_at)})}` : ''}</small></li>`)}</ol>`;
