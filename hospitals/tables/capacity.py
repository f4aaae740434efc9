"""What is known of a hospital now, everything that was ever posted, and how its requests ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from hospitals.capacity import Capacity
from hospitals.experience import peers_of
from hospitals.frozen import Frozen
from hospitals.model import Answer, BedCount, Proof, Queue, Record, Surge
from hospitals.tables.facts import HospitalRow, get_hospital_row


class CapacityRow(Base):
    """What is known of one hospital now. `reported_at` is its newest report; `records` is how our requests ended,
    `proofs` what became of what it had posted."""

    __tablename__ = "hospital_capacity"
    hospital_id: Mapped[str] = mapped_column(ForeignKey("hospitals.id"), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    answers: Mapped[tuple[Answer, ...]] = mapped_column(Frozen(tuple[Answer, ...]))
    beds: Mapped[tuple[BedCount, ...]] = mapped_column(Frozen(tuple[BedCount, ...]))
    queue: Mapped[Queue | None] = mapped_column(Frozen(Queue))
    surge: Mapped[Surge | None] = mapped_column(Frozen(Surge))
    records: Mapped[tuple[Record, ...]] = mapped_column(Frozen(tuple[Record, ...]))
    proofs: Mapped[tuple[Proof, ...]] = mapped_column(Frozen(tuple[Proof, ...]), default=(), server_default="[]")
    reported_at: Mapped[datetime | None] = mapped_column(Instant, index=True)

    def known(self) -> Capacity:
        """What is known as one value."""
        return Capacity(self.answers, self.beds, self.queue, self.surge)


class PeersRow(Base):
    """How requests to all hospitals of a region ended, as of now and then: what one hospital is compared with."""

    __tablename__ = "hospital_peers"
    region: Mapped[str] = mapped_column(String(32), primary_key=True)
    records: Mapped[tuple[Record, ...]] = mapped_column(Frozen(tuple[Record, ...]))
    learned_at: Mapped[datetime] = mapped_column(Instant)


class CapacityPostRow(Base):
    """One post, append only. `posted_at` is when it reached us, `reported_at` when it was true."""

    __tablename__ = "capacity_posts"
    __table_args__ = (Index("ix_capacity_posts_hospital_id_posted_at", "hospital_id", "posted_at"),)
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    hospital_id: Mapped[str] = mapped_column(ForeignKey("hospitals.id"))
    region: Mapped[str] = mapped_column(String(32))
    posted_at: Mapped[datetime] = mapped_column(Instant)
    reported_at: Mapped[datetime] = mapped_column(Instant)
    source: Mapped[str] = mapped_column(String(16))
    reported_by: Mapped[str] = mapped_column(String(64))
    post: Mapped[Capacity] = mapped_column(Frozen(Capacity))


@dataclass(frozen=True, slots=True)
class Stale:
    """A hospital that should be reminded. `reported_at` is None when it never reported."""

    hospital_id: str
    region: str
    reported_at: datetime | None


def lock_capacity(session: Session, hospital_id: str) -> CapacityRow:
    """The row, fresh and ours until the transaction ends, made when it is missing; raises NotFoundError."""
    found = select(CapacityRow).where(CapacityRow.hospital_id == hospital_id).with_for_update()
    row = session.scalar(found, execution_options={"populate_existing": True})
    if row is None:
        region = get_hospital_row(session, hospital_id).region
        row = CapacityRow(hospital_id=hospital_id, region=region, answers=(), beds=(), records=())
        session.add(row)
        session.flush()
    return row


def lay_over(row: CapacityRow, post: Capacity) -> None:
    """Join `post` to what is known."""
    known = row.known().joined(post)
    row.answers, row.beds, row.queue, row.surge = known.answers, known.beds, known.queue, known.surge
    row.reported_at = known.newest()


def learn_peers(session: Session, *, now: datetime) -> None:
    """Bring what all hospitals of each region have answered up to date."""
    known: dict[str, list[tuple[Record, ...]]] = {}
    told = select(CapacityRow.region, CapacityRow.records).order_by(CapacityRow.region, CapacityRow.hospital_id)
    for region, records in session.execute(told):
        known.setdefault(region, []).append(records)
    for region, all_records in known.items():
        session.merge(PeersRow(region=region, records=peers_of(all_records, now), learned_at=now))


def read_peers(session: Session) -> Mapping[str, tuple[Record, ...]]:
    """How requests to all hospitals of each region ended, as it was last learned."""
    return dict(session.execute(select(PeersRow.region, PeersRow.records)).all())


def read_stale(session: Session, *, now: datetime, limit: timedelta) -> tuple[Stale, ...]:
    """The hospitals whose newest report is older than `limit`, or that never reported; by id."""
    newest = CapacityRow.reported_at
    wanted = (
        select(HospitalRow.id, HospitalRow.region, newest)
        .outerjoin(CapacityRow, CapacityRow.hospital_id == HospitalRow.id)
        .where(or_(newest.is_(None), newest < now - limit))
        .order_by(HospitalRow.id)
    )
    return tuple(Stale(ident, region, at) for ident, region, at in session.execute(wanted))


def read_posts(session: Session, hospital_id: str, *, limit: int = 50) -> tuple[Capacity, ...]:
    """What one hospital posted, newest first."""
    newest = select(CapacityPostRow.post).where(CapacityPostRow.hospital_id == hospital_id)
    return tuple(session.scalars(newest.order_by(CapacityPostRow.id.desc()).limit(limit)))
