// The last metres: building, entrance, floor, unit and the way in. A part is saved when the cursor leaves it.

import {html} from '../parts.js';
import {PARTS, doorway} from '../doorway.js';
import {t} from '../say.js';
import {detailPlace} from './acts.js';

export const Doorway = ({incident}) => {
  const known = incident.place_detail ?? {};
  const save = part => event => { const text = event.target.value.trim(); if (text !== (known[part] ?? '')) detailPlace(incident, {[part]: text}); };
  return html`<details class="doorway" data-part="detail"><summary class="dim">${doorway(known) || t('where.doorway')}</summary>
    <div class="doorway-parts">${PARTS.map(part => html`<label key=${part} data-wide=${part === 'access'}><span class="label">${t(`where.${part}`)}</span><input class="input" name=${`detail-${part}`} value=${known[part] ?? ''} autocomplete="off" onChange=${save(part)}/></label>`)}</div></details>`;
};
