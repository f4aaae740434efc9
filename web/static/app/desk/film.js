// The caller's live picture at the desk: asked for, watched and ended by one key. It plays here and is kept nowhere.
// Whoever watches last is the one who sees; a page that is loaded anew goes on by itself.

import {signal} from '@preact/signals';
import {get, post} from '../api.js';
import {Button, Chip, Icon, html, useEffect, useRef} from '../parts.js';
import {attempt} from '../page.js';
import {connect, newPage} from '../rtc.js';
import {t, word} from '../say.js';
import {detail, refresh} from './state.js';

const LOOK_MS = 700, LIVE_MS = 2000, READY = ['consented', 'connecting', 'live'];
const page = newPage();
const watching = signal(null);  // {call, stream, lost}: what this page shows
const enlarged = signal(false);
let peer = null, since = 0, timer, seen = false;

const at = (call, path = '') => `/api/v1/calls/${call}/video${path}`;
const set = change => { watching.value = {...watching.peek(), ...change}; };

async function watch(call) {
  leave();
  [since, seen] = [0, false];
  watching.value = {call, stream: null, lost: false};
  sessionStorage.film = call;
  if (await attempt(async () => { await post(at(call, '/watch'), {page}); return true; })) look(call);
  else leave();
  refresh();
}

function leave() {
  clearTimeout(timer);
  delete sessionStorage.film;
  peer?.close();
  peer = watching.value = null;
}

async function end(call) {
  await attempt(() => post(at(call, '/end')));
  leave();
  refresh();
}

/** A connection for the offer of one load of the caller's page; the one before is over. */
function answer(call, round, ice) {
  peer?.close();
  seen = false;
  const mine = peer = connect({ice, round, send: (kind, body) => post(at(call, '/signals'), {page, kind, body}).catch(() => {}),
    onTrack: stream => set({stream}), onState: state => { if (mine === peer) set({lost: ['failed', 'disconnected'].includes(state)}); }});
}

async function look(call) {
  const news = await get(`${at(call)}?page=${page}&since=${since}`).catch(() => null);
  if (watching.peek()?.call !== call) return;
  if (news && (!news.mine || news.video.state === 'ended')) { leave(); return void refresh(); }
  for (const {id, kind, body} of news?.signals ?? []) {
    since = Math.max(since, id);
    const {round, what} = JSON.parse(body);
    if (kind === 'offer') answer(call, round, news.ice);
    if (round === peer?.round) await peer.take(kind, what).catch(() => set({lost: true}));
  }
  timer = setTimeout(() => look(call), seen && !watching.peek().lost ? LIVE_MS : LOOK_MS);
}

const Screen = ({call, picture}) => {
  const box = useRef(), {stream, lost} = watching.value;
  useEffect(() => {
    const video = box.current;
    video.srcObject = stream;
    if (stream) video.play().catch(() => { video.muted = true; video.play().catch(() => {}); });
  }, [stream]);
  const shown = () => { if (!seen) { seen = true; post(at(call.id, '/seen'), {page}).catch(() => { seen = false; }); } };
  return html`<video ref=${box} class="film" data-large=${enlarged.value} data-sound=${!picture} playsinline aria-label=${t('film.title')} onPlaying=${shown}/>
    ${lost && html`<p class="notice warn" role="status"><${Icon} name="triangle-alert"/>${t('film.lost')}</p>`}`;
};

/** Stands above what was written: what the caller shows, or the key to ask for it. */
export const Film = ({call, ended}) => {
  const video = call.video, here = watching.value?.call === call.id, ready = READY.includes(video?.state);
  useEffect(() => { if (ready && !here && !watching.peek() && sessionStorage.film === call.id) watch(call.id); }, [ready]);
  if (ended && !ready) return null;
  return html`<section class="film-part" aria-label=${t('film.title')}>${here && html`<${Screen} call=${call} picture=${video?.picture}/>`}
    <div class="row wrap">${video && video.state !== 'ended' && html`<${Chip} kind=${video.state === 'live' ? 'act' : ''} icon=${ready ? 'eye' : 'hourglass'}>${t('film.title')} · ${word('video', video.state)}${video.picture ? '' : ` · ${t('film.sound')}`}<//>`}
      ${video?.state === 'ended' && html`<small class="dim">${word('video_end', video.ended_reason)}</small>`}
      ${ready && !here && video.watched_by && html`<small class="dim">${t('film.by', {name: video.watched_by})}</small>`}<span class="grow"/>
      ${ready && !here && html`<${Button} kind="small main" icon="eye" keys="⇧ V" onClick=${() => watch(call.id)}>${t('film.watch')}<//>`}
      ${here && html`<${Button} kind="small" onClick=${() => { enlarged.value = !enlarged.peek(); }}>${t(enlarged.value ? 'film.small' : 'film.large')}<//>`}
      ${video && video.state !== 'ended' ? html`<${Button} kind="small" icon="x" keys=${here ? '⇧ V' : null} onClick=${() => end(call.id)}>${t('film.stop')}<//>`
        : !ended && html`<${Button} kind="small" icon="eye" keys="⇧ V" onClick=${() => askFor(call, true)}>${t('film.ask')}<//><${Button} kind="small bare" onClick=${() => askFor(call, false)}>${t('film.ask_sound')}<//>`}</div></section>`;
};

const askFor = async (call, picture) => {
  await attempt(() => post(at(call.id), {picture}), t('common.saved'));
  refresh();
};

/** Key ⇧V: the next thing to do about the caller's picture: ask, watch, end. */
export function film() {
  const calls = detail.peek()?.calls ?? [], call = calls.findLast(one => READY.includes(one.video?.state)) ?? calls.at(-1);
  if (!call) return;
  if (watching.peek()?.call === call.id) end(call.id);
  else if (READY.includes(call.video?.state)) watch(call.id);
  else if (call.video?.state !== 'requested') askFor(call, true);
}
