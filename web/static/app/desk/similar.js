// Before a call becomes an incident: is somebody on the way to the same place already?

import {far, metres} from '../guide.js';
import {Icon, html} from '../parts.js';
import {complaintOf, t} from '../say.js';
import {since, span} from '../time.js';
import {choose, open} from './state.js';

const NEAR_M = 300, WITHIN_S = 3600, SHOWN = 3;
const away = (incident, place) => metres([incident.place.lon, incident.place.lat], [place.lon, place.lat]);

/** The open incidents close to a place, the nearest first; a press looks at one, and the call stays as it is typed. */
export const Similar = ({place}) => {
  if (!place) return null;
  const near = open.value.filter(one => one.place && since(one.received_at) < WITHIN_S && away(one, place) < NEAR_M).sort((a, b) => away(a, place) - away(b, place));
  return near.length > 0 && html`<div class="notice warn similar" role="status"><${Icon} name="triangle-alert"/><div><b>${t('call.similar')}</b>
    <ul>${near.slice(0, SHOWN).map(one => html`<li key=${one.id}><button type="button" class="button small" onClick=${() => choose(one.id)}>${one.number} · ${complaintOf(one)} · ${span(since(one.received_at))} · ${far(away(one, place))}</button></li>`)}</ul></div></div>`;
};
