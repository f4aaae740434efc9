// Taking a call, in the order of the conversation: where, conscious, breathing, what, who. Everything may be missing.

import {signal} from '@preact/signals';
import {useLayoutEffect} from 'preact/hooks';
import {Problem, post} from '../api.js';
import {Button, Choices, Field, Icon, html, useRef} from '../parts.js';
import {attempt, put, toast} from '../page.js';
import {codes, language, named, problemSentence, t, word} from '../say.js';
import {PlaceNotes} from './premises.js';
import {CallerCard} from './registered.js';
import {far} from '../guide.js';
import {meant, nearest} from './gazetteer.js';
import {PlaceBox} from './placebox.js';
import {Similar} from './similar.js';
import {Heard} from './suggest.js';
import {clock} from '../time.js';
import {choose, incidents, lines} from './state.js';

const blank = () => ({text: '', address: '', place: null, complaint: '', heard: '', conscious: 'unknown', breathing: 'unknown', age: '', sex: '',
  number: '', language: language.peek(), line: null});
export const taking = signal(false);
export const pointing = signal(null);  // what the next click on the map is for: a function of the place
const form = signal(blank());
const problem = signal(null);
const busy = signal(false);
const set = change => { form.value = {...form.value, ...change}; };

export const newCall = text => {
  if (form.peek().line) openFor(null);
  if (typeof text === 'string' && text) set({text});
  taking.value = true;
};
/** The form of a line that was taken, with what is known of it; what another form holds is kept for when it is opened again. */
export function openFor(line) {
  kept.set(form.peek().line?.id ?? null, form.peek());
  form.value = kept.get(line?.id ?? null) ?? {...blank(), number: line?.number ?? '', line};
  problem.value = null;
  taking.value = true;
}
const kept = new Map();  // half-written forms by line; null is the call nobody rang for

/** Key ⇧N: nobody speaks on the line whose form was opened last, also while the form is out of sight. */
export const markSilent = () => { if (form.peek().line) silent(); };
/** Taken, and nobody speaks: the number goes to those to be called back. */
async function silent() {
  const {line} = form.peek(), answer = await attempt(() => post(`/api/v1/lines/${line.id}/silent`), t('lines.kept'));
  if (!answer) return;
  done(line);
  lines.value = put(lines.peek(), line.id, answer.line);
}
function done(line) {
  kept.delete(line?.id ?? null);
  form.value = kept.get(null) ?? blank();
  problem.value = pointing.value = null;
  taking.value = false;
}

/** A click on the map while somebody asks for it. */
export function pointed(place) {
  const act = pointing.peek();
  pointing.value = null;
  act?.(place);
}
const pointForm = place => set({place: {...place, source: 'map'}, address: form.peek().address || `${place.lat.toFixed(5)}, ${place.lon.toFixed(5)}`});

/** A place that was found elsewhere goes into the call that is being taken. */
export const fillPlace = one => set({address: named(one.name), place: {lat: one.lat, lon: one.lon, source: 'typed'}});

/** Ctrl+Enter from anywhere; with Shift the first choice is sent at once. */
export async function submit(send) {
  if (busy.peek()) return;
  const f = form.peek();
  busy.value = true;
  try {
    const taken = await post(f.line ? `/api/v1/lines/${f.line.id}/call` : '/api/v1/calls', {
      channel: 'voice', text: f.text || null, complaint: f.complaint || null, locations: [meant(f.address, f.place)].filter(Boolean),
      gate: {conscious: f.conscious, breathing: f.breathing}, age_years: f.age === '' ? null : Number(f.age), sex: f.sex || null,
      caller_number: f.number || null, language: f.language, send, suggested: f.complaint !== '' && f.complaint === f.heard,
    });
    done(f.line);
    incidents.value = new Map(incidents.peek()).set(taken.incident_id, taken.incident);
    choose(taken.incident_id);
    toast(t('desk.taken', {number: taken.number}));
    for (const warning of taken.warnings) toast(word('warning', warning), {bad: true});
    for (const other of taken.duplicates.slice(0, 1)) duplicate(other);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    problem.value = error;
    if (error.code !== 'invalid_input') toast(problemSentence(error), {bad: true});
  } finally {
    busy.value = false;
  }
}

function duplicate(other) {
  const known = incidents.peek().get(other.incident_id);
  toast(t('desk.duplicate', {number: known?.number ?? other.incident_id}), {bad: true, lasts: 15000,
    action: {label: t('desk.look'), run: () => choose(other.incident_id)}});
}

/** The place as one can read it back: the nearest name we know, and the coordinates. */
function whereIs(place) {
  const near = nearest(place), degrees = `${place.lat.toFixed(5)}, ${place.lon.toFixed(5)}`;
  return near ? `${near.far_m < 30 ? named(near.name) : t('desk.near', {name: named(near.name), far: far(near.far_m)})} · ${degrees}` : degrees;
}

