"""Arrivals follow the units: where each one is and how far it still has to go says when it comes.

The roads are asked once a target, outside any transaction. What has moved by less than a minute is left as it was; what
has moved by more than three minutes from what was promised is an alert on the desk and news for the hospital.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import NotFoundError
from chassis.geo import LatLon
from chassis.identity import system_actor
from chassis.travel import Travel
from chassis.work import Work, working
from dispatch.desk.alerting import ACT_SOON, KNOW, clear_alert, find_alert, raise_alert
from dispatch.desk.destination import destination_of
from dispatch.desk.telling import tell_assignment
from dispatch.events import to_destination
from dispatch.legs import TARGETS
from dispatch.states import AssignmentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow, find_still_in, get_incident, scene_of
from dispatch.tables.fleet import UnitRow, is_simulated
from dispatch.tables.records import SimulationRow
from hospitals.tables.facts import HospitalRow

QUIET = timedelta(minutes=1)  # a smaller change is not worth a write, and nobody acts on it
FRESH = timedelta(seconds=60)  # an older position says nothing of where the unit is now
DRIVING = (AssignmentState.EN_ROUTE, AssignmentState.DEPART_SCENE)
LATER, EARLIER = "eta_later", "eta_earlier"
SLIP_S = TARGETS.arrival_slip.total_seconds()


@dataclass(frozen=True, slots=True)
class Moving:
    """A unit under way to `target`. `pace` is how much faster than the clock it drives: 1, but for a simulated day."""

    job_id: str
    region: str
    state: AssignmentState
    place: LatLon
    target: LatLon
    eta: datetime | None
    pace: float


def reckon(system: System) -> int:
    """Look where everybody is who drives, and put their arrivals right; returns how many changed."""
    now = system.clock.now()
    with system.db.read() as session:
        moving = list(_moving(session, now))
    changed = 0
    for one, travel in _travels(system, moving):
        eta, eta_p90 = now + travel.p50 / one.pace, now + travel.p90 / one.pace
        if one.eta is None or abs(eta - one.eta) >= QUIET:
            changed += _put_right(system, one, eta, eta_p90)
    return changed


def _travels(system: System, moving: Iterable[Moving]) -> Iterator[tuple[Moving, Travel]]:
    """The way each still has, one question to the roads a target; none where the roads are not loaded."""
    by_target: dict[LatLon, list[Moving]] = {}
    for one in moving:
        by_target.setdefault(one.target, []).append(one)
    if not by_target:
        return
    try:
        roads = system.roads.current()
    except NotFoundError:
        return
    for target, group in by_target.items():
        for one, travel in zip(group, roads.to_one([m.place for m in group], target), strict=True):
            if travel is not None:
                yield one, travel


def _moving(session: Session, now: datetime) -> Iterator[Moving]:
    wanted = (
        select(AssignmentRow, IncidentRow, UnitRow, HospitalRow)
        .join(IncidentRow, IncidentRow.id == AssignmentRow.incident_id)
        .join(UnitRow, UnitRow.id == AssignmentRow.unit_id)
        .outerjoin(HospitalRow, HospitalRow.id == IncidentRow.hospital_id)
        .where(AssignmentRow.open.is_(True), AssignmentRow.state.in_([state.value for state in DRIVING]))
        .where(UnitRow.position_at >= now - FRESH)
        .order_by(AssignmentRow.id)
    )
    for job, incident, unit, hospital in session.execute(wanted):
        state = AssignmentState(job.state)
        target = _target(state, incident, hospital)
        place = _at(unit.lat, unit.lon)
        if target is not None and place is not None:
            yield Moving(job.id, job.region, state, place, target, job.eta, pace_of(session, job.region, unit))


def _target(state: AssignmentState, incident: IncidentRow, hospital: HospitalRow | None) -> LatLon | None:
    """Where a unit in this state drives to; None where nobody knows."""
    if state is AssignmentState.EN_ROUTE:
        return scene_of(incident)
    return _at(hospital.lat, hospital.lon) if hospital is not None else None


def _at(lat: float | None, lon: float | None) -> LatLon | None:
    return LatLon(lat, lon) if lat is not None and lon is not None else None


def pace_of(session: Session, region: str, unit: UnitRow) -> float:
    """How much faster than the clock a unit drives: 1, but for one that the simulated day drives."""
    day = session.get(SimulationRow, region)
    return day.speed if day is not None and day.on and is_simulated(session, unit) else 1.0


def _put_right(system: System, one: Moving, eta: datetime, eta_p90: datetime) -> bool:
    """Write the arrival down and tell who waits; False when the job has moved on meanwhile."""
    with working(system, system_actor(one.region, "arrivals")) as work:
        job = find_still_in(work.session, one.job_id, one.state)
        if job is None or job.eta != one.eta:
            return False
        untouched = job.eta == job.eta_promised
        if job.eta_promised is None or (one.pace != 1.0 and untouched):
            job.eta_promised = eta  # a simulated day promises by its own clock
        job.eta, job.eta_p90 = eta, eta_p90
        incident = get_incident(work.session, job.incident_id)
        _judge(work, system, job, incident)
        tell_assignment(work, job, incident, "eta")
        data = {"unit_id": job.unit_id, "eta": eta.isoformat()}
        heard = destination_of(work, incident) if one.state is AssignmentState.DEPART_SCENE else None
        work.told.extend(to_destination(incident, heard, "eta_changed", data, at=work.now))
        return True


def _judge(work: Work, system: System, job: AssignmentRow, incident: IncidentRow) -> None:
    """An alert while the arrival is more than three minutes from its promise, anew when it moves as far again."""
    slip = moved(job.eta_promised, job.eta)
    kind, other = (LATER, EARLIER) if slip > timedelta(0) else (EARLIER, LATER)
    clear_alert(work, other, job.id)
    standing = find_alert(work.session, kind, job.id)
    if abs(slip) <= TARGETS.arrival_slip:
        clear_alert(work, kind, job.id)
        return
    if standing is not None and abs(abs(slip).total_seconds() - standing.data["gain_s"]) <= SLIP_S:
        return
    clear_alert(work, kind, job.id)
    data = {"unit_id": job.unit_id, "gain_s": abs(slip).total_seconds()}
    level = ACT_SOON if kind == LATER else KNOW
    raise_alert(work, system, kind, job.id, region=job.region, level=level, incident_id=incident.id, data=data)


def moved(promised: datetime | None, eta: datetime | None) -> timedelta:
    """How much later than promised it is now; below zero is sooner. Nothing where either is unknown."""
    return eta - promised if promised is not None and eta is not None else timedelta(0)
