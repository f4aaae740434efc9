"""Where crews really stopped: learnt when an assignment ends, and where the units' routes end from then on."""

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.geo import LatLon
from chassis.tracks import read_tracks
from chassis.work import Work
from dispatch.entrances import Fix, NoPin, NoStop, Pin, Visit, find_pin, find_stop
from dispatch.model import Verification
from dispatch.policies.force import in_force
from dispatch.states import AssignmentAction
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow, StampRow, location_of
from dispatch.tables.fleet import UnitRow, is_simulated
from dispatch.tables.stops import StopRow, read_stops

REACHED = (AssignmentAction.AT_PATIENT, AssignmentAction.ON_SCENE)  # the first that was stamped counts

log = structlog.get_logger("goldentime.stops")


def learn_stop(work: Work, system: System, job: AssignmentRow, incident: IncidentRow) -> LatLon | NoStop:
    """Write down where the unit of an assignment that ends stood for the incident's place, or say why nowhere.

    A simulated unit teaches simulated incidents only, whatever it was sent to.
    """
    policy = in_force(work.session, system, job.region).entrances
    track = [Fix(point.at, point.place) for point in read_tracks(work.session, [job.id]).get(job.id, [])]
    visit, unit = _visit(work, job, incident), work.session.get_one(UnitRow, job.unit_id)
    found = find_stop(track, visit, policy)
    if isinstance(found, NoStop) or visit.place is None or visit.reached is None:
        log.info("no_stop_learnt", assignment=job.id, reason=found)
        return found
    work.session.merge(
        StopRow(
            assignment_id=job.id,
            region=job.region,
            place_lat=visit.place.lat,
            place_lon=visit.place.lon,
            lat=found.lat,
            lon=found.lon,
            at=visit.reached,
            simulated=incident.simulated or is_simulated(work.session, unit),
        )
    )
    return found


def pin_for(session: Session, system: System, incident: IncidentRow) -> Pin | NoPin:
    """The entrance pin of the incident's place as it is known now, or why there is none."""
    location = location_of(incident)
    if location is None:
        return NoPin.VAGUE
    policy = in_force(session, system, incident.region).entrances
    within_m, simulated = policy.same_place_m, incident.simulated
    stops = read_stops(session, incident.region, location.place, within_m=within_m, simulated=simulated)
    return find_pin(stops, location.place, _radius_m(incident), now=system.clock.now(), policy=policy)


def aim(work: Work, system: System, incident: IncidentRow) -> bool:
    """Let routes to the incident end at its pin where that is sure enough, else at the place; whether that is new."""
    found, before = pin_for(work.session, system, incident), (incident.pin_lat, incident.pin_lon)
    leading = found.at if isinstance(found, Pin) and found.leads else None
    incident.pin_lat = leading.lat if leading is not None else None
    incident.pin_lon = leading.lon if leading is not None else None
    return before != (incident.pin_lat, incident.pin_lon)


def _visit(work: Work, job: AssignmentRow, incident: IncidentRow) -> Visit:
    location, reached = location_of(incident), _reached(work.session, job)
    return Visit(
        place=location.place if location is not None else None,
        radius_m=_radius_m(incident),
        reached=reached.at if reached is not None else None,
        device_at=reached.device_at if reached is not None else None,
        over=work.now,
        many=incident.mass_level is not None,
    )


def _reached(session: Session, job: AssignmentRow) -> StampRow | None:
    """The newest: an earlier one was taken back."""
    for action in REACHED:
        wanted = select(StampRow).where(StampRow.assignment_id == job.id, StampRow.name == action)
        newest = session.scalars(wanted.order_by(StampRow.id.desc()).limit(1)).first()
        if newest is not None:
            return newest
    return None


def _radius_m(incident: IncidentRow) -> float | None:
    """How vague the place is. What a person has verified without a radius is an address."""
    if incident.place_radius_m is None and incident.verification == Verification.VERIFIED:
        return 0.0
    return incident.place_radius_m
