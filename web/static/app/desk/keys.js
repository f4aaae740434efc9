// Everything by keyboard, by key code and not by letter, so that it works with the Korean input method on. Keys rest
// while somebody types. No single key destroys anything.

import {signal} from '@preact/signals';
import {switchTheme} from '../page.js';
import {speakOther} from '../say.js';
import {composing} from '../typing.js';
import {acknowledge, asking, clash, dispatch, ending, explain, leaving, reasons, unsure} from './acts.js';
import {answerAdvice} from './advice.js';
import {loud, openShelf, shelving} from './alerts.js';
import {markSilent, newCall, pointing, submit, taking} from './callform.js';
import {dialCaller, lookAtPictures, sharePictures, writeToCaller} from './conversation.js';
import {ask, confirmFirst, pickHospital} from './choices.js';
import {toDrop} from './drop.js';
import {film} from './film.js';
import {toGate} from './gate.js';
import {toggle} from './layers.js';
import {openLine} from './line.js';
import {callBackNext, claimOldest, closeFor, closing as closingLine, endTried, reachedTried} from './lines.js';
import {closing, toggleClosing} from './closures.js';
import {toMass} from './mass.js';
import {openMap} from './pair.js';
import {beginTransfer} from './onward.js';
import {chooseReason, endCurrent} from './panel.js';
import {mergeFirst} from './similar.js';
import {writePremise} from './premises.js';
import {go} from './order.js';
import {answerPatient} from './registered.js';
import {large} from '../pictures.js';
import {choose, chosen, sendable, unitPick, view} from './state.js';
import {toPlace} from './where.js';

export const helping = signal(false);
export const KEYS = [['J K', 'next'], ['1 – 9', 'unit'], ['D', 'dispatch'], ['⇧ 1 – 9', 'hospital'], ['H', 'ask'], ['Y', 'confirm'], ['R', 'onward'], ['Q', 'gate'], ['Q Q', 'interview'], ['S', 'place'], ['F B', 'advice'], ['P', 'premise'], ['.', 'person'], ['C', 'call_back'], ['W', 'write'], ['⇧ P', 'pictures'], ['⇧ S', 'share'], ['⇧ V', 'film'], ['⇧ K', 'drop'], ['⇧ C', 'line_back'], ['⇧ A', 'line_reached'], ['⇧ N', 'line_silent'], ['⇧ E', 'line_close'], ['E', 'end'], ['U', 'merge'], ['N', 'new_call'],
  ['Ctrl ⏎', 'save'], ['A', 'acknowledge'], ['Z', 'shelve'], ['M', 'view'], ['⇧ M', 'mass'], ['G', 'coverage'], ['V', 'traffic'], ['I', 'isochrones'], ['X', 'closures'], ['O', 'map_window'], ['0', 'messages'], ['/  Esc Esc', 'line'], ['T', 'theme'], ['L', 'language'], ['?', 'help'], ['Esc', 'back']];

const TWICE_MS = 600;
const VIEWS = ['map', 'units', 'hospitals', 'drones'];
/** Takes one thing back, the nearest first; a second Escape with nothing to take back opens the line. */
let escaped = 0;
function back() {
  for (const open of [leaving, pointing, ending, clash, unsure, shelving, closingLine, closing, taking, asking, large]) {
    if (!open.peek()) continue;
    return open === leaving ? leaving.peek().cancel() : void (open.value = [taking, closing].includes(open) ? false : null);
  }
  if (performance.now() - escaped < TWICE_MS) return openLine();
  escaped = performance.now();
  return choose(null);
}

/** A number answers the question that is asked; with none it picks a unit, with Shift a hospital. */
function number(n, event) {
  if (closingLine.peek() && !event.shiftKey) return closeFor(n);
  const asked = ending.peek() ?? (asking.peek()?.incident === chosen.peek() ? {group: 'override'} : null), code = asked && reasons(asked)[n - 1];
  if (event.shiftKey) pickHospital(n - 1);
  else if (asked && code) ending.peek() ? chooseReason(code) : explain(asking.peek().job, code);
  else if (!asked && !event.altKey && sendable.peek()[n - 1]) unitPick.value = sendable.peek()[n - 1].unit_id;
}

const ACTS = {
  KeyJ: () => go(1), KeyK: () => go(-1), ArrowDown: () => go(1), ArrowUp: () => go(-1), KeyD: dispatch, KeyN: () => newCall(), KeyA: () => claimOldest() || loud.peek().length && acknowledge(loud.peek()[0]), KeyZ: () => openShelf(), KeyH: ask, KeyY: confirmFirst, KeyR: beginTransfer,
  KeyQ: toGate, Period: answerPatient, KeyS: toPlace, KeyF: () => answerAdvice('accepted'), KeyB: () => answerAdvice('ignored'), KeyE: () => endCurrent(), KeyU: mergeFirst, KeyP: () => writePremise(), KeyC: dialCaller, KeyW: writeToCaller, KeyG: () => toggle('coverage'), KeyV: () => toggle('traffic'), KeyI: () => toggle('isochrones'), KeyX: toggleClosing, KeyO: openMap,
  KeyM: () => { view.value = VIEWS[(VIEWS.indexOf(view.peek()) + 1) % VIEWS.length]; }, KeyT: switchTheme, KeyL: speakOther, Digit0: () => location.assign('/desk/messages'),
};

const SHIFTED = {KeyC: callBackNext, KeyA: reachedTried, KeyN: markSilent, KeyE: endTried, KeyM: toMass, KeyP: lookAtPictures, KeyS: sharePictures, KeyV: film, KeyK: toDrop};

/** Ctrl+Enter saves from anywhere: the call that is being taken, else the form the cursor stands in. */
function save(event) {
  if (!['Enter', 'NumpadEnter'].includes(event.code) || !(taking.peek() || event.target.form)) return;
  event.preventDefault();
  if (taking.peek()) submit(event.shiftKey);
  else event.target.form.requestSubmit();
}

export function listen() {
  addEventListener('keydown', event => {
    const writing = event.target.closest('input, select, textarea, dialog[open]');
    if (writing && composing(event)) return;  // the input method's own; elsewhere its keys count by their place
    if (event.ctrlKey || event.metaKey) return save(event);
    if (event.code === 'Escape') { document.activeElement?.blur?.(); return back(); }
    if (writing) return;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    const act = digit ? () => number(Number(digit[1]), event) : event.code === 'Slash' ? () => event.shiftKey || event.key === '?' ? helping.value = true : openLine() : event.shiftKey && SHIFTED[event.code] || ACTS[event.code];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
