// Everything the crew's page writes goes through here: first onto the device, then to the server, one after the other,
// under a key that makes it happen once. Nothing is lost by a reload, a crash or an empty battery; a refusal waits for a
// person. docs/decisions/0040-the-crews-outbox.md

import {computed, effect, signal} from '@preact/signals';
import {Problem, carry, whoIsThere} from '../api.js';
import {attempt, link, toast} from '../page.js';
import {problemSentence, t} from '../say.js';
import {anyway, counts, laneOf, meaning, nextOf, rest, tooOld, writtenAt} from './queue.js';
import {addWrite, changeWrite, dropWrite, writes} from './shelf.js';

export const me = document.documentElement.dataset.who;
const all = signal([]);
/** How many somebody else left on this device: they go when that person signs in here. */
export const ofOthers = computed(() => all.value.filter(write => write.owner !== me).length);
/** What the server has already, and no board that the page has read since. */
export const answered = signal([]);
/** This person's writes that are not on the server yet, oldest first: {seq, key, method, path, body, at, lane, heavy, state, problem}. */
export const waiting = computed(() => {
  const done = new Set(answered.value.map(write => write.key));  // on their way off the device
  return all.value.filter(write => write.owner === me && !done.has(write.key));
});
/** Whether the device keeps nothing, so that what waits lives as long as this page. */
export const isLoose = computed(() => waiting.value.some(write => write.loose));
/** Why nothing is sent now: null, `sign_in`, or `stranger` (somebody else is signed in). */
export const held = signal(null);

const SAID_MS = 4000;  // so long an answer may take before the page says that the write waits
const listeners = new Map();  // seq → {done, failed} of whoever still waits on this page
const others = new BroadcastChannel('goldentime-outbox');
let reread = () => null, leaving = null;

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, '0')).join('');
const look = async () => {
  const was = isLoose.peek();
  all.value = await writes();
  if (isLoose.peek() && !was) toast(t('outbox.loose'), {bad: true});
};
const changed = async () => {
  await look();
  others.postMessage('changed');
};
others.onmessage = () => look().catch(() => null);

/** Writes `body` to `path`. Resolves once it lies on the device (or, where that keeps nothing, in this page), with {seq, answer}: `answer` resolves with what the
 *  server says, however late, and only while this page lives. `lane`: writes of one lane wait for each other.
 *  `said`: the sentence for the foot of the page once it is on the server. */
export async function send(path, method, body = {}, {lane = laneOf(path), said = null} = {}) {
  const seq = await addWrite(made(path, method, body, lane));
  const answer = new Promise((done, failed) => listeners.set(seq, {done, failed}));
  answer.catch(() => null);
  if (said) tellHow(answer, said);
  await changed().catch(() => null);
  flush();
  return {seq, answer};
}

const made = (path, method, body, lane = null) => ({key: newKey(), owner: me, method, path, body, at: Date.now(), lane, heavy: body instanceof Blob, state: 'waiting', tries: 0, problem: null});

/** Lets `put` add writes in a transaction of its own, as often as it says that there was something. */
export async function takeAlong(put) {
  let some = false;
  while (await put(made)) some = true;
  if (!some) return;
  await changed();
  flush();
}

const SOON_MS = 3000;
/** As `send`, for a form that shows a refusal itself: resolves with the server's answer, or with null once the write has to
 *  wait. A refusal that comes at once is raised and keeps nothing. */
export async function sendSoon(path, method, body, {lane = laneOf(path)} = {}) {
  const {seq, answer} = await send(path, method, body, {lane});
  const listener = listeners.get(seq);
  if (listener) listener.soon = true;
  const waits = new Promise(done => setTimeout(() => {
    if (listener) listener.soon = false;
    done(null);
  }, navigator.onLine ? SOON_MS : 0));
  return Promise.race([answer.then(told => told ?? {}), waits]);
}
/** As `sendSoon`, and says at the foot of the page what became of it: `said` only once the server has it. True unless it
 *  was refused. */
export const sendSaying = (path, method, body, said) => attempt(async () => {
  toast(await sendSoon(path, method, body) === null ? t('outbox.kept') : said);
  return true;
});

function tellHow(answer, said) {
  const late = setTimeout(() => toast(t('outbox.kept')), SAID_MS);
  answer.then(() => toast(said)).catch(() => null).finally(() => clearTimeout(late));
}

