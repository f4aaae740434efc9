"""Regions (a control centre and its area), their stations, demand zones and landmarks."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Float, ForeignKey, String, false, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.errors import NotFoundError
from chassis.geo import LatLon
from dispatch.model import DemandZone


class RegionRow(Base):
    """A control centre and its area. `neighbours` are region ids that may be asked for units."""

    __tablename__ = "regions"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name_ko: Mapped[str] = mapped_column(String(64))
    name_en: Mapped[str] = mapped_column(String(64))
    timezone: Mapped[str] = mapped_column(String(48), default="Asia/Seoul")
    box: Mapped[list[float]] = mapped_column(JSON)  # south, west, north, east, degrees
    centre: Mapped[list[float]] = mapped_column(JSON)  # lat, lon
    neighbours: Mapped[list[str]] = mapped_column(JSON, default=list)
    catchment: Mapped[list[str]] = mapped_column(JSON, default=list)  # hospital ids, whatever the province
    nemc_areas: Mapped[list[list[str | None]]] = mapped_column(JSON, default=list, server_default="[]")  # what to ask
    roads: Mapped[str] = mapped_column(String(64))  # name of the network file
    roads_generated: Mapped[bool] = mapped_column(Boolean, default=False)
    drives_left: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    attribution: Mapped[str] = mapped_column(String(200), default="")
    notice: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # what the pages must say, by language
    loaded_at: Mapped[datetime | None] = mapped_column(Instant)  # zones and stations change with a loading only


class StationRow(Base):
    """Where units stand."""

    __tablename__ = "stations"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(ForeignKey("regions.id"), index=True)
    name_ko: Mapped[str] = mapped_column(String(64))
    name_en: Mapped[str] = mapped_column(String(64))
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)
    estimated: Mapped[bool] = mapped_column(Boolean, default=False)


class DemandZoneRow(Base):
    """A part of the area and its share of the expected calls."""

    __tablename__ = "demand_zones"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(ForeignKey("regions.id"), index=True)
    name_ko: Mapped[str] = mapped_column(String(64), default="")
    name_en: Mapped[str] = mapped_column(String(64), default="")
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)
    weight: Mapped[float] = mapped_column(Float)


class LandmarkRow(Base):
    """A named place that people give instead of an address."""

    __tablename__ = "landmarks"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(ForeignKey("regions.id"), index=True)
    name_ko: Mapped[str] = mapped_column(String(96))
    name_en: Mapped[str] = mapped_column(String(96))
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)


class CounterRow(Base):
    """A counter per region and purpose, for numbers that people read out."""

    __tablename__ = "counters"
    region: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


def get_region(session: Session, region: str) -> RegionRow:
    """The region; raises NotFoundError."""
    row = session.get(RegionRow, region)
    if row is None:
        raise NotFoundError("region", region)
    return row


def regions_beside(session: Session, region: str) -> tuple[str, ...]:
    """Every region on the same roads, `region` among them: what is closed for one is closed for all."""
    roads = select(RegionRow.roads).where(RegionRow.id == region).scalar_subquery()
    found = session.scalars(select(RegionRow.id).where(RegionRow.roads == roads).order_by(RegionRow.id))
    return tuple(found) or (region,)


def read_zones(session: Session, region: str) -> tuple[DemandZone, ...]:
    """The demand zones of `region` by id; their place in the tuple is their bit in a reach mask.

    Read once per loading of the city: every decision needs them, and they change with a loading only.
    """
    area = session.get(RegionRow, region)
    key = (str(session.get_bind().engine.url), region, area.loaded_at if area is not None else None)
    if key not in _zones or key[2] is None:
        rows = session.scalars(select(DemandZoneRow).where(DemandZoneRow.region == region).order_by(DemandZoneRow.id))
        _zones[key] = tuple(DemandZone(row.id, LatLon(row.lat, row.lon), row.weight) for row in rows)
    return _zones[key]


_zones: dict[tuple[str, str, datetime | None], tuple[DemandZone, ...]] = {}


def read_zone_names(session: Session, region: str) -> dict[str, str]:
    """The Korean names of the demand zones by id; empty where a city has given none."""
    rows = session.execute(select(DemandZoneRow.id, DemandZoneRow.name_ko).where(DemandZoneRow.region == region))
    return {zone: name for zone, name in rows if name}


def next_number(session: Session, region: str, name: str) -> int:
    """The next value of a counter, inside the caller's transaction; the first is 1."""
    row = session.get(CounterRow, (region, name), with_for_update=True)
    if row is None:
        row = CounterRow(region=region, name=name, value=0)
        session.add(row)
    row.value += 1
    session.flush()
    return row.value
