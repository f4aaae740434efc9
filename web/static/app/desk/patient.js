// The patient in points, for the desk: early warning, what was tapped, what a person has to decide.

import {html} from '../parts.js';
import {t} from '../say.js';
import {Assessed, Levels, News2} from '../scores.js';
import {detail} from './state.js';

export const Patient = ({over}) => {
  const scores = detail.value?.scores;
  if (!scores || !(scores.news2 || scores.assessments.length || scores.acuities.length)) return null;
  return html`<section class="section" aria-label=${t('desk.patient')}><h3>${t('desk.patient')}</h3><${News2} scores=${scores}/><${Levels} scores=${scores}/><${Assessed} scores=${scores} decide=${!over}/></section>`;
};
