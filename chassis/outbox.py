"""Deliveries: what the outside world has to be told, recorded in the transaction that made it true.

`dispatch.deliver` claims rows and calls the outside, at least once, with the row's key as idempotency key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant

PIECE = 500  # rows deleted in one go: whoever wants to write meanwhile waits for milliseconds only


class DeliveryState(StrEnum):
    """waiting → (claimed) → sent, or waiting again later, or dead with its reason."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing to tell the outside. `key` makes it happen once: the same key is never enqueued twice."""

    key: str
    region: str
    channel: str
    payload: Mapping[str, Any]
    due_at: datetime


class DeliveryRow(Base):
    """The queue. `claimed_until` is a lease: a worker that dies gives its rows back by time."""

    __tablename__ = "deliveries"
    __table_args__ = (Index("ix_deliveries_due", "state", "due_at"),)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(32))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16), default=DeliveryState.WAITING)
    due_at: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_until: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    remote_id: Mapped[str | None] = mapped_column(String(128), index=True)
    remote_status: Mapped[str | None] = mapped_column(String(32))
    last_error: Mapped[str | None] = mapped_column(Text)


def enqueue(session: Session, delivery: Delivery) -> bool:
    """Record `delivery` inside the caller's transaction; False when its key is already there."""
    if session.get(DeliveryRow, delivery.key) is not None:
        return False
    session.add(
        DeliveryRow(
            key=delivery.key,
            region=delivery.region,
            channel=delivery.channel,
            payload=dict(delivery.payload),
            due_at=delivery.due_at,
        )
    )
    return True


def purge_sent(session: Session, channel: str, *, before: datetime) -> int:
    """Delete one piece of what a channel has said and was due before then; returns how many went, 0 at the end.

    For channels whose words have a log of their own. What is set aside as dead stays until a person has seen it.
    """
    over = select(DeliveryRow.key).where(
        DeliveryRow.state == DeliveryState.SENT, DeliveryRow.due_at < before, DeliveryRow.channel == channel
    )
    keys = session.scalars(over.order_by(DeliveryRow.due_at).limit(PIECE)).all()
    session.execute(delete(DeliveryRow).where(DeliveryRow.key.in_(keys)))
    return len(keys)
