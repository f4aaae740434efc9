"""Ending and joining incidents, and writing a line beside them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import audit, events, topics
from chassis.errors import IllegalMoveError, InvalidInputError
from chassis.events import Event
from chassis.identity import Actor
from dispatch.desk.destination import destination_of
from dispatch.desk.stamping import stamp
from dispatch.events import incident_changed, to_destination
from dispatch.states import INCIDENT, IncidentAction, IncidentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow, assignments_of, get_incident
from dispatch.tables.patients import NoteRow

NOTE_LENGTH = 2000


def close_incident(system: System, actor: Actor, incident_id: str, disposition: str) -> None:
    """Close with a disposition. Raises IllegalMoveError while a unit is still on it."""
    _end(system, actor, incident_id, IncidentAction.CLOSE, disposition)


def cancel_incident(system: System, actor: Actor, incident_id: str, reason: str) -> None:
    """Cancel: false alarm, called off. Raises IllegalMoveError while a unit is still on it."""
    _end(system, actor, incident_id, IncidentAction.CANCEL, reason)


def reopen_incident(system: System, actor: Actor, incident_id: str, reason: str) -> None:
    """Bring a closed, cancelled or referred incident back to the queue."""
    now = system.clock.now()
    with system.db.write() as session:
        row = get_incident(session, incident_id, region=actor.region)
        old = row.state
        reopened = INCIDENT.after(IncidentState(old), IncidentAction.REOPEN)
        row.state = INCIDENT.after(reopened, IncidentAction.QUEUE)
        row.closed_at = row.disposition = None
        _tell(session, actor, row, "reopen", now, old=old, reason=reason)
    system.bell.ring()


def merge_incident(system: System, actor: Actor, incident_id: str, into: str) -> None:
    """Say that `incident_id` is the same event as `into`. Calls, times and people of both are kept."""
    now = system.clock.now()
    if incident_id == into:
        raise InvalidInputError("into", "an incident cannot be merged into itself")
    with system.db.write() as session:
        row, parent = (get_incident(session, i, region=actor.region) for i in (incident_id, into))
        _no_unit_on(session, row, "merge")
        old, row.state = row.state, INCIDENT.after(IncidentState(row.state), IncidentAction.MERGE)
        row.merged_into = parent.id
        _tell(session, actor, row, "merge", now, old=old, reason=into)
    system.bell.ring()


def unmerge_incident(system: System, actor: Actor, incident_id: str) -> None:
    """Take a merge back: the incident stands in the queue again."""
    now = system.clock.now()
    with system.db.write() as session:
        row = get_incident(session, incident_id, region=actor.region)
        old, row.state = row.state, INCIDENT.after(IncidentState(row.state), IncidentAction.UNMERGE)
        row.merged_into = None
        _tell(session, actor, row, "unmerge", now, old=old, reason=None)
    system.bell.ring()


def add_note(system: System, actor: Actor, incident_id: str, text: str) -> None:
    """A line about the incident; the desk, its crews and the receiving hospital see it."""
    now, written = system.clock.now(), text.strip()
    if not 0 < len(written) <= NOTE_LENGTH:
        raise InvalidInputError("text", f"a note has 1 to {NOTE_LENGTH} characters")
    with system.db.write() as session:
        row = get_incident(session, incident_id)
        session.add(
            NoteRow(
                region=row.region,
                incident_id=row.id,
                at=now,
                actor=actor.id,
                actor_name=actor.name,
                text=written,
            )
        )
        audit.record(session, actor, "note", row.id, at=now, region=row.region)
        data = {"text": written, "by": actor.name, "at": now.isoformat()}
        told = [Event(row.region, topics.desk(row.region), "note_added", row.id, data, now)]
        told += [
            Event(job.unit_region, topics.unit(job.unit_region, job.unit_id), "note_added", row.id, data, now)
            for job in assignments_of(session, [row.id]).get(row.id, [])
            if job.open
        ]
        told += to_destination(row, destination_of(session, row), "note_added", data, at=now)
        events.append(session, told)
    system.bell.ring()


def _end(system: System, actor: Actor, incident_id: str, action: IncidentAction, why: str) -> None:
    now = system.clock.now()
    with system.db.write() as session:
        row = get_incident(session, incident_id, region=actor.region)
        _no_unit_on(session, row, action)
        old, row.state = row.state, INCIDENT.after(IncidentState(row.state), action)
        row.disposition, row.closed_at = why, now
        stamp(session, row, f"{action}d" if action is IncidentAction.CLOSE else "cancelled", at=now, actor=actor)
        _tell(session, actor, row, action, now, old=old, reason=why)
    system.bell.ring()


def _no_unit_on(session: Session, row: IncidentRow, action: str) -> None:
    on_it = select(AssignmentRow.id).where(AssignmentRow.incident_id == row.id, AssignmentRow.open.is_(True))
    if session.scalars(on_it.limit(1)).first() is not None:
        raise IllegalMoveError("incident", "assigned", action, ("cancel_assignment",))


def _tell(
    session: Session, actor: Actor, row: IncidentRow, action: str, now: datetime, *, old: str, reason: str | None
) -> None:
    new = {"state": row.state}
    audit.record(session, actor, action, row.id, at=now, region=row.region, old={"state": old}, new=new, reason=reason)
    session.flush()
    known = assignments_of(session, [row.id]).get(row.id, [])
    events.append(session, [incident_changed(row, known, at=now)])
