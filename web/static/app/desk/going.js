// Going to what was found: an incident into the panel, a unit or a hospital to its row, a place onto the map or into the
// call that is being taken.

import {fillPlace, taking} from './callform.js';
import {hospitalName, hospitalPicks} from './choices.js';
import {toast} from '../page.js';
import {t} from '../say.js';
import {OVER, choose, current, spot, units, view} from './state.js';

export function go({kind, id, thing}) {
  if (kind === 'incident') return choose(id);
  const job = kind === 'unit' && units.peek().get(id)?.commitments[0];
  if (job) choose(job.incident_id);
  if (kind === 'hospital') pick(id);
  if (kind === 'unit' || kind === 'hospital') return toRow(kind === 'unit' ? 'units' : 'hospitals', id);
  if (taking.peek()) return fillPlace(thing);
  view.value = 'map';
  spot.value = {lat: thing.lat, lon: thing.lon};
  return undefined;
}

/** A hospital that was named while an incident is open is one to ask: H does it. */
function pick(id) {
  const incident = current.peek();
  if (!incident || OVER.includes(incident.state) || incident.hospital_id || hospitalPicks.peek().includes(id)) return;
  hospitalPicks.value = [...hospitalPicks.peek(), id];
  toast(t('desk.hospital_picked', {hospital: hospitalName(id)}));
}

function toRow(list, id) {
  view.value = list;
  requestAnimationFrame(() => {
    const row = document.getElementById(`row-${id}`);
    row?.scrollIntoView({block: 'center'});
    row?.classList.add('found');
  });
}
