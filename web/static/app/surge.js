// How many casualties of each colour a hospital can take now: shape, letter and number, the same on every page.

import {html} from './parts.js';
import {t, word} from './say.js';

export const COLOURS = ['red', 'yellow', 'green'];

/** null stays –: nobody knows how many, which is not none. */
export const Surge = ({surge}) => html`<span class="surge" role="img" aria-label=${COLOURS.map(one => `${word('surge', one)} ${surge?.[one] ?? t('surge.unknown')}`).join(', ')}>
  ${COLOURS.map(one => html`<span key=${one} class="num" data-colour=${one} aria-hidden="true"><i/>${word('surge_short', one)} <b>${surge?.[one] ?? '–'}</b></span>`)}</span>`;
