// A viewer's page: it sees and hears the ambulance, and can speak to the crew. A page that is loaded anew goes on in
// its own place.

import {signal} from '@preact/signals';
import {get, post} from '../api.js';
import {attempt} from '../page.js';
import {connect, newPage} from '../rtc.js';

const LOOK_MS = 700, CALM_MS = 2000, SAY_MS = 15_000;
const page = newPage();
/** What this page shows: {incident, stream, lost, soundAlone, speaks}; null: nothing. */
export const watching = signal(null);
let peer = null, voice = null, since = 0, seen = 0, timer;

const at = (incident, path = '') => `/api/v1/incidents/${incident}/film${path}`;
const set = change => { if (watching.peek()) watching.value = {...watching.peek(), ...change}; };
export const watchedBefore = incident => sessionStorage.watching === incident;

export const ask = incident => attempt(() => post(at(incident)));
export const stop = incident => attempt(() => post(at(incident, '/end')));

export async function watch(incident) {
  close();
  [since, seen] = [0, 0];
  watching.value = {incident, stream: null, lost: false, soundAlone: false, speaks: false};
  const was = watchedBefore(incident) ? sessionStorage.watchingPage : null;
  if (!await attempt(() => post(at(incident, '/watch'), {page, was}))) { delete sessionStorage.watching; return void close(); }
  [sessionStorage.watching, sessionStorage.watchingPage] = [incident, page];
  look(incident);
}

export async function leave() {
  const {incident} = watching.peek();
  delete sessionStorage.watching;
  close();
  await attempt(() => post(at(incident, '/leave'), {page}));
}

function close() {
  clearTimeout(timer);
  hush();
  peer?.close();
  peer = watching.value = null;
}

/** The crew hears this page, until it is pressed again. */
export async function speak() {
  if (voice) { hush(); return set({speaks: false}); }
  voice = await navigator.mediaDevices.getUserMedia({audio: {echoCancellation: true}}).catch(() => null);
  if (!voice) return set({speaks: 'denied'});
  await peer?.speak(voice.getAudioTracks()[0]);
  return set({speaks: true});
}
function hush() {
  peer?.speak(null);
  for (const track of voice?.getTracks() ?? []) track.stop();
  voice = null;
}

/** The page shows a frame, or sounds: who watches, from when to when, is on record. */
export function shown() {
  if (!watching.peek() || Date.now() - seen < SAY_MS) return;
  seen = Date.now();
  post(at(watching.peek().incident, '/seen'), {page}).catch(() => { seen = 0; });
}

/** A fresh connection for a new load of the crew's page; an offer of the same round only renews the way. */
function answer(incident, round, ice) {
  peer?.close();
  seen = 0;
  const mine = peer = connect({ice, round, voice: () => voice?.getAudioTracks()[0] ?? null,
    send: (kind, body) => post(at(incident, '/signals'), {page, kind, body}).catch(() => {}),
    onTrack: stream => set({stream}), onTold: told => set({soundAlone: told.soundAlone}),
    onState: state => { if (mine === peer) set({lost: ['failed', 'disconnected'].includes(state)}); }});
}

async function look(incident) {
  const news = await get(`${at(incident)}?page=${page}&since=${since}`).catch(problem => problem.status === 404 ? {mine: false} : null);
  if (watching.peek()?.incident !== incident) return;
  if (news && !news.mine) { delete sessionStorage.watching; return void close(); }
  for (const {id, kind, body} of news?.signals ?? []) {
    since = Math.max(since, id);
    const {round, what} = JSON.parse(body);
    if (kind === 'offer' && round !== peer?.round) answer(incident, round, news.ice);
    if (round === peer?.round) await peer.take(kind, what).catch(() => set({lost: true}));
  }
  if (peer?.pc.connectionState === 'connected') shown();
  timer = setTimeout(() => look(incident), peer?.pc.connectionState === 'connected' ? CALM_MS : LOOK_MS);
}
