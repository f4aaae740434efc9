// A request that somebody else ended keeps its place for a moment: who answered it, when and how, and whether what was
// pressed here still counted. Nothing slides under a finger that is already on its way down.

import {effect, signal} from '@preact/signals';
import {Button, Icon, html} from '../parts.js';
import {t, word} from '../say.js';
import {clock} from '../time.js';
import {isWaiting, requests} from './state.js';

const LINGER_MS = 10_000, TOO_LATE_MS = 60_000;
const gone = signal(new Map());  // request id → what was pressed here too late, or null
const own = new Set();           // what this page has answered itself: it leaves at once

const put = (id, pressed) => { gone.value = new Map(gone.peek()).set(id, pressed); };
export const drop = id => { gone.value = new Map([...gone.peek()].filter(([one]) => one !== id)); };

/** This page answers now; returns what to call when the answer did not arrive. */
export function answering(id) {
  own.add(id);
  return () => own.delete(id);
}

/** The answer `how` came after somebody else's. */
export function tooLate(id, how) {
  put(id, how);
  setTimeout(() => drop(id), TOO_LATE_MS);
}

let waiting = new Set();
effect(() => {
  const all = [...requests.value.values()], left = all.filter(r => waiting.has(r.request_id) && !isWaiting(r) && !own.has(r.request_id) && !gone.peek().has(r.request_id));
  waiting = new Set(all.filter(isWaiting).map(r => r.request_id));
  for (const {request_id: id} of left) {
    put(id, null);
    setTimeout(() => { if (gone.peek().get(id) === null) drop(id); }, LINGER_MS);
  }
});

/** The requests that are over and still shown. */
export const lingering = () => [...gone.value.keys()].map(id => requests.value.get(id)).filter(Boolean);
export const isGone = id => gone.value.has(id);

const ended = r => [word('request', r.state), r.decline_code && word('decline', r.decline_code), r.release_reason && word('release', r.release_reason),
  r.answered_via && r.state !== 'expired' && word('via', r.answered_via), r.answered_name, r.answered_duty && word('duty', r.answered_duty)].filter(Boolean).join(' · ');

/** The card in the place of the request, which children name; `action` is what can still be done. */
export const Gone = ({request: r, action, children}) => {
  const pressed = gone.value.get(r.request_id);
  return html`<article class="card gone row wrap" data-late=${pressed != null} role=${pressed ? 'alert' : 'status'}><${Icon} name=${pressed ? 'triangle-alert' : 'info'}/>
    <div class="grow"><b>${pressed ? t('receiving.not_counted', {answer: t(`receiving.${pressed}`)}) : t('receiving.over')}</b><p>${children} · ${ended(r)} <time class="num">${clock(r.answered_at)}</time></p></div>
    ${action}<${Button} kind="small" icon="check" onClick=${() => drop(r.request_id)}>${t('receiving.seen')}<//></article>`;
};
