// The air of the region as its page has it, and which zones the map points out.

import {signal} from '@preact/signals';
import {t, word} from '../say.js';

/** {zones, authorisations, series, area, …} as the server holds it; null until it has told. */
export const state = signal(null);
/** Zones that are looked at, on record or not yet: what is typed, what a file holds, what was picked in the list. */
export const meant = signal([]);

const height = (metres, datum) => metres == null ? t('admin.unlimited') : metres === 0 && datum === 'agl' ? t('admin.from_ground') : `${Math.round(metres)} m ${word('air_datum', datum)}`;
/** From where to where a zone reaches. */
export const limits = zone => `${height(zone.floor_m, zone.floor_datum)} – ${height(zone.ceiling_m, zone.ceiling_datum)}`;
