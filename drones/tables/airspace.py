"""Zones of the air and weather observations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.geo import LatLon
from drones.model import Circle, Restriction, Ring, StandingAuthorisation, Weather, Zone


class ZoneRow(Base):
    """A piece of airspace. With `radius_m` a circle round the only corner, else a ring of [lat, lon] corners."""

    __tablename__ = "airspace_zones"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32), index=True)
    name: Mapped[str] = mapped_column(String(96))
    restriction: Mapped[str] = mapped_column(String(24))
    corners: Mapped[list[list[float]]] = mapped_column(JSON)
    radius_m: Mapped[float | None] = mapped_column(Float)
    floor_m: Mapped[float] = mapped_column(Float)
    ceiling_m: Mapped[float | None] = mapped_column(Float)
    authority: Mapped[str] = mapped_column(String(96))
    authority_phone: Mapped[str | None] = mapped_column(String(32))
    source: Mapped[str] = mapped_column(String(200))
    applies_from: Mapped[datetime | None] = mapped_column(Instant)
    applies_until: Mapped[datetime | None] = mapped_column(Instant)
    authorisation: Mapped[str | None] = mapped_column(String(64))  # the document's number
    authorised_from: Mapped[datetime | None] = mapped_column(Instant)
    authorised_until: Mapped[datetime | None] = mapped_column(Instant)
    authorised_altitude_m: Mapped[float | None] = mapped_column(Float)


class WeatherRow(Base):
    """One observation. What was not observed is NULL."""

    __tablename__ = "weather_observations"
    __table_args__ = (Index("ix_weather_observations_region_observed_at", "region", "observed_at"),)
    region: Mapped[str] = mapped_column(String(32), primary_key=True)
    source: Mapped[str] = mapped_column(String(96), primary_key=True)
    observed_at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    wind_mps: Mapped[float | None] = mapped_column(Float)
    wind_from_deg: Mapped[float | None] = mapped_column(Float)
    gust_mps: Mapped[float | None] = mapped_column(Float)
    rain_mm_h: Mapped[float | None] = mapped_column(Float)
    visibility_m: Mapped[float | None] = mapped_column(Float)
    temperature_c: Mapped[float | None] = mapped_column(Float)


def put_zone(session: Session, zone: Zone) -> None:
    """Add or replace a zone, its authorisation with it."""
    paper = zone.authorised
    session.merge(
        ZoneRow(
            id=zone.id,
            region=zone.region,
            name=zone.name,
            restriction=zone.restriction.value,
            **_shape_columns(zone.shape),
            floor_m=zone.floor_m,
            ceiling_m=zone.ceiling_m,
            authority=zone.authority,
            authority_phone=zone.authority_phone,
            source=zone.source,
            applies_from=zone.applies_from,
            applies_until=zone.applies_until,
            authorisation=paper.document_no if paper else None,
            authorised_from=paper.valid_from if paper else None,
            authorised_until=paper.valid_until if paper else None,
            authorised_altitude_m=paper.max_altitude_m if paper else None,
        )
    )
    session.flush()


def put_weather(session: Session, weather: Weather) -> None:
    """Keep an observation; the same one again changes nothing."""
    session.merge(
        WeatherRow(
            region=weather.region,
            source=weather.source,
            observed_at=weather.observed_at,
            wind_mps=weather.wind_mps,
            wind_from_deg=weather.wind_from_deg,
            gust_mps=weather.gust_mps,
            rain_mm_h=weather.rain_mm_h,
            visibility_m=weather.visibility_m,
            temperature_c=weather.temperature_c,
        )
    )
    session.flush()


def read_zones(session: Session, regions: Sequence[str]) -> tuple[Zone, ...]:
    """Zones of `regions`, by id."""
    rows = session.scalars(select(ZoneRow).where(ZoneRow.region.in_(regions)).order_by(ZoneRow.id))
    return tuple(_zone(row) for row in rows)


def newest_weather(session: Session, region: str, *, now: datetime) -> Weather | None:
    """The newest observation made by `now`; None when there is none. Of two at once, the first source by name."""
    wanted = select(WeatherRow).where(WeatherRow.region == region, WeatherRow.observed_at <= now)
    row = session.scalars(wanted.order_by(WeatherRow.observed_at.desc(), WeatherRow.source).limit(1)).first()
    if row is None:
        return None
    return Weather(
        region=row.region,
        observed_at=row.observed_at,
        source=row.source,
        wind_mps=row.wind_mps,
        wind_from_deg=row.wind_from_deg,
        gust_mps=row.gust_mps,
        rain_mm_h=row.rain_mm_h,
        visibility_m=row.visibility_m,
        temperature_c=row.temperature_c,
    )


def _shape_columns(shape: Circle | Ring) -> dict[str, Any]:
    corners = (shape.centre,) if isinstance(shape, Circle) else shape.corners
    radius_m = shape.radius_m if isinstance(shape, Circle) else None
    return {"corners": [[corner.lat, corner.lon] for corner in corners], "radius_m": radius_m}


def _zone(row: ZoneRow) -> Zone:
    corners = tuple(LatLon(lat, lon) for lat, lon in row.corners)
    return Zone(
        id=row.id,
        region=row.region,
        name=row.name,
        restriction=Restriction(row.restriction),
        shape=Ring(corners) if row.radius_m is None else Circle(corners[0], row.radius_m),
        floor_m=row.floor_m,
        ceiling_m=row.ceiling_m,
        authority=row.authority,
        authority_phone=row.authority_phone,
        source=row.source,
        applies_from=row.applies_from,
        applies_until=row.applies_until,
        authorised=_paper(row),
    )


def _paper(row: ZoneRow) -> StandingAuthorisation | None:
    if row.authorisation is None or row.authorised_from is None or row.authorised_until is None:
        return None
    return StandingAuthorisation(
        row.authorisation, row.authorised_from, row.authorised_until, row.authorised_altitude_m
    )
