// What the console knows: things by id, what is chosen, and what follows from both.

import {batch, computed, signal} from '@preact/signals';
import {get} from '../api.js';
import {byId, put} from '../page.js';
import {setZone} from '../time.js';

export const region = signal(null);
export const lines = signal(new Map());      // who rings, is being taken, or has to be called back
export const incidents = signal(new Map());
export const units = signal(new Map());
export const hospitals = signal(new Map());
export const requests = signal(new Map());
export const sorties = signal(new Map());
export const alerts = signal(new Map());
export const shelf = signal({});         // seconds an alert may be shelved, by its level
export const coverage = signal(null);
export const reach = signal({});         // how many free units reach each zone of demand: 0, 1, or 2 for more
export const within = signal(480);       // seconds in which they have to
export const places = signal({stations: [], landmarks: [], demand: [], squadron: {drones: [], zones: []}});
/** What people call a drone. */
export const droneName = id => places.value.squadron.drones.find(d => d.id === id)?.name ?? id;
export const positions = signal(new Map());  // newest live values of units and drones, by id

export const chosen = signal(null);      // id of the incident in the panel
export const detail = signal(null);      // that incident with calls, stamps, notes, routes
export const plan = signal(null);        // its newest decision
export const unitPick = signal(null);    // id of the unit a person picked in it; null while they take the first
export const spot = signal(null);         // {lat, lon}: where the map should go, once
export const view = signal('map');       // map, units, hospitals, drones

export const OVER = ['closed', 'cancelled', 'merged', 'referred'];
const urgency = (a, b) => (a.priority ?? 0) - (b.priority ?? 0) || Date.parse(a.received_at) - Date.parse(b.received_at);
const openJobs = incident => incident.assignments.filter(job => job.open);

export const open = computed(() => [...incidents.value.values()].filter(i => !OVER.includes(i.state)).sort(urgency));
const served = i => i.state === 'served';  // a crew was there and has left: nobody waits, a person closes it
export const pending = computed(() => open.value.filter(i => !openJobs(i).length && !served(i)));
export const active = computed(() => [...open.value.filter(i => openJobs(i).length), ...open.value.filter(served)]);
export const closed = computed(() => [...incidents.value.values()].filter(i => OVER.includes(i.state)).sort((a, b) => Date.parse(b.closed_at) - Date.parse(a.closed_at)));
export const listed = computed(() => [...pending.value, ...active.value]);
export const current = computed(() => incidents.value.get(chosen.value) ?? null);
const FREE = ['available_at_post', 'available_mobile', 'relocating'];
export const free = computed(() => [...units.value.values()].filter(u => FREE.includes(u.availability)));
export const standing = computed(() => [...alerts.value.values()].filter(a => a.open)
  .sort((a, b) => Boolean(a.acked_by) - Boolean(b.acked_by) || a.level - b.level || Date.parse(a.raised_at) - Date.parse(b.raised_at)));

/** A request the same way, whether it came in the snapshot or by an event. */
export const flatten = r => r.minimum
  ? {...r, ...r.minimum, request_id: r.id, minimum: undefined} : {...r, id: r.request_id};

/** How a unit looks on list and map: free, going, scene, loaded, lost, off. */
export function lookOf(unit) {
  const job = unit.commitments[0];
  if (unit.availability === 'unknown') return 'lost';
  if (['out_of_service', 'off_duty', 'break'].includes(unit.availability)) return 'off';
  if (!job) return 'free';
  if (['on_scene', 'at_patient'].includes(job.state)) return 'scene';
  return ['depart_scene', 'at_hospital', 'handed_over'].includes(job.state) ? 'loaded' : 'going';
}

