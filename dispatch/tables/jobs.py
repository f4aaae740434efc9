"""Long work on a city: who began it, how far it is, how it ended. One at a time in a region."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant


class JobState(StrEnum):
    """How it stands. A job whose process died is lost once it has run longer than any may."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"


class JobKind(StrEnum):
    """What is being done."""

    LOAD_CITY = "load_city"
    IMPORT_ROADS = "import_roads"


class JobStep(StrEnum):
    """Where it is."""

    READING = "reading"
    WRITING = "writing"


class CityJobRow(Base):
    """`subject` is the pack or the file's name; `problem` what went wrong, in the words of whoever found it."""

    __tablename__ = "city_jobs"
    __table_args__ = (Index("ix_city_jobs_region", "region", "started_at"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(24))
    subject: Mapped[str] = mapped_column(String(96))
    state: Mapped[str] = mapped_column(String(16))
    step: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(String(64))
    by_name: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    problem: Mapped[str | None] = mapped_column(Text)
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


def newest_jobs(session: Session, region: str, limit: int = 10) -> list[CityJobRow]:
    """The newest jobs of a region, the newest first."""
    wanted = select(CityJobRow).where(CityJobRow.region == region)
    return list(session.scalars(wanted.order_by(CityJobRow.started_at.desc(), CityJobRow.id.desc()).limit(limit)))
