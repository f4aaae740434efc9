"""Who may order, and for whom: a physician of the hospital that is addressed, or the region's medical director.

At a screen that many share a name with a physician's duty is tapped; that is said, not proved, and the order says so
(docs/decisions/0044-remote-orders.md).
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from chassis.errors import ForbiddenError, IllegalMoveError, NotFoundError
from chassis.identity import Actor, Role
from chassis.work import Work
from dispatch.states import BUSY, OPEN_INCIDENT, AssignmentState
from dispatch.tables.attending import attended
from dispatch.tables.cases import IncidentRow, assignments_of
from hospitals.duty import DIRECTS, ORDERS, Duty
from hospitals.intake.staffing import speaker
from hospitals.tables.staff import StaffNameRow

CARED_FOR = BUSY - {AssignmentState.HANDED_OVER}  # the patient is still the crew's


@dataclass(frozen=True, slots=True)
class Physician:
    """Who answers for an order. `known` signed in as a physician; else the name was tapped, or somebody else types."""

    id: str
    name: str
    duty: str
    known: bool


def is_director(actor: Actor) -> bool:
    """Whether somebody signed in gives medical control for the whole region."""
    return actor.role is Role.SUPERVISOR and actor.duty in DIRECTS


def hospital_of(actor: Actor, incident: IncidentRow) -> str | None:
    """The hospital somebody speaks for in this case; None is the medical director.

    Raises NotFoundError for whoever the case is not addressed to, ForbiddenError for a supervisor who is no physician.
    """
    if actor.role is Role.HOSPITAL and actor.facility is not None and actor.facility == incident.hospital_id:
        return actor.facility
    if actor.role is not Role.SUPERVISOR or actor.region != incident.region:
        raise NotFoundError("incident", incident.id)
    if not is_director(actor):
        raise ForbiddenError("only the medical director orders for the region")
    return None


def physician_of(work: Work, hospital_id: str | None, name_id: str | None) -> Physician:
    """Whose order it is; raises ForbiddenError for everybody whose duty is not a physician's."""
    actor = work.actor
    if hospital_id is None:
        return Physician(actor.id, actor.name, Duty.MEDICAL_DIRECTOR, known=True)
    said = speaker(work, hospital_id, name_id, binding=True)
    if said.name is None or said.duty not in ORDERS:
        raise ForbiddenError("only a physician orders: tap a physician's name")
    tapped = work.session.get(StaffNameRow, name_id) if name_id is not None else None
    ident = tapped.id if tapped is not None else actor.id
    return Physician(ident, said.name, said.duty, known=tapped is None)


def must_be_on_the_way(session: Session, incident: IncidentRow) -> None:
    """Raises IllegalMoveError once nobody can be told any more: handed over, closed, or no crew on it."""
    jobs = assignments_of(session, [incident.id]).get(incident.id, [])
    cared_for = any(job.open and AssignmentState(job.state) in CARED_FOR for job in jobs)
    if incident.state not in OPEN_INCIDENT or not cared_for:
        raise IllegalMoveError("patient", incident.state, "order", ())


def must_be_crew(session: Session, actor: Actor, incident: IncidentRow) -> None:
    """A crew that is on the incident or was there: what it tells late is kept. Raises ForbiddenError."""
    unit_id = actor.facility if actor.role is Role.PARAMEDIC else None
    if unit_id is None or not attended(session, unit_id, incident.id):
        raise ForbiddenError("your unit is not on this incident")
