"""Bringing sorties and vehicles together, once a second, from any number of workers."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis import events
from chassis.events import put_live
from chassis.ground import Ground
from chassis.identity import system_actor
from drones.autopilot import Autopilot
from drones.mission import Sortie
from drones.moves import move
from drones.pad.reporting import heard
from drones.states import FLYING, SortieAction, SortieReason
from drones.tables.fleet import lock_drone
from drones.tables.sorties import lock_sortie, read_sorties


def tick(system: Ground, autopilot: Autopilot) -> int:
    """Follow every sortie in the air: keep what each vehicle reports, take the steps it has finished.

    Returns how many were heard. A missed tick delays, a double tick does nothing.
    """
    now = system.clock.now()
    with system.db.read() as session:
        flying = read_sorties(session, states=FLYING)
    reports = [(sortie, autopilot.follow(sortie, now=now)) for sortie in flying]
    known = [(sortie, report) for sortie, report in reports if report is not None]
    if not known:
        return 0
    with system.db.write() as session:
        drones = [(lock_drone(session, sortie.drone_id), report.telemetry) for sortie, report in known]
        put_live(session, [value for row, telemetry in drones for value in heard(session, row, telemetry)])
    for sortie, report in known:
        if report.done is not None:
            with system.db.write() as session:
                _step(session, sortie, report.done, report.reason, now)
    system.bell.ring()
    return len(known)


def _step(session: Session, sortie: Sortie, done: SortieAction, reason: SortieReason | None, now: datetime) -> None:
    """Take the finished step, unless the sortie has moved since it was read."""
    row = lock_sortie(session, sortie.id)
    if row.version == sortie.version:
        actor = system_actor(sortie.station_region, "autopilot")
        events.append(session, move(session, actor, row, done, now=now, reason=reason))
