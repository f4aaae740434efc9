// One premise note, as the desk and a crew read it. What has expired goes away by itself.

import {Chip, Icon, html} from './parts.js';
import {t, word} from './say.js';
import {day, until} from './time.js';

const WEIGHT = {weapon: 'grave', violence: 'grave', dog: 'caution', hazard: 'caution', infection: 'caution', oxygen: 'caution'};
const ICONS = {weapon: 'shield-alert', violence: 'shield-alert', dog: 'dog', hazard: 'flame', infection: 'biohazard', oxygen: 'wind',
  door_code: 'key-round', access: 'route', medical: 'lock', note: 'message-square'};

/** Of a list, what still holds this second. */
export const holding = notes => notes.filter(note => until(note.expires_at) > 0);

/** What it warns of in shape, word and colour; who wrote it, when, and until when it holds. */
export const Note = ({note, children}) => html`<li class="premise" data-weight=${WEIGHT[note.kind] ?? 'plain'}>
  <${Icon} name=${ICONS[note.kind]}/><div><p><b>${word('premise_kind', note.kind)}</b> ${note.label && html`<${Chip}>${note.label}</${Chip}>`} <span class="prose">${note.text ?? t('premises.with_incident')}</span></p>
  <small><span>${word('premise_source', note.source)} · ${note.author}</span> <span class="num">${day(note.written_at)}</span> <span>${t('premises.until', {day: day(note.expires_at)})}</span> <span>${note.number ? t('premises.by_number') : note.away_m != null ? t('premises.away', {m: note.away_m}) : ''}</span></small></div>${children}</li>`;
