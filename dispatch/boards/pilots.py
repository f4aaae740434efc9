"""A remote pilot's own log and certificates."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from chassis.identity import Actor
from dispatch.record import plain
from dispatch.system import System
from drones.airframes import get_airframe
from drones.certificates import HEAVIEST_KG
from drones.pilotlog import LogEntry, log_totals
from drones.tables.fleet import drone_names
from drones.tables.logbook import read_log
from drones.tables.pilots import read_certificates


def log_view(session: Session, system: System, actor: Actor) -> dict[str, Any]:
    """What the pilot's page of their log shows: every flight, what they add up to, and what the pilot may fly."""
    now = system.clock.now()
    entries = read_log(session, actor.region, pilot_id=actor.id)
    papers = read_certificates(session, actor.region, pilots=[actor.id])
    names = drone_names(session, {one.drone_id for one in entries})
    return {
        "now": now.isoformat(),
        "pilot": actor.name,
        "certificates": [plain(one) | {"heaviest_kg": HEAVIEST_KG[one.grade]} for one in papers],
        "flights": [_flight(one, names) for one in entries],
        "totals": _totals(entries, now),
    }


def _flight(one: LogEntry, names: Mapping[str, str]) -> dict[str, Any]:
    """One line, with the names people use for the drone and its model."""
    flown_s = one.flown.total_seconds() if one.flown is not None else None
    known = {"drone": names[one.drone_id], "model": get_airframe(one.airframe).name}
    return plain(one) | known | {"flown_s": flown_s}


def _totals(entries: Sequence[LogEntry], now: datetime) -> dict[str, Any]:
    totals = log_totals(entries, now=now)
    return {
        "flights": totals.flights,
        "flown_s": totals.flown.total_seconds(),
        "recent_flights": totals.recent_flights,
        "recent_flown_s": totals.recent_flown.total_seconds(),
        "last": totals.last.isoformat() if totals.last is not None else None,
    }
