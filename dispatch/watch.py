"""What time brings: silence, lateness and age. `tick` looks at what is due.

A missed tick delays, a double tick does nothing.

Each due deadline is claimed by one worker and handled in one short transaction of its own.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from chassis import events
from chassis.claims import claim_deadlines
from chassis.deadlines import Deadline, DeadlineRow, clear_deadline, set_deadline
from chassis.identity import system_actor
from dispatch.desk.alerting import ACT_NOW, ACT_SOON, KNOW, clear_alert, raise_alert
from dispatch.desk.destination import close_window
from dispatch.desk.paging import page_crew
from dispatch.desk.relieving import look_for_reliefs
from dispatch.states import BUSY, OPEN_INCIDENT, AssignmentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow, get_assignment, get_incident
from dispatch.tables.fleet import UnitRow, get_unit
from drones import pad
from hospitals import intake

log = structlog.get_logger("goldentime.watch")
ACK_ALARM = timedelta(seconds=90)
SILENT_AFTER = timedelta(seconds=60)
STALE_CAPACITY = timedelta(minutes=30)  # interop.md 1.1: amber from 30 min
PENDING_LIMITS = {1: timedelta(seconds=60), 2: timedelta(minutes=3), 3: timedelta(minutes=10)}  # console.md 6
Handler = Callable[[Session, System, Deadline, datetime], None]


def tick(system: System, worker: str) -> int:
    """Handle everything that is due; returns how many deadlines were. Safe with any number of workers."""
    now = system.clock.now()
    with system.db.write() as session:
        due = claim_deadlines(session, worker, now=now)
    for deadline in due:
        _handle_safely(system, deadline, now)
    sweep(system, now)
    if due:
        system.bell.ring()
    return len(due)


def sweep(system: System, now: datetime) -> int:
    """Look for what has no deadline of its own: silent units, calls that wait, old capacity. Returns alerts changed."""
    with system.db.read() as session:
        found = [*_silent_units(session, now), *_waiting_incidents(session, now)]
        stale = intake.read_stale(session, now=now, limit=STALE_CAPACITY)
    found += [(row.region, "stale_capacity", row.hospital_id, KNOW, None) for row in stale]
    if not found:
        return 0
    with system.db.write() as session:
        told = [
            raise_alert(session, system, region, kind, subject, level=level, at=now, incident_id=incident)
            for region, kind, subject, level, incident in found
        ]
        raised = [event for event in told if event is not None]
        events.append(session, raised)
    if raised:
        system.bell.ring()
    return len(raised)


def _handle_safely(system: System, deadline: Deadline, now: datetime) -> None:
    """One poisoned deadline is logged and tried again after its lease; the others go on."""
    try:
        with system.db.write() as session:
            if not _still_due(session, deadline):
                return
            clear_deadline(session, deadline.kind, deadline.subject)
            HANDLERS[deadline.kind](session, system, deadline, now)
    except Exception:
        log.exception("deadline_failed", kind=deadline.kind, subject=deadline.subject)


def _still_due(session: Session, deadline: Deadline) -> bool:
    """Somebody may have answered between the claim and now."""
    row = session.get(DeadlineRow, (deadline.kind, deadline.subject), populate_existing=True)
    return row is not None and row.due_at == deadline.due_at


def _ack_realert(session: Session, system: System, deadline: Deadline, now: datetime) -> None:
    job = get_assignment(session, deadline.subject)
    if job.state != AssignmentState.DISPATCHED:
        return
    page_crew(
        session, system, get_unit(session, job.unit_id), get_incident(session, job.incident_id), job, now, again=1
    )
    set_deadline(session, Deadline(job.region, "ack_alarm", job.id, job.made_at + ACK_ALARM, {}))
    _alert(session, system, job, "no_ack_realert", KNOW, now)


def _ack_alarm(session: Session, system: System, deadline: Deadline, now: datetime) -> None:
    job = get_assignment(session, deadline.subject)
    if job.state != AssignmentState.DISPATCHED:
        return
    told = clear_alert(session, "no_ack_realert", job.id, at=now)
    events.append(session, [told] if told else [])
    _alert(session, system, job, "no_ack", ACT_NOW, now)


def _late(kind: str, states: frozenset[AssignmentState], level: int) -> Handler:
    """An alarm when the assignment still stands in one of `states` at its limit."""

    def handle(session: Session, system: System, deadline: Deadline, now: datetime) -> None:
        job = get_assignment(session, deadline.subject)
        if job.open and AssignmentState(job.state) in states:
            _alert(session, system, job, kind, level, now)

    return handle


def _alert(session: Session, system: System, job: AssignmentRow, kind: str, level: int, now: datetime) -> None:
    told = raise_alert(
        session,
        system,
        job.region,
        kind,
        job.id,
        level=level,
        at=now,
        incident_id=job.incident_id,
        data={"unit_id": job.unit_id},
    )
    events.append(session, [told] if told else [])


def _request(session: Session, system: System, deadline: Deadline, now: datetime) -> None:
    """A hospital request has been silent: alert again, ask for the telephone, or let it expire."""
    intake.overdue(session, system, deadline, now=now)
    if deadline.kind == "request_phone":
        told = raise_alert(
            session,
            system,
            deadline.region,
            "request_unanswered",
            deadline.subject,
            level=ACT_SOON,
            at=now,
            incident_id=str(deadline.data.get("incident_id") or "") or None,
        )
        events.append(session, [told] if told else [])


def _window(session: Session, system: System, deadline: Deadline, now: datetime) -> None:
    close_window(session, system, system_actor(deadline.region, "watch"), deadline.subject, now)


def _sortie(session: Session, system: System, deadline: Deadline, now: datetime) -> None:
    pad.overdue(session, system, deadline, now=now)


def _relief(session: Session, system: System, deadline: Deadline, now: datetime) -> None:
    look_for_reliefs(session, system, deadline.subject, now)


HANDLERS: Mapping[str, Handler] = {
    "ack_realert": _ack_realert,
    "ack_alarm": _ack_alarm,
    "turnout": _late("late_turnout", frozenset({AssignmentState.ACKED}), ACT_SOON),
    "scene_time": _late("long_on_scene", frozenset({AssignmentState.ON_SCENE, AssignmentState.AT_PATIENT}), ACT_SOON),
    "offload": _late("long_offload", frozenset({AssignmentState.AT_HOSPITAL}), ACT_SOON),
    "request_realert": _request,
    "request_phone": _request,
    "request_expiry": _request,
    "request_hold": _request,
    "request_window": _window,
    "sortie_second": _sortie,
    "sortie_timeout": _sortie,
    "relief": _relief,
}


def _silent_units(session: Session, now: datetime) -> list[tuple[str, str, str, int, str | None]]:
    """Units under way whose device has said nothing for a minute."""
    under_way = [state.value for state in BUSY - {AssignmentState.DISPATCHED}]
    silent = or_(UnitRow.position_at.is_(None), UnitRow.position_at < now - SILENT_AFTER)
    rows = session.execute(
        select(UnitRow.region, UnitRow.id, AssignmentRow.incident_id)
        .join(AssignmentRow, AssignmentRow.unit_id == UnitRow.id)
        .where(AssignmentRow.open.is_(True), AssignmentRow.state.in_(under_way), silent)
    )
    return [(region, "silent_unit", unit, ACT_SOON, incident) for region, unit, incident in rows]


def _waiting_incidents(session: Session, now: datetime) -> list[tuple[str, str, str, int, str | None]]:
    """Incidents that have stood in the queue longer than their priority allows, with no unit on them."""
    waiting = session.scalars(
        select(IncidentRow).where(
            IncidentRow.state.in_([state.value for state in OPEN_INCIDENT]),
            IncidentRow.received_at < now - min(PENDING_LIMITS.values()),
            ~select(AssignmentRow.id).where(AssignmentRow.incident_id == IncidentRow.id).exists(),
        )
    )
    return [
        (row.region, "pending_too_long", row.id, ACT_NOW if row.priority == 1 else ACT_SOON, row.id)
        for row in waiting
        if row.priority in PENDING_LIMITS and now - row.received_at > PENDING_LIMITS[row.priority]
    ]
