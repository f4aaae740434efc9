// Everything by keyboard, by key code and not by letter, so that it works with the Korean input method on. Keys rest
// while somebody types. No single key destroys anything.

import {signal} from '@preact/signals';
import {switchTheme} from '../page.js';
import {codes, speakOther} from '../say.js';
import {acknowledge, asking, dispatch, explain, leaving} from './acts.js';
import {loud, openShelf} from './alerts.js';
import {newCall, pointing, taking} from './callform.js';
import {dialCaller, writeToCaller} from './conversation.js';
import {ask, pickHospital} from './choices.js';
import {toggle} from './layers.js';
import {openMap} from './pair.js';
import {writePremise} from './premises.js';
import {go} from './order.js';
import {choose, plan, unitPick, view} from './state.js';

export const helping = signal(false);
export const KEYS = [['J K', 'next'], ['1 – 9', 'unit'], ['D', 'dispatch'], ['⇧ 1 – 9', 'hospital'], ['H', 'ask'], ['N', 'new_call'], ['P', 'premise'], ['C', 'call_back'], ['W', 'write'],
  ['A', 'acknowledge'], ['Z', 'shelve'], ['M', 'view'], ['G', 'coverage'], ['O', 'map_window'], ['/', 'search'], ['⌥ 1 – 7', 'override'], ['T', 'theme'], ['L', 'language'], ['?', 'help'], ['Esc', 'back']];

const VIEWS = ['map', 'units', 'hospitals', 'drones'];
function back() {
  if (leaving.peek()) return leaving.peek().cancel();
  if (pointing.peek()) { pointing.value = null; return undefined; }
  if (taking.peek()) { taking.value = false; return undefined; }
  if (asking.peek()) { asking.value = null; return undefined; }
  return choose(null);
}

function number(n, event) {
  if (event.altKey) {
    const reason = codes('override')[n - 1];
    if (asking.peek() && reason) explain(asking.peek().job, reason);
  } else if (event.shiftKey) pickHospital(n - 1);
  else if (plan.peek()?.units.options[n - 1]) unitPick.value = n - 1;
}

const ACTS = {
  KeyJ: () => go(1), KeyK: () => go(-1), ArrowDown: () => go(1), ArrowUp: () => go(-1), KeyD: dispatch, KeyN: newCall, KeyA: () => loud.peek().length && acknowledge(loud.peek()[0]), KeyZ: () => openShelf(), KeyH: ask, KeyP: () => writePremise(), KeyC: dialCaller, KeyW: writeToCaller,
  KeyG: () => toggle('coverage'), KeyO: openMap,
  KeyM: () => { view.value = VIEWS[(VIEWS.indexOf(view.peek()) + 1) % VIEWS.length]; }, KeyT: switchTheme, KeyL: speakOther,
};

export function listen() {
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.code === 'Escape') { document.activeElement?.blur?.(); return back(); }
    if (event.target.closest('input, select, textarea, dialog[open]')) return;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    const act = digit ? () => number(Number(digit[1]), event) : event.code === 'Slash' ? () => event.shiftKey || event.key === '?' ? helping.value = true : document.getElementById('search').focus() : ACTS[event.code];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
