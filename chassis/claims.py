"""Claims: several workers share one queue without stepping on each other, on every database.

A claim is a conditional UPDATE that writes a lease. Who wrote it owns the row until the lease ends.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from chassis.deadlines import Deadline, DeadlineRow
from chassis.outbox import DeliveryRow, DeliveryState

LEASE = timedelta(seconds=30)


def _free(row: type[DeliveryRow] | type[DeadlineRow], now: datetime) -> ColumnElement[bool]:
    return or_(row.claimed_until.is_(None), row.claimed_until < now)


def claim_deliveries(
    session: Session,
    worker: str,
    *,
    now: datetime,
    limit: int = 20,
    only: Collection[str] = (),
    but: Collection[str] = (),
) -> list[DeliveryRow]:
    """Lease up to `limit` due deliveries to `worker`; oldest first. The rows come back with attempts counted.

    `only` these channels, or all `but` those: a partner who is slow holds up nobody else's.
    """
    due = and_(DeliveryRow.state == DeliveryState.WAITING, DeliveryRow.due_at <= now, _free(DeliveryRow, now))
    due = and_(due, DeliveryRow.channel.in_(only)) if only else due
    due = and_(due, DeliveryRow.channel.not_in(but)) if but else due
    keys: Sequence[str] = session.scalars(
        select(DeliveryRow.key).where(due).order_by(DeliveryRow.due_at, DeliveryRow.key).limit(limit)
    ).all()
    taken = update(DeliveryRow).where(due, DeliveryRow.key.in_(keys))
    values = {"claimed_by": worker, "claimed_until": now + LEASE, "attempts": DeliveryRow.attempts + 1}
    got = session.scalars(taken.values(values).returning(DeliveryRow), execution_options={"synchronize_session": False})
    return sorted(got, key=lambda row: (row.due_at, row.key))


def claim_deadlines(session: Session, worker: str, *, now: datetime, limit: int = 100) -> list[Deadline]:
    """Lease up to `limit` deadlines that are due to `worker`; earliest first, those of one instant by kind and subject:
    what time brings is told in one order everywhere."""
    due = and_(DeadlineRow.due_at <= now, _free(DeadlineRow, now))
    wanted = select(DeadlineRow.kind, DeadlineRow.subject).where(due).limit(limit)
    wanted = wanted.order_by(DeadlineRow.due_at, DeadlineRow.kind, DeadlineRow.subject)
    claimed = []
    for kind, subject in session.execute(wanted).all():
        taken = (
            update(DeadlineRow)
            .where(DeadlineRow.kind == kind, DeadlineRow.subject == subject, due)
            .values(claimed_by=worker, claimed_until=now + LEASE)
            .returning(DeadlineRow)
        )
        row = session.scalars(taken).one_or_none()
        if row is not None and row.due_at is not None:
            claimed.append(Deadline(row.region, row.kind, row.subject, row.due_at, row.data))
    return claimed
