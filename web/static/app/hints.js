// Numbers that a caller read from a pole or an elevator beside them: for desk and crew, also where nobody knows the place.

import {Icon, html} from './parts.js';
import {t, word} from './say.js';

/** `offer(hint)` draws what can be done with one whose place is known. */
export const Hints = ({hints = [], offer}) => hints.map(one => html`<p class="row wrap hint" key=${one.kind + one.value}><${Icon} name="map-pin"/><span class="grow">${word('hint_kind', one.kind)} <b class="num">${one.value}</b>${!one.place && html` <small>${t('where.hint_unplaced')}</small>`}</span>${one.place && offer?.(one)}</p>`);
