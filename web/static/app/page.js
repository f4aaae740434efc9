// What every page does: its look, its language, its first snapshot, its stream, and honesty about how old it is.

import {batch, effect, signal} from '@preact/signals';
import {html, render} from 'htm/preact';
import {Problem, get} from './api.js';
import {follow} from './live.js';
import {language, speak, problemSentence, t} from './say.js';
import {setClock} from './time.js';

const root = document.documentElement;

/** light or dark as shown now. */
export const theme = signal(root.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'));
export function switchTheme() {
  theme.value = theme.peek() === 'dark' ? 'light' : 'dark';
  root.dataset.theme = localStorage.theme = theme.peek();
}

/** How the stream is: {state: opening|live|dead|refused, since}. */
export const link = signal({state: 'opening', since: Date.now()});
/** When the stream gave its last sign of life, by this device's clock. */
export const heard = signal(Date.now());
/** {on, speed} of the simulated day. */
export const simulation = signal({on: 'simulated' in root.dataset, speed: 1});
/** The page's first snapshot could not be read: a Problem, or null. */
export const trouble = signal(null);

const TRY_AGAIN_MS = 3000;
let hurry = null;
/** Reads the snapshot now instead of in a moment. */
export const retryNow = () => hurry?.();

/** Short messages at the foot of the page: [{id, text, bad, action: {label, run}}]. */
export const toasts = signal([]);
let toastNumber = 0;
export function toast(text, {bad = false, lasts = bad ? 8000 : 3500, action = null} = {}) {
  const id = ++toastNumber;
  toasts.value = [...toasts.peek().slice(-2), {id, text, bad, action}];
  const away = () => { toasts.value = toasts.peek().filter(one => one.id !== id); };
  setTimeout(away, lasts);
  return away;
}

/** Runs a command; what went wrong becomes a sentence on the page. Returns the answer, or undefined. */
export async function attempt(command, done) {
  try {
    const answer = await command();
    if (done) toast(done);
    return answer;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    toast(problemSentence(problem), {bad: true});
    return undefined;
  }
}

/** Sends a form: what the server did not accept stands at its fields, by `problem` (a signal), everything else is a
 *  sentence on the page. True when it was taken. */
export async function fill(problem, command, done) {
  problem.value = null;
  try {
    await command();
    if (done) toast(done);
    return true;
  } catch (fault) {
    if (!(fault instanceof Problem)) throw fault;
    problem.value = fault;
    if (fault.code !== 'invalid_input') toast(problemSentence(fault), {bad: true});
    return false;
  }
}

/** Puts a view into the page in place of what stood there while it was loading, once its words are known. */
export async function mount(view) {
  await speak(language.peek());
  const app = document.getElementById('app');
  app.replaceChildren();
  app.removeAttribute('aria-busy');
  render(html`<${view}/>`, app);
}

const KEPT_EVENTS = 500;

/** Shows a page: language, snapshot of `board`, then its stream.
 *  `take(board)` puts a snapshot into the page's state; `event` and `value` follow the stream and may call
 *  `again()`, which reads the snapshot anew, at most once in `every` milliseconds. A page that works without a network
 *  gives `kept`: `keep(answer)` puts a snapshot away and `read()` gives the last one, for when nobody answers at the start. */
export async function open({view, board, stream = '/api/v1/stream', take, event, value, every = 1000, kept = null}) {
  await mount(view);
  effect(() => document.body.classList.toggle('stale', ['dead', 'refused'].includes(link.value.state)));
  let newest = null;
  const recent = [];  // what the stream has told lately: a snapshot may have been read before it, and arrive after
  const load = async () => {
    const began = performance.now();
    try {
      const answer = await get(board);
      setClock(answer.now);
      simulation.value = answer.simulation;
      batch(() => {
        take(answer, began);
        for (const one of recent) if (one.id > answer.newest) event?.(one, () => {});
      });
      trouble.value = null;
      newest ??= answer.newest;
      kept?.keep(answer);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      const away = kept && (problem.status === 0 || problem.status >= 500), old = away && newest === null ? await kept.read() : null;
      if (old) {
        batch(() => take(old, null));
        newest = old.newest;
      }
      trouble.value = away && newest !== null ? null : problem;
      if (newest !== null) hurry = soon(again);  // the page has its data: it goes on with what it knows
    }
  };
  const again = sometimes(load, every);
  while (newest === null) {
    await load();
    if (newest === null) await new Promise(done => { hurry = soon(done); });
  }
  follow(stream, newest, {
    hello: hello => {
      setClock(hello.now);
      if (hello.anew) again();
    },
    event: one => {
      if (one.kind === 'simulation_changed') return void (simulation.value = one.data);
      recent.push(one);
      if (recent.length > KEPT_EVENTS) recent.shift();
      return event?.(one, again);
    },
    value: one => value?.(one, again),
    heard: at => { heard.value = at; },
    link: (state, since) => {
      const back = link.peek().state === 'dead' && state === 'live';
      link.value = {state, since};
      if (back) again();
    },
  });
  return again;
}

/** Calls `work` in a moment; returns what calls it at once. */
function soon(work) {
  const timer = setTimeout(work, TRY_AGAIN_MS);
  return () => {
    clearTimeout(timer);
    work();
  };
}

/** Calls `work` soon, and at most every `every` milliseconds however often it is asked. */
export function sometimes(work, every) {
  let waiting = false, last = 0;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(async () => {
      waiting = false;
      last = performance.now();
      await work();
    }, Math.max(50, (typeof every === 'function' ? every() : every) - (performance.now() - last)));
  };
}

/** A map of things by id, with one put in or changed. */
export const put = (things, id, change) => new Map(things).set(id, {...things.get(id), ...change});
export const byId = (list, id = 'id') => new Map(list.map(one => [one[id], one]));
export {t};
