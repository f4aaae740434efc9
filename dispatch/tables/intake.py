"""Messages of machines as they came in: the words that were sent, what came of them, and what waits for a person."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, String, Text, delete, or_, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant

KEPT = timedelta(days=30)  # then the words go; what came of them is in the incident's own record
PIECE = 200
INTERRUPTED = timedelta(seconds=60)  # a message still being heard after this was cut short: a person takes it


class IntakeState(StrEnum):
    """What has come of a message."""

    HEARING = "hearing"
    WAITING = "waiting"  # a place for a call that has not come in yet
    TAKEN = "taken"
    LINKED = "linked"
    KEPT_FOR_PERSON = "kept_for_person"
    IGNORED = "ignored"


class IntakeRow(Base):
    """One message. `reason` says why it is kept or ignored, `field` which part of it is wrong."""

    __tablename__ = "intake"
    __table_args__ = (
        Index("uq_intake_region_key", "region", "key", unique=True),
        Index("ix_intake_region_state", "region", "state"),
        Index("ix_intake_number", "number", "received_at"),
        Index("ix_intake_region_matter", "region", "matter"),
        Index("ix_intake_received_at", "received_at"),
    )
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    format: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str | None] = mapped_column(String(32))
    sender: Mapped[str] = mapped_column(String(96))
    received_at: Mapped[datetime] = mapped_column(Instant)
    raw: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(32))
    field: Mapped[str | None] = mapped_column(String(64))
    number: Mapped[str | None] = mapped_column(String(32))
    matter: Mapped[str | None] = mapped_column(String(160))  # the case, car or alarm that it is about
    hypotheses: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    doubts: Mapped[list[str]] = mapped_column(JSON, default=list)
    call_id: Mapped[str | None] = mapped_column(String(64))
    incident_id: Mapped[str | None] = mapped_column(String(64), index=True)
    settled_by: Mapped[str | None] = mapped_column(String(64))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)


def add_once(session: Session, row: dict[str, Any]) -> IntakeRow | None:
    """Write a message down; None when the same one was, and of any number at once exactly one is written."""
    insert = postgres_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    fresh = insert(IntakeRow).values(**row).on_conflict_do_nothing(index_elements=["region", "key"])
    if session.scalar(fresh.returning(IntakeRow.id)) is None:
        return None
    return session.get_one(IntakeRow, row["id"])


def same_before(session: Session, region: str, key: str) -> IntakeRow | None:
    """The message with this key."""
    return session.scalar(select(IntakeRow).where(IntakeRow.region == region, IntakeRow.key == key))


def about(session: Session, region: str, matters: Sequence[str], *, since: datetime) -> IntakeRow | None:
    """The newest message about one of these matters that led to an incident."""
    wanted = select(IntakeRow).where(IntakeRow.region == region, IntakeRow.matter.in_(matters))
    led = wanted.where(IntakeRow.incident_id.is_not(None), IntakeRow.received_at >= since)
    return session.scalars(led.order_by(IntakeRow.received_at.desc(), IntakeRow.id.desc()).limit(1)).first()


def read_waiting(session: Session, region: str, number: str, *, since: datetime) -> list[IntakeRow]:
    """Places that wait for a call of this number, oldest first."""
    wanted = select(IntakeRow).where(IntakeRow.region == region, IntakeRow.state == IntakeState.WAITING)
    mine = wanted.where(IntakeRow.number == number, IntakeRow.received_at >= since)
    return list(session.scalars(mine.order_by(IntakeRow.received_at, IntakeRow.id)))


def read_kept(session: Session, now: datetime, *, region: str | None = None) -> list[IntakeRow]:
    """What waits for a person, oldest first; also what nobody finished hearing."""
    cut_short = (IntakeRow.state == IntakeState.HEARING) & (IntakeRow.received_at < now - INTERRUPTED)
    wanted = select(IntakeRow).where(or_(IntakeRow.state == IntakeState.KEPT_FOR_PERSON, cut_short))
    mine = wanted.where(IntakeRow.region == region) if region is not None else wanted
    return list(session.scalars(mine.order_by(IntakeRow.received_at, IntakeRow.id)))


def purge_intake(session: Session, *, now: datetime) -> int:
    """Forget a piece of the messages older than a month that nobody has to look at; returns how many went."""
    done = (IntakeState.TAKEN, IntakeState.LINKED, IntakeState.IGNORED, IntakeState.WAITING)
    old = select(IntakeRow.id).where(IntakeRow.received_at < now - KEPT, IntakeRow.state.in_(done)).limit(PIECE)
    ids = list(session.scalars(old))
    session.execute(delete(IntakeRow).where(IntakeRow.id.in_(ids)))
    return len(ids)
