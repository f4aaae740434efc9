// A decision is true for the moment it was made: an incident that is opened later, or whose first unit has been taken
// meanwhile, is decided about anew. Nobody has to think of it.

import {effect} from '@preact/signals';
import {now} from '../time.js';
import {decideAgain} from './acts.js';
import {OVER, chosen, current, gone, plan, sendable} from './state.js';

const OLD_MS = 60_000, PAUSE_MS = 20_000;
let last = {id: null, at: 0};

/** Watches the incident in the panel. */
export const keepFresh = () => effect(() => {
  const id = chosen.value, decision = plan.value, first = sendable.value[0], taken = Boolean(first && gone(first));
  if (!id || !decision || !current.peek() || OVER.includes(current.peek().state)) return;
  const opened = last.id !== id, old = opened && now.peek() - Date.parse(decision.decided_at) > OLD_MS;
  if (opened) last = {id, at: 0};
  if ((old || taken) && now.peek() - last.at > PAUSE_MS) {
    last.at = now.peek();
    decideAgain(current.peek(), false);
  }
});
