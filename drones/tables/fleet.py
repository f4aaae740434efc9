"""Drone stations and drones, and who has them.

`sortie_id` on a drone is the order it is bound to. Taking one is one conditional UPDATE, so that of any number who try
at once exactly one has it. Kits: drones/tables/kits.py.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Boolean, ColumnElement, Float, ForeignKey, Integer, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.errors import NotFoundError
from chassis.geo import LatLon, distance_m
from drones.airframes import get_airframe
from drones.mission import Telemetry
from drones.model import Drone, Station
from drones.tables.kits import UNSEEN, is_free

FAILED_REASON = "failed: "  # how a reason begins that a failed flight puts a drone out of service with


class DroneStationRow(Base):
    """A place drones fly from."""

    __tablename__ = "drone_stations"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32), index=True)
    name_ko: Mapped[str] = mapped_column(String(96))
    name_en: Mapped[str] = mapped_column(String(96))
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)
    notices_at: Mapped[datetime | None] = mapped_column(Instant)  # when somebody last read the notices of the day
    notices_by: Mapped[str | None] = mapped_column(String(64))


class DroneRow(Base):
    """One vehicle; position and battery are the last it reported."""

    __tablename__ = "drones"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32), index=True)
    station_id: Mapped[str] = mapped_column(ForeignKey("drone_stations.id"))
    name: Mapped[str] = mapped_column(String(48))
    airframe: Mapped[str] = mapped_column(String(32))
    battery_share: Mapped[float | None] = mapped_column(Float)
    battery_health: Mapped[float] = mapped_column(Float, default=1.0)
    out_of_service: Mapped[str | None] = mapped_column(String(96))
    sortie_id: Mapped[str | None] = mapped_column(String(64))
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    altitude_m: Mapped[float | None] = mapped_column(Float)
    heard_at: Mapped[datetime | None] = mapped_column(Instant)
    in_air: Mapped[bool | None] = mapped_column(Boolean)  # as it said with that; NULL where it does not say
    link: Mapped[str | None] = mapped_column(String(200))  # where its autopilot is reached; None: not connected
    system_id: Mapped[int | None] = mapped_column(Integer)  # its MAVLink system id
    version: Mapped[int] = mapped_column(Integer, default=0)


def put_station(session: Session, station: Station) -> None:
    """Add or correct a station."""
    place = station.place
    session.merge(
        DroneStationRow(
            id=station.id,
            region=station.region,
            name_ko=station.name_ko,
            name_en=station.name_en,
            lat=place.lat,
            lon=place.lon,
        )
    )
    session.flush()


def put_drone(session: Session, drone: Drone) -> None:
    """Add or correct a drone. What flying has changed since (battery, sortie, service) is kept."""
    get_airframe(drone.airframe.id)
    row = session.merge(
        DroneRow(
            id=drone.id,
            region=drone.region,
            station_id=drone.station_id,
            name=drone.name,
            airframe=drone.airframe.id,
            battery_health=drone.battery_health,
        )
    )
    if row.battery_share is None:
        row.battery_share = drone.battery_share
    session.flush()


def lock_drone(session: Session, drone_id: str) -> DroneRow:
    """The row, fresh and ours until the transaction ends; raises NotFoundError."""
    found = select(DroneRow).where(DroneRow.id == drone_id).with_for_update()
    row = session.scalar(found, execution_options={"populate_existing": True})
    if row is None:
        raise NotFoundError("drone", drone_id)
    return row


def get_station_row(session: Session, station_id: str) -> DroneStationRow:
    """The row; raises NotFoundError."""
    row = session.get(DroneStationRow, station_id)
    if row is None:
        raise NotFoundError("drone station", station_id)
    return row


def take_drone(session: Session, drone_id: str, sortie_id: str) -> bool:
    """Bind a free drone that is in service to a sortie; False when it is free no more."""
    taken = update(DroneRow).where(*_free_drone(drone_id)).values(sortie_id=sortie_id, version=DroneRow.version + 1)
    return session.scalar(taken.returning(DroneRow.id), execution_options=UNSEEN) is not None


def are_free(session: Session, drone_id: str, kit_id: str) -> bool:
    """Whether a drone and a kit could both be bound to a sortie by now."""
    drone = select(DroneRow.id).where(*_free_drone(drone_id))
    return session.scalar(drone) is not None and is_free(session, kit_id)


def _free_drone(drone_id: str) -> tuple[ColumnElement[bool], ...]:
    return DroneRow.id == drone_id, DroneRow.sortie_id.is_(None), DroneRow.out_of_service.is_(None)


def free_drone(session: Session, sortie_id: str, *, landed: bool, out_of_service: str | None = None) -> None:
    """Let the sortie's drone go; with a reason it stays on the ground until somebody puts it back into service.

    One that has `landed` is not in the air by what it told before: the next report says how it stands.
    """
    values: dict[str, object] = {"sortie_id": None, "version": DroneRow.version + 1}
    if landed:
        values["in_air"] = False
    if out_of_service is not None:
        values["out_of_service"] = out_of_service
    freed = update(DroneRow).where(DroneRow.sortie_id == sortie_id).values(values)
    session.execute(freed, execution_options=UNSEEN)


def hear(row: DroneRow, telemetry: Telemetry, *, in_air: bool | None = None) -> bool:
    """Keep the newest report; False, and nothing kept, for one older than the last."""
    if row.heard_at is not None and telemetry.at < row.heard_at:
        return False
    row.lat, row.lon, row.altitude_m = telemetry.place.lat, telemetry.place.lon, telemetry.altitude_m
    row.heard_at, row.in_air = telemetry.at, in_air
    if telemetry.battery_share is not None:
        row.battery_share = telemetry.battery_share
    return True


def read_stations(session: Session, regions: Sequence[str]) -> tuple[Station, ...]:
    """Stations of `regions`, by id."""
    rows = session.scalars(
        select(DroneStationRow).where(DroneStationRow.region.in_(regions)).order_by(DroneStationRow.id)
    )
    return tuple(Station(r.id, r.region, r.name_ko, r.name_en, LatLon(r.lat, r.lon)) for r in rows)


def read_drones(session: Session, regions: Sequence[str]) -> tuple[Drone, ...]:
    """Drones of `regions`, by id."""
    theirs = select(DroneRow, DroneStationRow).join(DroneStationRow, DroneStationRow.id == DroneRow.station_id)
    rows = session.execute(theirs.where(DroneRow.region.in_(regions)).order_by(DroneRow.id))
    return tuple(replace(as_drone(row), away_m=_away_m(row, station)) for row, station in rows)


def drones_out(session: Session, region: str, *, but: str, also: Collection[str] = ()) -> tuple[DroneRow, ...]:
    """Drones of other stations of a region that are on a sortie, or among `also`, and were heard, by id."""
    up = DroneRow.sortie_id.is_not(None) | DroneRow.id.in_(sorted(also))
    out = select(DroneRow).where(DroneRow.region == region, DroneRow.station_id != but, up)
    return tuple(session.scalars(out.where(DroneRow.lat.is_not(None)).order_by(DroneRow.id)))


def as_drone(row: DroneRow) -> Drone:
    """The row as a frozen value."""
    return Drone(
        id=row.id,
        region=row.region,
        station_id=row.station_id,
        name=row.name,
        airframe=get_airframe(row.airframe),
        battery_share=row.battery_share,
        battery_health=row.battery_health,
        out_of_service=row.out_of_service,
        sortie_id=row.sortie_id,
        version=row.version,
        connected=row.link is not None,
        heard_at=row.heard_at,
    )


def _away_m(row: DroneRow, station: DroneStationRow) -> float | None:
    """How far from its station it was last heard; None of one that does not speak for itself."""
    if row.link is None or row.lat is None or row.lon is None:
        return None
    return distance_m(LatLon(row.lat, row.lon), LatLon(station.lat, station.lon))


def last_report(row: DroneRow) -> Telemetry | None:
    """What the drone last said of itself; None for one that was never heard."""
    if row.lat is None or row.lon is None or row.heard_at is None:
        return None
    return Telemetry(row.heard_at, LatLon(row.lat, row.lon), row.altitude_m, None, row.battery_share)


def drone_names(session: Session, ids: Collection[str]) -> dict[str, str]:
    """What people call drones, by id."""
    rows = session.execute(select(DroneRow.id, DroneRow.name).where(DroneRow.id.in_(ids)))
    return {row.id: row.name for row in rows}
