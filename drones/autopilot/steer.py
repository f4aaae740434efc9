"""Bringing sorties and vehicles together, several times a second, from any number of workers."""

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from chassis import events
from chassis.events import Event, LiveValue, put_live
from chassis.ground import Ground
from chassis.identity import Actor, system_actor
from drones.autopilot import Autopilot, Report
from drones.behind import barred
from drones.events import flight_noted, sortie_doubted, sortie_verified
from drones.model import Weather
from drones.moves import hung, let_go, move
from drones.pad.reporting import heard
from drones.sortie import Sortie
from drones.states import SortieAction, SortieReason, SortieState
from drones.tables.fleet import as_drone, lock_drone
from drones.tables.kits import find_kit
from drones.tables.links import read_behind
from drones.tables.notes import keep_notes
from drones.tables.sorties import (
    VEHICLES,
    SortieRow,
    as_sortie,
    claim_arming,
    claim_call_home,
    lock_sortie,
    read_followed,
)
from drones.tables.underway import read_flying_on
from drones.tables.weather import newest_weather
from drones.vehicle import Note
from drones.watching import watch

Chosen = Callable[[Sortie], bool]
NOT_FOR_REAL = Report(None, SortieAction.STAND_DOWN, SortieReason.OTHER)
LOOKED_OVER = frozenset({SortieState.ACCEPTED, SortieState.PREFLIGHT_OK})
log = structlog.get_logger("goldentime.sorties")


def tick(system: Ground, autopilot: Autopilot, chosen: Chosen = lambda _: True) -> int:
    """Follow every `chosen` sortie from its acceptance to its landing: keep what vehicles report, take their steps.

    Returns how many were heard. A missed tick delays, a double tick does nothing; of any number of workers one arms.
    A sortie that cannot be read or followed is logged, and the others go on. One that failed in the air is heard until
    it is on the ground, and steered no more.
    """
    now = system.clock.now()
    with system.db.read() as session:
        steered = [sortie for sortie in read_followed(session, _unreadable) if chosen(sortie)]
        flying_on = [sortie for sortie in read_flying_on(session, now=now) if chosen(sortie)]
    _keep_to(autopilot, steered, now)
    reports = [(sortie, _follow(system, autopilot, sortie, now)) for sortie in (*steered, *flying_on)]
    known = [(sortie, report) for sortie, report in reports if report is not None]
    if not known:
        return 0
    _keep_safely(system, known, now)
    for sortie, report in known:
        if report.done is not None:
            _step_safely(system, sortie, report, now)
    system.bell.ring()
    return len(known)


def _keep_to(autopilot: Autopilot, steered: Sequence[Sortie], now: datetime) -> None:
    """A vehicle that is not left so is left by its channel, which hears nothing more of its sortie."""
    try:
        autopilot.keep_to(steered, now=now)
    except Exception:
        log.exception("keep_to_failed")


def _unreadable(sortie_id: str) -> None:
    log.exception("sortie_unreadable", sortie=sortie_id)


def _follow(system: Ground, autopilot: Autopilot, sortie: Sortie, now: datetime) -> Report | None:
    """One vehicle: what goes wrong with it is its own."""
    try:
        _launch(system, autopilot, sortie, now)
        _call_home(system, autopilot, sortie, now)
        return autopilot.follow(sortie, now=now)
    except Exception:
        log.exception("follow_failed", sortie=sortie.id)
        return None


def _launch(system: Ground, autopilot: Autopilot, sortie: Sortie, now: datetime) -> None:
    """What was written down is never done twice: a worker that dies in between leaves a drone on the ground.

    Nothing real takes off for a simulated call, not even when its line came after the order: the sortie stands down.
    """
    if sortie.state is not SortieState.LAUNCHING or sortie.armed_at is not None:
        return
    with system.db.write() as session:
        found = read_behind(session, {sortie.drone_id})[sortie.drone_id]
        allowed = not barred(found, simulated=sortie.simulated)
        claimed = allowed and claim_arming(session, sortie.id, now=now)
    if claimed:
        autopilot.launch(sortie, now=now)
    elif not allowed:
        _step_safely(system, sortie, NOT_FOR_REAL, now)


