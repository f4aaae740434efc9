"""What is known of the traffic: observed speeds, closures and slow zones, and how often either has changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import JSON, Boolean, Float, Index, Integer, String, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.errors import NotFoundError
from chassis.geo import LatLon
from dispatch.closures import Closure, ClosureKind, ClosureReason, ClosureShape
from dispatch.tables.areas import CounterRow, next_number, regions_beside
from routing.traffic import Observations, observations

CLOSURES, SPEEDS = "traffic.closures", "traffic.speeds"
OLDEST = timedelta(hours=2)  # of an observation: long after its weight has gone
PIECE = 500  # rows in one statement
LISTED = timedelta(hours=12)  # how long an ended closure stays on the list


class SpeedRow(Base):
    """The newest word of one reporter on one edge. `network` is the digest of the network the edge belongs to."""

    __tablename__ = "traffic_speeds"
    __table_args__ = (Index("ix_traffic_speeds_at", "at"),)
    network: Mapped[str] = mapped_column(String(64), primary_key=True)
    edge: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(48), primary_key=True)
    reporter: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    heard: Mapped[int] = mapped_column(Integer)  # routing.traffic.Heard
    at: Mapped[datetime] = mapped_column(Instant)
    metres: Mapped[float] = mapped_column(Float)
    seconds: Mapped[float] = mapped_column(Float)
    confidence: Mapped[float] = mapped_column(Float)
    simulated: Mapped[bool] = mapped_column(Boolean, default=False)


class ClosureRow(Base):
    """A closure or slow zone. It ends at `ends_at`, or was ended before; it is never deleted."""

    __tablename__ = "road_closures"
    __table_args__ = (Index("ix_road_closures_region_ends_at", "region", "ends_at"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    shape: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(16))
    share: Mapped[float | None] = mapped_column(Float)
    both_ways: Mapped[bool] = mapped_column(Boolean)
    street: Mapped[str | None] = mapped_column(String(96))
    street_en: Mapped[str | None] = mapped_column(String(96))
    note: Mapped[str | None] = mapped_column(String(200))
    points: Mapped[list[Any]] = mapped_column(JSON)  # [lat, lon] pairs, as pointed out
    near_m: Mapped[float | None] = mapped_column(Float)
    network: Mapped[str] = mapped_column(String(64))
    edges: Mapped[list[int]] = mapped_column(JSON)
    author: Mapped[str] = mapped_column(String(64))
    author_name: Mapped[str] = mapped_column(String(64))
    begins_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer, default=0)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


@dataclass(frozen=True, slots=True)
class Spoken:
    """One row to keep: what `reporter` of `source` says of an edge."""

    edge: int
    reporter: str
    heard: int
    at: datetime
    metres: float
    seconds: float
    confidence: float


def keep_speeds(
    session: Session, region: str, network: str, source: str, spoken: Iterable[Spoken], *, simulated: bool = False
) -> int:
    """Keep the newest word of each reporter on each edge; the same word twice changes nothing. Returns how many there
    were. What is older than the word on record is passed over."""
    same = {"network": network, "source": source, "region": region, "simulated": simulated}
    newest: dict[tuple[int, str], dict[str, Any]] = {}
    for one in sorted(spoken, key=lambda one: (one.at, one.metres, one.seconds)):
        newest[one.edge, one.reporter] = same | {name: getattr(one, name) for name in one.__slots__}
    rows = [newest[key] for key in sorted(newest)]
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    for begin in range(0, len(rows), PIECE):
        adding = insert(SpeedRow).values(rows[begin : begin + PIECE])
        told = ("heard", "at", "metres", "seconds", "confidence", "region", "simulated")
        newer = or_(
            SpeedRow.at < adding.excluded.at,
            (SpeedRow.at == adding.excluded.at) & (SpeedRow.metres < adding.excluded.metres),
        )
        keys = [SpeedRow.network, SpeedRow.edge, SpeedRow.source, SpeedRow.reporter]
        session.execute(
            adding.on_conflict_do_update(index_elements=keys, set_={n: adding.excluded[n] for n in told}, where=newer)
        )
    if rows:
        next_number(session, region, SPEEDS)
    return len(rows)


def read_observations(session: Session, network: str, *, now: datetime) -> Observations:
    """Everything said of the edges of `network` that may still count."""
    told = (SpeedRow.edge, SpeedRow.heard, SpeedRow.at, SpeedRow.metres, SpeedRow.seconds, SpeedRow.confidence)
    rows = session.execute(select(*told).where(SpeedRow.network == network, SpeedRow.at > now - OLDEST)).all()
    if not rows:
        return observations()
    edge, heard, at, metres, seconds, confidence = (np.array(column) for column in zip(*rows, strict=True))
    return Observations(edge, heard, np.array([one.timestamp() for one in at]), metres, seconds, confidence)


def is_simulated(session: Session, network: str, *, now: datetime) -> bool:
    """Whether any of the speeds that count were made by a simulated day."""
    simulated = select(SpeedRow.edge).where(SpeedRow.network == network, SpeedRow.simulated.is_(True))
    return session.scalars(simulated.where(SpeedRow.at > now - OLDEST).limit(1)).first() is not None


def purge_speeds(session: Session, *, now: datetime) -> None:
    """Forget what counts no more."""
    session.execute(delete(SpeedRow).where(SpeedRow.at <= now - OLDEST))


def traffic_version(session: Session) -> tuple[int, int]:
    """How often closures, and how often speeds have changed, all regions together; any process can compare it."""
    rows = session.execute(select(CounterRow.name, CounterRow.value).where(CounterRow.name.in_((CLOSURES, SPEEDS))))
    counted = {CLOSURES: 0, SPEEDS: 0}
    for name, value in rows:
        counted[name] += value
    return counted[CLOSURES], counted[SPEEDS]


def get_closure(session: Session, closure_id: str, *, region: str) -> ClosureRow:
    """The closure; raises NotFoundError also for another region's."""
    row = session.get(ClosureRow, closure_id, populate_existing=True)
    if row is None or row.region != region:
        raise NotFoundError("closure", closure_id)
    return row


