"""One leg of an assignment, written down with what was promised when it sets out, closed with what it took.

The promise is asked of the roads from where the unit stands when its wheels begin to roll, so turnout is no part of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import NotFoundError
from chassis.geo import LatLon, distance_m
from chassis.travel import Travel
from chassis.work import Work
from dispatch.minutes.drift import look_for_drift
from dispatch.model import Priority
from dispatch.states import AssignmentAction, AssignmentState
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.cases import AssignmentRow, IncidentRow, get_assignment, get_incident, scene_of
from dispatch.tables.fleet import UnitRow, is_simulated
from dispatch.tables.records import SimulationRow
from dispatch.tables.trips import TripRow, newest_number, open_trips
from hospitals.tables.facts import get_hospital_row
from routing.calibrate import is_night

ROLLS = {AssignmentAction.EN_ROUTE: "scene", AssignmentAction.DEPART: "hospital"}
ARRIVES = {AssignmentAction.ON_SCENE: "scene", AssignmentAction.AT_HOSPITAL: "hospital"}
SAME_PLACE_M = 50.0  # a place that is put right by less leads to the same door
KNOWN_FOR = timedelta(seconds=120)  # an older position is not where the wheels begin to roll
SLOW_DEVICE = timedelta(seconds=30)  # a stamp that reached us later says nothing of the road


class LeftOut(StrEnum):
    """Why a trip is no test of the minutes."""

    AGAIN = "again"  # it was begun twice, by a slip
    STAGED = "staged"  # the crew waited on the way
    ELSEWHERE = "elsewhere"  # it ended at another place than it set out for
    LATE_STAMP = "late_stamp"  # a device was out of reach when it was pressed
    CORRECTED = "corrected"  # the arrival was taken back


@dataclass(frozen=True, slots=True)
class Ahead:
    """A leg about to begin."""

    leg: str
    target: LatLon
    travel: Travel


def look_ahead(system: System, assignment_id: str, action: AssignmentAction) -> Ahead | None:
    """What the roads promise for the leg that `action` begins; None where it begins none or nobody knows.

    Asks the roads, so before the transaction.
    """
    if action not in ROLLS:
        return None
    with system.db.read() as session:
        job = get_assignment(session, assignment_id)
        incident, unit = get_incident(session, job.incident_id), session.get(UnitRow, job.unit_id)
        target = _target(session, incident, ROLLS[action])
    if target is None or unit is None or unit.lat is None or unit.lon is None:
        return None
    if unit.position_at is not None and system.clock.now() - unit.position_at > KNOWN_FOR:
        return None
    try:
        (travel,) = system.roads.current().to_one((LatLon(unit.lat, unit.lon),), target)
    except NotFoundError:
        return None
    return Ahead(ROLLS[action], target, travel) if travel is not None and travel.driven is not None else None


def begin_trip(work: Work, system: System, job: AssignmentRow, incident: IncidentRow, ahead: Ahead | None) -> None:
    """The wheels roll. A leg that was begun before and never ended is no test."""
    for row in open_trips(work.session, job.id):
        row.left_out = LeftOut.AGAIN
    if ahead is None or ahead.travel.driven is None:
        return
    unit, travel = work.session.get_one(UnitRow, job.unit_id), ahead.travel
    zone = get_region(work.session, job.region).timezone
    work.session.add(
        TripRow(
            id=system.ids.new("trp"),
            region=job.region,
            assignment_id=job.id,
            leg=ahead.leg,
            departed_at=work.now,
            target_lat=ahead.target.lat,
            target_lon=ahead.target.lon,
            distance_m=travel.distance_m,
            driven_s=ahead.travel.driven.total_seconds(),
            p50_s=travel.p50.total_seconds(),
            p90_s=travel.p90.total_seconds(),
            model=newest_number(work.session, job.region),
            siren=incident.priority != Priority.P4,  # assumed: nobody presses a key for it
            night=is_night(work.now, zone),
            simulated=incident.simulated or is_simulated(work.session, unit),
        )
    )


def end_trip(
    work: Work,
    system: System,
    job: AssignmentRow,
    incident: IncidentRow,
    action: AssignmentAction,
    *,
    left: AssignmentState,
    device_at: datetime | None,
) -> None:
    """The unit is there. What the trip took is counted, unless something other than the road made it so long."""
    rows = open_trips(work.session, job.id)
    if action not in ARRIVES or not rows or rows[-1].leg != ARRIVES[action]:
        return
    row = rows[-1]
    row.arrived_at, row.left_out = work.now, _left_out(work, row, incident, left, device_at)
    row.took_s = (work.now - row.departed_at).total_seconds() * _pace(work, row)
    row.target_lat = row.target_lon = None
    if row.left_out is None and not row.simulated:
        work.session.flush()
        look_for_drift(work, system, row.region)


def take_back_arrival(work: Work, job: AssignmentRow) -> None:
    """The step that ended a leg was a slip: whatever it took is not known any more."""
    wanted = select(TripRow).where(TripRow.assignment_id == job.id, TripRow.left_out.is_(None))
    for row in work.session.scalars(wanted):
        row.left_out = LeftOut.CORRECTED


def _left_out(
    work: Work, row: TripRow, incident: IncidentRow, left: AssignmentState, device_at: datetime | None
) -> LeftOut | None:
    if left is AssignmentState.STAGED:
        return LeftOut.STAGED
    if device_at is not None and work.now - device_at > SLOW_DEVICE:
        return LeftOut.LATE_STAMP
    there = _target(work.session, incident, row.leg)
    if there is None or row.target_lat is None or row.target_lon is None:
        return LeftOut.ELSEWHERE
    moved_m = distance_m(there, LatLon(row.target_lat, row.target_lon))
    return LeftOut.ELSEWHERE if moved_m > SAME_PLACE_M else None


def _pace(work: Work, row: TripRow) -> float:
    """How much faster than the clock a simulated day runs."""
    day = work.session.get(SimulationRow, row.region) if row.simulated else None
    return day.speed if day is not None and day.on else 1.0


def _target(session: Session, incident: IncidentRow, leg: str) -> LatLon | None:
    if leg == "scene":
        return scene_of(incident)
    if incident.hospital_id is None:
        return None
    door = get_hospital_row(session, incident.hospital_id)
    return LatLon(door.lat, door.lon)
