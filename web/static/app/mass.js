// The board of a mass-casualty incident: everybody by colour, where they are and where they go, and the room the
// hospitals have left. A person confirms each place, or all as suggested. It prints as it stands.

import {signal, computed, effect} from '@preact/signals';
import {Problem, get, post} from './api.js';
import {COLOURS, Counts, ENDED, Methane, Tag, person} from './casualties.js';
import {Button, Chip, LinkBand, Ribbon, Skeleton, Toasts, Top, Trouble, html, useState} from './parts.js';
import {attempt, open, toast, trouble} from './page.js';
import {codes, named, problemSentence, t, word, wordOr} from './say.js';
import {clock, hour, since, span} from './time.js';
import {composing} from './typing.js';

const id = location.pathname.split('/').pop(), at = `/api/v1/incidents/${id}`;
const board = signal(null), chosen = signal(null), suggestion = signal(null), history = signal(null), freeing = signal(null);
const busy = signal(false), misfit = signal(null);   // {choices, found, final}: others took the place meanwhile
let again = () => null;

const rank = c => ENDED.includes(c.state) * 10 + COLOURS.indexOf(c.colour);
const rows = computed(() => [...board.value?.mass?.casualties ?? []].sort((a, b) => rank(a) - rank(b) || a.tag.localeCompare(b.tag, undefined, {numeric: true})));
const house = wanted => board.value.hospitals.find(one => one.id === wanted);
const houseName = wanted => { const one = house(wanted); return one ? named({ko: one.name_ko, en: one.name_en}) : wanted; };
const unitName = wanted => { const one = board.value.units.find(unit => unit.id === wanted); return one ? named(one.callsign) : wanted; };
// What changed since it was suggested is suggested no longer; the rest stays where it stands.
const versions = computed(() => new Map(rows.value.map(one => [one.id, one.version])));
const proposed = computed(() => new Map((suggestion.value?.suggested ?? []).filter(one => versions.value.get(one.casualty_id) === one.version).map(one => [one.casualty_id, one])));
const without = computed(() => new Map(suggestion.value?.unplaced ?? []));
const current = computed(() => rows.value.find(one => one.id === chosen.value) ?? null);

const suggest = async () => { suggestion.value = await attempt(() => get(`${at}/mass/suggestion`)) ?? null; };
/** Once at a time: a second press while the first is under way does nothing. */
async function place(choices, anyway = false) {
  if (busy.peek() || !choices.length) return;
  busy.value = true;
  try {
    take(await post(`${at}/mass/assignments`, {choices, anyway}));
    toast(t('mass.placed', {n: choices.length}));
    misfit.value = suggestion.value = null;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    misfit.value = problem.code === 'misfit' ? {choices, found: problem.document.misfits, final: problem.document.final} : null;
    if (!misfit.peek()) toast(problemSentence(problem), {bad: true});
    again();
  } finally { busy.value = false; }
}
const asChoice = ({casualty_id, hospital_id, unit_id, version}) => ({casualty_id, hospital_id, unit_id, seen: version});
const placeAll = () => place([...proposed.peek().values()].map(asChoice));
const placeOne = () => { const one = proposed.peek().get(chosen.peek()); if (one) place([asChoice(one)]); };
const mayFree = () => current.peek()?.allowed.includes('unplan');
const toFree = () => { if (mayFree()) freeing.value = freeing.peek() === chosen.peek() ? null : chosen.peek(); };
const freeBy = n => { const code = codes('unplace')[n - 1]; if (code && mayFree() && freeing.peek() === chosen.peek()) free(current.peek(), code); };
const toPlace = () => document.querySelector('.place-form select')?.focus();
const free = async (casualty, reason) => { freeing.value = null; await attempt(() => post(`/api/v1/casualties/${casualty.id}/unassign`, {reason}).then(() => true), t('common.saved')); again(); };

function take(told) { board.value = told; }
function go(step) {
  const list = rows.peek(), here = list.findIndex(one => one.id === chosen.peek());
  chosen.value = list[Math.max(0, Math.min(list.length - 1, here + step))]?.id ?? null;
}
const readHistory = () => { const wanted = chosen.peek(); if (wanted) get(`/api/v1/casualties/${wanted}/history`).then(told => { if (chosen.peek() === wanted) history.value = told.history; }).catch(() => null); };
effect(() => { if (chosen.value) { history.value = null; freeing.value = null; readHistory(); } });

const ACTS = {KeyJ: () => go(1), KeyK: () => go(-1), ArrowDown: () => go(1), ArrowUp: () => go(-1), KeyS: suggest, KeyY: placeOne, KeyD: placeAll, KeyH: toPlace, KeyU: toFree, Digit1: () => freeBy(1), Digit2: () => freeBy(2), Digit3: () => freeBy(3), Digit4: () => freeBy(4), Escape: () => { if (misfit.peek()) misfit.value = null; else if (freeing.peek()) freeing.value = null; else if (suggestion.peek()) suggestion.value = null; else location.assign('/desk'); }};
addEventListener('keydown', event => {
  if (event.code === 'Escape' && event.target.closest('.place-form')) { event.preventDefault(); event.target.blur(); return; }
  if (event.target.closest('input, select, textarea') || event.ctrlKey || event.metaKey || event.repeat && event.code === 'KeyD' || composing(event) || !ACTS[event.code]) return;
  event.preventDefault();
  ACTS[event.code]();
});

