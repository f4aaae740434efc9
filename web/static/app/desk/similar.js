// Is it the event we have already? The server's candidates with the three parts of their score in words; a press looks at
// one, the merge key joins two, and what was joined can be taken apart again.

import {get} from '../api.js';
import {far} from '../guide.js';
import {Button, Icon, html, signal, useEffect} from '../parts.js';
import {complaintOf, t, word} from '../say.js';
import {clock, minutes, seconds} from '../time.js';
import {later, merge, unmerge} from './acts.js';
import {choose, detail, incidents} from './state.js';

const SHOWN = 3, SOON_MS = 250, CLOSE = [.8, .5];
const forCall = signal([]);
const grade = share => CLOSE.findIndex(least => share >= least);  // 0 very, 1 fairly, -1 just within
const words = c => [`${far(c.distance_m)} (${t(`similar.near.${grade(c.nearness)}`)})`, `${t('similar.before', {n: minutes(seconds(c.age))})} (${t(`similar.recent.${grade(c.recency)}`)})`, word('alike', c.alike)].join(' · ');

const Line = ({candidate: c, children}) => {
  const known = incidents.value.get(c.incident_id);
  return known && html`<li><button type="button" class="button small" onClick=${() => choose(known.id)}>${known.number} · ${complaintOf(known)}</button>
    <small><b class="num">${Math.round(c.score * 100)}</b> = ${words(c)}</small>${children}</li>`;
};

/** In the call form: looked up as soon as a place is chosen; the call stays as it is typed. */
export const Similar = ({place, complaint}) => {
  useEffect(() => {
    if (!place) { forCall.value = []; return undefined; }
    const asked = new URLSearchParams({lat: place.lat, lon: place.lon, ...(complaint ? {complaint} : {})});
    const soon = setTimeout(async () => { forCall.value = (await get(`/api/v1/desk/similar?${asked}`).catch(() => ({similar: []}))).similar; }, SOON_MS);
    return () => clearTimeout(soon);
  }, [place?.lat, place?.lon, complaint]);
  return place && forCall.value.length > 0 && html`<div class="notice warn similar" role="status"><${Icon} name="triangle-alert"/><div><b>${t('call.similar')}</b>
    <ul>${forCall.value.slice(0, SHOWN).map(c => html`<${Line} key=${c.incident_id} candidate=${c}/>`)}</ul></div></div>`;
};

const joining = (incident, into) => later({incident, words: t('command.merge_preview', {incident: incident.number, into: into.number}), act: () => merge(incident, into.id)});
const busy = incident => incident.assignments.some(job => job.open) || incident.hospital_id || incident.outside;
/** U: into the likeliest of them, with the undo window every act has. */
export function mergeFirst() {
  const incident = detail.peek(), first = incidents.peek().get(incident?.similar?.[0]?.incident_id);
  if (first && !busy(incident)) joining(incident, first);
}

/** In the panel: earlier incidents that may be the same, and those that were merged into this one. */
export const Same = ({incident}) => {
  const {similar = [], merged = []} = detail.value?.id === incident.id ? detail.value : {};
  return html`${similar.length > 0 && html`<div class="notice warn similar" role="status"><${Icon} name="triangle-alert"/><div class="grow"><b>${t('call.similar')}</b>
      <ul>${similar.slice(0, SHOWN).map((c, i) => html`<${Line} key=${c.incident_id} candidate=${c}><${Button} kind="small" keys=${i ? null : 'U'} disabled=${busy(incident)} title=${busy(incident) ? t('similar.busy') : ''} onClick=${() => joining(incident, incidents.peek().get(c.incident_id))}>${t('desk.merge')}<//><//>`)}</ul></div></div>`}
    ${merged.map(one => html`<p class="merged row" key=${one.id}><${Icon} name="merge"/><span class="grow"><b class="num">${one.number}</b> ${t('similar.merged_here', {at: clock(one.received_at)})}</span><${Button} kind="small" onClick=${() => unmerge(one)}>${t('desk.unmerge')}<//></p>`)}`;
};

/** What a merged incident shows in place of its end: where it went, and the way back. */
export const MergedInto = ({incident}) => {
  const parent = detail.value?.parent;
  return html`<section class="section merged row"><${Icon} name="merge"/><span class="grow">${parent && html`<button type="button" class="button small" onClick=${() => choose(parent.id)}>${parent.number}</button>`} ${t('similar.merged_into')}</span><${Button} icon="undo-2" onClick=${() => unmerge(incident)}>${t('desk.unmerge')}<//></section>`;
};
