"""Deadlines are rows: what must be looked at when, so that a missed tick delays and a double tick does nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant


@dataclass(frozen=True, slots=True)
class Deadline:
    """At `due_at`, `kind` has to be looked at for `subject`. One row per (kind, subject)."""

    region: str
    kind: str
    subject: str
    due_at: datetime
    data: Mapping[str, Any]


class DeadlineRow(Base):
    """`due_at` is None once it is done; `claimed_until` is the lease of the worker that looks at it."""

    __tablename__ = "deadlines"
    __table_args__ = (Index("ix_deadlines_due_at", "due_at"),)
    kind: Mapped[str] = mapped_column(String(48), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_until: Mapped[datetime | None] = mapped_column(Instant)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)


def set_deadline(session: Session, deadline: Deadline) -> None:
    """Set or move a deadline inside the caller's transaction."""
    session.merge(
        DeadlineRow(
            kind=deadline.kind,
            subject=deadline.subject,
            region=deadline.region,
            due_at=deadline.due_at,
            claimed_by=None,
            claimed_until=None,
            data=dict(deadline.data),
        )
    )


def clear_deadline(session: Session, kind: str, subject: str) -> None:
    """Take a deadline off; nothing happens when there is none."""
    session.execute(
        update(DeadlineRow)
        .where(DeadlineRow.kind == kind, DeadlineRow.subject == subject)
        .values(due_at=None, claimed_by=None, claimed_until=None)
    )


def hurry_deadline(session: Session, kind: str, subject: str, due_at: datetime) -> None:
    """Bring a deadline forward to `due_at`; one that is done, or due sooner, stays as it is."""
    session.execute(
        update(DeadlineRow)
        .where(DeadlineRow.kind == kind, DeadlineRow.subject == subject, DeadlineRow.due_at > due_at)
        .values(due_at=due_at, claimed_by=None, claimed_until=None)
    )


def still_due(session: Session, deadline: Deadline) -> bool:
    """Somebody may have answered, or moved it, between the claim and now."""
    row = session.get(DeadlineRow, (deadline.kind, deadline.subject), populate_existing=True)
    return row is not None and row.due_at == deadline.due_at
