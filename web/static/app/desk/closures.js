// Closing a road: pointed at on the map, drawn, or by its name. What would be meant is shown before anything is done;
// what follows is told afterwards. The list says what is closed, until when, and by whom.

import {effect, signal} from '@preact/signals';
import {Problem, get, post, query} from '../api.js';
import {canDraw, line, point} from '../map.js';
import {Button, Chip, Choices, Field, Icon, html, useEffect, useRef} from '../parts.js';
import {attempt, toast} from '../page.js';
import {codes, named, problemSentence, t, word} from '../say.js';
import {byServer, hour, span, until} from '../time.js';
import {closureSentence, readTraffic, streetOf, traffic} from '../traffic.js';
import {far} from '../guide.js';
import {PlaceBox} from './placebox.js';
import {region, spot, view} from './state.js';

const LASTS = [30, 60, 120, 240, 480, 1440], SHARES = [0.75, 0.5, 0.25, 0.1], HOUR_MS = 3600_000, NEAR_M = 300, SOON_MS = 150;
const DRAWN = ['point', 'line', 'area'];
const blank = () => ({kind: 'closed', shape: 'point', points: [], street: '', near: {text: '', place: null}, both_ways: true, reason: 'accident', minutes: 60, share: 0.5, note: ''});
export const closing = signal(false);  // the tool is open
const form = signal(blank());
const meant = signal(null);            // {street, length_m, lines}: what would be closed
const problem = signal(null);
const busy = signal(false);
const streets = signal([]);
const set = change => { form.value = {...form.peek(), ...change}; };

/** X: opens the tool, ready for a name to be typed and for a click on the map alike; once more puts it away. */
export async function toggleClosing() {
  closing.value = !closing.peek();
  if (!closing.peek()) return;
  if (canDraw()) view.value = 'map';
  if (!streets.peek().length) streets.value = (await get('/api/v1/traffic/streets').catch(() => ({streets: []}))).streets;
}

/** A click on the map while the tool is open; true when it was for the tool. */
export function marked(place) {
  if (!closing.peek()) return false;
  const {shape, points} = form.peek();
  set(DRAWN.includes(shape) && shape !== 'point' ? {points: [...points, place]} : {shape: 'point', points: [place], street: ''});
  return true;
}
const takeBack = () => set({points: form.peek().points.slice(0, -1)});

/** What the form points at, as the server takes it; null while that is not enough. */
function mark({shape, points, street, near, both_ways}) {
  const least = {point: 1, line: 2, area: 3}[shape];
  if (shape === 'street') return street.trim() ? {shape, street: street.trim(), points: near.place ? [{lat: near.place.lat, lon: near.place.lon}] : [], near_m: near.place ? NEAR_M : null, both_ways} : null;
  return points.length >= least ? {shape, points, both_ways} : null;
}

let asked = 0, timer = null;
effect(() => {
  const wanted = closing.value ? mark(form.value) : null, mine = ++asked;
  clearTimeout(timer);
  if (!wanted) { meant.value = null; return; }
  timer = setTimeout(async () => {
    try {
      const told = await query('/api/v1/traffic/closures/preview', wanted);
      if (mine !== asked) return;
      meant.value = told;
      problem.value = null;
    } catch (wrong) {
      if (!(wrong instanceof Problem)) throw wrong;
      if (mine !== asked) return;
      meant.value = null;
      problem.value = wrong;
    }
  }, SOON_MS);
});

/** What is being pointed out, on the map. */
export const feedMark = map => effect(() => {
  const points = closing.value ? form.value.points : [], shape = form.value.shape;
  const drawn = shape === 'area' && points.length > 2 ? [...points, points[0]] : points;
  map.feed('mark', [...(closing.value ? meant.value?.lines ?? [] : []).map(one => line(one, {part: 'meant'})),
    ...(drawn.length > 1 ? [line(drawn.map(p => [p.lon, p.lat]), {part: 'drawn'})] : []), ...points.map(p => point(p, {part: 'spot'}))]);
});