const Why = ({one}) => html`<small class="why">${one.why.map(code => word('place_why', code)).join(' · ')}${one.left ? ` · ${word('place_left', one.left)}` : ''}</small>`;
const Place = ({casualty: c}) => {
  const one = proposed.value.get(c.id), left = without.value.get(c.id);
  if (one) return html`<td class="proposed" colspan="2">→ <b>${houseName(one.hospital_id)}</b> · ${one.unit_id ? unitName(one.unit_id) : t('mass.no_unit_yet')}<br/><${Why} one=${one}/></td>`;
  if (left) return html`<td colspan="2"><${Chip} kind=${left === 'no_capacity' ? 'warn' : ''}>${word('place_left', left)}<//></td>`;
  return html`<td>${c.hospital ? named(c.hospital) : '–'}</td><td>${c.callsign ? named(c.callsign) : c.hospital && !ENDED.includes(c.state) && c.state === 'planned' ? html`<span class="dim">${t('mass.no_unit_yet')}</span>` : '–'}</td>`;
};
const when = c => c.ended_at ?? c.arrived_at ?? c.eta;
const Row = ({casualty: c}) => html`<tr data-ended=${ENDED.includes(c.state)} aria-selected=${c.id === chosen.value} onClick=${() => { chosen.value = c.id; }}>
  <th scope="row"><button type="button" class="bare num" onClick=${() => { chosen.value = c.id; }}>${c.tag}</button></th><td><${Tag} colour=${c.colour}/></td><td>${person(c)}${c.needs.map(one => html` <${Chip} key=${one}>${word('capability', one)}<//>`)}</td>
  <td>${word('casualty', c.state)}${c.place && c.state === 'on_scene' ? html` <small>${c.place}</small>` : ''}</td><${Place} casualty=${c}/>
  <td class="figure">${when(c) ? hour(when(c)) : html`<span class="dim">${span(since(c.sorted_at))}</span>`}</td></tr>`;

const HEADS = ['tag_short', 'colour', 'person', 'state', 'hospital', 'unit', 'eta'];
const Casualties = () => html`<section class="card pad mass-table" aria-label=${t('mass.casualties')}><div class="row wrap mass-acts"><h2 class="grow">${t('mass.casualties')} <span class="num">${rows.value.length}</span></h2>
    ${suggestion.value ? html`<${Button} kind="main" icon="check" keys="D" disabled=${busy.value || !proposed.value.size} onClick=${placeAll}>${t('mass.all_as_suggested', {n: proposed.value.size})}<//><${Button} keys="Y" disabled=${busy.value || !proposed.value.has(chosen.value)} onClick=${placeOne}>${t('mass.this_one')}<//><${Button} kind="bare" icon="x" keys="Esc" onClick=${() => { suggestion.value = null; }}>${t('mass.drop')}<//>`
      : html`<${Button} icon="route" keys="S" onClick=${suggest}>${t('mass.suggest')}<//>`}<${Button} icon="printer" onClick=${() => print()}>${t('mass.print')}<//></div>
  ${rows.value.length ? html`<table class="table"><thead><tr>${HEADS.map(one => html`<th key=${one} class=${one === 'eta' ? 'figure' : ''}>${t(`mass.${one}`)}</th>`)}</tr></thead><tbody>${rows.value.map(one => html`<${Row} key=${one.id} casualty=${one}/>`)}</tbody></table>` : html`<p class="dim">${t('mass.nobody')}</p>`}</section>`;

const POSTED = ['red', 'yellow', 'green'];
const House = ({one}) => html`<tr><th scope="row">${named({ko: one.name_ko, en: one.name_en})}${one.diverts && html` <${Chip} kind="warn" icon="triangle-alert">${t('mass.diverts')}<//>`}<br/><small>${one.posted_at ? t('mass.posted_ago', {age: span(since(one.posted_at))}) : word('place_why', 'unposted')}
    ${one.changed_at && ` · ${one.unread ? t('mass.unread') : t('mass.read_by', {at: hour(one.acked_at), name: one.acked_name ?? ''})}`}</small></th>${POSTED.map(colour => html`<td key=${colour} class="figure" data-none=${!one.room[colour]}><b>${one.room[colour]}</b><small> / ${one.posted[colour] ?? '?'}</small></td>`)}</tr>`;
const Houses = () => html`<section class="card pad" aria-label=${t('mass.room')}><h2>${t('mass.room')}</h2><table class="table"><thead><tr><th>${t('mass.hospital')}</th>${POSTED.map(one => html`<th key=${one} class="figure"><span class="tag" data-colour=${one} title=${word('colour', one)}><i/>${word('surge_short', one)}</span></th>`)}</tr></thead><tbody>${board.value.hospitals.map(one => html`<${House} key=${one.id} one=${one}/>`)}</tbody></table></section>`;

const tagOf = wanted => rows.value.find(one => one.id === wanted)?.tag ?? wanted;
const Misfits = () => misfit.value && html`<div class="notice warn misfits" role="alert"><ul>${misfit.value.found.map(one => html`<li key=${one.id}><b class="num">${tagOf(one.id)}</b> ${word('misfit', one.why)}</li>`)}</ul>
  <div class="row">${!misfit.value.final && html`<${Button} kind="small" disabled=${busy.value} onClick=${() => place(misfit.peek().choices, true)}>${t('mass.anyway')}<//>`}<${Button} kind="bare small" keys="Esc" onClick=${() => { misfit.value = null; }}>${t('mass.drop')}<//></div></div>`;
