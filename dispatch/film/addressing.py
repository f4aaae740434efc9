"""Whom a patient may be shown to: the hospital the patient is bound for, and the medical director of the region.

The medical director is a supervisor whose account has that duty (docs/decisions/0043).
"""

from sqlalchemy.orm import Session

from chassis.identity import Actor, Role
from dispatch.films import CARES
from dispatch.states import AssignmentState, IncidentState
from dispatch.tables.cases import AssignmentRow, IncidentRow
from dispatch.tables.films import FilmRow, FilmViewerRow
from hospitals.duty import DIRECTS
from hospitals.request import BOUND
from hospitals.tables.requests import read_requests

OVER = frozenset({IncidentState.CLOSED, IncidentState.CANCELLED, IncidentState.MERGED})


def may_watch(session: Session, actor: Actor, incident: IncidentRow) -> bool:
    """Whether the patient of `incident` is shown to this person now."""
    if actor.role is Role.SUPERVISOR:
        return actor.duty in DIRECTS and actor.region == incident.region
    return actor.role is Role.HOSPITAL and actor.facility is not None and receives(session, actor.facility, incident)


def receives(session: Session, hospital_id: str, incident: IncidentRow) -> bool:
    """Whether the patient is bound for this hospital, and not yet handed over."""
    asks = read_requests(session, incident_ids=(incident.id,), listed=False)
    return any(ask.hospital_id == hospital_id and ask.state in BOUND for ask in asks)


def still_may(session: Session, viewer: FilmViewerRow, incident: IncidentRow) -> bool:
    """The same for somebody who watches already."""
    return viewer.hospital_id is None or receives(session, viewer.hospital_id, incident)


def is_over(session: Session, film: FilmRow, incident: IncidentRow) -> bool:
    """Whether there is nothing to show any more: handed over, closed, or the crew is on it no longer."""
    if IncidentState(incident.state) in OVER:
        return True
    job = session.get(AssignmentRow, film.assignment_id) if film.assignment_id is not None else None
    return job is not None and not (job.open and AssignmentState(job.state) in CARES)