def read_closures(session: Session, *, now: datetime, region: str | None = None) -> tuple[Closure, ...]:
    """The closures in force, of all regions or of those on the roads of one, the first to end first."""
    wanted = select(ClosureRow).where(ClosureRow.ends_at > now, ClosureRow.ended_at.is_(None))
    if region is not None:
        wanted = wanted.where(ClosureRow.region.in_(regions_beside(session, region)))
    return tuple(closure(row) for row in session.scalars(wanted.order_by(ClosureRow.ends_at, ClosureRow.id)))


def read_ended(session: Session, region: str, *, now: datetime) -> tuple[Closure, ...]:
    """Those that ended lately, the newest first."""
    over = or_(ClosureRow.ended_at > now - LISTED, ClosureRow.ended_at.is_(None) & (ClosureRow.ends_at <= now))
    beside = ClosureRow.region.in_(regions_beside(session, region))
    wanted = select(ClosureRow).where(beside, ClosureRow.ends_at > now - LISTED, over)
    return tuple(closure(row) for row in session.scalars(wanted.order_by(ClosureRow.ends_at.desc(), ClosureRow.id)))


def closure(row: ClosureRow) -> Closure:
    """The frozen closure of a row."""
    return Closure(
        id=row.id,
        region=row.region,
        kind=ClosureKind(row.kind),
        shape=ClosureShape(row.shape),
        reason=ClosureReason(row.reason),
        share=row.share,
        both_ways=row.both_ways,
        street=row.street,
        street_en=row.street_en,
        note=row.note,
        points=tuple(LatLon(lat, lon) for lat, lon in row.points),
        near_m=row.near_m,
        network=row.network,
        edges=tuple(row.edges),
        author=row.author,
        author_name=row.author_name,
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
    )


def points_json(points: Sequence[LatLon]) -> list[list[float]]:
    """As a row keeps them."""
    return [[point.lat, point.lon] for point in points]
