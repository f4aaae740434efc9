"""A way anew from where the unit is: a crew has left the one it was told, and asks for another."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from chassis.errors import IllegalMoveError, NotFoundError
from chassis.geo import LatLon
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.arrivals import pace_of
from dispatch.crew.confining import confine_to_assignment
from dispatch.desk.assigning import TURNOUT
from dispatch.desk.destination import heading_for
from dispatch.desk.telling import tell_assignment
from dispatch.record import route_json
from dispatch.states import BEFORE_SCENE, ROLLING, AssignmentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, get_assignment, get_incident
from dispatch.tables.fleet import get_unit
from routing.model import Alternative, Route

LEFT = "left"  # why the way before is not driven any more, beside the reasons of `dispatch.traffic.detour`
LEADS = BEFORE_SCENE | {AssignmentState.DEPART_SCENE}


@dataclass(frozen=True, slots=True)
class _Asked:
    state: str
    here: LatLon
    target: LatLon
    pace: float


def find_way_anew(system: System, actor: Actor, assignment_id: str) -> dict[str, Any]:
    """The way from the unit's newest position, in force from now; desk and crew are told. Returns it.

    Raises IllegalMoveError when the assignment drives nowhere, NotFoundError where no road leads there or nobody knows
    where the unit is, ForbiddenError for another unit's crew.
    """
    with system.db.read() as session:
        asked = _asked(session, actor, assignment_id)
    route = system.roads.current().route(asked.here, asked.target)
    if route is None:
        raise NotFoundError("route", assignment_id)
    with working(system, actor) as work:
        job = get_assignment(work.session, assignment_id, lock=True)
        if job.state != asked.state:
            raise IllegalMoveError("assignment", job.state, "reroute", ())
        _lead(work, job, route, asked.pace)
        tell_assignment(work, job, get_incident(work.session, job.incident_id), "reroute")
        return dict(job.route or {})


def other_ways(system: System, actor: Actor, assignment_id: str) -> list[dict[str, Any]]:
    """Ways beside the fastest for a unit under way, fastest first; raises as `find_way_anew` does."""
    with system.db.read() as session:
        asked = _asked(session, actor, assignment_id)
    found = system.roads.held().roads.alternatives(asked.here, asked.target)
    return [_other(one) for one in found]


def _other(one: Alternative) -> dict[str, Any]:
    english = next((step.name_en for step in one.route.steps if step.name == one.over), None)
    return {
        "points": [[round(place.lon, 6), round(place.lat, 6)] for place in one.route.points],
        "p50_s": one.route.travel.p50.total_seconds(),
        "p90_s": one.route.travel.p90.total_seconds(),
        "distance_m": round(one.route.travel.distance_m),
        "shared": round(one.shared, 2),
        "later_s": round(one.later.total_seconds()),
        "over": {"ko": one.over, "en": english or one.over} if one.over else None,
    }


def _asked(session: Session, actor: Actor, assignment_id: str) -> _Asked:
    job = get_assignment(session, assignment_id)
    confine_to_assignment(actor, job)
    if not job.open or job.state not in LEADS:
        raise IllegalMoveError("assignment", job.state, "reroute", ())
    incident, unit = get_incident(session, job.incident_id), get_unit(session, job.unit_id)
    target = heading_for(session, job, incident)
    if target is None or unit.lat is None or unit.lon is None:
        raise NotFoundError("route", assignment_id)
    return _Asked(job.state, LatLon(unit.lat, unit.lon), target, pace_of(session, job.region, unit))


def _lead(work: Work, job: AssignmentRow, route: Route, pace: float) -> None:
    """What was promised stands: the minutes that the way left behind costs are told as late."""
    starts_at = work.now if AssignmentState(job.state) in ROLLING else work.now + TURNOUT
    eta, eta_p90 = (starts_at + time / pace for time in (route.travel.p50, route.travel.p90))
    later_s = round((eta - job.eta).total_seconds()) if job.eta else 0
    why = {"reason": LEFT, "street": None, "later_s": later_s, "closure_id": None, "at": work.now.isoformat()}
    old, new = ({"eta": at.isoformat() if at else None} for at in (job.eta, eta))
    record_change(work, "reroute", job.id, old, new, region=job.region)
    job.route, job.eta, job.eta_p90 = route_json(route) | {"detour": why}, eta, eta_p90
