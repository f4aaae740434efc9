// The last metres in one line: building, entrance, floor, unit, the way in; for desk and crew.

import {t} from './say.js';

export const PARTS = ['building', 'entrance', 'floor', 'unit', 'access'];
/** What is known of it; an empty text for nothing. */
export const doorway = detail => PARTS.filter(part => detail?.[part]).map(part => `${t(`where.${part}`)} ${detail[part]}`).join(' · ');
