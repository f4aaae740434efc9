// What was read last stays on the device, so that the page opens without a network. It is shown with its age and never as
// new, belongs to one person, and is gone after a shift and at sign-out.

import {signal} from '@preact/signals';
import {Problem, get} from '../api.js';
import {toast} from '../page.js';
import {problemSentence} from '../say.js';
import {held, me} from './outbox.js';
import {keepRead, lastRead} from './shelf.js';
import {isOver} from './wipe.js';

/** Since when nothing has been read, while the page shows what the device has kept; null otherwise. */
export const oldSince = signal(null);

let over = false;
/** From here on this page keeps nothing: it is being left. */
export const keepNothing = () => { over = true; };
/** A device that keeps nothing is not worth a word here: the page says so when something is entered. */
const put = async (path, answer) => over || held.peek() ? null : keepRead({path, owner: me, at: Date.now(), answer}).catch(() => null);
const find = async path => {
  const old = await lastRead(path).catch(() => null);
  return old && old.owner === me && !isOver(old.at, Date.now()) ? old : null;
};

/** The page's board, for `open`. */
export const board = path => ({
  keep: answer => {
    oldSince.value = null;
    return put(path, answer);
  },
  read: async () => {
    const old = await find(path);
    oldSince.value = old?.at ?? null;
    return old?.answer ?? null;
  },
});

/** Reads what changes with a release only (score sheets, quick lists): `take` gets the server's answer, or the last one. */
export async function remembered(path, take) {
  try {
    const answer = await get(path);
    take(answer);
    await put(path, answer);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    const old = await find(path);
    if (old) take(old.answer);
    else toast(problemSentence(problem), {bad: true});
  }
}

const NEEDED = ['/api/v1/scores'];
/** Reads beforehand what a crew may need when nobody answers. */
export const prepare = () => Promise.all(NEEDED.map(path => remembered(path, () => null)));
