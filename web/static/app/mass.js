// The board of a mass-casualty incident: everybody by colour, where they are and where they go, and the room the
// hospitals have left. A person confirms each place, or all as suggested. It prints as it stands.

import {signal, computed, effect} from '@preact/signals';
import {get, post} from './api.js';
import {COLOURS, Counts, ENDED, Methane, Tag, person} from './casualties.js';
import {Button, Chip, LinkBand, Ribbon, Skeleton, Toasts, Top, Trouble, html} from './parts.js';
import {attempt, open, trouble} from './page.js';
import {codes, named, t, word, wordOr} from './say.js';
import {clock, hour, since, span} from './time.js';
import {composing} from './typing.js';

const id = location.pathname.split('/').pop(), at = `/api/v1/incidents/${id}`;
const board = signal(null), chosen = signal(null), suggestion = signal(null), history = signal(null), freeing = signal(null);
let again = () => null;

const rank = c => ENDED.includes(c.state) * 10 + COLOURS.indexOf(c.colour);
const rows = computed(() => [...board.value?.mass?.casualties ?? []].sort((a, b) => rank(a) - rank(b) || a.tag.localeCompare(b.tag, undefined, {numeric: true})));
const house = wanted => board.value.hospitals.find(one => one.id === wanted);
const houseName = wanted => { const one = house(wanted); return one ? named({ko: one.name_ko, en: one.name_en}) : wanted; };
const unitName = wanted => { const one = board.value.units.find(unit => unit.id === wanted); return one ? named(one.callsign) : wanted; };
const proposed = computed(() => new Map((suggestion.value?.suggested ?? []).map(one => [one.casualty_id, one])));
const without = computed(() => new Map(suggestion.value?.unplaced ?? []));
const current = computed(() => rows.value.find(one => one.id === chosen.value) ?? null);

const suggest = async () => { suggestion.value = await attempt(() => get(`${at}/mass/suggestion`)) ?? null; };
async function place(choices) {
  const done = choices.length > 0 && await attempt(() => post(`${at}/mass/assignments`, {choices}), t('mass.placed', {n: choices.length}));
  if (!done) return;
  suggestion.value = null;
  take(done);
}
const asChoice = ({casualty_id, hospital_id, unit_id}) => ({casualty_id, hospital_id, unit_id});
const placeAll = () => place([...proposed.peek().values()].map(asChoice));
const placeOne = () => { const one = proposed.peek().get(chosen.peek()); if (one) place([asChoice(one)]); };
const free = async (casualty, reason) => { freeing.value = null; await attempt(() => post(`/api/v1/casualties/${casualty.id}/unassign`, {reason}).then(() => true), t('common.saved')); again(); };

function take(told) { board.value = told; }
function go(step) {
  const list = rows.peek(), here = list.findIndex(one => one.id === chosen.peek());
  chosen.value = list[Math.max(0, Math.min(list.length - 1, here + step))]?.id ?? null;
}
const readHistory = () => { const wanted = chosen.peek(); if (wanted) get(`/api/v1/casualties/${wanted}/history`).then(told => { if (chosen.peek() === wanted) history.value = told.history; }).catch(() => null); };
effect(() => { if (chosen.value) { history.value = null; readHistory(); } });

