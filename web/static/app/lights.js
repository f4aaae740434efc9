// How the signals of a way stand: requested, granted, not granted, unknown. Nothing but a grant is ever shown as green.

import {point} from './map.js';
import {html} from './parts.js';
import {t, word} from './say.js';

export const LOOKS = {planned: 'ahead', requested: 'asked', processing: 'asked', granted: 'granted', unknown: 'unknown', rejected: 'denied',
  watch_other_traffic: 'denied', max_presence: 'denied', passed: 'passed', closed: 'passed'};
const WITHDRAWN = ['cancelled', 'stale'];
const near = (a, b) => Math.abs(a.lat - b.lat) < 5e-4 && Math.abs(a.lon - b.lon) < 5e-4;

/** Every signal of a way as {lat, lon, state}: those that were asked, and those still ahead. */
export function lightsOf(route, told) {
  const asked = (told?.signals ?? []).filter(s => !WITHDRAWN.includes(s.state));
  const ahead = (route?.signals ?? []).filter(s => !asked.some(one => near(one, s))).map(s => ({lat: s.lat, lon: s.lon, state: 'planned'}));
  return [...ahead, ...asked];
}
export const lightPoint = s => point(s, {look: LOOKS[s.state] ?? 'unknown', name: s.state === 'planned' ? '' : word('signal', s.state)});

const SHOWN = ['asked', 'granted', 'denied', 'unknown', 'ahead'];
export const LightLegend = () => html`<div class="marks"><b>${t('lights.title')}</b>${SHOWN.map(look => html`<span key=${look}><i class="light" data-s=${look}/>${t(`lights.${look}`)}</span>`)}</div>`;

/** The run in one line: how many were granted of those that were asked. */
export const LightRun = ({told}) => {
  if (!told) return null;
  if (!told.centre) return html`<small class="lights">${t('lights.no_centre')}</small>`;
  if (!told.run.asked) return null;
  return html`<small class="lights num"><i class="light" data-s=${told.run.granted ? 'granted' : 'asked'}/>${t('lights.run', {granted: told.run.granted, asked: told.run.asked})}</small>`;
};

const OVER = ['passed', 'closed', ...WITHDRAWN];
/** What the driver is told of the next signal, `away` as far as it is; a grant is no proof of a green light. */
export const NextLight = ({told, away}) => {
  if (!told) return null;
  if (!told.centre) return html`<p class="next-light">${t('lights.no_centre')}</p>`;
  const next = told.signals.find(s => !OVER.includes(s.state));
  if (!next) return null;
  const look = LOOKS[next.state] ?? 'unknown';
  return html`<p class="next-light" data-s=${look} role="status"><i class="light" data-s=${look}/><span>${t('lights.next')}${away && html` <span class="num">${away}</span>`} <b>${word('signal', next.state)}</b> · ${
    t(next.state === 'watch_other_traffic' ? 'lights.other_first' : 'lights.never_assume')}</span></p>`;
};
