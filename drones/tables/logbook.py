"""Who flew what: sorties that left the ground, for the pilots' log."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from drones.pilotlog import LogEntry, log_entries
from drones.tables.fleet import DroneRow
from drones.tables.sorties import SortieRow, as_sortie

MOST = 1000


def read_log(
    session: Session, region: str, *, pilot_id: str | None = None, most: int | None = MOST
) -> tuple[LogEntry, ...]:
    """The flights of one pilot, or of all of a region's stations, newest first; of very many the newest `most`."""
    wanted = (
        select(SortieRow, DroneRow.airframe)
        .join(DroneRow, DroneRow.id == SortieRow.drone_id)
        .where(SortieRow.station_region == region, SortieRow.operator_id.is_not(None))
    )
    if pilot_id is not None:
        wanted = wanted.where(SortieRow.operator_id == pilot_id)
    rows = session.execute(wanted.order_by(SortieRow.id.desc()).limit(most))
    return log_entries((as_sortie(row), airframe) for row, airframe in rows)
