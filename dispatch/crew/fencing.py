"""Positions suggest a step; a person takes it or says that it is not so. No state is ever moved from here."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from chassis.geo import LatLon
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.crew.confining import confine_to_assignment
from dispatch.desk.stamping import stamp
from dispatch.desk.telling import tell_assignment
from dispatch.fence import Sight, seems
from dispatch.policies.force import in_force
from dispatch.states import AssignmentAction, AssignmentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow, StampRow, get_assignment, get_incident, scene_of
from dispatch.tables.fences import StepSuggestionRow, SuggestionState, find_suggestion, keep_sight
from dispatch.tables.fleet import UnitRow
from hospitals.tables.facts import get_hospital_row

AT_POST = "at_post"
COMES_BACK_WITHIN = timedelta(hours=6)  # later it is back for another reason than this run
_SCENE = frozenset({AssignmentState.ON_SCENE, AssignmentState.AT_PATIENT})
_AT_DOOR = frozenset({AssignmentState.AT_HOSPITAL, AssignmentState.HANDED_OVER})


def watch_fences(work: Work, system: System, job: AssignmentRow, unit: UnitRow, sights: Sequence[Sight]) -> None:
    """Keep where the unit is or was, oldest first, and suggest the step that its newest positions tell of."""
    policy, trail = in_force(work.session, system, job.region).fences, tuple[Sight, ...]()
    for sight in sights:
        trail = keep_sight(work.session, unit.id, job.id, sight, policy=policy)
    incident, state = get_incident(work.session, job.incident_id), AssignmentState(job.state)
    stood, goal = _stood(work, unit, incident, state), _goal(work, incident, state)
    found = seems(state, trail, stood=stood, goal=goal, policy=policy)
    if found is not None and find_suggestion(work.session, job.id, found[0]) is None:
        step, since = found
        seems_at = max(since, job.leg_since or job.made_at)
        row = {"assignment_id": job.id, "step": step, "region": job.region, "seems_at": seems_at, "made_at": work.now}
        work.session.add(StepSuggestionRow(**row, state=SuggestionState.OPEN))
        tell_assignment(work, job, incident, "seems")


def take_suggestion(work: Work, job: AssignmentRow, step: AssignmentAction) -> StepSuggestionRow | None:
    """The step is taken, so its suggestion is settled; None where there was none to settle."""
    row = find_suggestion(work.session, job.id, step)
    if row is None or row.state != SuggestionState.OPEN:
        return None
    row.state, row.settled_at, row.settled_by = SuggestionState.TAKEN, work.now, work.actor.id
    return row


def dismiss_suggestion(system: System, actor: Actor, assignment_id: str, step: AssignmentAction) -> None:
    """It is not so. Remembered: this step is not suggested again on this assignment. Twice is as good as once."""
    with working(system, actor) as work:
        job = get_assignment(work.session, assignment_id)
        confine_to_assignment(actor, job)
        row = find_suggestion(work.session, job.id, step)
        if row is None or row.state != SuggestionState.OPEN:
            return
        row.state, row.settled_at, row.settled_by = SuggestionState.DISMISSED, work.now, actor.id
        old = {"step": step, "seems_at": row.seems_at.isoformat()}
        record_change(work, "dismiss_step", job.id, old, None, region=job.region)
        tell_assignment(work, job, get_incident(work.session, job.incident_id), "seems")


def stamp_return(work: Work, unit: UnitRow) -> None:
    """A unit without a job is back at its post: the last stamp of its last run, which nobody taps and which moves
    nothing. Once, and only where that run has ended lately."""
    newest = select(AssignmentRow).where(AssignmentRow.unit_id == unit.id, AssignmentRow.open.is_(False))
    job = work.session.scalars(newest.order_by(AssignmentRow.closed_at.desc(), AssignmentRow.id).limit(1)).first()
    if job is None or job.closed_at is None or work.now - job.closed_at > COMES_BACK_WITHIN:
        return
    had = select(StampRow.id).where(StampRow.assignment_id == job.id, StampRow.name == AT_POST).limit(1)
    if work.session.scalars(had).first() is None:
        incident = get_incident(work.session, job.incident_id)
        stamp(work, incident, AT_POST, assignment=job, source="geofence", seems_at=work.now)


def _goal(work: Work, incident: IncidentRow, state: AssignmentState) -> LatLon | None:
    return _hospital(work, incident) if state is AssignmentState.DEPART_SCENE else scene_of(incident)


def _stood(work: Work, unit: UnitRow, incident: IncidentRow, state: AssignmentState) -> LatLon | None:
    if state in _SCENE:
        return scene_of(incident)
    if state in _AT_DOOR:
        return _hospital(work, incident)
    return LatLon(unit.post_lat, unit.post_lon) if unit.post_lat is not None and unit.post_lon is not None else None


def _hospital(work: Work, incident: IncidentRow) -> LatLon | None:
    if incident.hospital_id is None:
        return None
    row = get_hospital_row(work.session, incident.hospital_id)
    return LatLon(row.lat, row.lon)