/** The person's own choice about a write that was refused: once more, or not at all. */
export async function sendAnyway(write) {
  await changeWrite(anyway(write, newKey(), Date.now()));
  await changed();
  flush();
}
export async function discard(write) {
  await dropWrite(write.seq);
  listeners.delete(write.seq);
  await changed();
}

/** A board that was asked for at `began` (performance.now()) tells of all that was answered before. */
export const forgetAnswered = began => { answered.value = answered.peek().filter(write => write.answeredAt > began); };

let asked = false, running = null, timer = null;
/** Sends what waits, now. Who asks while the last look is being taken is answered by another one. */
export function flush() {
  clearTimeout(timer);
  asked = true;
  running ??= alone(drain).catch(fault => {
    asked = false;
    console.warn('outbox', fault);
    return rest(++idle);
  }).then(again => {
    running = null;
    if (asked) flush();
    else if (again) timer = setTimeout(flush, again);
  });
}
/** Only one page of this device sends at a time. */
const alone = work => navigator.locks ? navigator.locks.request('goldentime-outbox', work) : work();

/** Sends one after the other; after how many milliseconds to go on, null for not by itself. */
async function drain() {
  asked = false;
  await look();
  for (let next; (next = nextOf(all.peek(), me)); await changed()) {
    const again = await transmit(next);
    if (again == null) continue;
    await changed();
    return again;
  }
  return null;
}

/** Sends one write and puts down what came of it; returns after how many milliseconds to go on, 0 for not by itself, and
 *  null for at once. */
async function transmit(write) {
  if (tooOld(write, Date.now())) return set(write, new Problem({code: 'too_old', status: 0}));
  try {
    return await settle(write, await carry(write, writtenAt(write)));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    const means = meaning(problem, write.tries + 1);
    if (means === 'done') return settle(write, null);
    if (means === 'ask') return set(write, problem);
    if (means === 'sign_in') await ended('sign_in');
    if (means === 'token' && await isStillMine()) return 1;
    if (!['again', 'anew'].includes(means)) return held.peek() ? 0 : rest(1);
    await changeWrite({...write, key: means === 'anew' ? newKey() : write.key, tries: write.tries + counts(problem)});
    idle += 1;
    return (problem.document.retry_after_s ?? 0) * 1000 || rest(idle);
  }
}
let idle = 0;  // tries in a row that came to nothing

async function settle(write, answer) {
  idle = 0;
  held.value = null;
  answered.value = [...answered.peek(), {...write, told: answer, answeredAt: performance.now()}];
  listeners.get(write.seq)?.done(answer);
  listeners.delete(write.seq);
  await dropWrite(write.seq);
  reread();
  return null;
}

/** The server has refused it: it stays, with what the server said, until a person decides. */
async function set(write, problem) {
  idle = 0;
  if (listeners.get(write.seq)?.soon) {
    await dropWrite(write.seq);
    listeners.get(write.seq).failed(problem);
    return null;
  }
  await changeWrite({...write, state: 'refused', problem: {...problem.document, status: problem.status, code: problem.code}});
  toast(problemSentence(problem), {bad: true});
  listeners.get(write.seq)?.failed(problem);
  listeners.delete(write.seq);
  return null;
}

/** Whether the same person is signed in. Where nobody or somebody else is, the page ends. */
async function isStillMine() {
  const who = await whoIsThere();
  if (who === 'me' && held.peek()) {
    held.value = null;
    reread();
    flush();
  }
  if (who === 'nobody') await ended('sign_in');
  if (who === 'stranger') await ended('stranger');
  return who === 'me';
}
/** The session is over: what was kept and shown of patients goes (crew/kept.js), what is not sent stays. */
async function ended(why) {
  if (held.peek() === why) return;
  held.value = why;
  await leaving?.();
}

/** Begins: what waited since the page was last open goes on. `again` reads the page's board anew; `gone` takes away what
 *  this device keeps and shows of patients. */
export async function begin(again, gone) {
  [reread, leaving] = [again, gone];
  navigator.storage?.persist?.().catch(() => null);
  addEventListener('online', () => { idle = 0; flush(); });
  addEventListener('focus', flush);
  addEventListener('beforeunload', event => { if (isLoose.peek()) event.preventDefault(); });
  document.addEventListener('visibilitychange', () => { if (!document.hidden) isStillMine(); });
  effect(() => { if (link.value.state === 'live') flush(); });
  effect(() => { if (link.value.state === 'refused') isStillMine(); });
  await isStillMine();
  flush();
}
