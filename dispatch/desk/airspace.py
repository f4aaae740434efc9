"""A closed zone in the way of a drone: an alert at the desk, an alarm on the pad, each with what to do about it.

Zones appear while drones fly: somebody puts one on record, its hours begin, what opened it is withdrawn. It stands
while it holds. A person decides; nothing here moves a drone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import topics
from chassis.events import Event
from chassis.geo import LatLon
from chassis.identity import system_actor
from chassis.work import Work, working
from dispatch.desk.alerting import ACT_NOW, clear_alert, find_alert, raise_alert, tell_alert
from dispatch.policies.force import in_force
from dispatch.system import System
from dispatch.tables.records import AlertRow
from drones.airspace.ahead import WATCHED, ZoneAhead, zones_ahead
from drones.airspace.held import Clearance
from drones.model import Zone
from drones.sortie import Sortie
from drones.states import SortieState
from drones.tables.airspace import read_zones
from drones.tables.fleet import DroneRow, as_drone, last_place
from drones.tables.sorties import get_sortie, read_sorties

AHEAD = "zone_ahead"
QUIET = timedelta(seconds=5)  # what the time of entry may be wrong by before it is told anew


def watch_airspace(system: System) -> int:
    """Look at every order and every drone in the air; returns how many alerts changed."""
    now = system.clock.now()
    with system.db.read() as session:
        standing = _standing(session)
        found = {sortie.id: (sortie, _told(ahead)) for sortie, ahead in _ahead(session, system, now)}
    changed = [key for key, (_, told) in found.items() if _which(standing.get(key)) != _which(told)]
    over = [key for key in standing if key not in found]
    nearer = [key for key in found if key not in changed and _moved(standing[key], found[key][1])]
    for key in changed:
        sortie, told = found[key]
        with working(system, system_actor(sortie.region, "watch")) as work:
            _raise(work, system, sortie, told)
    for key in over:
        with working(system, system_actor(standing[key]["region"], "watch")) as work:
            clear_alert(work, AHEAD, key)
            work.told.append(_to_pad(get_sortie(work.session, key), None, work.now))
    for key in nearer:
        sortie, told = found[key]
        with working(system, system_actor(sortie.region, "watch")) as work:
            _correct(work, sortie, told)
    return len(changed) + len(over) + len(nearer)


def read_zones_ahead(session: Session, sorties: Sequence[Sortie]) -> dict[str, Mapping[str, Any]]:
    """What stands of it, by sortie: for the pad."""
    ids = [sortie.id for sortie in sorties]
    wanted = select(AlertRow).where(AlertRow.kind == AHEAD, AlertRow.open.is_(True), AlertRow.subject.in_(ids))
    return {row.subject: row.data for row in session.scalars(wanted)}


def _standing(session: Session) -> dict[str, Mapping[str, Any]]:
    rows = session.scalars(select(AlertRow).where(AlertRow.kind == AHEAD, AlertRow.open.is_(True)))
    return {row.subject: {**row.data, "region": row.region} for row in rows}


def _ahead(session: Session, system: System, now: datetime) -> list[tuple[Sortie, tuple[ZoneAhead, ...]]]:
    found, known = [], dict[tuple[str, ...], tuple[Zone, ...]]()
    for sortie in read_sorties(session, states=WATCHED):
        regions = tuple(sorted({sortie.region, sortie.station_region}))
        if regions not in known:
            known[regions] = read_zones(session, regions)
        zones = known[regions]
        place: LatLon | None = last_place(session, sortie.drone_id, since=sortie.entered[SortieState.REQUESTED])
        ahead = zones_ahead(sortie, place, zones, now=now, keeps=_keeps(session, system, sortie))
        if ahead:
            found.append((sortie, ahead))
    return found


def _keeps(session: Session, system: System, sortie: Sortie) -> Clearance:
    """What it was planned with and what its list is gone through with."""
    craft = as_drone(session.get_one(DroneRow, sortie.drone_id)).airframe
    return in_force(session, system, sortie.station_region).drop.way.clearance(craft)


def _told(ahead: Sequence[ZoneAhead]) -> dict[str, Any]:
    """The zone that is met first, with what to do about it, and how many more there are."""
    first = ahead[0]
    return {
        "zone_id": first.zone.id,
        "zone": first.zone.name,
        "restriction": first.zone.restriction,
        "advice": first.advice,
        "enters_at": first.enters_at.isoformat() if first.enters_at is not None else None,
        "authority": first.zone.authority,
        "authority_phone": first.zone.authority_phone,
        "more": len(ahead) - 1,
    }


def _which(told: Mapping[str, Any] | None) -> tuple[Any, ...] | None:
    """What makes an alert another one: the zone and what to do. When it is entered is only corrected."""
    return None if told is None else (told["zone_id"], told["advice"])


def _moved(standing: Mapping[str, Any], told: Mapping[str, Any] | None) -> bool:
    """Whether it is entered at another time than was told, or that is not known any more."""
    before, after = standing.get("enters_at"), told["enters_at"] if told is not None else None
    if before is None or after is None:
        return before != after
    return abs(datetime.fromisoformat(after) - datetime.fromisoformat(before)) > QUIET


def _correct(work: Work, sortie: Sortie, told: Mapping[str, Any]) -> None:
    """The alert stands, with whoever owns it; only when the zone is entered is told anew."""
    row = find_alert(work.session, AHEAD, sortie.id)
    if row is not None:
        row.data = {**row.data, **told}
        tell_alert(work, row)
        work.told.append(_to_pad(sortie, row.data, work.now))


def _raise(work: Work, system: System, sortie: Sortie, told: Mapping[str, Any]) -> None:
    if find_alert(work.session, AHEAD, sortie.id) is not None:
        clear_alert(work, AHEAD, sortie.id)
    data = {"sortie_id": sortie.id, "drone_id": sortie.drone_id, **told}
    where = {"region": sortie.region, "incident_id": sortie.incident_id}
    raise_alert(work, system, AHEAD, sortie.id, level=ACT_NOW, data=data, **where)
    work.told.append(_to_pad(sortie, data, work.now))


def _to_pad(sortie: Sortie, data: Mapping[str, Any] | None, at: datetime) -> Event:
    topic = topics.pad(sortie.station_region, sortie.station_id)
    return Event(sortie.station_region, topic, "zone_ahead", sortie.id, {"ahead": data}, at)
