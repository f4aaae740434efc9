// The caller's camera, opened by one press, seen by the control room alone, kept nowhere. Loaded only when pressed.

import {connect, newPage} from './rtc.js';

const LOOK_MS = 700, LIVE_MS = 2000, LOST_MS = 6000;
const PICTURE = {width: {ideal: 640}, height: {ideal: 480}, frameRate: {ideal: 15, max: 15}, facingMode: 'environment'};
const page = newPage();
let place, stream, peer, other, since, round = 0, broken = 0, timer, failures = 0;

const tell = name => {
  const says = place.querySelector('.says');
  says.textContent = name ? place.dataset[name] : '';
  says.toggleAttribute('data-done', ['live', 'sound'].includes(name));
};
const ask = (path, body) => fetch(place.dataset.address + path, {method: body ? 'POST' : 'GET', body: body && JSON.stringify(body), headers: body && {'content-type': 'application/json'}, signal: AbortSignal.timeout(10_000)}).catch(() => null);
const send = (kind, body) => ask('/signals', {page, kind, body});

function show(on) {
  const mine = place.querySelector('video');
  mine.hidden = !on || !stream.getVideoTracks().length;
  mine.srcObject = on ? stream : null;
  place.querySelector('[data-do=end]').hidden = !on;
  place.querySelector('.phrases').hidden = on;
}

/** Opens the camera or only the microphone, says so to the control room, and goes on until somebody ends it. */
export async function begin(where, {picture, again = false}) {
  place = where;
  tell('opening');
  try {
    stream = await navigator.mediaDevices.getUserMedia({audio: true, video: picture && PICTURE});
  } catch {
    return tell('denied');
  }
  const answer = again ? await ask('/join', {page}) : await ask('', {page, picture});
  if (!answer?.ok) return stop('denied');
  sessionStorage.video = picture ? 'picture' : 'sound';  // this device goes on after a reload; no other one does
  [since, other] = [0, null];
  show(true);
  tell('waiting');
  look();
}

export async function end() {
  await ask('/end', {});
  stop();
}

function stop(words) {
  clearTimeout(timer);
  delete sessionStorage.video;
  peer?.close();
  peer = null;
  for (const track of stream?.getTracks() ?? []) track.stop();
  show(false);
  tell(words);
}

async function offer(news) {
  peer?.close();
  broken = 0;
  const mine = peer = connect({ice: news.ice, round: `${page}${++round}`, stream, send, onState: state => {
    if (mine !== peer) return;
    if (state === 'connected') { broken = 0; tell(stream.getVideoTracks().length ? 'live' : 'sound'); }
    else if (['failed', 'disconnected'].includes(state)) { broken ||= Date.now(); tell('again'); }
  }});
  await mine.offer();
}

async function look() {
  const answer = await ask(`?page=${page}&since=${since}`), news = answer?.ok ? await answer.json() : null;
  if (news && (!news.mine || news.video.state === 'ended') || answer?.status === 404) return stop();
  failures = news ? 0 : failures + 1;
  if (news?.other) {
    if (news.other !== other || broken && Date.now() - broken > LOST_MS) [other] = [news.other, await offer(news)];
    for (const {id, kind, body} of news.signals) {
      since = Math.max(since, id);
      const {round: theirs, what} = JSON.parse(body);
      if (theirs === peer?.round) await peer.take(kind, what).catch(() => { broken ||= Date.now(); });
    }
  }
  timer = setTimeout(look, failures ? Math.min(8000, LOOK_MS * 2 ** failures) : news.video.state === 'live' && !broken ? LIVE_MS : LOOK_MS);
}
