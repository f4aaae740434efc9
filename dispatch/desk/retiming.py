"""Keeping right when a kit will be down: for the pad, the desk, the page of who called, and the texts to come."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from chassis.identity import system_actor
from chassis.work import working
from dispatch.desk.telling import tell_callers
from dispatch.system import System
from dispatch.tables.cases import get_incident
from drones.events import sortie_changed
from drones.kitdue import kit_due
from drones.kitstage import OVERHEAD, stage_of
from drones.sortie import Sortie
from drones.states import SortieState
from drones.tables.sorties import as_sortie, lock_sortie
from drones.tables.underway import UnderWay

QUIET = timedelta(seconds=5)  # what an instant may be wrong by before it is corrected
TOLD_S = 10  # one that moves on is told once in so many seconds


def retime_kits(system: System, drops: Sequence[UnderWay]) -> int:
    """Correct every kit under way whose time is wrong; returns how many. Moves no drone and no version."""
    now = system.clock.now()
    timed = [drop for drop in drops if stage_of(drop.sortie) in OVERHEAD]
    return sum(_correct(system, drop) for drop in timed if _off(drop.sortie, _due(drop, drop.sortie, now)))


def _correct(system: System, drop: UnderWay) -> bool:
    with working(system, system_actor(drop.sortie.region, "watch")) as work:
        row = lock_sortie(work.session, drop.sortie.id)
        fresh = as_sortie(row)
        due = _due(drop, fresh, work.now)
        if stage_of(fresh) not in OVERHEAD or not _off(fresh, due):
            return False
        row.eta = due
        if _slot(fresh.eta) != _slot(due):
            work.told.extend(sortie_changed(as_sortie(row), None, at=work.now, told="eta"))
            tell_callers(work, get_incident(work.session, row.incident_id))
    return True


def _due(drop: UnderWay, sortie: Sortie, now: datetime) -> datetime:
    """By where the drone was heard; `sortie` is the drop's, as it was read last."""
    heard = drop.heard_since(sortie.entered[SortieState.AIRBORNE])
    return kit_due(sortie, *((heard.place, heard.altitude_m) if heard is not None else (None, None)), now=now)


def _off(sortie: Sortie, due: datetime) -> bool:
    return abs(due - sortie.eta) > QUIET


def _slot(at: datetime) -> int:
    return int(at.timestamp()) // TOLD_S