export function take(board) {
  batch(() => {
    setZone(board.region.timezone);
    region.value = board.region;
    incidents.value = byId(board.incidents);
    units.value = byId(board.units);
    hospitals.value = byId(board.hospitals);
    lines.value = byId(board.lines);
    requests.value = byId(board.requests.map(flatten));
    sorties.value = byId(board.sorties);
    alerts.value = byId(board.alerts);
    shelf.value = board.shelf_s;
    coverage.value = board.coverage.now;
    reach.value = board.coverage.zones;
    within.value = board.coverage.within_s;
  });
}

const INCIDENT = ['call_received', 'incident_changed', 'decision_made', 'location_shared'];
const FLEET = ['assignment_changed', 'unit_changed', 'capacity_posted', 'diversion_changed', 'drone_changed'];

/** One event of the stream into the state. What it does not carry whole is read again with the next snapshot. */
export function hear(event, again) {
  const {kind, subject, data} = event;
  if (kind === 'signals_changed') {  // once a second while a unit drives: taken as it is, nothing is read again
    const seen = detail.peek();
    if (seen?.id === data.incident_id) detail.value = {...seen, signals: {...seen.signals, [data.job_id]: data}};
    return;
  }
  if (data.kind === 'kit_unsent') decisions.clear();  // a go has lost its drone: what was read of it holds no more
  if (kind === 'line_changed') lines.value = put(lines.value, subject, data);
  if (INCIDENT.includes(kind)) incidents.value = put(incidents.value, subject, data);
  else if (kind === 'alert_changed') alerts.value = put(alerts.value, subject, data);
  else if (kind.startsWith('request_')) requests.value = put(requests.value, subject, flatten(data));
  else if (kind.startsWith('sortie_')) sorties.value = put(sorties.value, subject, data);
  if (FLEET.includes(kind) || INCIDENT.includes(kind)) again();
  const about = data.incident_id ?? (INCIDENT.includes(kind) || ['note_added', 'patient_changed'].includes(kind) ? subject : null);
  if (about === chosen.peek()) refresh();
}

export function hearValue({kind, subject, at, data}) {
  const place = data.place ?? (data.lat == null ? null : {lat: data.lat, lon: data.lon});
  positions.value = put(positions.value, subject, {...data, place, at, kind});
}

/** Chooses an incident; its timeline and its decision follow. */
export function choose(id) {
  if (id === chosen.peek()) return;
  batch(() => {
    chosen.value = id;
    detail.value = plan.value = null;
    unitPick.value = null;
  });
  refresh();
}

/** What the decision offers beside the units that are on the incident already. */
export const sendable = computed(() => (plan.value?.units.options ?? []).filter(o => !current.value?.assignments.some(job => job.open && job.unit_id === o.unit_id)));
/** True when the decision saw a unit free that has been taken or gone off duty since. */
export const gone = o => FREE.includes(o.availability) && !FREE.includes(units.value.get(o.unit_id)?.availability ?? o.availability);
/** What D sends: the unit that was picked, else the first that can still go. A unit that has been sent is no pick any more. */
export const picked = computed(() => sendable.value.find(o => o.unit_id === unitPick.value) ?? sendable.value.find(o => !gone(o)) ?? null);

/** True when D sends the whole plan: its first unit is picked, and nobody is on the way yet. */
export const whole = computed(() => picked.value !== null && picked.value === sendable.value[0] && !current.value.assignments.some(job => job.open));

let reading = 0;
export async function refresh() {
  const id = chosen.peek(), mine = ++reading;
  if (id === null) return;
  const answer = await get(`/api/v1/incidents/${id}`).catch(() => null);
  if (mine !== reading || !answer) return;
  const incident = answer.incident;
  const decision = incident.decision_id ? await decisionOf(incident.decision_id) : null;
  if (mine !== reading) return;
  batch(() => {
    detail.value = incident;
    plan.value = decision;
    incidents.value = put(incidents.value, id, {...incident, calls: undefined});
  });
}

const decisions = new Map();
async function decisionOf(id) {
  if (!decisions.has(id)) decisions.set(id, await get(`/api/v1/decisions/${id}`).catch(() => null));
  return decisions.get(id);
}
