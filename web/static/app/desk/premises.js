// Premise notes: what is known of a place before anybody goes there. Beside the address while a call is taken, in the
// panel of an incident, written and ended there. What has expired goes away by itself.

import {effect, signal} from '@preact/signals';
import {Problem, get, post, query} from '../api.js';
import {Button, Field, html, useEffect, useRef} from '../parts.js';
import {attempt, toast} from '../page.js';
import {Note, holding} from '../premise.js';
import {codes, problemSentence, t, word, wordOr} from '../say.js';
import {current, detail} from './state.js';

const SOON_MS = 150;

export const held = signal([]);         // what holds for the chosen incident
const forCall = signal([]);             // what holds for the place of the call that is being taken
const writing = signal(null);           // {replaces, note}: the form is open
const ending = signal(null);            // id of the note whose end is being explained
const opened = signal({});              // medical texts that were read, by note id
const problem = signal(null);

const spotOf = (incident, whole) => incident && [incident.id, incident.place?.lat, incident.place?.lon, whole?.calls?.[0]?.caller_number].join();
let seen = null;
export async function readHeld() {
  const id = current.peek()?.id;
  if (!id) { held.value = []; return; }
  const answer = await get(`/api/v1/incidents/${id}/premises`).catch(() => null);
  if (answer && current.peek()?.id === id) held.value = answer.notes;
}
effect(() => {
  const spot = spotOf(current.value, detail.value?.id === current.value?.id ? detail.value : null);
  if (spot === seen) return;
  if (current.value?.id !== seen?.split(',')[0]) {
    held.value = [];
    opened.value = {};
    writing.value = ending.value = null;
  }
  seen = spot;
  readHeld();
});

/** A note was written or ended somewhere: look again. */
export const hearPremise = ({kind}) => { if (kind === 'premise_changed') readHeld(); };

/** P: a new note about the chosen incident's place. */
export function writePremise(note = null) {
  if (!current.peek()) return;
  problem.value = null;
  writing.value = {replaces: note?.id ?? null, note: note ?? {kind: 'note', scope: 'building', text: '', source: 'caller'}};
}

async function read(note) {
  const answer = await attempt(() => post(`/api/v1/incidents/${current.peek().id}/premises/${note.id}/open`), t('premises.opened'));
  if (answer) opened.value = {...opened.peek(), [note.id]: answer.text};
}

async function end(note, reason) {
  ending.value = null;
  await attempt(() => post(`/api/v1/premises/${note.id}/end`, {reason}), t('premises.ended'));
  readHeld();
}

async function save(form) {
  const told = Object.fromEntries(new FormData(form)), incident = current.peek(), {replaces, note} = writing.peek();
  const where = told.scope === 'person' ? {number: note.number ?? detail.peek()?.calls?.[0]?.caller_number ?? null}
    : {lat: note.place?.lat ?? incident.place?.lat ?? null, lon: note.place?.lon ?? incident.place?.lon ?? null, radius_m: told.radius_m ? Number(told.radius_m) : null};
  const body = {kind: told.kind, scope: told.scope, text: told.text, source: told.source, label: told.label || null,
    expires_at: told.expires_at ? new Date(`${told.expires_at}T23:59:59`).toISOString() : null, ...where};
  try {
    await post(replaces ? `/api/v1/premises/${replaces}/replace` : '/api/v1/premises', body);
    writing.value = problem.value = null;
    toast(t('premises.saved'));
    readHeld();
  } catch (wrong) {
    if (!(wrong instanceof Problem)) throw wrong;
    problem.value = wrong;
    toast(problemSentence(wrong), {bad: true});
  }
}

const Select = ({name, family, value, skip = []}) => html`<select class="input" id=${`premise-${name}`} name=${name} value=${value}>${codes(family).filter(code => !skip.includes(code)).map(code => html`<option key=${code} value=${code} selected=${code === value}>${word(family, code)}</option>`)}</select>`;

