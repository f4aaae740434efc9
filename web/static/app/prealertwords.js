// The fields of the card sent ahead, in words: for the crew that sends it and the hospital that reads it.

import {complaintOf, t, word} from './say.js';
import {SIGNS} from './signs.js';
import {hour} from './time.js';

const list = (family, codes) => codes.map(code => word(family, code)).join(' · ');
/** Each field as a sentence of its own; '' where nobody knows. */
const SAID = {
  complaint: value => complaintOf({complaint: value}),
  bundle: value => value ? word('bundle', value) : '',
  age_years: value => value == null ? '' : t('patient.years', {n: value}),
  sex: value => value ? word('sex', value) : '',
  acuity: value => value ? t('patient.acuity', {n: value}) : '',
  eta: value => value ? hour(value) : '',
  teams: value => list('team', value ?? []),
  room: value => value ? word('room', value) : '',
  precautions: value => list('precaution', value ?? []),
};
const NOBODY = '–';
export const said = (field, value) => SAID[field](value) || NOBODY;

/** The signs as they were sent, in one line: 112 · 96/– · … */
export const signsLine = vitals => Object.entries(vitals).map(([sign, value]) => `${t(`sign.${sign}`)} ${sign === 'avpu' ? word('avpu', value) : `${value}${SIGNS[sign].unit.startsWith('/') ? '' : ` ${SIGNS[sign].unit}`}`}`).join(' · ') || NOBODY;
