"""A remote pilot's own log and certificates."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from chassis.identity import Actor
from dispatch.record import plain
from dispatch.review.reading import bounds_of, day_of
from dispatch.system import System
from dispatch.tables.areas import get_region
from drones.airframes import get_airframe
from drones.certificates import HEAVIEST_KG
from drones.pilotlog import LogEntry, flown_between, log_totals
from drones.tables.fleet import drone_names
from drones.tables.logbook import MOST, read_log
from drones.tables.pilots import read_certificates


def log_view(
    session: Session, system: System, actor: Actor, *, first: date | None = None, last: date | None = None
) -> dict[str, Any]:
    """What the pilot's page of their log shows: the flights of the days chosen, what all they ever flew adds up to,
    and what the pilot may fly."""
    now, zone = system.clock.now(), get_region(session, actor.region).timezone
    entries = read_log(session, actor.region, pilot_id=actor.id, most=None)
    shown = of_days(entries, zone, first=first, last=last)
    papers = read_certificates(session, actor.region, pilots=[actor.id])
    names = drone_names(session, {one.drone_id for one in entries})
    return {
        "now": now.isoformat(),
        "pilot": actor.name,
        "certificates": [plain(one) | {"heaviest_kg": HEAVIEST_KG[one.grade]} for one in papers],
        "timezone": zone,
        "today": day_of(now, zone).isoformat(),
        "flights": [_flight(one, names) for one in shown[:MOST]],
        "chosen": _totals(shown, now),
        "totals": _totals(entries, now),
    }


def own_log(
    session: Session, region: str, *, pilot_id: str | None, first: date | None, last: date | None
) -> tuple[LogEntry, ...]:
    """The flights of those days of one pilot, or of all of a region's stations."""
    whole = read_log(session, region, pilot_id=pilot_id, most=MOST if first is None and last is None else None)
    return of_days(whole, get_region(session, region).timezone, first=first, last=last)


def of_days(entries: Sequence[LogEntry], zone: str, *, first: date | None, last: date | None) -> tuple[LogEntry, ...]:
    """Those that took off on these days, both included, as the region's clocks show it; None leaves that side open."""
    begins = bounds_of(first, zone)[0] if first is not None else None
    return flown_between(entries, begins, bounds_of(last, zone)[1] if last is not None else None)


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
