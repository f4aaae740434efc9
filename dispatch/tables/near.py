"""Which incidents are near a place."""

import math
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.geo import LatLon
from dispatch.model import Incident
from dispatch.states import OPEN_INCIDENT
from dispatch.tables.cases import IncidentRow, incident_snapshot

METRES_A_DEGREE = 111_195.0  # of latitude, on the mean sphere


def read_near(
    session: Session, region: str, place: LatLon, *, within_m: float, since: datetime
) -> tuple[Incident, ...]:
    """Open incidents of `region` received since then in the square of `within_m` round `place`, oldest first."""
    north = within_m / METRES_A_DEGREE
    east = north / max(0.01, math.cos(math.radians(place.lat)))
    rows = session.scalars(
        select(IncidentRow)
        .where(IncidentRow.region == region, IncidentRow.state.in_([state.value for state in OPEN_INCIDENT]))
        .where(IncidentRow.received_at >= since)
        .where(IncidentRow.place_lat.between(place.lat - north, place.lat + north))
        .where(IncidentRow.place_lon.between(place.lon - east, place.lon + east))
        .order_by(IncidentRow.received_at, IncidentRow.id)
    )
    return tuple(incident_snapshot(row) for row in rows)
