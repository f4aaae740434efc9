"""Keeping right when a kit will be down: for the pad, the desk, the page of who called, and the texts to come."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from chassis.identity import system_actor
from chassis.work import working
from dispatch.desk.telling import tell_callers
from dispatch.system import System
from dispatch.tables.cases import get_incident
from drones.events import sortie_changed
from drones.kitdue import kit_due
from drones.sortie import Sortie
from drones.states import SortieState
from drones.tables.fleet import DroneRow, last_place
from drones.tables.sorties import as_sortie, lock_sortie, read_sorties

QUIET = timedelta(seconds=5)  # what an instant may be wrong by before it is corrected
TOLD_S = 10  # one that moves on is told once in so many seconds
TIMED = frozenset({SortieState.AIRBORNE, SortieState.ON_STATION, SortieState.LOWERING})


def retime_kits(system: System) -> int:
    """Correct every kit under way whose time is wrong; returns how many. Moves no drone and no version."""
    now = system.clock.now()
    with system.db.read() as session:
        wrong = [one for one in read_sorties(session, states=TIMED) if _off(one, _due(session, one, now))]
    return sum(_correct(system, sortie) for sortie in wrong)


def _correct(system: System, sortie: Sortie) -> bool:
    with working(system, system_actor(sortie.region, "watch")) as work:
        row = lock_sortie(work.session, sortie.id)
        fresh = as_sortie(row)
        due = _due(work.session, fresh, work.now)
        if fresh.state not in TIMED or not _off(fresh, due):
            return False
        row.eta = due
        if _slot(fresh.eta) != _slot(due):
            work.told.extend(sortie_changed(as_sortie(row), None, at=work.now, told="eta"))
            tell_callers(work, get_incident(work.session, row.incident_id))
    return True


def _due(session: Session, sortie: Sortie, now: datetime) -> datetime:
    place = last_place(session, sortie.drone_id, since=sortie.entered[SortieState.AIRBORNE])
    drone = session.get(DroneRow, sortie.drone_id)
    return kit_due(sortie, place, drone.altitude_m if place is not None and drone is not None else None, now=now)


def _off(sortie: Sortie, due: datetime) -> bool:
    return abs(due - sortie.eta) > QUIET


def _slot(at: datetime) -> int:
    return int(at.timestamp()) // TOLD_S