const Tri = ({name, legend}) => html`<${Choices} name=${name} legend=${legend} value=${form.value[name]} pick=${value => set({[name]: value})}
  options=${[['yes', t('tri.yes')], ['no', t('tri.no')], ['unknown', t('tri.unknown')]]}/>`;
const input = (name, more = {}) => html`<input class="input" id=${name} name=${name} value=${form.value[name]} autocomplete="off"
  aria-invalid=${problem.value?.fields?.[more.field ?? name] !== undefined} onInput=${event => set({[name]: event.target.value})} ...${more}/>`;

export const CallForm = () => {
  const first = useRef();
  useLayoutEffect(() => { if (taking.value) first.current?.focus(); }, [taking.value]);
  if (!taking.value) return null;
  const {place, address} = form.value;
  return html`<form class="callform" aria-label=${t('desk.new_call')} onSubmit=${event => { event.preventDefault(); submit(false); }}>
    <div class="head"><${Icon} name="phone-incoming"/><h2 class="grow">${t('desk.new_call')}</h2>
      <${Button} kind="bare" icon="x" keys="Esc" aria-label=${t('common.close')} onClick=${() => { taking.value = false; pointing.value = null; }}/></div>
    ${form.value.line && html`<p class="from-line row"><${Icon} name="phone-call"/><b class="num">${form.value.line.number ?? t('lines.withheld')}</b><span class="dim num">${t('lines.stamps', {rang: clock(form.value.line.rang_at), taken: clock(form.value.line.claimed_at)})}</span><span class="grow"/><${Button} kind="small" icon="volume-x" keys="⇧N" onClick=${silent}>${word('line_do', 'silence')}</${Button}></p>`}
    <div class="fields">
      <${Field} label=${t('call.address')} name="address" also=${["grid", "location", "locations", "lat", "lon"]} problem=${problem.value} hint=${pointing.value ? t('call.click_map') : place ? `✓ ${whereIs(place)}` : address ? t('call.address_unplaced') : t('call.address_hint')}>
        <div class="row"><div class="grow"><${PlaceBox} id="address" inputRef=${first} text=${address} place=${place} set=${change => set({address: change.text, place: change.place})} done=${() => document.querySelector('.callform [name="conscious"]').focus()}/></div>
        <${Button} icon="map-pin" aria-pressed=${pointing.value === pointForm} onClick=${() => { pointing.value = pointing.value ? null : pointForm; }}>${t('call.on_map')}</${Button}></div></${Field}><${Similar} place=${place} complaint=${form.value.complaint}/><${PlaceNotes} place=${place} number=${form.value.number}/><${CallerCard} number=${form.value.number}/>
      <${Tri} name="conscious" legend=${t('call.conscious')}/>
      <${Tri} name="breathing" legend=${t('call.breathing')}/>
      <${Field} label=${t('call.text')} name="text" problem=${problem.value}><textarea class="input" id="text" value=${form.value.text} onInput=${event => set({text: event.target.value})}/></${Field}>
      <${Heard} text=${form.value.text} complaint=${form.value.complaint} pick=${code => set({complaint: code, heard: code})} place=${!place && !address && (said => set({address: said}))}/>
      <${Field} label=${t('call.complaint')} name="complaint" problem=${problem.value}><select class="input" id="complaint" value=${form.value.complaint} onChange=${event => set({complaint: event.target.value})}>
        <option value="">${t('call.complaint_by_text')}</option>${codes('complaint').map(code => html`<option key=${code} value=${code}>${word('complaint', code)}</option>`)}</select></${Field}>
      <div class="two"><${Field} label=${t('call.age')} name="age_years" problem=${problem.value}>${input('age', {type: 'number', inputmode: 'numeric', min: 0, max: 130, id: 'age_years', field: 'age_years'})}</${Field}>
      <${Choices} name="sex" legend=${t('call.sex')} value=${form.value.sex} pick=${sex => set({sex})} options=${[['', t('tri.unknown')], ['female', t('sex.female')], ['male', t('sex.male')]]}/></div>
      <div class="two"><${Field} label=${t('call.number')} name="caller_number" problem=${problem.value}>${input('number', {type: 'tel', id: 'caller_number', field: 'caller_number'})}</${Field}>
      <${Choices} name="language" legend=${t('call.language')} value=${form.value.language} pick=${spoken => set({language: spoken})} options=${[['ko', '한국어'], ['en', 'English'], ['zh', '中文'], ['vi', 'Tiếng Việt']]}/></div>
    </div>
    <div class="acts"><button class="button main" aria-busy=${busy.value}><${Icon} name="check"/>${t('desk.take')} <kbd>Ctrl ⏎</kbd></button>
      <button type="button" class="button" aria-busy=${busy.value} onClick=${() => submit(true)}>${t('desk.take_and_send')} <kbd>Ctrl ⇧ ⏎</kbd></button></div></form>`;
};
