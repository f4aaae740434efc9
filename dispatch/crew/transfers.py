"""A patient handed over: noted with the crew's step, flagged until somebody has signed."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from chassis import topics
from chassis.deadlines import Deadline, set_deadline
from chassis.events import Event
from chassis.work import Work
from dispatch.care.disclosure import reading_of
from dispatch.care.transfer import SIGN_WITHIN, unsigned_reason
from dispatch.desk.alerting import KNOW, raise_alert
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow, get_incident
from dispatch.tables.fleet import get_unit
from dispatch.tables.reading import find_reading
from dispatch.tables.transfers import KEPT_TO_SIGN, TransferRow, find_transfer, unsigned_at
from hospitals.tables.facts import get_hospital_row
from hospitals.tables.requests import read_requests

REMIND = "handover_unsigned"


def note_transfer(work: Work, system: System, job: AssignmentRow, incident: IncidentRow, reason: str | None) -> None:
    """The crew has handed its patient over; whoever signs later confirms this instant and does not move it."""
    if find_transfer(work.session, job.id) is not None:
        return
    work.session.add(
        TransferRow(
            id=system.ids.new("tra"),
            region=incident.region,
            incident_id=incident.id,
            assignment_id=job.id,
            hospital_id=incident.hospital_id,
            at=work.now,
            handed_by=work.actor.id,
            unsigned=unsigned_reason(reason),
        )
    )
    work.session.flush()
    if not incident.simulated and incident.hospital_id is not None:  # nobody outside the system can be reminded
        set_deadline(work.session, Deadline(job.region, REMIND, job.id, work.now + SIGN_WITHIN, {}))


def remind_to_sign(work: Work, system: System, deadline: Deadline) -> None:
    """Nobody has signed in time: the hospital is told, and the desk knows. Whose patient it was goes only to a hospital
    that still reads of it."""
    row = find_transfer(work.session, deadline.subject)
    if row is None or row.signed_at is not None or row.hospital_id is None:
        return
    incident = get_incident(work.session, row.incident_id)
    region = get_hospital_row(work.session, row.hospital_id).region
    data = {"hospital_id": row.hospital_id}
    if find_reading(work.session, row.hospital_id, incident.id, now=work.now) is not None:
        data |= {"incident_id": incident.id, "number": incident.number}
    topic = topics.hospital(region, row.hospital_id)
    work.told.append(Event(region, topic, REMIND, row.assignment_id, data, work.now))
    told = {"hospital_id": row.hospital_id}
    subject, about = row.assignment_id, incident.id
    raise_alert(work, system, "handover_unsigned", subject, region=row.region, level=KNOW, incident_id=about, data=told)


def transfer_view(row: TransferRow | None) -> dict[str, Any] | None:
    """How it was handed over, for the crew, the hospital and the desk; None before."""
    if row is None:
        return None
    return {
        "at": row.at.isoformat(),
        "unsigned": row.unsigned,
        "signed_at": row.signed_at.isoformat() if row.signed_at else None,
        "signed_on": row.signed_on,
        "name": row.signer_name,
        "duty": row.signer_duty,
        "drawing": row.drawing,
        "digest": row.digest,
    }


def to_sign_view(session: Session, hospital_id: str, *, now: datetime) -> list[dict[str, Any]]:
    """What a hospital took over and has not signed, oldest first; no more than when and by whom once it reads no more
    of the patient."""
    found = []
    for row in unsigned_at(session, hospital_id, since=now - KEPT_TO_SIGN):
        incident = get_incident(session, row.incident_id)
        asks = read_requests(session, hospital_id=hospital_id, incident_ids=(incident.id,), listed=False)
        job = session.get(AssignmentRow, row.assignment_id)
        unit = get_unit(session, job.unit_id) if job is not None else None
        reads = reading_of(asks, hospital_id, now=now) is not None
        if asks:
            found.append(
                {
                    "request_id": asks[-1].id,
                    "incident": _whose(incident) if reads else None,
                    "unit": {"ko": unit.callsign, "en": unit.callsign_en} if unit else None,
                    **(transfer_view(row) or {}),
                }
            )
    return found


def _whose(incident: IncidentRow) -> dict[str, Any]:
    return {
        "id": incident.id,
        "number": incident.number,
        "priority": incident.priority,
        "complaint": incident.complaint,
        "determinant": incident.determinant,
    }
