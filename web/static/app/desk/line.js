// The command line: one line for everything, and the search beside it. It says what will happen before it happens, what
// is missing, and gives the same three seconds to take it back.

import {computed, effect, signal} from '@preact/signals';
import {query} from '../api.js';
import {composing} from '../typing.js';
import {Icon, Priority, html} from '../parts.js';
import {toast} from '../page.js';
import {codes, complaintOf, named as spoken, t, word} from '../say.js';
import {carryOut, preview} from './commands.js';
import {callsign} from './acts.js';
import {named} from './gazetteer.js';
import {parse} from './grammar.js';
import {go} from './going.js';
import {OVER, incidents, units} from './state.js';

const SOON_MS = 250, KEPT = 30, SHOWN = 9, SHORTEST = 2;
const STEPS = [['ack', 'ack'], ['en_route', 'er'], ['stage', 'st'], ['on_scene', 'sc'], ['at_patient', 'pt'], ['depart', 'dp'], ['at_hospital', 'ah'], ['hand_over', 'ho'], ['clear', 'cl']];

export const text = signal('');
const open = signal(false);
const at = signal(-1);          // which of the offers is marked; none yet
const remote = signal([]);      // incidents the server has found
const history = [];
let past = 0;

const world = computed(() => ({
  incidents: [...incidents.value.values()].map(i => ({id: i.id, number: i.number, over: OVER.includes(i.state), merged: i.state === 'merged'})),
  units: [...units.value.values()].map(u => ({id: u.id, names: [spoken(u.callsign), u.callsign.ko, u.callsign.en]})),
  words: {
    step: STEPS.map(([code, short]) => [code, short, word('step', code)]),
    disposition: codes('disposition').map(code => [code, code, word('disposition', code)]),
    cancellation: codes('cancellation').map(code => [code, code, word('cancellation', code)]),
  },
}));
const parsed = computed(() => parse(text.value, world.value));

/** / and Esc Esc. */
export function openLine() {
  document.getElementById('line')?.focus();
}

/** What the page itself holds: incidents, units, places; then what only the server knows. */
const found = computed(() => {
  const wanted = (parsed.value.search ?? '').toLowerCase();
  if (!wanted) return [];
  const has = words => words.join(' ').toLowerCase().includes(wanted);
  const own = [...incidents.value.values()].filter(i => has([i.number, i.place?.text, complaintOf(i), ...i.assignments.map(j => callsign(j.unit_id))]));
  return [
    ...own.map(i => ({kind: 'incident', id: i.id, thing: i, name: i.number, about: [complaintOf(i), i.place?.text, word('incident', i.state)]})),
    ...remote.value.filter(i => !own.some(one => one.id === i.id)).map(i => ({kind: 'incident', id: i.id, thing: i, name: i.number, about: [complaintOf(i), i.place_text, word('incident', i.state), i.by === 'caller_number' && t('line.by_caller')]})),
    ...[...units.value.values()].filter(u => has([u.callsign.ko, u.callsign.en, u.id])).map(u => ({kind: 'unit', id: u.id, thing: u, name: spoken(u.callsign), about: [word('availability', u.availability)]})),
    ...named(wanted).map(one => ({kind: one.kind, id: one.id, thing: one, name: spoken(one.name), about: [t(`kind.${one.kind}`)]})),
  ].slice(0, SHOWN);
});
effect(() => {
  const wanted = parsed.value.search ?? '';
  remote.value = [];
  if (wanted.length < SHORTEST) return undefined;
  const timer = setTimeout(async () => {
    const answer = await query('/api/v1/desk/search', {text: wanted}).catch(() => null);
    if (answer && parsed.peek().search === wanted) remote.value = answer.incidents;
  }, SOON_MS);
  return () => clearTimeout(timer);
});

