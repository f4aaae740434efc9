// The page with the camera: it asks who watches, and feeds each of them by a line of their own. Nothing is recorded.

import {signal} from '@preact/signals';
import {get, post} from '../api.js';
import {newPage} from '../rtc.js';
import {openLine} from './line.js';

const LOOK_MS = 700, CALM_MS = 2000;
const PICTURE = {width: {ideal: 640}, height: {ideal: 480}, frameRate: {ideal: 15, max: 20}, facingMode: 'environment'};
const page = newPage();
/** What this device shows: {assignment, stream, picture, lines: {viewer: {connected, soundAlone, speaks}}}; null: nothing. */
export const showing = signal(null);
/** Why the camera did not open: 'denied', or null. */
export const refused = signal(null);
const lines = new Map(), others = new Map();  // viewer id → line; viewer id → the load of their page
const ears = new Map();  // viewer id → what plays their voice: one for each, for a browser plays one voice of a stream
let since = 0, round = 0, timer;

const at = (assignment, path = '') => `/api/v1/assignments/${assignment}/film${path}`;
export const mineBefore = assignment => sessionStorage.filming === assignment;

/** Opens the camera, or the microphone alone, and shows it on the ground of `consent`; without one it goes on. */
export async function begin(assignment, {consent, picture = true}) {
  let stream;
  refused.value = null;
  try {
    stream = await navigator.mediaDevices.getUserMedia({audio: {echoCancellation: true, noiseSuppression: true}, video: picture && PICTURE});
  } catch {
    refused.value = 'denied';
    return;
  }
  try {
    await post(at(assignment, consent ? '' : '/join'), consent ? {page, consent, picture} : {page});
  } catch (problem) {
    for (const track of stream.getTracks()) track.stop();
    throw problem;
  }
  sessionStorage.filming = assignment;  // this device goes on after a reload; no other one does
  sessionStorage.filmingPicture = picture ? 'yes' : '';
  since = 0;
  showing.value = {assignment, stream, picture, lines: {}};
  look(assignment);
}
export const goOn = assignment => begin(assignment, {consent: null, picture: sessionStorage.filmingPicture === 'yes'}).catch(() => { delete sessionStorage.filming; });

export async function end(assignment) {
  stop();
  await post(at(assignment, '/end'));
}

function stop() {
  clearTimeout(timer);
  delete sessionStorage.filming;
  for (const id of [...lines.keys()]) drop(id);
  for (const track of showing.peek()?.stream.getTracks() ?? []) track.stop();
  showing.value = null;
}

function drop(id) {
  lines.get(id)?.close();
  hush(id);
  lines.delete(id);
  others.delete(id);
  const {[id]: _, ...left} = showing.peek().lines;
  showing.value = {...showing.peek(), lines: left};
}

async function feed(assignment, {id, page: theirs}, news) {
  lines.get(id)?.close();
  const mine = openLine({ice: news.ice, round: `${page}${++round}`, stream: showing.peek().stream, viewers: () => others.size,
    send: (kind, body) => post(at(assignment, '/signals'), {page, viewer: id, kind, body}).catch(() => {}),
    heard: track => hear(id, track), told: state => { if (lines.get(id) === mine && showing.peek()) showing.value = {...showing.peek(), lines: {...showing.peek().lines, [id]: {...state}}}; }});
  lines.set(id, mine);
  others.set(id, theirs);
  await mine.offer();
}

/** What a viewer says, aloud. */
function hear(id, track) {
  hush(id);
  const ear = Object.assign(new Audio(), {autoplay: true, srcObject: new MediaStream([track])});
  ears.set(id, ear);
  ear.play().catch(() => {});
}
function hush(id) {
  const ear = ears.get(id);
  ears.delete(id);
  if (ear) ear.srcObject = null;
}

async function look(assignment) {
  const news = await get(`${at(assignment)}?page=${page}&since=${since}`).catch(() => null);
  if (showing.peek()?.assignment !== assignment) return;
  if (news && !news.mine) return void stop();  // ended, or another device of the crew goes on
  if (news) await attend(assignment, news);
  const calm = news && Object.values(showing.peek()?.lines ?? {}).length === others.size && Object.values(showing.peek()?.lines ?? {}).every(one => one.connected);
  timer = setTimeout(() => look(assignment), calm ? CALM_MS : LOOK_MS);
}

/** A line to everybody who may watch, and to nobody else. */
async function attend(assignment, news) {
  for (const id of [...lines.keys()]) if (!news.viewers.some(one => one.id === id)) drop(id);
  for (const one of news.viewers) if (others.get(one.id) !== one.page || lines.get(one.id)?.isLost()) await feed(assignment, one, news);
  for (const {id, viewer, kind, body} of news.signals) {
    since = Math.max(since, id);
    const {round: theirs, what} = JSON.parse(body);
    if (lines.get(viewer)?.round === theirs) await lines.get(viewer).take(kind, what);
  }
}