function followed({detours, blocked, decisions}) {
  const told = [detours.length && t('closures.detours', {n: detours.length}), decisions.length && t('closures.decisions', {n: decisions.length}), blocked.length && t('closures.blocked', {n: blocked.length})].filter(Boolean);
  return told.length ? told.join(' · ') : t('closures.nothing_follows');
}

async function save() {
  const {kind, reason, minutes, share, note} = form.peek(), where = mark(form.peek()) ?? {shape: form.peek().shape, points: form.peek().points};
  if (busy.peek()) return;
  busy.value = true;
  try {
    const done = await post('/api/v1/traffic/closures', {...where, kind, reason, note: note || null, share: kind === 'slow' ? share : null, ends_at: new Date(byServer(Date.now()) + minutes * 60_000).toISOString()});
    form.value = {...blank(), shape: form.peek().shape};
    problem.value = null;
    toast(`${streetOf(done.closure)} ${word('closure', kind)} · ${followed(done.followed)}`, {bad: done.followed.blocked.length > 0, lasts: 8000});
    await readTraffic();
  } catch (wrong) {
    if (!(wrong instanceof Problem)) throw wrong;
    problem.value = wrong;
    toast(problemSentence(wrong), {bad: true});
  } finally {
    busy.value = false;
  }
}

const end = one => attempt(() => post(`/api/v1/traffic/closures/${one.id}/end`)).then(done => {
  if (done) toast(`${t('closures.opened', {street: streetOf(one)})} · ${followed(done.followed)}`);
  return readTraffic();
});
const extend = one => attempt(() => post(`/api/v1/traffic/closures/${one.id}/extend`, {ends_at: new Date(Date.parse(one.ends_at) + HOUR_MS).toISOString()}), t('closures.extended')).then(readTraffic);

const Closure = ({closure: one}) => {
  const left = until(one.ends_at), [lon, lat] = one.lines[0]?.[0] ?? [];
  return html`<li class="closure"><div class="row wrap"><${Chip} kind=${one.kind === 'closed' ? 'warn' : ''} icon=${one.kind === 'closed' ? 'circle-x' : 'clock'}>${word('closure', one.kind)}${one.share ? ` ${Math.round(one.share * 100)} %` : ''}<//>
    <button type="button" class="link" disabled=${lat == null} onClick=${() => { spot.value = {lat, lon}; }}><b>${streetOf(one)}</b></button><small>${word('closure_reason', one.reason)} · ${far(one.length_m)}${one.both_ways ? '' : ` · ${t('closures.one_way')}`}</small></div>
    <div class="row wrap"><small class="num grow">~${hour(one.ends_at)} (${span(left)}) · ${one.by}${one.note ? ` · ${one.note}` : ''}</small>
    ${one.region === region.value?.id && html`<${Button} kind="small" aria-label=${`${t('closures.extend')}: ${streetOf(one)}`} onClick=${() => extend(one)}>${t('closures.extend')}<//><${Button} kind="small" aria-label=${`${t('closures.end')}: ${streetOf(one)}`} onClick=${() => end(one)}>${t('closures.end')}<//>`}</div></li>`;
};

const Meant = () => {
  const {shape, points} = form.value, told = meant.value;
  if (told) return html`<p class="meant" role="status"><${Icon} name="route"/><b>${told.street ? named(told.street) : t('closures.unnamed')}</b> <span class="num">${far(told.length_m)}</span></p>`;
  return html`<p class="dim" role="status">${t(`closures.hint_${shape}`, {n: points.length})}</p>`;
};

