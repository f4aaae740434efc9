"""Feeds in the database: what to ask and when, what the last answer said, and the breaker all workers share."""

from datetime import datetime, timedelta

from sqlalchemy import JSON, ForeignKey, Integer, String, and_, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from hospitals.feeds.news import Reading
from hospitals.feeds.reports import Area
from hospitals.frozen import Frozen

LEASE = timedelta(minutes=2)  # an answer of many pages takes its time
LOOKED_AFTER = timedelta(minutes=5)


class FeedRow(Base):
    """One feed. Until `stopped_until` nobody asks it anything; `looked_at` is the sign that somebody means to."""

    __tablename__ = "feeds"
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(Instant)
    looked_at: Mapped[datetime] = mapped_column(Instant)
    stopped_until: Mapped[datetime | None] = mapped_column(Instant)
    succeeded_at: Mapped[datetime | None] = mapped_column(Instant)
    failed_at: Mapped[datetime | None] = mapped_column(Instant)
    trouble: Mapped[str | None] = mapped_column(String(16))  # of the last failure
    detail: Mapped[str | None] = mapped_column(String(200))

    def is_looked_at(self, now: datetime) -> bool:
        """Whether a worker with a key was here lately."""
        return now - self.looked_at < LOOKED_AFTER

    def silent_for(self, now: datetime) -> timedelta:
        """Since when nothing has been heard of it."""
        return now - (self.succeeded_at or self.began_at)

    def is_stopped(self, now: datetime) -> bool:
        """Whether the breaker is open."""
        return self.stopped_until is not None and self.stopped_until > now


class FeedPollRow(Base):
    """One question that is asked again and again; `ask` is kind and area."""

    __tablename__ = "feed_polls"
    feed: Mapped[str] = mapped_column(ForeignKey("feeds.name"), primary_key=True)
    ask: Mapped[str] = mapped_column(String(96), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    area: Mapped[Area] = mapped_column(Frozen(Area))
    due_at: Mapped[datetime] = mapped_column(Instant)
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_until: Mapped[datetime | None] = mapped_column(Instant)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    succeeded_at: Mapped[datetime | None] = mapped_column(Instant)
    rows: Mapped[int | None] = mapped_column(Integer)
    odd: Mapped[list[str]] = mapped_column(JSON, default=list)


class FeedReadingRow(Base):
    """What a feed last said of one hospital, by kind of question."""

    __tablename__ = "feed_readings"
    feed: Mapped[str] = mapped_column(ForeignKey("feeds.name"), primary_key=True)
    hospital_id: Mapped[str] = mapped_column(ForeignKey("hospitals.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    reading: Mapped[Reading] = mapped_column(Frozen(Reading))


def claim_poll(session: Session, feed: str, worker: str, *, now: datetime) -> FeedPollRow | None:
    """Lease the question that has been due longest to `worker`; None when none is due, or the breaker is open."""
    stopped = select(FeedRow.name).where(FeedRow.name == feed, FeedRow.stopped_until > now).exists()
    free = or_(FeedPollRow.claimed_until.is_(None), FeedPollRow.claimed_until < now)
    due = and_(FeedPollRow.feed == feed, FeedPollRow.due_at <= now, free, ~stopped)
    first = session.scalar(select(FeedPollRow.ask).where(due).order_by(FeedPollRow.due_at, FeedPollRow.ask).limit(1))
    taken = update(FeedPollRow).where(due, FeedPollRow.ask == first)
    values = {"claimed_by": worker, "claimed_until": now + LEASE}
    got = session.scalars(taken.values(values).returning(FeedPollRow), execution_options={"synchronize_session": False})
    return got.one_or_none()


def read_feeds(session: Session, *, now: datetime) -> list[FeedRow]:
    """The feeds somebody means to ask, by name."""
    rows = session.scalars(select(FeedRow).order_by(FeedRow.name))
    return [row for row in rows if row.is_looked_at(now)]


def read_polls(session: Session, feed: str) -> list[FeedPollRow]:
    """Every question put to `feed`, by ask."""
    return list(session.scalars(select(FeedPollRow).where(FeedPollRow.feed == feed).order_by(FeedPollRow.ask)))