/** A person chooses: any hospital of the board, diverting or full as well, and any unit that may still take somebody. */
const PlaceForm = ({casualty: c}) => {
  const first = proposed.value.get(c.id);
  const [hospital, setHospital] = useState(c.hospital?.id ?? first?.hospital_id ?? ''), [unit, setUnit] = useState(c.unit_id ?? first?.unit_id ?? '');
  const submit = event => { event.preventDefault(); if (hospital) place([{casualty_id: c.id, hospital_id: hospital, unit_id: unit || null, seen: c.version}]); };
  return html`<form class="place-form" onSubmit=${submit} aria-label=${t('mass.choose')}>
    <label class="field"><span class="label">${t('mass.hospital')} <kbd>H</kbd></span><select class="input" value=${hospital} onChange=${event => setHospital(event.target.value)}><option value="">–</option>${board.value.hospitals.map(one => html`<option key=${one.id} value=${one.id}>${houseName(one.id)}${one.diverts ? ` · ${t('mass.diverts')}` : ''} · ${one.room[c.colour === 'grey' ? 'red' : c.colour] ?? '–'}</option>`)}</select></label>
    <label class="field"><span class="label">${t('mass.unit')}</span><select class="input" value=${unit} onChange=${event => setUnit(event.target.value)}><option value="">${t('mass.no_unit_yet')}</option>${board.value.units.filter(one => one.takes).map(one => html`<option key=${one.id} value=${one.id}>${unitName(one.id)}</option>`)}</select></label>
    <button class="button" disabled=${busy.value || !hospital}>${t('mass.place_it')}</button></form>`;
};
const detailOf = d => [d.hospital_id && houseName(d.hospital_id), d.unit_id && unitName(d.unit_id), d.scale && word('scale', d.scale), d.place, d.note].filter(Boolean).join(' · ');
const Story = () => current.value && html`<section class="card pad story" aria-label=${t('mass.history')}><h2 class="row"><span class="num">${current.value.tag}</span><${Tag} colour=${current.value.colour}/><span class="grow">${person(current.value)}</span></h2>${current.value.note && html`<p class="prose">${current.value.note}</p>`}
  <ol>${(history.value ?? []).map((one, i) => html`<li key=${i}><time class="num">${clock(one.at)}</time><span><b>${t(`casualty_step.${one.kind}`)}</b> ${['tag', 'sort'].includes(one.kind) ? html`<${Tag} colour=${one.colour}/>` : ''} ${detailOf(one.detail)} <small>${one.by}${one.reason ? ` · ${wordOr('resort', one.reason)}` : ''}</small></span></li>`)}</ol>
  ${current.value.allowed.includes('plan') && html`<${PlaceForm} key=${current.value.id} casualty=${current.value}/>`}
  ${current.value.allowed.includes('unplan') && (freeing.value === current.value.id ? html`<div class="choices" role="group" aria-label=${t('mass.unassign')}>${codes('unplace').map((code, i) => html`<${Button} key=${code} keys=${i + 1} onClick=${() => free(current.peek(), code)}>${word('unplace', code)}<//>`)}</div>` : html`<${Button} kind="small" keys="U" onClick=${toFree}>${t('mass.unassign')}<//>`)}</section>`;

const Board = () => {
  const mass = board.value?.mass;
  return html`<div class="mass-board"><${Ribbon}/><${LinkBand}/><${Top} icon="users" title=${`${t('mass.title')} ${board.value?.incident.number ?? ''}`}><a class="button" href="/desk">${t('mass.back')}<kbd>Esc</kbd></a><//><${Trouble}/>
    ${!board.value ? !trouble.value && html`<${Skeleton}/>` : !mass ? html`<main class="pad"><p>${t('mass.undeclared')}</p></main>`
      : html`<main><div class="wide-part"><section class="card pad"><${Counts} counts=${mass.counts}/>${mass.ended_at && html`<p>${t('mass.over')} · ${clock(mass.ended_at)} ${mass.ended_by}</p>`}</section><${Casualties}/></div>
        <div class="side-part"><${Misfits}/><${Story}/><section class="card pad"><h2>${t('mass.report')}</h2><p>${board.value.incident.place_text}</p><${Methane} mass=${mass}/></section><${Houses}/></div></main>`}<${Toasts}/></div>`;
};

again = await open({view: Board, board: `${at}/mass`, take, event: ({data, subject}, look) => { if ((data?.incident_id ?? subject) === id) { look(); readHistory(); } }});
