// The clock of the leg that runs, against its target: quiet until it needs an eye, then by shape, word and colour.
// The server says which clock runs and from when it is late; here it is only read.

import {Icon, html} from '../parts.js';
import {t} from '../say.js';
import {since, span} from '../time.js';

/** '' while all is well, 'warn' when it needs an eye, 'late' when a person must act. */
export function gradeOf(leg) {
  if (leg?.late_s == null) return '';
  const age = since(leg.since);
  return age >= leg.late_s ? 'late' : age >= leg.warn_s ? 'warn' : '';
}
export const isLate = incident => gradeOf(incident.leg) === 'late';

const SHAPES = {warn: 'triangle-alert', late: 'octagon-alert'};
export const LegClock = ({leg}) => {
  if (!leg) return null;
  const age = since(leg.since), grade = gradeOf(leg), share = leg.goal_s ? Math.min(1, age / leg.goal_s) : 0;
  return html`<span class="leg" data-grade=${grade}><span class="num">${grade && html`<${Icon} name=${SHAPES[grade]}/>`}<b>${span(age)}</b>${leg.goal_s != null && html`<small> / ${span(leg.goal_s)}</small>`}</span>
    <small class="what">${t(`leg.${leg.name}`)}${grade && html` · <b>${t(`grade.${grade === 'warn' && age > leg.goal_s ? 'over' : grade}`)}</b>`}</small>${leg.goal_s != null && html`<i class="run"><i style=${{width: `${Math.round(share * 100)}%`}}/></i>`}</span>`;
};
