// What stands in the top bar: who waits, who is free, how well the area is covered, what nobody has answered.

import {html} from '../parts.js';
import {t} from '../say.js';
import {since, span} from '../time.js';
import {isLate} from './clock.js';
import {active, coverage, free, pending, standing, units} from './state.js';

const Count = ({name, children, late}) => html`<span class="kpi">${name} <b class=${`num ${late ? 'late' : ''}`}>${late ? '! ' : ''}${children}</b></span>`;

export const Counts = () => {
  const oldest = pending.value.reduce((age, i) => Math.max(age, since(i.received_at)), 0), late = pending.value.some(isLate);
  const unowned = standing.value.filter(alert => !alert.acked_by && !alert.shelved_until).length;
  return html`<${Count} name=${t('desk.pending')} late=${late}>${pending.value.length}</${Count}><${Count} name=${t('desk.oldest')} late=${late}>${pending.value.length ? span(oldest) : '–'}</${Count}>
    <${Count} name=${t('desk.active')}>${active.value.length}</${Count}><${Count} name=${t('desk.free')} late=${!free.value.length}>${free.value.length}<small> / ${units.value.size}</small></${Count}>
    <${Count} name=${t('desk.alerts')} late=${unowned > 0}>${unowned}</${Count}><${Count} name=${t('desk.coverage')}>${coverage.value == null ? '–' : `${Math.round(coverage.value * 100)} %`}</${Count}>`;
};
