"""Who may act for a unit: its own crew, and the desk of its region."""

from sqlalchemy.orm import Session

from chassis.errors import ForbiddenError
from chassis.identity import DESK, Actor, Role
from dispatch.tables.cases import AssignmentRow, IncidentRow, assignments_of
from dispatch.tables.fleet import UnitRow


def confine_to_assignment(actor: Actor, job: AssignmentRow) -> None:
    if actor.role is Role.PARAMEDIC and actor.facility != job.unit_id:
        raise ForbiddenError("this is another unit's assignment")
    if actor.role in DESK and actor.region != job.region:
        raise ForbiddenError("this is another region's assignment")


def confine_to_unit(actor: Actor, row: UnitRow) -> None:
    if actor.role is Role.PARAMEDIC and actor.facility != row.id:
        raise ForbiddenError("this is another unit")
    if actor.role in DESK and actor.region != row.region:
        raise ForbiddenError("this is another region's unit")


def confine_to_incident(session: Session, actor: Actor, incident: IncidentRow) -> None:
    if actor.role in DESK and actor.region == incident.region:
        return
    mine = [a for a in assignments_of(session, [incident.id]).get(incident.id, []) if a.unit_id == actor.facility]
    if actor.role is Role.PARAMEDIC and not any(a.open for a in mine):
        raise ForbiddenError("your unit is not on this incident")