const Form = () => {
  const f = form.value, first = useRef();
  useEffect(() => first.current?.focus(), []);
  return html`<form onSubmit=${event => { event.preventDefault(); save(); }}>
    <${Choices} legend=${t('closures.where')} name="closure-shape" value=${f.shape} options=${codes('closure_shape').map(code => [code, word('closure_shape', code)])} pick=${shape => set({shape, points: []})}/>
    <${Field} label=${t('closures.street')} name="closure-street" also=${['street', 'points']} problem=${problem.value}><input class="input" id="closure-street" ref=${first} list="closure-streets" autocomplete="off" value=${f.street}
      onInput=${event => set({street: event.target.value, shape: 'street', points: []})}/><datalist id="closure-streets">${streets.value.map(one => html`<option key=${one.ko} value=${named(one.en ? one : one.ko)}/>`)}</datalist><//>
    ${f.shape === 'street' && html`<${Field} label=${t('closures.near')} name="closure-near" hint=${t('closures.near_more')}><${PlaceBox} id="closure-near" label=${t('closures.near')} text=${f.near.text} place=${f.near.place} set=${near => set({near: {text: near.text, place: near.place ?? null}})}/><//>`}
    <${Meant}/>${f.points.length > 0 && f.shape !== 'point' && html`<${Button} kind="small" icon="undo-2" onClick=${takeBack}>${t('closures.take_back')}<//>`}
    <div class="two"><${Choices} legend=${t('closures.kind')} name="closure-kind" value=${f.kind} options=${codes('closure').map(code => [code, word('closure', code)])} pick=${kind => set({kind})}/>
    <${Choices} legend=${t('closures.direction')} name="closure-ways" value=${f.both_ways} options=${[[true, t('closures.both_ways')], [false, t('closures.one_way')]]} pick=${both_ways => set({both_ways})}/></div>
    <div class="two">${f.kind === 'slow' && html`<${Field} label=${t('closures.share')} name="closure-share" also=${['share']} problem=${problem.value}><select class="input" id="closure-share" value=${String(f.share)} onChange=${event => set({share: Number(event.target.value)})}>${SHARES.map(one => html`<option key=${one} value=${String(one)}>${Math.round(one * 100)} %</option>`)}</select><//>`}
    <${Field} label=${t('closures.reason')} name="closure-reason"><select class="input" id="closure-reason" value=${f.reason} onChange=${event => set({reason: event.target.value})}>${codes('closure_reason').map(code => html`<option key=${code} value=${code}>${word('closure_reason', code)}</option>`)}</select><//>
    <${Field} label=${t('closures.lasts')} name="closure-lasts" also=${['ends_at']} problem=${problem.value}><select class="input" id="closure-lasts" value=${String(f.minutes)} onChange=${event => set({minutes: Number(event.target.value)})}>${LASTS.map(one => html`<option key=${one} value=${String(one)}>${one < 60 ? t('closures.minutes', {n: one}) : t('closures.hours', {n: one / 60})}</option>`)}</select><//></div>
    <${Field} label=${t('closures.note')} name="closure-note"><input class="input" id="closure-note" maxlength="200" autocomplete="off" value=${f.note} onInput=${event => set({note: event.target.value})}/><//>
    <div class="end"><${Button} keys="Esc" onClick=${() => { closing.value = false; }}>${t('common.close')}<//><button class="button main" disabled=${busy.value}>${t(f.kind === 'slow' ? 'closures.slow' : 'closures.close')} <kbd>Ctrl ⏎</kbd></button></div></form>`;
};

export const Closures = () => {
  if (!closing.value) return null;
  const listed = traffic.value?.closures ?? [];
  return html`<aside class="closures" aria-label=${t('closures.title')}><h3><${Icon} name="circle-x"/>${t('closures.title')}<span class="grow"/><${Button} kind="bare small" icon="x" keys="X" aria-label=${t('common.close')} onClick=${() => { closing.value = false; }}/></h3>
    <${Form}/><h4>${t('closures.open')} <span class="num">${listed.length}</span></h4>${listed.length ? html`<ul>${listed.map(one => html`<${Closure} key=${one.id} closure=${one}/>`)}</ul>` : html`<p class="dim">${t('closures.none')}</p>`}</aside>`;
};

/** How many roads are closed, and the way into the tool. */
export const ClosuresKey = () => {
  const n = traffic.value?.closures.length ?? 0;
  return html`<${Button} icon="circle-x" kind="bare" keys="X" aria-pressed=${closing.value} title=${(traffic.value?.closures ?? []).map(closureSentence).join('\n') || t('closures.title')} onClick=${toggleClosing}><span class="window-word">${t('closures.short')}</span>${n > 0 && html` <b class="num">${n}</b>`}<//>`;
};
