"""What a command says at its end: the incident's line for the desk, the job for the crew."""

from chassis.work import Work
from dispatch.events import assignment_changed, incident_changed
from dispatch.tables.cases import AssignmentRow, IncidentRow, assignments_of


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
