"""The next step of an assignment, in one tap."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from chassis import audit, events
from chassis.deadlines import Deadline, clear_deadline, set_deadline
from chassis.events import Event
from chassis.identity import Actor
from dispatch.crew.confining import confine_to_assignment
from dispatch.desk.alerting import clear_alert
from dispatch.desk.destination import arrived_at_hospital, destination_of, handed_over, plan_transport
from dispatch.desk.sending import finish
from dispatch.desk.stamping import stamp
from dispatch.events import assignment_changed, incident_changed, to_destination
from dispatch.states import ASSIGNMENT, CHAIN, FINISHED, AssignmentAction, AssignmentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow, assignments_of, get_assignment, get_incident

TURNOUT_LIMIT = timedelta(seconds=90)
SCENE_LIMIT = timedelta(minutes=20)
OFFLOAD_LIMIT = timedelta(minutes=15)


def step(
    system: System,
    actor: Actor,
    assignment_id: str,
    action: AssignmentAction,
    *,
    device_at: datetime | None = None,
    reason: str | None = None,
) -> str:
    """Move an assignment on; returns the new state. Skipped stamps stay empty and are named on the new one.

    Raises IllegalMoveError with what is allowed, ForbiddenError for another unit's crew.
    """
    now = system.clock.now()
    with system.db.write() as session:
        job = get_assignment(session, assignment_id)
        confine_to_assignment(actor, job)
        incident = get_incident(session, job.incident_id)
        if ASSIGNMENT.after(AssignmentState(job.state), action) in FINISHED:
            finish(session, system, actor, job, incident, action, now=now, reason=reason, device_at=device_at)
            told: list[Event] = []
        else:
            told = _advance(session, system, actor, job, incident, action, now, device_at)
        session.flush()
        known = assignments_of(session, [incident.id]).get(incident.id, [])
        events.append(session, [*told, incident_changed(incident, known, at=now)])
        state = job.state
    system.bell.ring()
    return state


def _advance(
    session: Session,
    system: System,
    actor: Actor,
    job: AssignmentRow,
    incident: IncidentRow,
    action: AssignmentAction,
    now: datetime,
    device_at: datetime | None,
) -> list[Event]:
    old = AssignmentState(job.state)
    job.state = ASSIGNMENT.after(old, action)
    skipped = skipped_between(old, AssignmentState(job.state))
    stamp(session, incident, action.value, at=now, actor=actor, assignment=job, device_at=device_at, skipped=skipped)
    audit.record(
        session, actor, action, job.id, at=now, region=job.region, old={"state": old}, new={"state": job.state}
    )
    _deadlines(session, job, AssignmentState(job.state), now)
    told = [e for kind in ("no_ack", "late_turnout") if (e := clear_alert(session, kind, job.id, at=now))]
    _at_places(session, system, actor, job, incident, action, now)
    session.flush()
    told += assignment_changed(job, incident, at=now, action=action.value)
    data = {"state": job.state, "unit_id": job.unit_id, "eta": job.eta.isoformat() if job.eta else None}
    return told + to_destination(incident, destination_of(session, incident), "crew_step", data, at=now)


def skipped_between(old: AssignmentState, new: AssignmentState) -> tuple[str, ...]:
    """The stamps jumped over; staging is optional and never counts as skipped."""
    order = [state for state, _ in CHAIN]
    if old not in order or new not in order:
        return ()
    jumped = CHAIN[order.index(old) + 1 : order.index(new)]
    return tuple(action.value for _, action in jumped if action is not AssignmentAction.STAGE)


def _deadlines(session: Session, job: AssignmentRow, state: AssignmentState, now: datetime) -> None:
    for kind in ("ack_realert", "ack_alarm"):
        clear_deadline(session, kind, job.id)
    limits = {
        AssignmentState.ACKED: ("turnout", TURNOUT_LIMIT),
        AssignmentState.ON_SCENE: ("scene_time", SCENE_LIMIT),
        AssignmentState.AT_HOSPITAL: ("offload", OFFLOAD_LIMIT),
    }
    ended = {
        AssignmentState.EN_ROUTE: "turnout",
        AssignmentState.DEPART_SCENE: "scene_time",
        AssignmentState.HANDED_OVER: "offload",
    }
    if state in ended:
        clear_deadline(session, ended[state], job.id)
    if state in limits:
        kind, limit = limits[state]
        set_deadline(session, Deadline(job.region, kind, job.id, now + limit, {}))


def _at_places(
    session: Session,
    system: System,
    actor: Actor,
    job: AssignmentRow,
    incident: IncidentRow,
    action: AssignmentAction,
    now: datetime,
) -> None:
    """What a step means beyond itself: the way to the hospital, the arrival there, the transfer of care."""
    if action is AssignmentAction.DEPART:
        plan_transport(session, system, job, incident, now)
    elif action is AssignmentAction.AT_HOSPITAL:
        arrived_at_hospital(session, system, actor, incident, now)
    elif action is AssignmentAction.HAND_OVER:
        handed_over(session, system, actor, incident, now)
    if action in {AssignmentAction.ON_SCENE, AssignmentAction.AT_HOSPITAL}:
        job.eta = job.eta_p90 = None
