// A box for a place: what is typed stays as typed, names that fit are offered below it, Enter applies the offered one.

import {composing} from '../typing.js';
import {far} from '../guide.js';
import {html, useState} from '../parts.js';
import {named as spoken, t, wordOr} from '../say.js';
import {named, placeOf} from './gazetteer.js';
import {look, offersFor, whyNot} from './lookup.js';

const WIDE_M = 150, MOST = 8;  // a whole street is an area, not an address
const kindOf = kind => { const found = wordOr('offered', kind); return found === kind ? t(`kind.${kind}`) : found; };
/** The names this page knows at once, then what the server finds; each place once. */
const offersOf = text => {
  const known = named(text), taken = new Set(known.map(one => one.name.ko));
  return [...known, ...offersFor(text).filter(one => !taken.has(one.name.ko))].slice(0, MOST);
};

/** `set({text, place})` hears what is typed and what is applied; `done()` is Enter with nothing left to apply. */
export const PlaceBox = ({id, text, place, set, done, inputRef, label}) => {
  const [at, move] = useState(0), [shut, close] = useState(true), offers = place || shut ? [] : offersOf(text), why = place || shut ? null : whyNot(text);
  const apply = one => {
    close(true);
    set({text: spoken(one.name), place: {lat: one.lat, lon: one.lon, source: 'typed', ...(one.radius_m > WIDE_M ? {radius_m: one.radius_m} : {})}});
  };
  const press = event => {
    if (composing(event) || event.ctrlKey || event.metaKey) return;
    const step = {ArrowDown: 1, ArrowUp: -1}[event.code];
    if (event.code === 'Escape' && offers.length) { event.stopPropagation(); close(true); return; }
    if (step && offers.length) move((at + step + offers.length) % offers.length);
    else if (!['Enter', 'NumpadEnter'].includes(event.code)) return;
    else if (offers.length) apply(offers[Math.min(at, offers.length - 1)]);
    else done?.();
    event.preventDefault();
  };
  return html`<div class="placebox"><input class="input" id=${id} ref=${inputRef} role="combobox" aria-label=${label} aria-expanded=${offers.length > 0} aria-controls=${`${id}-offers`} aria-autocomplete="list"
      aria-activedescendant=${offers.length ? `${id}-offer-${at}` : null} autocomplete="off" value=${text} onKeyDown=${press} onBlur=${() => close(true)}
      onInput=${event => { close(false); move(0); look(event.target.value); set({text: event.target.value, place: placeOf(event.target.value)}); }}/>
    <ul class="offers" id=${`${id}-offers`} role="listbox" aria-label=${t('call.offers')} hidden=${!offers.length}>${offers.map((one, i) => html`<li key=${one.id} id=${`${id}-offer-${i}`} role="option" aria-selected=${i === at}
      onPointerDown=${event => { event.preventDefault(); apply(one); }}><b>${spoken(one.name)}</b> <small>${kindOf(one.kind)}${one.radius_m > WIDE_M ? ` ±${far(one.radius_m)}` : ''}${one.grid ? html` · <span class="num">${one.grid}</span>` : ''}</small>${i === at && html`<kbd>⏎</kbd>`}</li>`)}${offers.length > 0 && why && html`<li class="dim" role="presentation">${t(`nowhere.${why}`)}</li>`}</ul>${!offers.length && why && html`<p class="offers-none" role="status">${t(`nowhere.${why}`)}</p>`}</div>`;
};
