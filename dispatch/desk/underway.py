"""What is looked at on every drop under way, again and again: the race, the air, the time. One reading serves all.
What failed in the air is looked at by itself.

What goes wrong with one drop, or in one of the looks, is on record and is its own: the others go on.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import structlog

from dispatch.desk.airspace import AHEAD, watch_airspace
from dispatch.desk.alerting import Standing, read_standing
from dispatch.desk.flyingon import IN_AIR, watch_flying_on
from dispatch.desk.recalling import RECALL, advise_recalls
from dispatch.desk.retiming import retime_kits
from dispatch.system import System
from drones.sortie import Sortie
from drones.tables.underway import UnderWay, read_flying_on, read_under_way

Drop = TypeVar("Drop", UnderWay, Sortie)
Look = Callable[[System, Sequence[Drop], Mapping[str, Standing]], int]
log = structlog.get_logger("goldentime.drops")


def watch_drops(system: System) -> None:
    """Advise, warn and correct what has changed since the last look."""
    with system.db.read() as session:
        recalls, zones = read_standing(session, RECALL), read_standing(session, AHEAD)
        drops = read_under_way(session, _unreadable)  # after the alerts: whichever drop has one is among them
    _look_safely(system, advise_recalls, drops, recalls)
    _look_safely(system, watch_airspace, drops, zones)
    _look_safely(system, _retime, drops, {})


def watch_failed(system: System) -> None:
    """Tell of drones that are in the air though their flights have failed, and that they are not any more."""
    with system.db.read() as session:
        standing = read_standing(session, IN_AIR)
        failed = read_flying_on(session, now=system.clock.now())
    _look_safely(system, watch_flying_on, failed, standing)


def _retime(system: System, drops: Sequence[UnderWay], _: Mapping[str, Standing]) -> int:
    return retime_kits(system, drops)


def _look_safely(system: System, look: Look[Drop], drops: Sequence[Drop], standing: Mapping[str, Standing]) -> None:
    """All together; when that fails, each drop alone with what stands of it, so that one bad drop hides no other."""
    try:
        look(system, drops, standing)
    except Exception:
        concerned = sorted({_id(drop) for drop in drops} | set(standing))
        log.exception("drop_watch_failed", look=look.__name__, sorties=concerned)
        for sortie_id in concerned if len(concerned) > 1 else ():
            own = [drop for drop in drops if _id(drop) == sortie_id]
            _look_safely(system, look, own, {key: one for key, one in standing.items() if key == sortie_id})


def _id(drop: UnderWay | Sortie) -> str:
    return drop.id if isinstance(drop, Sortie) else drop.sortie.id


def _unreadable(sortie_id: str) -> None:
    log.exception("sortie_unreadable", sortie=sortie_id)
