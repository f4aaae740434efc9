// Three sounds and no more: act now rings until somebody owns it, act soon calls twice a minute, know ticks once.

import {effect} from '@preact/signals';
import {SOFT, TICK, chime, ring} from '../alarm.js';
import {loud} from './alerts.js';

const SOON_MS = 30_000;
const ofLevel = level => loud.value.some(([alert]) => alert.level === level);

export function listenToAlerts() {
  ring(() => ofLevel(1));
  ring(() => ofLevel(2) && !ofLevel(1), {notes: SOFT, every: SOON_MS});
  let known = null;
  effect(() => {
    const ids = loud.value.flat().filter(alert => alert.level === 3).map(alert => alert.id);
    if (known && ids.some(id => !known.includes(id))) chime(TICK);
    known = ids;
  });
}
