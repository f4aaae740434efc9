"""Where crews stop for a place, as desk and crew read it."""

from typing import Any

from sqlalchemy.orm import Session

from dispatch.desk.stopping import pin_for
from dispatch.entrances import Pin
from dispatch.system import System
from dispatch.tables.cases import IncidentRow


def stops_view(session: Session, system: System, incident: IncidentRow) -> dict[str, Any]:
    """The entrance pin; without one `pin` is None and `why` says the reason. `used`: the units' routes end there."""
    found = pin_for(session, system, incident)
    if not isinstance(found, Pin):
        return {"pin": None, "why": found}
    pin = {
        "lat": found.at.lat,
        "lon": found.at.lon,
        "count": found.count,
        "of": found.of,
        "newest": found.newest.isoformat(),
        "spread_m": round(found.spread_m),
        "away_m": round(found.away_m),
        "used": (incident.pin_lat, incident.pin_lon) == (found.at.lat, found.at.lon),
    }
    return {"pin": pin, "why": None}
