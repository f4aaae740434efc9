// Where it is: what the phone, the app and the caller's link said, each with its radius and age, and a box for what the
// caller says. Enter applies.

import {effect, signal} from '@preact/signals';
import {Hints} from '../hints.js';
import {Button, html} from '../parts.js';
import {t} from '../say.js';
import {applyLocation} from './acts.js';
import {pointing} from './callform.js';
import {Fixes, Offer, fixes} from './fixes.js';
import {meant} from './gazetteer.js';
import {PlaceBox} from './placebox.js';
import {chosen, detail, view} from './state.js';

const HINT_M = 10;  // how near to its pole somebody reads its number
const typed = signal({text: '', place: null});  // what stands in the box; kept until it is saved, or another incident is chosen
effect(() => { chosen.value; typed.value = {text: '', place: null}; });

/** S: to the box, or to the first offer that a person only has to agree to. Where a person has set the place already,
 *  what was said before it is no offer. */
export function toPlace() {
  const fold = document.querySelector('details.hypotheses');
  if (fold) fold.open = true;
  (document.querySelector('.offer .apply, div.hypotheses .apply') ?? document.getElementById('panel-place'))?.focus();
}

/** A phrase of the caller's into the box, for a person to look at and apply. */
export function sayPlace(text) {
  typed.value = {text, place: null};
  toPlace();
  document.getElementById('panel-place')?.focus();
}

/** A number on a pole or an elevator whose place the region's table knows: a person applies it. */
const applyHint = incident => one => html`<button type="button" class="button small apply" onClick=${() => applyLocation(incident, {source: 'typed', ...one.place, text: one.value, radius_m: HINT_M})}>${t('desk.apply')}</button>`;
export const Told = ({incident}) => detail.value?.id === incident.id && html`<${Hints} hints=${detail.value.hints} offer=${incident.verification === 'verified' ? null : applyHint(incident)}/>`;

export const Where = ({incident}) => {
  const settled = incident.verification === 'verified';
  const point = place => applyLocation(incident, {source: 'map', ...place});
  const save = async () => {
    const place = meant(typed.peek().text, typed.peek().place);
    if (place && await applyLocation(incident, place)) typed.value = {text: '', place: null};
  };
  const box = html`<div class="row" data-part="location"><div class="grow"><${PlaceBox} id="panel-place" label=${t('desk.place_by_hand')} ...${typed.value} set=${change => { typed.value = change; }} done=${save}/></div>
    <${Button} kind="small" disabled=${!typed.value.text} onClick=${save}>${t('desk.apply')}</${Button}>
    <${Button} kind="small" icon="map-pin" aria-label=${t('call.on_map')} title=${t('call.on_map')} aria-pressed=${Boolean(pointing.value)} onClick=${() => { view.value = 'map'; pointing.value = pointing.value ? null : point; }}/></div>`;
  if (settled) return html`<${Offer} incident=${incident}/><details class="hypotheses"><summary class="dim">${t('desk.place_by_hand')} <kbd>S</kbd>${fixes().length > 0 && ` · ${t('where.heard', {n: fixes().length})}`}</summary>${box}<${Fixes} incident=${incident}/></details>`;
  return html`<div class="hypotheses"><p class="dim">${pointing.value ? t('call.click_map') : t('desk.place_by_hand')} <kbd>S</kbd></p>${box}<${Fixes} incident=${incident}/></div>`;
};