const ACTS = {KeyJ: () => go(1), KeyK: () => go(-1), ArrowDown: () => go(1), ArrowUp: () => go(-1), KeyS: suggest, KeyY: placeOne, KeyD: placeAll, Escape: () => { if (suggestion.peek()) suggestion.value = null; else location.assign('/desk'); }};
addEventListener('keydown', event => {
  if (event.target.closest('input, select, textarea') || event.ctrlKey || event.metaKey || composing(event) || !ACTS[event.code]) return;
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
    ${suggestion.value ? html`<${Button} kind="main" icon="check" keys="D" disabled=${!proposed.value.size} onClick=${placeAll}>${t('mass.all_as_suggested', {n: proposed.value.size})}<//><${Button} keys="Y" disabled=${!proposed.value.has(chosen.value)} onClick=${placeOne}>${t('mass.this_one')}<//><${Button} kind="bare" icon="x" keys="Esc" onClick=${() => { suggestion.value = null; }}>${t('mass.drop')}<//>`
      : html`<${Button} icon="route" keys="S" onClick=${suggest}>${t('mass.suggest')}<//>`}<${Button} icon="printer" onClick=${() => print()}>${t('mass.print')}<//></div>
  ${rows.value.length ? html`<table class="table"><thead><tr>${HEADS.map(one => html`<th key=${one} class=${one === 'eta' ? 'figure' : ''}>${t(`mass.${one}`)}</th>`)}</tr></thead><tbody>${rows.value.map(one => html`<${Row} key=${one.id} casualty=${one}/>`)}</tbody></table>` : html`<p class="dim">${t('mass.nobody')}</p>`}</section>`;

const POSTED = ['red', 'yellow', 'green'];
const House = ({one}) => html`<tr><th scope="row">${named({ko: one.name_ko, en: one.name_en})}${one.diverts && html` <${Chip} kind="warn" icon="triangle-alert">${t('mass.diverts')}<//>`}<br/><small>${one.posted_at ? t('mass.posted_ago', {age: span(since(one.posted_at))}) : word('place_why', 'unposted')}
    ${one.changed_at && ` · ${one.unread ? t('mass.unread') : t('mass.read_by', {at: hour(one.acked_at), name: one.acked_name ?? ''})}`}</small></th>${POSTED.map(colour => html`<td key=${colour} class="figure" data-none=${!one.room[colour]}><b>${one.room[colour]}</b><small> / ${one.posted[colour] ?? '?'}</small></td>`)}</tr>`;
const Houses = () => html`<section class="card pad" aria-label=${t('mass.room')}><h2>${t('mass.room')}</h2><table class="table"><thead><tr><th>${t('mass.hospital')}</th>${POSTED.map(one => html`<th key=${one} class="figure"><span class="tag" data-colour=${one} title=${word('colour', one)}><i/>${word('surge_short', one)}</span></th>`)}</tr></thead><tbody>${board.value.hospitals.map(one => html`<${House} key=${one.id} one=${one}/>`)}</tbody></table></section>`;

const detailOf = d => [d.hospital_id && houseName(d.hospital_id), d.unit_id && unitName(d.unit_id), d.scale && word('scale', d.scale), d.place, d.note].filter(Boolean).join(' · ');
const Story = () => current.value && html`<section class="card pad story" aria-label=${t('mass.history')}><h2 class="row"><span class="num">${current.value.tag}</span><${Tag} colour=${current.value.colour}/><span class="grow">${person(current.value)}</span></h2>${current.value.note && html`<p class="prose">${current.value.note}</p>`}
  <ol>${(history.value ?? []).map((one, i) => html`<li key=${i}><time class="num">${clock(one.at)}</time><span><b>${t(`casualty_step.${one.kind}`)}</b> ${['tag', 'sort'].includes(one.kind) ? html`<${Tag} colour=${one.colour}/>` : ''} ${detailOf(one.detail)} <small>${one.by}${one.reason ? ` · ${wordOr('resort', one.reason)}` : ''}</small></span></li>`)}</ol>
  ${current.value.allowed.includes('unplan') && (freeing.value === current.value.id ? html`<div class="choices" role="group" aria-label=${t('mass.unassign')}>${codes('unplace').map(code => html`<${Button} key=${code} onClick=${() => free(current.peek(), code)}>${word('unplace', code)}<//>`)}</div>` : html`<${Button} kind="small" onClick=${() => { freeing.value = current.peek().id; }}>${t('mass.unassign')}<//>`)}</section>`;

const Board = () => {
  const mass = board.value?.mass;
  return html`<div class="mass-board"><${Ribbon}/><${LinkBand}/><${Top} icon="users" title=${`${t('mass.title')} ${board.value?.incident.number ?? ''}`}><a class="button" href="/desk">${t('mass.back')}<kbd>Esc</kbd></a><//><${Trouble}/>
    ${!board.value ? !trouble.value && html`<${Skeleton}/>` : !mass ? html`<main class="pad"><p>${t('mass.undeclared')}</p></main>`
      : html`<main><div class="wide-part"><section class="card pad"><${Counts} counts=${mass.counts}/>${mass.ended_at && html`<p>${t('mass.over')} · ${clock(mass.ended_at)} ${mass.ended_by}</p>`}</section><${Casualties}/></div>
        <div class="side-part"><${Story}/><section class="card pad"><h2>${t('mass.report')}</h2><p>${board.value.incident.place_text}</p><${Methane} mass=${mass}/></section><${Houses}/></div></main>`}<${Toasts}/></div>`;
};

again = await open({view: Board, board: `${at}/mass`, take, event: ({data, subject}, look) => { if ((data?.incident_id ?? subject) === id) { look(); readHistory(); } }});
