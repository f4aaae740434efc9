"""Notices: what a hospital does not take for a while."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String, false, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from hospitals.model import Capability, Diversion, Source


class DiversionRow(Base):
    """A notice. It ends at `ends_at` by itself, or earlier when it is lifted or its feed no longer tells it."""

    __tablename__ = "diversions"
    __table_args__ = (Index("ix_diversions_hospital_id_ends_at", "hospital_id", "ends_at"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    hospital_id: Mapped[str] = mapped_column(ForeignKey("hospitals.id"))
    region: Mapped[str] = mapped_column(String(32))
    capability: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(32))
    text: Mapped[str | None] = mapped_column(String(300))
    advisory: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    source: Mapped[str] = mapped_column(String(16), default=Source.HOSPITAL, server_default=Source.HOSPITAL.value)
    declared_by: Mapped[str] = mapped_column(String(64))
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    lifted_at: Mapped[datetime | None] = mapped_column(Instant)
    feed_ask: Mapped[str | None] = mapped_column(String(96), index=True)  # the question a feed answered with it
    feed_key: Mapped[str | None] = mapped_column(String(32))


def read_notices(session: Session, ids: Collection[str], now: datetime) -> Mapping[str, tuple[Diversion, ...]]:
    """The notices that are or will be in force, per hospital."""
    wanted = select(DiversionRow).where(
        DiversionRow.hospital_id.in_(ids), DiversionRow.ends_at > now, DiversionRow.lifted_at.is_(None)
    )
    found: dict[str, tuple[Diversion, ...]] = {}
    for row in session.scalars(wanted.order_by(DiversionRow.starts_at, DiversionRow.id)):
        found[row.hospital_id] = (*found.get(row.hospital_id, ()), as_diversion(row))
    return found


def as_diversion(row: DiversionRow) -> Diversion:
    """The row as a frozen value; one lifted ended when it was lifted."""
    capability = Capability(row.capability) if row.capability else None
    ends_at = min(row.ends_at, row.lifted_at) if row.lifted_at else row.ends_at
    return Diversion(row.id, capability, row.reason, row.starts_at, ends_at, row.text, row.advisory, Source(row.source))
