// What the commands of the line do, and in which words they say so before.

import {toast} from '../page.js';
import {complaintOf, t} from '../say.js';
import {askHospitals, callsign, end, later, merge, sendUnit, step, unmerge} from './acts.js';
import {newCall} from './callform.js';
import {choose, detail, incidents, plan, refresh, units} from './state.js';

const called = ({id, number}) => `${number}${incidents.value.get(id) ? ` ${complaintOf(incidents.value.get(id))}` : ''}`;

const PREVIEWS = {
  new: ([text]) => ({text}),
  dispatch: ([incident, unit]) => ({incident: called(incident), unit: callsign(unit.id)}),
  ask: ([incident, ranks]) => ({incident: called(incident), ranks: ranks.length ? ranks.join(', ') : t('line.ladder')}),
  status: ([unit, code]) => ({unit: callsign(unit.id), step: code[2]}),
  timeline: ([incident]) => ({incident: called(incident)}),
  merge: ([one, other]) => ({incident: called(one), into: called(other)}),
  unmerge: ([incident]) => ({incident: called(incident)}),
  close: ([incident, code]) => ({incident: called(incident), reason: code[2]}),
  cancel: ([incident, code]) => ({incident: called(incident), reason: code[2]}),
};
export const preview = (name, args) => t(`command.${name}_preview`, PREVIEWS[name](args));

/** Goes to the incident, then acts after the time to take it back. */
function upon(name, args, act) {
  const incident = incidents.peek().get(args[0].id);
  choose(incident.id);
  later({incident, words: preview(name, args), act: () => act(incident)});
}

/** What a unit is on: by the board, or by an incident that knows it sooner than the board has been read again. */
function jobOf(id) {
  const running = [...incidents.peek().values()].flatMap(i => i.assignments).find(job => job.open && job.unit_id === id && job.state !== 'proposed');
  return units.peek().get(id)?.commitments[0] ?? (running ? {assignment_id: running.id, incident_id: running.incident_id} : null);
}

const ACTS = {
  new: ([text]) => newCall(text),
  timeline: ([incident]) => { choose(incident.id); toTimeline(incident.id); },
  dispatch: args => upon('dispatch', args, incident => sendUnit(incident, args[1].id)),
  ask: args => upon('ask', args, incident => askRanked(incident, args[1])),
  merge: args => upon('merge', args, incident => merge(incident, args[1].id)),
  unmerge: args => upon('unmerge', args, incident => unmerge(incident)),
  close: args => upon('close', args, incident => end(incident, 'close', args[1][0])),
  cancel: args => upon('cancel', args, incident => end(incident, 'cancel', args[1][0])),
  status: ([unit, code]) => {
    const job = jobOf(unit.id);
    if (!job) return toast(t('line.no_job', {unit: callsign(unit.id)}), {bad: true});
    choose(job.incident_id);
    return later({incident: incidents.peek().get(job.incident_id), words: preview('status', [unit, code]), act: () => step(job.assignment_id, code[0])});
  },
};
export const carryOut = (name, args) => ACTS[name](args);

/** By their ranks in the newest decision; a rank nobody holds asks nobody instead of somebody else. */
async function askRanked(incident, ranks) {
  await refresh();
  const ids = ranks.map(rank => plan.peek()?.hospitals?.options[rank - 1]?.hospital_id);
  return ids.every(Boolean) ? askHospitals(incident, ids) : toast(t('line.no_rank'), {bad: true});
}

const toTimeline = id => {
  const look = () => detail.peek()?.id === id && document.querySelector('.timeline')?.scrollIntoView({block: 'start'});
  [0, 300, 1000].forEach(ms => setTimeout(look, ms));
};
