// The pad by keyboard, by key code. Space held is the guarded key held; one press of R calls the drone home, one of P
// stops it in the air.

import {signal} from '@preact/signals';
import {switchTheme} from '../page.js';
import {speakOther} from '../say.js';
import {acknowledge} from './alarms.js';
import {chooseReason, seeClear} from './flight.js';
import {answer, scanned} from './preflight.js';
import {bursts} from './scanning.js';
import {AIRBORNE, act, current, homeBy, may, next, orders, pausable, pause, pick, readNotices, ready, reasonFor} from './state.js';

export const helping = signal(false);
export const KEYS = [['J K', 'next'], ['A', 'accept'], ['X', 'decline'], ['1 – 9', 'check'], ['N', 'step'], ['␣', 'hold'], ['R', 'home'], ['P', 'pause'], ['M', 'seen'], ['B', 'notices'], ['T', 'theme'], ['L', 'language'], ['?', 'help'], ['Esc', 'back']];

function go(by) {
  const ids = orders.peek().map(s => s.id), at = ids.indexOf(current.peek()?.id);
  if (ids.length) pick(ids[Math.min(ids.length - 1, Math.max(0, at + by))]);
}
function step(s) {
  if (may(s, 'preflight_ok')) return ready.peek() && act(s, 'preflight_ok');
  const [action] = next(s);
  return action && act(s, action);
}
const number = (s, n) => chooseReason(s, n) || answer(s, n) || (n === 1 && seeClear(s));
/** The guarded key of the page hears Space wherever the focus is; held on past its act, Space begins no other. */
const guarded = ({type, repeat}) => document.querySelector('.keys-of-flight .hold')?.dispatchEvent(new KeyboardEvent(type, {key: ' ', repeat, cancelable: true}));

/** Only where the page shows them: they are read on the ground. */
const notices = () => (!current.peek() || may(current.peek(), 'preflight_ok')) && readNotices();

const OF_FLIGHT = {
  KeyA: s => may(s, 'accept') && act(s, 'accept'), KeyX: s => may(s, 'decline') && (reasonFor.value = {sortie: s.id, action: 'decline'}),
  KeyN: step, KeyR: s => homeBy(s) && act(s, homeBy(s)), KeyP: s => pausable(s) && pause(s),
};
const ALWAYS = {KeyJ: () => go(1), KeyK: () => go(-1), KeyM: acknowledge, KeyB: notices, KeyT: switchTheme, KeyL: speakOther, Escape: () => { reasonFor.value = null; }};

const lone = bursts(scanned);
/** In the air every key acts at once; on the ground a key waits a moment, for it may be the first of a scanned label. */
const grounded = s => !s || !AIRBORNE.includes(s.state);

export function listen() {
  addEventListener('keydown', event => {
    if (event.code === 'Escape' && event.target.id === 'kit-label') event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest('input:not([type="checkbox"]), select, textarea, dialog[open]')) return lone.flush();
    const s = current.peek(), digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    if (event.code === 'Space' && !event.target.closest('button, input, summary, a')) { event.preventDefault(); guarded(event); return; }
    const work = event.code === 'Slash' ? () => { helping.value = true; } : ALWAYS[event.code] ?? (s && (digit ? () => number(s, Number(digit[1])) : OF_FLIGHT[event.code] && (() => OF_FLIGHT[event.code](s))));
    if (event.repeat) return;
    if (grounded(s) && lone.key(event.code, work)) return event.preventDefault();
    if (!work) return;
    event.preventDefault();
    work();
  });
  addEventListener('keyup', event => event.code === 'Space' && guarded(event));
}
