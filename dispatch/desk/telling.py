"""What a command says at its end: the incident's line for the desk, the job for the crew."""

from chassis import topics
from chassis.events import Event
from chassis.work import Work
from dispatch.events import assignment_changed, caller_told, incident_changed
from dispatch.tables.cases import AssignmentRow, IncidentRow, assignments_of
from dispatch.tables.family import calls_about
from hospitals.tables.facts import get_hospital_row


def jobs_of(work: Work, incident: IncidentRow) -> list[AssignmentRow]:
    """The incident's assignments in the order they were made, this command's own included."""
    work.session.flush()
    return assignments_of(work.session, [incident.id]).get(incident.id, [])


def tell_incident(
    work: Work, incident: IncidentRow, *, kind: str = "incident_changed", jobs: list[AssignmentRow] | None = None
) -> None:
    """The incident's line has changed. `jobs` are its assignments where the command knows them all."""
    known = jobs if jobs is not None else jobs_of(work, incident)
    work.told.append(incident_changed(incident, known, at=work.now, kind=kind))


def tell_assignment(work: Work, job: AssignmentRow, incident: IncidentRow, action: str) -> None:
    """An assignment has moved."""
    work.session.flush()
    work.told.extend(assignment_changed(job, incident, at=work.now, action=action))
    tell_callers(work, incident)


def tell_before(work: Work, incident: IncidentRow) -> None:
    """Something new about where its patient goes on to: for the desk and for those who bring the patient."""
    tell_incident(work, incident)
    for job in jobs_of(work, incident):
        if job.open:
            tell_assignment(work, job, incident, "onward")


def tell_crews(work: Work, incident: IncidentRow, kind: str) -> None:
    """The crews on the incident look again."""
    crews = [
        (job.unit_region, topics.unit(job.unit_region, job.unit_id)) for job in jobs_of(work, incident) if job.open
    ]
    work.told.extend(Event(region, topic, kind, incident.id, {}, work.now) for region, topic in crews)


def tell_callers(work: Work, incident: IncidentRow) -> None:
    """Whoever called about it looks again how far help is. Nothing of the incident travels with it."""
    work.session.flush()
    calls = calls_about(work.session, incident.id)
    work.told.extend(caller_told(call, "help_changed", {}, at=work.now) for call in calls)


def tell_guidance(
    work: Work, incident: IncidentRow, hospital_id: str | None, kind: str, data: dict[str, object]
) -> None:
    """Something new of an order or of the talk about a patient: crews, the hospital it is between, and the desk look
    again. What is ordered or written travels with no event: it is read where it lies."""
    body = {"incident_id": incident.id, **data}
    readers = [
        (job.unit_region, topics.unit(job.unit_region, job.unit_id)) for job in jobs_of(work, incident) if job.open
    ]
    if hospital_id is not None:
        region = get_hospital_row(work.session, hospital_id).region
        readers.append((region, topics.hospital(region, hospital_id)))
    readers.append((incident.region, topics.desk(incident.region)))
    work.told.extend(Event(region, topic, kind, incident.id, dict(body), work.now) for region, topic in readers)
