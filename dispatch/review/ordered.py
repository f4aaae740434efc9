"""The remote orders of a day, from the database."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.review.orders import OrderFact
from dispatch.review.reading import bounds_of
from dispatch.tables.areas import get_region
from dispatch.tables.cases import IncidentRow
from dispatch.tables.orders import OrderRow, as_order, steps_of


def read_orders(session: Session, region: str, day: date, *, simulated: bool) -> tuple[OrderFact, ...]:
    """Every order of `day`, oldest first."""
    begins, ends = bounds_of(day, get_region(session, region).timezone)
    mine = select(OrderRow).join(IncidentRow, IncidentRow.id == OrderRow.incident_id)
    mine = mine.where(OrderRow.region == region, OrderRow.ordered_at >= begins, OrderRow.ordered_at < ends)
    wanted = mine.where(IncidentRow.simulated == simulated)
    rows = session.scalars(wanted.order_by(OrderRow.ordered_at, OrderRow.id)).all()
    steps = steps_of(session, [row.id for row in rows])
    return tuple(OrderFact(row.ordered_at, as_order(row, steps[row.id])) for row in rows)
