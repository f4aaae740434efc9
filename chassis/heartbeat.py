"""A sign of life of each worker, so that its silence can be seen."""

from datetime import datetime

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant


class WorkerRow(Base):
    """One worker process and when it was last alive."""

    __tablename__ = "workers"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(Instant)
    beat_at: Mapped[datetime] = mapped_column(Instant)


def beat(session: Session, worker: str, *, now: datetime) -> None:
    """Say that `worker` is alive, inside the caller's transaction."""
    row = session.get(WorkerRow, worker)
    if row is None:
        session.add(WorkerRow(id=worker, started_at=now, beat_at=now))
    else:
        row.beat_at = now


def newest_beat(session: Session) -> datetime | None:
    """When any worker was last alive; None when none ever was."""
    found: datetime | None = session.scalar(select(func.max(WorkerRow.beat_at)))
    return found
