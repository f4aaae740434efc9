"""The air of a region as its administrators see it: zones, what opens them, where they came from."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from chassis.errors import InvalidInputError
from chassis.geo import Box
from dispatch.policies.force import in_force
from dispatch.record import plain
from dispatch.system import System
from dispatch.tables.areas import get_region
from drones.airspace.closing import opening, standing_of
from drones.airspace.reading import AirspaceError, Form, Reading, read_airspace
from drones.model import Zone
from drones.tables.airspace import AuthorisationRow, as_authorisation, read_authorisations, read_put, read_series
from drones.tables.airspace import read_zones as read_air

FLIGHT = timedelta(minutes=60)  # how long a flight that is ordered now may need a zone
KEPT_IN_SIGHT = timedelta(days=30)  # what has ended is shown so long
LONGEST_SOURCE = 200


def read_airspace_board(session: Session, system: System, region: str) -> dict[str, Any]:
    """Every zone with how it stands to a flight now, every authorisation, every source with its age."""
    now = system.clock.now()
    drop = in_force(session, system, region).drop
    zones, put = read_air(session, (region,)), read_put(session, region)
    names = {zone.id: zone.name for zone in zones}
    papers = read_authorisations(session, region, since=now - KEPT_IN_SIGHT)
    return {
        "zones": [_zone(zone, system, drop.lowest_m) | put[zone.id] for zone in zones],
        "authorisations": [_paper(row, names) for row in papers],
        "series": [plain(one) for one in read_series(session, (region,))],
        "altitude_m": drop.lowest_m,
        "forms": list(Form),
        "area": dict(zip(("south", "west", "north", "east"), get_region(session, region).box, strict=True)),
    }


def read_file(
    session: Session, region: str, body: bytes, *, name: str, form: Form | None, ground_max_m: float | None
) -> Reading:
    """The zones of a file for a region, not put on record; raises InvalidInputError with every mistake in it."""
    south, west, north, east = get_region(session, region).box
    area = Box(south, west, north, east)
    try:
        return read_airspace(
            body, region=region, area=area, source=name[:LONGEST_SOURCE], form=form, ground_max_m=ground_max_m
        )
    except AirspaceError as error:
        raise InvalidInputError("file", str(error)) from None


def report(reading: Reading) -> dict[str, Any]:
    """What a file holds, for the page: its zones with their ground and their limits."""
    return {
        "form": reading.form,
        "zones": [plain(zone) for zone in reading.zones],
        "remarks": [plain(remark) for remark in reading.remarks],
    }


def _zone(zone: Zone, system: System, altitude_m: float) -> dict[str, Any]:
    start = system.clock.now()
    end = start + FLIGHT
    paper = opening(zone, start=start, end=end, altitude_m=altitude_m)
    told = plain(zone) | {"opened_by": plain(paper) if paper is not None else None}
    return told | {"standing": standing_of(zone, start=start, end=end, altitude_m=altitude_m)}


def _paper(row: AuthorisationRow, names: dict[str, str]) -> dict[str, Any]:
    return plain(as_authorisation(row)) | {
        "zone_id": row.zone_id,
        "zone": names.get(row.zone_id, row.zone_id),
        "recorded_at": row.recorded_at.isoformat() if row.recorded_at else None,
        "recorded_by": row.recorded_by,
        "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
    }