const Form = () => {
  const first = useRef(), {note} = writing.value, number = detail.value?.calls?.[0]?.caller_number ?? note.number;
  useEffect(() => first.current?.querySelector('select').focus(), []);
  const keys = event => {
    if (event.key === 'Escape') { event.stopPropagation(); writing.value = null; }
  };
  return html`<form class="premise-form" ref=${first} aria-label=${t('premises.write')} onKeyDown=${keys} onSubmit=${event => { event.preventDefault(); save(event.target); }}>
    <div class="two"><${Field} label=${t('premises.kind')} name="premise-kind"><${Select} name="kind" family="premise_kind" value=${note.kind}/></${Field}>
    <${Field} label=${t('premises.scope')} name="premise-scope" also=${['scope', 'place', 'number']} problem=${problem.value}><${Select} name="scope" family="premise_scope" value=${note.scope} skip=${number ? [] : ['person']}/></${Field}></div>
    <${Field} label=${t('premises.text')} name="premise-text" also=${['text']} problem=${problem.value}><textarea class="input" id="premise-text" name="text" maxlength="500" required>${note.text ?? ''}</textarea></${Field}>
    <div class="two"><${Field} label=${t('premises.label')} name="premise-label"><input class="input" id="premise-label" name="label" maxlength="120" autocomplete="off" defaultValue=${note.label ?? ''}/></${Field}>
    <${Field} label=${t('premises.source')} name="premise-source"><${Select} name="source" family="premise_source" value=${note.source}/></${Field}></div>
    <div class="two"><${Field} label=${t('premises.expires')} name="premise-expires" also=${['expires_at']} problem=${problem.value} hint=${t('premises.expires_default')}><input class="input" type="date" id="premise-expires" name="expires_at"/></${Field}>
    <${Field} label=${t('premises.radius')} name="premise-radius" also=${['radius_m']} problem=${problem.value} hint=${t('premises.radius_default')}><input class="input" type="number" min="5" max="2000" id="premise-radius" name="radius_m" defaultValue=${note.radius_m ?? ''}/></${Field}></div>
    <div class="end"><${Button} keys="Esc" onClick=${() => { writing.value = null; }}>${t('common.close')}</${Button}><button class="button main">${t('common.save')} <kbd>Ctrl ⏎</kbd></button></div></form>`;
};

const Ends = ({note}) => html`<div class="choices" role="group" aria-label=${t('premises.end_title')}>${codes('premise_end').filter(code => code !== 'replaced').map(code => html`<${Button} key=${code} kind="small" onClick=${() => end(note, code)}>${wordOr('premise_end', code)}</${Button}>`)}
  <${Button} kind="bare small" icon="x" aria-label=${t('common.close')} onClick=${() => { ending.value = null; }}/></div>`;

const Kept = ({note}) => {
  const text = opened.value[note.id] ?? note.text;
  const acts = ending.value === note.id ? html`<${Ends} note=${note}/>` : html`<div class="premise-acts">
    ${note.locked && !text && html`<${Button} kind="small" icon="eye" onClick=${() => read(note)}>${t('premises.open')}</${Button}>`}
    ${text && html`<${Button} kind="bare small" icon="pencil" title=${t('premises.edit')} aria-label=${`${t('premises.edit')}: ${word('premise_kind', note.kind)}`} onClick=${() => writePremise({...note, text})}/>`}
    <${Button} kind="bare small" icon="x" title=${t('premises.end')} aria-label=${`${t('premises.end')}: ${word('premise_kind', note.kind)}`} onClick=${() => { ending.value = note.id; }}/></div>`;
  return html`<${Note} note=${{...note, text: text ?? t('premises.locked')}}>${acts}</${Note}>`;
};

export const Premises = ({over}) => {
  const notes = holding(held.value);
  return html`<section class="section premises" aria-label=${t('premises.title')}><h3>${t('premises.title')}${!over && html`<${Button} kind="bare small" icon="plus" keys="P" onClick=${() => writePremise()}>${t('premises.write')}</${Button}>`}</h3>
    ${notes.length > 0 && html`<ul aria-live="polite">${notes.map(note => html`<${Kept} key=${note.id} note=${note}/>`)}</ul>`}
    ${writing.value && html`<${Form} key=${writing.value.replaces}/>`}</section>`;
};

/** Beside the address in the call form: looked up as soon as a place is chosen. */
export const PlaceNotes = ({place, number}) => {
  useEffect(() => {
    const asked = {...(place ? {lat: place.lat, lon: place.lon} : {}), ...(/^\+?[0-9][0-9 -]{2,24}$/.test(number ?? '') ? {number} : {})};
    if (!Object.keys(asked).length) { forCall.value = []; return undefined; }
    const soon = setTimeout(async () => { forCall.value = (await query('/api/v1/premises/find', asked).catch(() => ({notes: []}))).notes; }, SOON_MS);
    return () => clearTimeout(soon);
  }, [place?.lat, place?.lon, number]);
  const notes = holding(forCall.value);
  return notes.length > 0 && html`<ul class="premises" aria-label=${t('premises.title')} aria-live="polite">${notes.map(note => html`<${Note} key=${note.id} note=${note}/>`)}</ul>`;
};
