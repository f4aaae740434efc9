// What the hospital knows: its own house, the requests it may answer, the patients on their way to it.

import {batch, computed, signal} from '@preact/signals';
import {get} from '../api.js';
import {attempt, byId, put} from '../page.js';
import {now} from '../time.js';

export const hospital = signal(null);
export const requests = signal(new Map());
export const inbound = signal([]);
/** Mass-casualty incidents we were told of, each with who comes to us. */
export const lists = signal([]);
/** What the network believes of this hospital: hospitals/belief.py. */
export const beliefs = signal([]);
/** What a search for a hospital reads of us now, and when it grows old: hospitals/reminding.py. */
export const reminders = signal([]);
export const positions = signal(new Map());
/** The names that may be tapped with an answer: [{id, name}]. */
export const names = signal([]);
/** Who is called when nobody answers; null for everybody but the hospital's administrator. */
export const contacts = signal(null);
/** Patients left here for whom nobody has signed yet. */
export const toSign = signal([]);
/** A screen that many share answers under a name; a person signed in answers under their own. */
export const shared = signal(false);
/** What the person signed in is known to do here. */
export const duty = signal(null);

const ASKED = ['sent', 'delivered', 'seen', 'expired'];
const ON_THE_WAY = ['arrived', 'offloaded', 'confirmed', 'designated', 'held'];
export const isWaiting = request => ['sent', 'delivered', 'seen'].includes(request.state);
/** Requests that need an answer now, in the order they came: a new one never moves a key somebody is about to press. */
export const asking = computed(() => [...requests.value.values()].filter(isWaiting).sort((a, b) => Date.parse(a.asked_at) - Date.parse(b.asked_at)));
export const answered = computed(() => [...requests.value.values()].filter(r => !isWaiting(r) && !ON_THE_WAY.includes(r.state))
  .sort((a, b) => Date.parse(b.asked_at) - Date.parse(a.asked_at)).slice(0, 8));
export const mayAnswer = request => ASKED.includes(request.state);
/** When a patient is at the door, in milliseconds; an estimate never comes nearer than the drive that is still to come. */
export const doorAt = patient => patient.eta == null ? null : patient.eta_estimated ? Math.max(Date.parse(patient.eta), now.value + patient.drive_s * 1000) : Date.parse(patient.eta);
const whenHere = patient => requestOf(patient)?.arrived_at ?? patient.eta ?? '9';  // at the door first, unknown last
export const requestOf = patient => requests.value.get(patient.request_id);
export const coming = computed(() => inbound.value.filter(p => requestOf(p)?.state !== 'offloaded')
  .sort((a, b) => whenHere(a).localeCompare(whenHere(b))));

export function take(board) {
  batch(() => {
    hospital.value = board.hospital;
    requests.value = byId(board.requests, 'request_id');
    inbound.value = board.inbound;
    lists.value = board.mass;
    beliefs.value = board.beliefs;
    reminders.value = board.reminders;
    names.value = board.names;
    toSign.value = board.to_sign;
    shared.value = board.shared;
    duty.value = board.duty;
    contacts.value = board.contacts;
  });
}

/** The whole board anew, now. */
export async function readAgain() {
  const board = await attempt(() => get('/api/v1/receiving/board'));
  if (board) take(board);
}

/** Whatever is said of an inbound patient is small: the whole board is read again, at most once a second. */
export function hear({kind, subject, data}, again) {
  if (kind.startsWith('request_') && !data.listed) requests.value = put(requests.value, subject, data);
  again();
}

export function hearValue({kind, subject, at, data}) {
  if (kind === 'position') positions.value = put(positions.value, subject, {...data, at});
}