const labelOf = ({kind, thing}) => {
  if (kind === 'unit') return word('availability', units.value.get(thing.id)?.availability);
  if (Array.isArray(thing)) return thing[2];
  const i = incidents.value.get(thing.id);
  return `${thing.number} · ${i ? complaintOf(i) : ''} · ${i?.place?.text ?? ''}`;
};
const offered = computed(() => parsed.value.command
  ? parsed.value.offers.map(offer => ({...offer, name: offer.line.trim(), about: [labelOf(offer)]})) : found.value);

function type(value) {
  text.value = value;
  at.value = -1;
}
function shut() {
  type('');
  past = history.length;
  document.getElementById('line').blur();
}

function take(offer) {
  if (offer.line) return type(offer.line);
  go(offer);
  return shut();
}

function enter() {
  const {command, args, error} = parsed.peek(), marked = offered.peek()[at.peek()];
  if (marked) return take(marked);
  if (!command) return found.peek()[0] && take(found.peek()[0]);
  if (error) return toast(faultOf(error), {bad: true});
  history.push(text.peek().trim());
  if (history.length > KEPT) history.shift();
  shut();
  return carryOut(command.name, args);
}

function move(step) {
  const count = offered.peek().length;
  if (step < 0 && at.peek() < 0 || !count) return recall(step);
  at.value = Math.max(-1, Math.min(count - 1, at.peek() + step));
  return undefined;
}
function recall(step) {
  past = Math.max(0, Math.min(history.length, past + step));
  type(history[past] ?? '');
}

function press(event) {
  if (composing(event) || event.ctrlKey || event.metaKey) return;
  const act = {ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: enter, NumpadEnter: enter, Escape: shut,
    Tab: event.shiftKey || !offered.peek().length ? null : () => take(offered.peek()[Math.max(0, at.peek())])}[event.code];
  if (!act || (event.code === 'Tab' && !parsed.peek().command)) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

const faultOf = ({code, what, word: said}) => t(`line.${code}`, {what: t(`line.what_${what}`), word: said});

const Says = () => {
  const {command, args, error} = parsed.value;
  if (!text.value) return html`<p class="dim">${t('line.help')}</p>`;
  if (!command) return !found.value.length && html`<p class="dim">${t('line.nothing')}</p>`;
  if (error) return html`<p class=${error.code === 'missing' ? 'dim' : 'wrong'}>${error.code !== 'missing' && html`<${Icon} name="circle-alert"/>`}${t(`command.${command.name}`)}: ${faultOf(error)}</p>`;
  return html`<p class="preview"><${Icon} name="arrow-right"/><b>${preview(command.name, args)}</b> <kbd>⏎</kbd></p>`;
};

export const Line = () => html`<div class="line"><span class="line-box"><${Icon} name="search"/><input id="line" class="input" role="combobox" aria-label=${t('line.name')} placeholder=${t('line.name')} aria-expanded=${open.value} aria-controls="line-offers" aria-autocomplete="list"
    aria-activedescendant=${at.value >= 0 ? `line-offer-${at.value}` : null} autocomplete="off" spellcheck="false" value=${text.value} onInput=${event => type(event.target.value)} onKeyDown=${press}
    onFocus=${() => { open.value = true; past = history.length; }} onBlur=${() => { open.value = false; }}/><kbd>/</kbd></span>
  <div class="line-drop" hidden=${!open.value}><div role="status" aria-live="polite"><${Says}/></div><ul id="line-offers" role="listbox" aria-label=${t('line.offers')}>${offered.value.map((offer, i) => html`<li key=${`${offer.kind}${offer.line ?? offer.id}`} id=${`line-offer-${i}`} role="option" aria-selected=${i === at.value}
    onPointerDown=${event => { event.preventDefault(); take(offer); }}>${offer.kind === 'incident' && !offer.line && html`<${Priority} p=${offer.thing.priority}/>`}<b class="num">${offer.name}</b> <span class="dim cut">${offer.about.filter(Boolean).join(' · ')}</span></li>`)}</ul></div></div>`;
