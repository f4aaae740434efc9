"""Where the autopilots of drones are reached, and what stands behind a drone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from drones.behind import Behind, behind
from drones.tables.fleet import DroneRow
from drones.tables.vendors import VendorRow


@dataclass(frozen=True, slots=True)
class Connection:
    """A drone's line, and its system id there; None: whoever speaks first."""

    drone_id: str
    link: str
    system_id: int | None


def read_connections(session: Session) -> tuple[Connection, ...]:
    """Every drone that has a line, by id."""
    rows = session.execute(
        select(DroneRow.id, DroneRow.link, DroneRow.system_id).where(DroneRow.link.is_not(None)).order_by(DroneRow.id)
    )
    return tuple(Connection(drone_id, link, system_id) for drone_id, link, system_id in rows if link is not None)


def read_behind(session: Session, drone_ids: Collection[str]) -> Mapping[str, Behind]:
    """What stands behind each of the drones, as it is now."""
    vendor = VendorRow.station_id == DroneRow.station_id
    wanted = select(DroneRow.id, DroneRow.link, VendorRow.station_id).outerjoin(VendorRow, vendor)
    rows = session.execute(wanted.where(DroneRow.id.in_(drone_ids)))
    return {drone_id: behind(link, vendor=station is not None) for drone_id, link, station in rows}
