// What became of a patient, in one line.

import {t, word} from './say.js';

export const outcomeLine = one => [word('ed_disposition', one.ed_disposition), one.fate !== 'unknown' && word('fate', one.fate), one.diagnosis, one.icd10,
  one.confirmed != null && t(one.confirmed ? 'outcomes.confirmed' : 'outcomes.not_confirmed')].filter(Boolean).join(' · ');
