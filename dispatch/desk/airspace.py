"""A closed zone in the way of a drone: an alert at the desk, an alarm on the pad, each with what to do about it.

Zones appear while drones fly: somebody puts one on record, its hours begin, what opened it is withdrawn. It stands
while it holds. A person decides; nothing here moves a drone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from chassis.identity import system_actor
from chassis.work import Work, working
from dispatch.desk.alerting import ACT_NOW, Standing, clear_alert, find_alert, raise_alert, tell_alert
from dispatch.policies.force import in_force
from dispatch.system import System
from drones.airspace.ahead import ZoneAhead, zones_ahead
from drones.events import pad_told
from drones.sortie import Sortie
from drones.states import SortieState
from drones.tables.airspace import read_zones
from drones.tables.sorties import get_sortie
from drones.tables.underway import UnderWay

AHEAD = "zone_ahead"
QUIET = timedelta(seconds=5)  # what the time of entry may be wrong by before it is told anew
Step = Callable[[Work, System, Sortie, Mapping[str, Any]], None]


def watch_airspace(system: System, drops: Sequence[UnderWay], standing: Mapping[str, Standing]) -> int:
    """Look at every order and every drone in the air; returns how many alerts changed."""
    found = {sortie.id: (sortie, _told(ahead)) for sortie, ahead in _ahead(system, drops)}
    steps = [(_step(standing.get(key), told), sortie, told) for key, (sortie, told) in found.items()]
    wrong = [(step, sortie, told) for step, sortie, told in steps if step is not None]
    over = [(key, alert.region) for key, alert in standing.items() if key not in found]
    for step, sortie, told in wrong:
        with working(system, system_actor(sortie.region, "watch")) as work:
            step(work, system, sortie, told)
    for key, region in over:
        with working(system, system_actor(region, "watch")) as work:
            clear_alert(work, AHEAD, key)
            work.told.append(pad_told(get_sortie(work.session, key), AHEAD, {"ahead": None}, at=work.now))
    return len(wrong) + len(over)


def _ahead(system: System, drops: Sequence[UnderWay]) -> Iterator[tuple[Sortie, tuple[ZoneAhead, ...]]]:
    """Those with a zone in the way. A way is looked at with the distances it was planned and is gone through with."""
    now = system.clock.now()
    with system.db.read() as session:
        zones = {regions: read_zones(session, regions) for regions in {_regions(drop.sortie) for drop in drops}}
        homes = {drop.sortie.station_region for drop in drops}
        policies = {region: in_force(session, system, region).drop for region in homes}
    for drop in drops:
        sortie, heard = drop.sortie, drop.heard_since(drop.sortie.entered[SortieState.REQUESTED])
        place = heard.place if heard is not None else None
        keeps = policies[sortie.station_region].way.clearance(drop.airframe)
        ahead = zones_ahead(sortie, place, zones[_regions(sortie)], now=now, keeps=keeps)
        if ahead:
            yield sortie, ahead


def _regions(sortie: Sortie) -> tuple[str, ...]:
    return tuple(sorted({sortie.region, sortie.station_region}))


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


def _step(standing: Standing | None, told: Mapping[str, Any]) -> Step | None:
    """What the alert needs to say what was found; None where it does. The zone and what to do make it another one,
    when it is entered is only corrected."""
    if standing is None or _which(standing.data) != _which(told):
        return _raise
    return _correct if _moved(standing.data, told) else None


def _which(told: Mapping[str, Any]) -> tuple[Any, ...]:
    return told["zone_id"], told["advice"]


def _moved(standing: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Whether it is entered at another time than was told, or that is not known any more."""
    before, after = standing.get("enters_at"), told["enters_at"]
    if before is None or after is None:
        return (before is None) != (after is None)
    return abs(datetime.fromisoformat(after) - datetime.fromisoformat(before)) > QUIET


def _correct(work: Work, _: System, sortie: Sortie, told: Mapping[str, Any]) -> None:
    """The alert stands, with whoever owns it; only when the zone is entered is told anew."""
    row = find_alert(work.session, AHEAD, sortie.id)
    if row is not None:
        row.data = {**row.data, **told}
        tell_alert(work, row)
        work.told.append(pad_told(sortie, AHEAD, {"ahead": row.data}, at=work.now))


def _raise(work: Work, system: System, sortie: Sortie, told: Mapping[str, Any]) -> None:
    clear_alert(work, AHEAD, sortie.id)
    data = {"sortie_id": sortie.id, "drone_id": sortie.drone_id, **told}
    where = {"region": sortie.region, "incident_id": sortie.incident_id}
    raise_alert(work, system, AHEAD, sortie.id, level=ACT_NOW, data=data, **where)
    work.told.append(pad_told(sortie, AHEAD, {"ahead": data}, at=work.now))
