"""Hospitals in the database: the fixed facts, what is known now, everything that was ever posted, and notices.

What is known now is four values in one row, so that a board of thirty hospitals is read in three statements.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Boolean, Float, ForeignKey, Index, Integer, String, false, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.errors import NotFoundError
from chassis.geo import LatLon
from hospitals.balance import OVER
from hospitals.capacity import Capacity
from hospitals.experience import peers_of, whole_of
from hospitals.frozen import Frozen
from hospitals.model import (
    Answer,
    BedCount,
    Capability,
    Diversion,
    Hospital,
    Level,
    Proof,
    Queue,
    Record,
    Source,
    Surge,
)
from hospitals.request import CHOSEN, LIVE, PROMISED, UNANSWERED, RequestState
from hospitals.tables.requests import RequestRow


class HospitalRow(Base):
    """What does not change with the hour. `id` is the NEMC hpid; `alert_phone` takes text messages."""

    __tablename__ = "hospitals"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    region: Mapped[str] = mapped_column(String(32), index=True)
    name_ko: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)
    level: Mapped[str] = mapped_column(String(24))
    er_phone: Mapped[str | None] = mapped_column(String(32))
    alert_phone: Mapped[str | None] = mapped_column(String(32))


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


@dataclass(frozen=True, slots=True)
class Stale:
    """A hospital that should be reminded. `reported_at` is None when it never reported."""

    hospital_id: str
    region: str
    reported_at: datetime | None


def put_hospital(session: Session, hospital: Hospital, *, alert_phone: str | None = None) -> None:
    """Add or correct a hospital's facts, and lay what the snapshot knows over what is known; for loading a city."""
    session.merge(
        HospitalRow(
            id=hospital.id,
            region=hospital.region,
            name_ko=hospital.name_ko,
            name_en=hospital.name_en,
            lat=hospital.place.lat,
            lon=hospital.place.lon,
            level=hospital.level,
            er_phone=hospital.er_phone,
            alert_phone=alert_phone,
        )
    )
    session.flush()
    row = lock_capacity(session, hospital.id)
    lay_over(row, Capacity(hospital.answers, hospital.beds, hospital.queue, hospital.surge))


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


def get_hospital_row(session: Session, hospital_id: str) -> HospitalRow:
    """The facts of one hospital; raises NotFoundError."""
    row = session.get(HospitalRow, hospital_id)
    if row is None:
        raise NotFoundError("hospital", hospital_id)
    return row


def get_hospital(session: Session, hospital_id: str, *, now: datetime) -> Hospital:
    """One hospital as it stands now; raises NotFoundError."""
    for hospital in read_board(session, hospital_ids=(hospital_id,), now=now):
        return hospital
    raise NotFoundError("hospital", hospital_id)


def read_board(
    session: Session,
    *,
    now: datetime,
    hospital_ids: Collection[str] | None = None,
    regions: Collection[str] | None = None,
) -> tuple[Hospital, ...]:
    """The hospitals named or of these regions (all when neither is given), by id, in five statements."""
    wanted = select(HospitalRow, CapacityRow).outerjoin(CapacityRow, CapacityRow.hospital_id == HospitalRow.id)
    if hospital_ids is not None:
        wanted = wanted.where(HospitalRow.id.in_(hospital_ids))
    if regions is not None:
        wanted = wanted.where(HospitalRow.region.in_(regions))
    rows = session.execute(wanted.order_by(HospitalRow.id)).all()
    ids = [row.id for row, _ in rows]
    notices = _notices(session, ids, now)
    around = _Around(now, _load(session, ids), _taken(session, ids, now), _peers(session))
    return tuple(_hospital(row, capacity, notices.get(row.id, ()), around) for row, capacity in rows)


def learn_peers(session: Session, *, now: datetime) -> None:
    """Bring what all hospitals of each region have answered up to date."""
    known: dict[str, list[tuple[Record, ...]]] = {}
    for region, records in session.execute(select(CapacityRow.region, CapacityRow.records)):
        known.setdefault(region, []).append(records)
    for region, all_records in known.items():
        session.merge(PeersRow(region=region, records=peers_of(all_records, now), learned_at=now))


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


def _notices(session: Session, ids: Collection[str], now: datetime) -> Mapping[str, tuple[Diversion, ...]]:
    """The notices that are or will be in force, per hospital."""
    wanted = select(DiversionRow).where(
        DiversionRow.hospital_id.in_(ids), DiversionRow.ends_at > now, DiversionRow.lifted_at.is_(None)
    )
    found: dict[str, tuple[Diversion, ...]] = {}
    for row in session.scalars(wanted.order_by(DiversionRow.starts_at, DiversionRow.id)):
        found[row.hospital_id] = (*found.get(row.hospital_id, ()), as_diversion(row))
    return found


def _load(session: Session, ids: Collection[str]) -> Mapping[tuple[str, RequestState], int]:
    """How many live requests each hospital has in each state."""
    live = [state.value for state in LIVE]
    wanted = (
        select(RequestRow.hospital_id, RequestRow.state, func.count())
        .where(RequestRow.hospital_id.in_(ids), RequestRow.state.in_(live))
        .group_by(RequestRow.hospital_id, RequestRow.state)
    )
    return Counter({(ident, RequestState(state)): number for ident, state, number in session.execute(wanted)})


def _taken(session: Session, ids: Collection[str], now: datetime) -> Mapping[str, int]:
    """How many patients each hospital took lately, those on their way included."""
    chosen = [state.value for state in CHOSEN]
    wanted = (
        select(RequestRow.hospital_id, func.count())
        .where(RequestRow.hospital_id.in_(ids), RequestRow.asked_at > now - OVER, RequestRow.state.in_(chosen))
        .group_by(RequestRow.hospital_id)
    )
    return dict(session.execute(wanted).all())


def _peers(session: Session) -> Mapping[str, tuple[Record, ...]]:
    return dict(session.execute(select(PeersRow.region, PeersRow.records)).all())


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands beside the rows of the hospitals: the time, requests by state, patients taken, others' records."""

    now: datetime
    load: Mapping[tuple[str, RequestState], int]
    taken: Mapping[str, int]
    peers: Mapping[str, tuple[Record, ...]]


def _hospital(
    row: HospitalRow, capacity: CapacityRow | None, diversions: tuple[Diversion, ...], around: _Around
) -> Hospital:
    known, load = capacity.known() if capacity is not None else Capacity(), around.load
    records = capacity.records if capacity is not None else ()
    return Hospital(
        id=row.id,
        region=row.region,
        name_ko=row.name_ko,
        name_en=row.name_en,
        place=LatLon(row.lat, row.lon),
        level=Level(row.level),
        er_phone=row.er_phone,
        answers=known.answers,
        beds=known.beds,
        queue=known.queue,
        surge=known.surge,
        diversions=diversions,
        records=records,
        whole=whole_of(records, around.now),
        peers=around.peers.get(row.region, ()),
        proofs=capacity.proofs if capacity is not None else (),
        taken=around.taken.get(row.id, 0),
        promised=sum(load[row.id, state] for state in PROMISED),
        at_door=load[row.id, RequestState.ARRIVED],
        open_asks=sum(load[row.id, state] for state in UNANSWERED),
    )


def as_diversion(row: DiversionRow) -> Diversion:
    """The row as a frozen value; one lifted ended when it was lifted."""
    capability = Capability(row.capability) if row.capability else None
    ends_at = min(row.ends_at, row.lifted_at) if row.lifted_at else row.ends_at
    return Diversion(row.id, capability, row.reason, row.starts_at, ends_at, row.text, row.advisory, Source(row.source))
