"""What follows when the traffic changes: ways in force are left where they have to be, open decisions are made anew.

Nothing is decided inside a transaction: each way and each decision is thought about first and written on its own.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from chassis.errors import NotFoundError
from chassis.geo import LatLon
from chassis.identity import system_actor
from chassis.work import record_change, working
from dispatch.arrivals import pace_of
from dispatch.desk.alerting import ACT_NOW, clear_alert, raise_alert
from dispatch.desk.assigning import TURNOUT
from dispatch.desk.destination import heading_for
from dispatch.desk.telling import tell_assignment
from dispatch.plan import DetourPolicy
from dispatch.policies.force import in_force
from dispatch.record import route_json
from dispatch.roadfile import RoadsInForce
from dispatch.states import BEFORE_SCENE, ROLLING, AssignmentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow, find_still_in, get_incident
from dispatch.tables.fleet import UnitRow
from dispatch.tables.records import AlertRow
from dispatch.traffic.detour import LOST_M, Ahead, Detour, Left, ahead_of, closed_on, judge
from dispatch.traffic.reranking import Because, decide_anew, decide_what_has_moved
from routing.model import Route
from routing.roads import Roads
from routing.snap import access_ms

BLOCKED = "road_blocked"
log = structlog.get_logger("goldentime.traffic")


@dataclass(frozen=True, slots=True)
class Followed:
    """What was done: units led another way, units that no way is left for, incidents decided anew; in how long."""

    detours: tuple[str, ...]
    blocked: tuple[str, ...]
    decisions: tuple[str, ...]
    took_ms: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class _Driven:
    """A job whose unit is on a way, as it was read."""

    job_id: str
    region: str
    unit_id: str
    state: str
    here: LatLon
    target: LatLon
    route: Mapping[str, Any]
    pace: float


def follow(system: System, because: Because) -> Followed:
    """Put the change in force in this process, then lead units round it and make open decisions anew."""
    began = time.perf_counter()
    try:
        held = system.roads.refresh()
    except NotFoundError:
        return Followed((), (), ())
    detours, blocked = lead_round(system, held)
    decisions = decide_anew(system, because)
    took_ms = (time.perf_counter() - began) * 1000
    log.info("traffic_followed", code=because.code, detours=len(detours), decisions=len(decisions), took_ms=took_ms)
    return Followed(detours, blocked, decisions, round(took_ms, 1))


def look_round(system: System) -> None:
    """Whether somebody on the way would now do better on another, and whether open decisions still promise what the
    roads say; asked again and again by the worker."""
    try:
        held = system.roads.held()
    except NotFoundError:
        return
    lead_round(system, held)
    decide_what_has_moved(system, held.roads)


def lead_round(system: System, held: RoadsInForce) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Look at every way in force: the units that were given another one, and those that no way is left for."""
    with system.db.read() as session:
        driven = list(_driven(session))
        standing = select(AlertRow.subject).where(AlertRow.kind == BLOCKED, AlertRow.open.is_(True))
        stuck = set(session.scalars(standing))
        policies = {one: in_force(session, system, one).detours for one in {each.region for each in driven}}
    led, blocked = list[str](), list[str]()
    for one in driven:
        try:
            _look_at(system, held, one, led, blocked, policy=policies[one.region], is_stuck=one.job_id in stuck)
        except Exception:  # a way that cannot be read is one unit's trouble, never the next one's
            log.exception("way_not_looked_at", job=one.job_id)
    return tuple(led), tuple(blocked)


def _look_at(
    system: System,
    held: RoadsInForce,
    one: _Driven,
    led: list[str],
    blocked: list[str],
    *,
    policy: DetourPolicy,
    is_stuck: bool,
) -> None:
    ahead = ahead_of(one.route, one.here, held.roads.network.digest)
    if ahead is None:
        return
    route = held.roads.route(one.here, one.target)
    if route is None:
        if closed_on(ahead.edges, held.roads.metric.travel_ms) and _cannot_go(system, held, one, ahead):
            blocked.append(one.unit_id)
        return
    if is_stuck:
        _is_free(system, one)
    detour = _detour(held, one, ahead, route, policy)
    if detour is not None and _lead(system, one, route, detour):
        led.append(one.unit_id)


