"""Subscriptions of hospitals' systems, and the events each is told of, numbered without gaps."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from dispatch.fhir.news import News, NewsStatus, NewsTopic, Subscribed

KEPT = timedelta(days=7)  # how long a hospital can still fetch what it has missed
PIECE = 500


class SubscriptionRow(Base):
    """One subscription. `secret` is sealed; `cursor` is the newest event of the log that has been looked at; `due_at`
    when something has to be sent, None while there is nothing; `leased_until` stands while a worker posts;
    `answered_at` is None until they have taken the handshake."""

    __tablename__ = "fhir_subscriptions"
    __table_args__ = (Index("ix_fhir_subscriptions_due", "due_at"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    hospital_id: Mapped[str] = mapped_column(ForeignKey("hospitals.id"), index=True)
    asked_by: Mapped[str] = mapped_column(String(64))
    by_name: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    topic: Mapped[str] = mapped_column(String(32))
    endpoint: Mapped[str] = mapped_column(String(300))
    secret: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16))
    heartbeat_s: Mapped[int | None] = mapped_column(Integer)
    ends_at: Mapped[datetime | None] = mapped_column(Instant)
    cursor: Mapped[int] = mapped_column(BigInteger)
    counted: Mapped[int] = mapped_column(Integer, default=0)
    sent: Mapped[int] = mapped_column(Integer, default=0)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    trouble: Mapped[str | None] = mapped_column(String(200))


class NewsRow(Base):
    """One numbered event of one subscription. It names what changed, and says nothing of it."""

    __tablename__ = "fhir_news"
    subscription_id: Mapped[str] = mapped_column(
        ForeignKey("fhir_subscriptions.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    focus: Mapped[str] = mapped_column(String(96))
    at: Mapped[datetime] = mapped_column(Instant, index=True)


def subscribed(row: SubscriptionRow) -> Subscribed:
    """The frozen subscription of a row, without its secret."""
    return Subscribed(
        row.id,
        row.hospital_id,
        NewsTopic(row.topic),
        row.endpoint,
        NewsStatus(row.status),
        row.counted,
        row.sent,
        row.failures,
        row.heartbeat_s,
        row.ends_at,
        row.trouble,
        row.asked_at,
        row.answered_at,
        row.by_name,
    )


def subscriptions_of(session: Session, hospital_ids: Sequence[str]) -> list[SubscriptionRow]:
    """The subscriptions of these hospitals, the oldest first."""
    wanted = select(SubscriptionRow).where(SubscriptionRow.hospital_id.in_(hospital_ids))
    return list(session.scalars(wanted.order_by(SubscriptionRow.asked_at, SubscriptionRow.id)))


def read_news(session: Session, subscription_id: str, *, since: int, until: int, limit: int) -> list[News]:
    """The events with these numbers, both ends included, in order."""
    mine = select(NewsRow).where(NewsRow.subscription_id == subscription_id, NewsRow.number.between(since, until))
    return [News(row.number, row.focus, row.at) for row in session.scalars(mine.order_by(NewsRow.number).limit(limit))]


def purge_news(session: Session, *, now: datetime) -> int:
    """Forget a piece of the events older than a week; returns how many went."""
    old = select(NewsRow).where(NewsRow.at < now - KEPT).limit(PIECE)
    rows = list(session.scalars(old))
    for row in rows:
        session.execute(
            delete(NewsRow).where(NewsRow.subscription_id == row.subscription_id, NewsRow.number == row.number)
        )
    return len(rows)
