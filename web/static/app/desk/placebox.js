// A box for a place: what is typed stays as typed, names that fit are offered below it, Enter applies the offered one.

import {composing} from '../typing.js';
import {html, useState} from '../parts.js';
import {named as spoken, t} from '../say.js';
import {named, placeOf} from './gazetteer.js';

/** `set({text, place})` hears what is typed and what is applied; `done()` is Enter with nothing left to apply. */
export const PlaceBox = ({id, text, place, set, done, inputRef, label}) => {
  const [at, move] = useState(0), [shut, close] = useState(true), offers = place || shut ? [] : named(text);
  const apply = one => {
    close(true);
    set({text: spoken(one.name), place: {lat: one.lat, lon: one.lon, source: 'typed'}});
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
      onInput=${event => { close(false); move(0); set({text: event.target.value, place: placeOf(event.target.value)}); }}/>
    <ul class="offers" id=${`${id}-offers`} role="listbox" aria-label=${t('call.offers')} hidden=${!offers.length}>${offers.map((one, i) => html`<li key=${one.id} id=${`${id}-offer-${i}`} role="option" aria-selected=${i === at}
      onPointerDown=${event => { event.preventDefault(); apply(one); }}><b>${spoken(one.name)}</b> <small>${t(`kind.${one.kind}`)}</small>${i === at && html`<kbd>⏎</kbd>`}</li>`)}</ul></div>`;
};