def _call_home(system: Ground, autopilot: Autopilot, sortie: Sortie, now: datetime) -> None:
    """A pilot's word for a flight that has failed. Like an arming it is written off before it is given."""
    if sortie.call_home_at is None:
        return
    with system.db.write() as session:
        claimed = claim_call_home(session, sortie.id)
    if claimed:
        autopilot.call_home(sortie, now=now)


def _keep_safely(system: Ground, known: Sequence[tuple[Sortie, Report]], now: datetime) -> None:
    """All in one transaction; when it fails, each in its own, so that one bad sortie hides no other vehicle."""
    try:
        _keep(system, known, now)
    except Exception:
        log.exception("keep_failed", sorties=[sortie.id for sortie, _ in known])
        if len(known) > 1:
            for one in known:
                _keep_safely(system, (one,), now)


def _keep(system: Ground, known: Sequence[tuple[Sortie, Report]], now: datetime) -> None:
    with system.db.write() as session:
        rows = [(lock_sortie(session, sortie.id), sortie, report) for sortie, report in known]
        weather = {r: newest_weather(session, r, now=now) for r in {row.station_region for row, _, _ in rows}}
        live: list[LiveValue] = []
        told: list[Event] = []
        for row, sortie, report in rows:
            shown, strayed = _heard(session, row, report, weather[row.station_region])
            live += shown
            told += _noted(session, row, sortie, report, (*report.notes, *strayed), now)
        events.append(session, told)
        put_live(session, live)


def _heard(
    session: Session, row: SortieRow, report: Report, weather: Weather | None
) -> tuple[list[LiveValue], tuple[Note, ...]]:
    """Keep where the vehicle is and how long it strays, unless the report is older than the last.

    Returns what is to be shown, and what is worth noting about its way.
    """
    said = report.telemetry
    if said is None:
        return [], ()
    drone, kit = lock_drone(session, row.drone_id), find_kit(session, row.kit_id)
    if drone.heard_at is not None and said.at < drone.heard_at:
        return [], ()
    watched = watch(
        as_sortie(row),
        as_drone(drone).airframe,
        said,
        report.vehicle,
        kit_mass_kg=kit.mass_kg if kit is not None else 0.0,
        weather=weather,
        before=drone.heard_at,
    )
    row.strayed_at = watched.strayed_at
    return heard(session, drone, said, report.vehicle, watched, flown=as_sortie(row)), watched.notes


def _noted(
    session: Session, row: SortieRow, sortie: Sortie, report: Report, notes: Sequence[Note], now: datetime
) -> list[Event]:
    """Keep what the vehicle says besides its place; returns what is to be told of it."""
    keep_notes(session, sortie, notes)
    told = [event for note in notes for event in flight_noted(sortie, note, at=now)]
    if report.vehicle is not None:
        row.vehicle = VEHICLES.dump_python(report.vehicle, mode="json")
    told += _verified(row, report, now)
    if report.let_go and row.let_go_at is None:
        told += let_go(session, _autopilot(sortie), row, now=now)
    if report.hung and row.hung_at is None:
        told += hung(session, _autopilot(sortie), row, now=now)
    return told


def _verified(row: SortieRow, report: Report, now: datetime) -> list[Event]:
    """The plan was read back whole, or before the launch that counts no more: somebody may have changed it since."""
    held = report.verified is not None and report.verified == row.plan_hash
    doubted = not held and report.vehicle is not None and SortieState(row.state) in LOOKED_OVER
    if held is (row.verified_at is not None) or not (held or doubted):
        return []
    row.verified_at, row.version = now if held else None, row.version + 1
    return sortie_verified(as_sortie(row), at=now) if held else sortie_doubted(as_sortie(row), at=now)


def _step_safely(system: Ground, sortie: Sortie, report: Report, now: datetime) -> None:
    """A step that cannot be taken is logged and tried with the next report; other drones do not wait for it."""
    try:
        with system.db.write() as session:
            _step(session, sortie, report, now)
    except Exception:
        log.exception("step_failed", sortie=sortie.id, step=report.done)


def _step(session: Session, sortie: Sortie, report: Report, now: datetime) -> None:
    """Take the finished step, unless the sortie has moved since it was read."""
    row = lock_sortie(session, sortie.id)
    if report.done is not None and row.state == sortie.state:
        events.append(session, move(session, _autopilot(sortie), row, report.done, now=now, reason=report.reason))


def _autopilot(sortie: Sortie) -> Actor:
    return system_actor(sortie.station_region, "autopilot")
