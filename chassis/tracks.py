"""Where a vehicle has been while it worked: the durable, thinned track that a replay draws.

The newest position is a live value and is replaced in place; this is what remains of the way. It belongs to an errand
(an assignment, a sortie): where a crew is without one is nobody's business afterwards. Written in the transaction of
the report, deleted by the worker when its time is over.
"""

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Float, Index, Integer, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.geo import LatLon, distance_m

PIECE = 2000  # rows deleted in one short transaction


@dataclass(frozen=True, slots=True)
class TrackPolicy:
    """How much of a way is kept: a point after `every` once it is `apart_m` on, or `climb_m` higher or lower."""

    every: timedelta = timedelta(seconds=5)
    apart_m: float = 20.0
    climb_m: float = 10.0
    kept_for: timedelta = timedelta(days=30)  # as long as a review may take; a position is personal data


TRACKS = TrackPolicy()


@dataclass(frozen=True, slots=True)
class TrackPoint:
    """One point of a way. `subject` is the vehicle, `errand` what it was on; what a device did not tell is None."""

    region: str
    subject: str
    errand: str
    at: datetime
    place: LatLon
    heading_deg: float | None = None
    speed_mps: float | None = None
    altitude_m: float | None = None
    battery_share: float | None = None


class TrackRow(Base):
    """A kept point."""

    __tablename__ = "tracks"
    __table_args__ = (Index("ix_tracks_errand_at", "errand", "at"), Index("ix_tracks_at", "at"))
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(64))
    errand: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)
    heading_deg: Mapped[float | None] = mapped_column(Float)
    speed_mps: Mapped[float | None] = mapped_column(Float)
    altitude_m: Mapped[float | None] = mapped_column(Float)
    battery_share: Mapped[float | None] = mapped_column(Float)


def worth_keeping(last: TrackPoint | None, new: TrackPoint, policy: TrackPolicy = TRACKS) -> bool:
    """Whether `new` says something that the point before does not; the first always does."""
    if last is None:
        return True
    if new.at - last.at < policy.every:
        return False
    climbed_m = abs((new.altitude_m or 0.0) - (last.altitude_m or 0.0))
    return climbed_m >= policy.climb_m or distance_m(last.place, new.place) >= policy.apart_m


def keep_track(session: Session, point: TrackPoint, policy: TrackPolicy = TRACKS) -> bool:
    """Keep `point` inside the caller's transaction if it is worth it; returns whether it was."""
    if not worth_keeping(_newest(session, point), point, policy):
        return False
    session.add(_row(point))
    return True


def keep_late(session: Session, points: Collection[TrackPoint], policy: TrackPolicy = TRACKS) -> int:
    """Keep what comes late and in any order, each point in its place among those known; returns how many were kept.

    What was told before is known: the same points once more add nothing.
    """
    kept = 0
    known = read_tracks(session, {point.errand for point in points})
    for point in sorted(points, key=lambda one: one.at):
        way = known.setdefault(point.errand, [])
        place = bisect_right(way, point.at, key=lambda one: one.at)
        before, after = way[place - 1] if place else None, way[place] if place < len(way) else None
        if worth_keeping(before, point, policy) and (after is None or after.at - point.at >= policy.every):
            way.insert(place, point)
            session.add(_row(point))
            kept += 1
    return kept


def read_tracks(session: Session, errands: Collection[str]) -> dict[str, list[TrackPoint]]:
    """The ways of `errands`, each oldest point first."""
    rows = session.scalars(select(TrackRow).where(TrackRow.errand.in_(errands)).order_by(TrackRow.at, TrackRow.id))
    found: dict[str, list[TrackPoint]] = {}
    for row in rows:
        found.setdefault(row.errand, []).append(_point(row))
    return found


def purge_tracks(session: Session, *, now: datetime, policy: TrackPolicy = TRACKS) -> int:
    """Delete one piece of what has been kept long enough; returns how many points went, 0 when none is left."""
    over = select(TrackRow.id).where(TrackRow.at < now - policy.kept_for).order_by(TrackRow.at).limit(PIECE)
    ids = session.scalars(over).all()
    session.execute(delete(TrackRow).where(TrackRow.id.in_(ids)))
    return len(ids)


def _newest(session: Session, point: TrackPoint) -> TrackPoint | None:
    """The newest point of the errand: where it was and when; columns only, for every report asks."""
    wanted = select(TrackRow.at, TrackRow.lat, TrackRow.lon, TrackRow.altitude_m).where(TrackRow.errand == point.errand)
    found = session.execute(wanted.order_by(TrackRow.at.desc(), TrackRow.id.desc()).limit(1)).first()
    if found is None:
        return None
    at, lat, lon, altitude_m = found
    return TrackPoint(point.region, point.subject, point.errand, at, LatLon(lat, lon), altitude_m=altitude_m)


def _row(point: TrackPoint) -> TrackRow:
    return TrackRow(
        region=point.region,
        subject=point.subject,
        errand=point.errand,
        at=point.at,
        lat=point.place.lat,
        lon=point.place.lon,
        heading_deg=point.heading_deg,
        speed_mps=point.speed_mps,
        altitude_m=point.altitude_m,
        battery_share=point.battery_share,
    )


def _point(row: TrackRow) -> TrackPoint:
    return TrackPoint(
        region=row.region,
        subject=row.subject,
        errand=row.errand,
        at=row.at,
        place=LatLon(row.lat, row.lon),
        heading_deg=row.heading_deg,
        speed_mps=row.speed_mps,
        altitude_m=row.altitude_m,
        battery_share=row.battery_share,
    )
