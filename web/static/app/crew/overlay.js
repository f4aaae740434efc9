// A job as the crew has left it: the board's, with the writes that the server has not been heard to know laid over it. Pure.

const AFTER = {ack: 'acked', en_route: 'en_route', stage: 'staged', on_scene: 'on_scene', at_patient: 'at_patient', depart: 'depart_scene', at_hospital: 'at_hospital', hand_over: 'handed_over'};
const ENDS = ['clear', 'decline', 'no_patient', 'refusal', 'treat_only'];
const BEFORE = Object.fromEntries(Object.entries(AFTER).map(([action, state]) => [state, action]));

/** The state a step leads to; null where it ends the job. */
export const stateAfter = action => AFTER[action] ?? null;

/** Whether the board that was read tells of it already: it may come before the answer. */
const isThere = (list, write) => write.told?.id != null && list.some(one => one.id === write.told.id);
const told = write => ({at: write.body.device_at ?? new Date(write.at).toISOString(), unsent: true});

const LAYERS = [
  [/^\/api\/v1\/assignments\/([^/]+)\/steps$/, 'id', (job, write) => {
    const {action} = write.body;
    if (ENDS.includes(action)) return null;
    return {...job, state: AFTER[action] ?? job.state, allowed: [], seems: null, correctable: false, stamps: [...job.stamps, {name: action, source: 'human', skipped: [], ...told(write)}]};
  }],
  [/^\/api\/v1\/assignments\/([^/]+)\/correct$/, 'id', job => {
    const steps = job.stamps.map(stamp => stamp.name).reduce((left, name) => name === 'corrected' ? left.slice(0, -1) : [...left, name], []);
    const back = steps.filter(name => name in AFTER && name !== BEFORE[job.state]).at(-1);
    return {...job, state: AFTER[back] ?? 'dispatched', allowed: [], correctable: false, stamps: [...job.stamps, {name: 'corrected', at: null, skipped: []}]};
  }],
  [/^\/api\/v1\/assignments\/([^/]+)\/untransported$/, 'id', () => null],
  [/^\/api\/v1\/incidents\/([^/]+)\/care$/, 'incident_id', (job, write) => {
    const {at, unsent} = told(write), care = job.care ?? [];
    if (isThere(care, write)) return job;
    return {...job, care: [...care, {...write.body, id: write.key, done_at: at, at, stands: true, struck: false, amends: null, reason: null, by: null, despite: [], unsent}]};
  }],
  [/^\/api\/v1\/incidents\/([^/]+)\/vitals$/, 'incident_id', (job, write) => ({...job, vitals: [...job.vitals, {...write.body, ...told(write)}]})],
  [/^\/api\/v1\/incidents\/([^/]+)\/notes$/, 'incident_id', (job, write) => ({...job, notes: [...job.notes, {text: write.body.text, by: '', ...told(write)}]})],
  [/^\/api\/v1\/incidents\/([^/]+)\/patient$/, 'incident_id', (job, write) => ({...job, patient: {...job.patient, ...given(write.body)}})],
];
const given = body => Object.fromEntries(Object.entries(body).filter(([name, value]) => value != null && name !== 'reason'));

/** `jobs` of a board under `writes` in their order; a job that they end is not there any more. What was refused lies under
 *  nothing: the server's word stands until somebody decides. */
export const laidOver = (jobs, writes) => jobs.map(job => writes.reduce(lay, job)).filter(Boolean);
function lay(job, write) {
  if (!job || write.state === 'refused') return job;
  for (const [path, name, layer] of LAYERS) if (path.exec(write.path)?.[1] === job[name]) return layer(job, write);
  return job;
}

/** `unit` likewise. */
export const unitUnder = (unit, writes) => writes.reduce((left, write) => left && write.state !== 'refused' && write.path === `/api/v1/units/${left.id}/service`
  ? {...left, out_of_service: write.body.out_of_service} : left, unit);
