// Everything that was ever said of where it is: each with its source, age and radius, a circle on the map, an Apply key.

import {far, metres} from '../guide.js';
import {area, circle} from '../map.js';
import {Chip, Icon, html} from '../parts.js';
import {t, wordOr} from '../say.js';
import {since, span} from '../time.js';
import {applyLocation} from './acts.js';
import {OVER, current, detail} from './state.js';

const VAGUE_M = 150, SAME_M = 5;
const apart = (a, b) => metres([a.lon, a.lat], [b.lon, b.lat]);

/** Those with a position, the newest first; a merged call's stand among them. */
export const fixes = () => (detail.value?.calls ?? []).flatMap(call => call.hypotheses.filter(h => h.place).map(h => ({...h, at: h.at ?? call.received_at})))
  .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
/** Whether it is what dispatch works with. */
export const used = (fix, place) => place && fix.source === place.source && apart(fix.place, place) < SAME_M;
/** The newest position that came after a person had set the place and says something else; null for none. */
export function newer(incident) {
  const set = detail.value?.placed;
  return set && incident.place ? fixes().find(fix => Date.parse(fix.at) > Date.parse(set.at) && apart(fix.place, incident.place) > Math.max(SAME_M, fix.radius_m ?? 0)) ?? null : null;
}

/** "±30 m · 12 s", and how sure the source is of it. */
const terms = fix => [fix.radius_m != null ? `±${Math.round(fix.radius_m)} m` : t('desk.radius_unknown'), fix.confidence != null && `${Math.round(fix.confidence * 100)} %`, span(since(fix.at))].filter(Boolean).join(' · ');
const apply = (incident, fix) => applyLocation(incident, {source: fix.source, lat: fix.place.lat, lon: fix.place.lon, text: fix.text, radius_m: fix.radius_m, confidence: fix.confidence, at: fix.at});
const Apply = ({incident, fix}) => html`<button type="button" class="button small apply" onClick=${() => apply(incident, fix)}>${t('desk.apply')}</button>`;

const Fix = ({incident, fix}) => html`<li><span><b>${wordOr('location_source', fix.source)}</b> ${fix.text ?? ''} <small class="num">${terms(fix)}</small>${fix.radius_m > VAGUE_M && html` <${Chip} kind="warn" icon="triangle-alert">${t('where.vague')}<//>`}</span>
  ${used(fix, incident.place) ? html`<small class="dim"><${Icon} name="check"/> ${t('where.used')}</small>` : html`<${Apply} incident=${incident} fix=${fix}/>`}</li>`;
export const Fixes = ({incident}) => html`<ul>${fixes().map((fix, i) => html`<${Fix} key=${i} incident=${incident} fix=${fix}/>`)}</ul>`;

/** A later position is offered, never taken. */
export const Offer = ({incident}) => {
  const fix = newer(incident);
  return fix && html`<div class="notice offer" role="status"><${Icon} name="locate"/><span class="grow"><b>${wordOr('location_source', fix.source)}</b> <span class="num">${terms(fix)}</span> · ${t('where.apart', {far: far(apart(fix.place, incident.place))})}</span><${Apply} incident=${incident} fix=${fix}/></div>`;
};

/** The circles on the map, of the incident that is chosen. */
export const circles = () => !current.value || OVER.includes(current.value.state) ? []
  : fixes().filter(fix => fix.radius_m > 0).map(fix => area(circle(fix.place, fix.radius_m), {vague: fix.radius_m > VAGUE_M, used: Boolean(used(fix, current.value.place))}));
