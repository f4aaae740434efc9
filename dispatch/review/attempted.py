"""The attempts of a day, from the database."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.audit import AuditRow
from dispatch.review.attempts import AttemptFact
from dispatch.review.reading import bounds_of
from dispatch.tables.areas import get_region
from dispatch.tables.lines import LineRow
from dispatch.telephone import LineState


def read_attempts(session: Session, region: str, day: date) -> tuple[AttemptFact, ...]:
    """Everybody who rang on `day`, as it stands now. Nobody of a simulated day rings."""
    begins, ends = bounds_of(day, get_region(session, region).timezone)
    mine = select(LineRow).where(LineRow.region == region, LineRow.rang_at >= begins, LineRow.rang_at < ends)
    ids = mine.with_only_columns(LineRow.id)
    told = select(AuditRow.subject).where(AuditRow.action == "mark_silent", AuditRow.subject.in_(ids))
    silent = set(session.scalars(told))  # a line that was reached afterwards no longer shows it
    return tuple(
        AttemptFact(LineState(row.state), _abandoned(row), row.id in silent, row.attempts)
        for row in session.scalars(mine)
    )


def _abandoned(row: LineRow) -> bool:
    return row.hung_up_at is not None and (row.claimed_at is None or row.hung_up_at < row.claimed_at)
