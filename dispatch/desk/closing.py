"""Ending incidents, and writing a line beside them."""

from datetime import datetime

from sqlalchemy import select

from chassis import topics
from chassis.errors import IllegalMoveError, InvalidInputError
from chassis.events import Event
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.desk.alerting import clear_alerts_of
from dispatch.desk.asking import confine_late
from dispatch.desk.carrying import free, keep_step
from dispatch.desk.declaring import close_mass
from dispatch.desk.destination import destination_of, release_hospitals
from dispatch.desk.stamping import stamp
from dispatch.desk.telling import jobs_of, tell_callers, tell_incident
from dispatch.events import to_destination
from dispatch.mass.model import CASUALTY, ENDS, CasualtyAction, CasualtyState
from dispatch.states import INCIDENT, IncidentAction, IncidentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow, get_incident
from dispatch.tables.mass import CasualtyRow, casualties_of
from dispatch.tables.patients import NoteRow
from hospitals.request import ReleaseReason
from hospitals.tables.requests import lock_patient

NOTE_LENGTH = 2000
STAMPS = {IncidentAction.CLOSE: "closed", IncidentAction.CANCEL: "cancelled"}


def close_incident(
    system: System, actor: Actor, incident_id: str, disposition: str, *, unended: str | None = None
) -> None:
    """Close with a disposition. Raises IllegalMoveError while a unit is still on it, or while one of many casualties
    has no end and `unended` does not say why that is right."""
    _end(system, actor, incident_id, IncidentAction.CLOSE, disposition, unended)


def cancel_incident(system: System, actor: Actor, incident_id: str, reason: str, *, unended: str | None = None) -> None:
    """Cancel: false alarm, called off. Raises IllegalMoveError as closing does."""
    _end(system, actor, incident_id, IncidentAction.CANCEL, reason, unended)


def reopen_incident(system: System, actor: Actor, incident_id: str, reason: str) -> None:
    """Bring a closed, cancelled or referred incident back to the queue."""
    with working(system, actor) as work:
        row = get_incident(work.session, incident_id, region=actor.region)
        move(work, row, IncidentAction.REOPEN, reason)
        move(work, row, IncidentAction.QUEUE)
        row.closed_at = row.disposition = None
        tell_incident(work, row)


def add_note(system: System, actor: Actor, incident_id: str, text: str, *, device_at: datetime | None = None) -> None:
    """A line about the incident; the desk, its crews and the receiving hospital see it, with when it was written."""
    written = text.strip()
    if not 0 < len(written) <= NOTE_LENGTH:
        raise InvalidInputError("text", f"a note has 1 to {NOTE_LENGTH} characters")
    with working(system, actor) as work:
        row = get_incident(work.session, incident_id)
        confine_late(work.session, actor, row)
        note = {"region": row.region, "incident_id": row.id, "at": work.now, "text": written, "device_at": device_at}
        work.session.add(NoteRow(**note, actor=actor.id, actor_name=actor.name))
        record_change(work, "note", row.id, None, None, region=row.region)
        _tell_note(work, row, written, min(device_at or work.now, work.now))


def _tell_note(work: Work, row: IncidentRow, text: str, written_at: datetime) -> None:
    data = {"text": text, "by": work.actor.name, "at": written_at.isoformat()}
    readers = [(row.region, topics.desk(row.region))]
    readers += [(j.unit_region, topics.unit(j.unit_region, j.unit_id)) for j in jobs_of(work, row) if j.open]
    work.told.extend(Event(region, topic, "note_added", row.id, data, work.now) for region, topic in readers)
    work.told.extend(to_destination(row, destination_of(work, row), "note_added", data, at=work.now))


def _end(system: System, actor: Actor, incident_id: str, action: IncidentAction, why: str, unended: str | None) -> None:
    with working(system, actor) as work:
        lock_patient(work.session, incident_id)  # before the incident, as whoever chooses a hospital does
        for one in casualties_of(work.session, incident_id):
            lock_patient(work.session, one.id)
        row = get_incident(work.session, incident_id, region=actor.region)
        no_unit_on(work, row, action)
        _all_ended(work, row, action, unended)
        move(work, row, action, why)
        row.disposition, row.closed_at = why, work.now
        stamp(work, row, STAMPS[action])
        release_hospitals(work, system, row)
        clear_alerts_of(work, row.id)
        tell_incident(work, row)
        tell_callers(work, row)


def move(work: Work, row: IncidentRow, action: IncidentAction, reason: str | None = None) -> None:
    """Take a step of the incident's state machine, on record; raises IllegalMoveError."""
    old = row.state
    row.state = INCIDENT.after(IncidentState(old), action)
    record_change(work, action, row.id, {"state": old}, {"state": row.state}, region=row.region, reason=reason)


def _all_ended(work: Work, row: IncidentRow, action: IncidentAction, why: str | None) -> None:
    """Nobody of many is forgotten: each has an end, or a person says why not; the hospitals that waited are let go."""
    left = [one for one in casualties_of(work.session, row.id) if one.state not in ENDS]
    if left and not why:
        raise IllegalMoveError("casualty", left[0].state, action, ("release", "refuse", "die", "hand_over"))
    for one in left:
        _leave(work, one, why)
    if left:
        tags = {"casualties": [one.tag for one in left]}
        record_change(work, "leave_casualties", row.id, None, tags, region=row.region, reason=why)
    close_mass(work, row)


def _leave(work: Work, one: CasualtyRow, why: str | None) -> None:
    """Nobody waits for it any more; where it was when the incident ended stays in its history."""
    if one.state == CasualtyState.PLANNED:
        one.state = CASUALTY.after(CasualtyState.PLANNED, CasualtyAction.UNPLAN)
    told = {"hospital_id": one.hospital_id}
    free(work, one, ReleaseReason.CANCELLED)
    keep_step(work, one, "left", told, reason=why)


def no_unit_on(work: Work, row: IncidentRow, action: IncidentAction) -> None:
    """Raises IllegalMoveError while a unit is on it."""
    on_it = select(AssignmentRow.id).where(AssignmentRow.incident_id == row.id, AssignmentRow.open.is_(True))
    if work.session.scalars(on_it.limit(1)).first() is not None:
        raise IllegalMoveError("incident", "assigned", action, ("cancel_assignment",))
