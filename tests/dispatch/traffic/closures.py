"""A street that is closed, as stories point it out, and what was told of it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from chassis.events import EventRow
from chassis.geo import LatLon
from dispatch.closures import ClosureDraft, ClosureKind, ClosureReason, ClosureShape
from tests.dispatch.town import Town
from tests.dispatch.traffic.conftest import corner_of

HOUR = timedelta(hours=1)
WAY = 4  # the column that everybody from the north comes down


def draft(town: Town, *points: LatLon, **more: Any) -> ClosureDraft:
    told: dict[str, Any] = {
        "kind": ClosureKind.CLOSED,
        "shape": ClosureShape.POINT if len(points) == 1 else ClosureShape.LINE,
        "reason": ClosureReason.ACCIDENT,
        "ends_at": town.clock.now() + HOUR,
        "points": points,
    }
    return ClosureDraft(**told | more)


def block(row: int, column: int = WAY) -> LatLon:
    """The middle of the block north of a corner."""
    low, high = corner_of(row, column), corner_of(row + 1, column)
    return LatLon((low.lat + high.lat) / 2, low.lon)


def events(town: Town, kind: str) -> list[EventRow]:
    with town.system.db.read() as session:
        return list(session.scalars(select(EventRow).where(EventRow.kind == kind).order_by(EventRow.id)))


def box(half: float) -> list[tuple[float, float]]:
    return [(-half, -half), (-half, half), (half, half), (half, -half)]
