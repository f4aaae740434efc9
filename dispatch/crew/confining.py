"""Who may act for a unit: its own crew, and the desk of its region."""

from chassis.errors import ForbiddenError
from chassis.identity import DESK, Actor, Role
from dispatch.tables.cases import AssignmentRow
from dispatch.tables.fleet import UnitRow


def confine_to_assignment(actor: Actor, job: AssignmentRow) -> None:
    """Raises ForbiddenError for another unit's crew and another region's desk."""
    if actor.role is Role.PARAMEDIC and actor.facility != job.unit_id:
        raise ForbiddenError("this is another unit's assignment")
    if actor.role in DESK and actor.region != job.region:
        raise ForbiddenError("this is another region's assignment")


def confine_to_unit(actor: Actor, row: UnitRow) -> None:
    """Raises ForbiddenError for another unit's crew and another region's desk."""
    if actor.role is Role.PARAMEDIC and actor.facility != row.id:
        raise ForbiddenError("this is another unit")
    if actor.role in DESK and actor.region != row.region:
        raise ForbiddenError("this is another region's unit")
