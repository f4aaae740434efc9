"""A patient's climb of the hospital ladder: begun with the first request, ended with a hospital, seen by all.

The caller has the patient's requests locked, before any of this touches the ladder's deadline.
"""

from datetime import timedelta
from typing import Any

from chassis import topics
from chassis.deadlines import Deadline, clear_deadline, set_deadline
from chassis.events import Event
from chassis.work import Work
from dispatch.desk.alerting import clear_alert
from dispatch.desk.telling import jobs_of
from dispatch.tables.cases import IncidentRow
from dispatch.tables.climbs import ClimbRow, find_climb
from hospitals.intake.moves import LADDER
from hospitals.ladder import next_rung_at
from hospitals.rungs import LadderPolicy

ALERTS = ("ladder_neighbours", "ladder_designate", "ladder_supervisor")


def begin_climb(work: Work, incident: IncidentRow, *, policy: LadderPolicy) -> None:
    """The clock starts with the first request. One that runs goes on; an ended one begins anew."""
    row = find_climb(work.session, incident.id)
    if row is not None and row.ended_at is None:
        return
    if row is None:
        row = ClimbRow(patient_id=incident.id, region=incident.region, incident_id=incident.id, started_at=work.now)
        work.session.add(row)
    row.started_at, row.ended_at, row.rung, row.wide, row.taken_by = work.now, None, "ask", False, None
    row.next_at = next_rung_at(work.now, work.now, policy)
    look_again(work, row)
    tell_climb(work, row, incident)


def end_climb(work: Work, incident: IncidentRow) -> None:
    """A hospital is chosen, or none is needed any more."""
    row = find_climb(work.session, incident.id)
    if row is None or row.ended_at is not None:
        return
    row.ended_at, row.next_at, row.taken_by = work.now, None, None
    clear_deadline(work.session, LADDER, row.patient_id)
    for alert in ALERTS:
        clear_alert(work, alert, row.patient_id)
    tell_climb(work, row, incident)


def resume_climb(work: Work, incident: IncidentRow) -> None:
    """The hospital is lost again: the search goes on where it stood, its clock never stopped."""
    row = find_climb(work.session, incident.id)
    if row is None or row.ended_at is None:
        return
    row.ended_at, row.next_at = None, work.now
    look_again(work, row)
    tell_climb(work, row, incident)


def look_again(work: Work, row: ClimbRow) -> None:
    """Have the ladder looked at when its next rung is due; a day from now where only an answer can move it."""
    due_at = row.next_at if row.next_at is not None else work.now + timedelta(days=1)
    set_deadline(work.session, Deadline(row.region, LADDER, row.patient_id, due_at, {"incident_id": row.incident_id}))


def tell_climb(work: Work, row: ClimbRow, incident: IncidentRow) -> None:
    """The clock of the search, for the desk and the crews on the incident."""
    desk = topics.desk(row.region)
    crews = [topics.unit(job.unit_region, job.unit_id) for job in jobs_of(work, incident) if job.open]
    seen = climb_view(row)
    for topic in (desk, *crews):
        work.told.append(Event(topic.split(".")[0], topic, "ladder_changed", row.patient_id, seen, work.now))


def climb_view(row: ClimbRow) -> dict[str, Any]:
    """The clock that everybody sees: when the search began, where it stands, what comes when."""
    return {
        "patient_id": row.patient_id,
        "incident_id": row.incident_id,
        "started_at": row.started_at.isoformat(),
        "rung": row.rung,
        "next_at": row.next_at.isoformat() if row.next_at else None,
        "wide": row.wide,
        "taken_by": row.taken_by,
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
    }