def _driven(session: Session) -> Iterator[_Driven]:
    states = [state.value for state in BEFORE_SCENE | {AssignmentState.DEPART_SCENE}]
    wanted = (
        select(AssignmentRow, IncidentRow, UnitRow)
        .join(IncidentRow, IncidentRow.id == AssignmentRow.incident_id)
        .join(UnitRow, UnitRow.id == AssignmentRow.unit_id)
        .where(AssignmentRow.open.is_(True), AssignmentRow.state.in_(states))
        .order_by(AssignmentRow.id)
        .options(undefer(AssignmentRow.route))
    )
    for job, incident, unit in session.execute(wanted):
        target = heading_for(session, job, incident)
        if job.route and target is not None and unit.lat is not None and unit.lon is not None:
            here, pace = LatLon(unit.lat, unit.lon), pace_of(session, job.region, unit)
            yield _Driven(job.id, job.region, job.unit_id, job.state, here, target, job.route, pace)


def _detour(
    held: RoadsInForce, one: _Driven, ahead: Ahead, route: Route, policy: DetourPolicy
) -> dict[str, Any] | None:
    """Why this unit leaves its way for `route`, as the desk and the crew are told; None when it goes on."""
    if ahead.off_m > LOST_M or not route.edges:
        return None  # it has its own idea of the way already, or is there
    weights = held.roads.metric.travel_ms
    shut = closed_on(ahead.edges[1:], weights) or closed_on(ahead.edges, weights)
    verdict = judge(_left(held, ahead, is_shut=bool(shut)), _road_ms(held.roads, one, route), policy)
    if verdict is None:
        return None
    why, later_s = verdict
    network = held.roads.network
    street = {"ko": network.edge_name(shut[0]), "en": held.segments.english_of(shut[0])} if shut else None
    named = street if street is not None and street["ko"] else None
    return {"reason": why, "street": named, "later_s": round(later_s), "closure_id": _closure_of(held, shut)}


def _left(held: RoadsInForce, ahead: Ahead, *, is_shut: bool) -> Left:
    now = held.roads.times
    before = replace(now, travel_ms=held.profile.travel_ms)
    now_ms, before_ms = (one.rest_ms(ahead.edges, ahead.first_m, ahead.last_m) for one in (now, before))
    return Left(now_ms, before_ms, is_shut)


def _road_ms(roads: Roads, one: _Driven, route: Route) -> int:
    """A route's time on the road alone, as what is left of a way is counted."""
    ends = (roads.snap(place) for place in (one.here, one.target))
    off_road_ms = sum(access_ms(end.access_m) for end in ends if end is not None)
    return round((route.travel.driven or route.travel.p50).total_seconds() * 1000) - off_road_ms


def _closure_of(held: RoadsInForce, edges: tuple[int, ...]) -> str | None:
    closures = (one for one in held.state.restrictions if one.share is None and set(edges) & set(one.edges))
    return next((one.id for one in closures), None)


def _lead(system: System, one: _Driven, route: Route, detour: Mapping[str, Any]) -> bool:
    """Give the job its new way and tell desk and crew why; False when it has moved on meanwhile."""
    with working(system, system_actor(one.region, "traffic")) as work:
        job = find_still_in(work.session, one.job_id, one.state)
        if job is None:
            return False
        starts_at = work.now if AssignmentState(one.state) in ROLLING else work.now + TURNOUT
        old = {"eta": job.eta.isoformat() if job.eta else None}
        job.route = route_json(route) | {"detour": {**detour, "at": work.now.isoformat()}}
        job.eta = starts_at + route.travel.p50 / one.pace
        job.eta_p90 = starts_at + route.travel.p90 / one.pace
        new = {"eta": job.eta.isoformat(), "reason": detour["reason"], "later_s": detour["later_s"]}
        record_change(work, "detour", job.id, old, new, region=one.region)
        tell_assignment(work, job, get_incident(work.session, job.incident_id), Detour.__name__.lower())
        return True


def _cannot_go(system: System, held: RoadsInForce, one: _Driven, ahead: Ahead) -> bool:
    """The road ahead is closed and no other leads there: a person has to know at once."""
    shut = closed_on(ahead.edges, held.roads.metric.travel_ms)
    with working(system, system_actor(one.region, "traffic")) as work:
        job = find_still_in(work.session, one.job_id, one.state)
        if job is None:
            return False
        data = {"unit_id": one.unit_id, "street": held.roads.network.edge_name(shut[0])}
        of, level = job.incident_id, ACT_NOW
        return raise_alert(work, system, BLOCKED, job.id, region=one.region, level=level, incident_id=of, data=data)


def _is_free(system: System, one: _Driven) -> None:
    """A way is there again."""
    with working(system, system_actor(one.region, "traffic")) as work:
        clear_alert(work, BLOCKED, one.job_id)
