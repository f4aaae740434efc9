"""Where the autopilots of drones are reached."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from drones.tables.fleet import DroneRow


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
