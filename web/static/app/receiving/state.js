// What the hospital knows: its own house, the requests it may answer, the patients on their way to it.

import {batch, computed, signal} from '@preact/signals';
import {byId, put} from '../page.js';

export const hospital = signal(null);
export const requests = signal(new Map());
export const inbound = signal([]);
export const positions = signal(new Map());

const ASKED = ['sent', 'delivered', 'seen', 'expired'];
const waiting = request => ['sent', 'delivered', 'seen'].includes(request.state);
/** Requests that need an answer now; those past their time may still be answered and stand below. */
export const asking = computed(() => [...requests.value.values()].filter(waiting).sort((a, b) => a.acuity - b.acuity || Date.parse(a.asked_at) - Date.parse(b.asked_at)));
export const answered = computed(() => [...requests.value.values()].filter(r => !waiting(r) && !['arrived', 'offloaded', 'confirmed', 'designated', 'held'].includes(r.state))
  .sort((a, b) => Date.parse(b.asked_at) - Date.parse(a.asked_at)).slice(0, 8));
export const mayAnswer = request => ASKED.includes(request.state);
export const coming = computed(() => inbound.value.filter(p => requests.value.get(p.request_id)?.state !== 'offloaded')
  .sort((a, b) => (a.eta ?? '9').localeCompare(b.eta ?? '9')));

export function take(board) {
  batch(() => {
    hospital.value = board.hospital;
    requests.value = byId(board.requests, 'request_id');
    inbound.value = board.inbound;
  });
}

/** Whatever is said of an inbound patient is small: the whole board is read again, at most once a second. */
export function hear({kind, subject, data}, again) {
  if (kind.startsWith('request_')) requests.value = put(requests.value, subject, data);
  if (kind === 'vitals') inbound.value = inbound.value.map(p => p.incident.id === subject ? {...p, vitals: [...p.vitals, data]} : p);
  again();
}

export function hearValue({kind, subject, at, data}) {
  if (kind === 'position') positions.value = put(positions.value, subject, {...data, at});
}
