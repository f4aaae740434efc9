"""The event log: what happened, written in the transaction that made it happen, addressed to topics.

The log is the truth and the bell is a hint. A reader asks for `topic, after=last id`. On PostgreSQL sequence
numbers are given before commit, so a tailing reader can skip rows; therefore `append` takes a transaction-scoped
advisory lock per region: within a region ids become visible in order.

A topic names who may read: `sejong.desk`, `sejong.hospital.A1800441`, `sejong.unit.sj-101`, `sejong.pad.city-hall`.
Whatever is put into an event must be safe for everybody who reads one of its topics.

The log serves readers that were away, not the record: what happened to an incident stands in its own rows and in the
audit. So it is kept for a week. Whoever was away longer loads anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant, wait_turn

Payload = Mapping[str, Any]
KEPT = timedelta(days=7)  # as long as a device may lie in a drawer
PIECE = 500  # rows deleted in one go: whoever wants to write meanwhile waits for milliseconds only


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, for one topic. `id` is 0 until it is stored."""

    region: str
    topic: str
    kind: str
    subject: str
    data: Payload
    at: datetime
    id: int = 0


@dataclass(frozen=True, slots=True)
class LiveValue:
    """A value of which only the newest counts (a position, a vital sign): replaced in place, never replayed."""

    region: str
    topic: str
    kind: str
    subject: str
    data: Payload
    at: datetime
    revision: int = 0


class EventRow(Base):
    """The durable log, append only."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_topic_id", "topic", "id"), Index("ix_events_region_id", "region", "id"))
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    topic: Mapped[str] = mapped_column(String(96))
    kind: Mapped[str] = mapped_column(String(48))
    subject: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)


class LiveRow(Base):
    """The newest value per topic, kind and subject; `revision` rises with every change in the region."""

    __tablename__ = "live_values"
    __table_args__ = (Index("ix_live_values_revision", "region", "revision"),)
    topic: Mapped[str] = mapped_column(String(96), primary_key=True)
    kind: Mapped[str] = mapped_column(String(48), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    revision: Mapped[int] = mapped_column(BigInteger)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)


def append(session: Session, events: Iterable[Event]) -> list[int]:
    """Write `events` in order inside the caller's transaction; call it last. Returns their ids."""
    rows = [
        EventRow(region=e.region, topic=e.topic, kind=e.kind, subject=e.subject, data=dict(e.data), at=e.at)
        for e in events
    ]
    session.flush()  # the command's own rows first: the region is locked for as short as can be
    for region in sorted({row.region for row in rows}):
        wait_turn(session, f"events.{region}")
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def put_live(session: Session, values: Iterable[LiveValue]) -> None:
    """Replace the newest value of each topic, kind and subject, inside the caller's transaction."""
    listed = list(values)
    session.flush()
    for region in sorted({v.region for v in listed}):
        wait_turn(session, f"events.{region}")
        newest = newest_revision(session, region)
        for step, value in enumerate([v for v in listed if v.region == region], start=1):
            session.merge(
                LiveRow(
                    topic=value.topic,
                    kind=value.kind,
                    subject=value.subject,
                    region=region,
                    revision=newest + step,
                    data=dict(value.data),
                    at=value.at,
                )
            )
        session.flush()


def read(session: Session, topics: Sequence[str], *, after: int, limit: int = 500) -> list[Event]:
    """Events of `topics` with an id above `after`, oldest first, at most `limit`."""
    wanted = select(EventRow).where(EventRow.topic.in_(topics), EventRow.id > after)
    return [_event(row) for row in session.scalars(wanted.order_by(EventRow.id).limit(limit))]


def read_region(session: Session, region: str, *, after: int, limit: int = 500) -> list[Event]:
    """Events of a whole region with an id above `after`; for the hub that serves many streams from one reader."""
    wanted = select(EventRow).where(EventRow.region == region, EventRow.id > after)
    return [_event(row) for row in session.scalars(wanted.order_by(EventRow.id).limit(limit))]


def newest_id(session: Session, region: str) -> int:
    """The highest id in the region's log, 0 when empty. Ids are in order within a region, not between regions."""
    return session.scalar(select(func.max(EventRow.id)).where(EventRow.region == region)) or 0


def is_kept(session: Session, region: str, position: int) -> bool:
    """Whether nothing after a position that somebody holds has been deleted: 0, the beginning, or an event's id."""
    return (
        position == 0
        or session.scalar(select(EventRow.id).where(EventRow.id == position, EventRow.region == region)) is not None
    )


def purge_events(session: Session, *, now: datetime) -> int:
    """Delete one piece of what is older than KEPT; returns how many went, 0 at the end.

    The newest of a region stays: it is where the next reader begins, and no id is ever given twice.
    """
    newest = set(session.scalars(select(func.max(EventRow.id)).group_by(EventRow.region)))
    oldest = session.execute(select(EventRow.id, EventRow.at).order_by(EventRow.id).limit(PIECE + len(newest)))
    over = [ident for ident, at in oldest if at < now - KEPT and ident not in newest]  # they are numbered as time goes
    ids = over[:PIECE]
    session.execute(delete(EventRow).where(EventRow.id.in_(ids)))
    return len(ids)


def newest_revision(session: Session, region: str) -> int:
    """The highest revision of the region's live values, 0 when there are none."""
    return session.scalar(select(func.max(LiveRow.revision)).where(LiveRow.region == region)) or 0


def read_live(session: Session, topics: Sequence[str]) -> list[LiveValue]:
    """The newest values of `topics`; what a page needs once, when it opens."""
    wanted = select(LiveRow).where(LiveRow.topic.in_(topics)).order_by(LiveRow.revision)
    return [_live(row) for row in session.scalars(wanted)]


def read_live_since(session: Session, region: str, *, after: int, limit: int = 1000) -> list[LiveValue]:
    """Values of `region` changed after revision `after`, oldest change first."""
    wanted = select(LiveRow).where(LiveRow.region == region, LiveRow.revision > after)
    return [_live(row) for row in session.scalars(wanted.order_by(LiveRow.revision).limit(limit))]


def _event(row: EventRow) -> Event:
    return Event(row.region, row.topic, row.kind, row.subject, row.data, row.at, row.id)


def _live(row: LiveRow) -> LiveValue:
    return LiveValue(row.region, row.topic, row.kind, row.subject, row.data, row.at, row.revision)
