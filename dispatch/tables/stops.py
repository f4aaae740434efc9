"""Where units stood when their crews were at the patient, by place: what entrance pins are made of.

No crew and no patient in it; the assignment is its name, so that it is kept once.
"""

import math
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Boolean, Float, Index, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.geo import LatLon
from dispatch.entrances import Stop
from dispatch.tables.near import METRES_A_DEGREE

KEPT = timedelta(days=400)  # the longest a policy may let one count
PIECE = 2000


class StopRow(Base):
    """One stop for one place. A dismissed one counts no more and stays on record."""

    __tablename__ = "stops"
    __table_args__ = (Index("ix_stops_region_place_lat", "region", "place_lat"), Index("ix_stops_at", "at"))
    assignment_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    place_lat: Mapped[float] = mapped_column(Float)
    place_lon: Mapped[float] = mapped_column(Float)
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)
    at: Mapped[datetime] = mapped_column(Instant)
    simulated: Mapped[bool] = mapped_column(Boolean)
    dismissed_at: Mapped[datetime | None] = mapped_column(Instant)


def read_stops(session: Session, region: str, place: LatLon, *, within_m: float, simulated: bool) -> tuple[Stop, ...]:
    """The stops that count, of places in the square of `within_m` round `place`; simulated and real ones never mix."""
    north = within_m / METRES_A_DEGREE
    east = north / max(0.01, math.cos(math.radians(place.lat)))
    rows = session.scalars(
        select(StopRow)
        .where(StopRow.region == region, StopRow.simulated.is_(simulated), StopRow.dismissed_at.is_(None))
        .where(StopRow.place_lat.between(place.lat - north, place.lat + north))
        .where(StopRow.place_lon.between(place.lon - east, place.lon + east))
        .order_by(StopRow.at, StopRow.assignment_id)
    )
    return tuple(
        Stop(row.assignment_id, LatLon(row.place_lat, row.place_lon), LatLon(row.lat, row.lon), row.at) for row in rows
    )


def dismiss_stops(session: Session, ids: Collection[str], *, now: datetime) -> None:
    """Let these count no more."""
    session.execute(update(StopRow).where(StopRow.assignment_id.in_(ids)).values(dismissed_at=now))


def purge_stops(session: Session, *, now: datetime) -> int:
    """Delete one piece of what no policy may let count; returns how many went."""
    over = select(StopRow.assignment_id).where(StopRow.at < now - KEPT).order_by(StopRow.at).limit(PIECE)
    ids = session.scalars(over).all()
    session.execute(delete(StopRow).where(StopRow.assignment_id.in_(ids)))
    return len(ids)
