"""Sending units: whoever takes a unit first has it; whoever comes second is told who, when and for what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from routing.model import Route
from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import audit, events
from chassis.deadlines import Deadline, clear_deadline, set_deadline
from chassis.errors import IllegalMoveError, InvalidInputError, OutrunError, TakenError
from chassis.geo import LatLon
from chassis.identity import Actor
from chassis.travel import Travel
from dispatch.assign import availability
from dispatch.desk.deciding import decide
from dispatch.desk.dropping import order_kit
from dispatch.desk.paging import page_crew
from dispatch.desk.stamping import stamp
from dispatch.events import assignment_changed, incident_changed
from dispatch.model import Availability, Unit
from dispatch.plan import Plan, RoadAnswers
from dispatch.record import route_json, unpack_plan
from dispatch.states import ASSIGNMENT, BUSY, INCIDENT, OPEN_INCIDENT, AssignmentAction, AssignmentState, IncidentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow, assignments_of, get_assignment, get_incident
from dispatch.tables.fleet import UnitRow, claim_unit, get_unit, read_unit, touch_unit
from dispatch.tables.records import DecisionRow

LOOKS = 3  # how often a race that was lost is looked at again before the incident stays pending
ACK_REALERT = timedelta(seconds=60)  # console.md 6; the alarm follows at 90 s
TURNOUT = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Sent:
    """What `send_plan` did. `unfilled` are places of the response plan nobody could fill, with the reason."""

    assignment_ids: tuple[str, ...]
    unfilled: tuple[str, ...]
    sortie_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Way:
    """How a unit gets to a place: its route and its expected arrival. None where no road leads there."""

    travel: Travel | None
    route: Route | None


def send_unit(
    system: System,
    actor: Actor,
    incident_id: str,
    unit_id: str,
    *,
    queue: bool = False,
) -> str:
    """Send one unit, whatever its rank; returns the assignment's id.

    Not taking rank 1 is possible at once; the reason is asked afterwards (`explain_override`). With `queue` a busy
    unit gets the incident behind its running one. Raises TakenError, NotFoundError, InvalidInputError.
    """
    now = system.clock.now()
    with system.db.read() as session:
        incident, unit = get_incident(session, incident_id, region=actor.region), read_unit(session, unit_id)
        plan = _plan_of(session, incident)
        _sendable(session, incident, unit, now, system, queue)
        place = (incident.place_lat, incident.place_lon)
    way = _way(system.roads.current(), unit, place)
    with system.db.write() as session:
        row = get_incident(session, incident_id, region=actor.region)
        job = _assign(session, system, actor, row, unit, way=way, plan=plan, now=now, queue=queue)
        _close_books(session, row, [job], now)
    system.bell.ring()
    return job.id


def send_plan(system: System, actor: Actor, incident_id: str) -> Sent:
    """Send everything the newest decision chose: units and drone. Loses a race, looks again, up to three times.

    What cannot be filled stays open: the incident remains on the board as pending, never fails.
    """
    taken: list[str] = []
    for _ in range(LOOKS):
        try:
            return _send_chosen(system, actor, incident_id, taken)
        except (TakenError, OutrunError):
            decide(system, incident_id, made_for=actor.id)
    return Sent(tuple(taken), ("outrun",))


def _send_chosen(system: System, actor: Actor, incident_id: str, taken: list[str]) -> Sent:
    now = system.clock.now()
    with system.db.read() as session:
        incident = get_incident(session, incident_id, region=actor.region)
        plan = _plan_of(session, incident)
        if plan is None:
            return Sent((), ("no_decision",))
        already = {a.unit_id for a in assignments_of(session, [incident_id]).get(incident_id, []) if a.open}
        wanted = [c.unit_id for c in plan.chosen if c.unit_id is not None][: len(plan.chosen) - len(already)]
        units = [read_unit(session, unit_id) for unit_id in wanted if unit_id not in already]
        place = (incident.place_lat, incident.place_lon)
    roads = system.roads.current()
    ways = [(unit, _way(roads, unit, place)) for unit in units]
    with system.db.write() as session:
        row = get_incident(session, incident_id, region=actor.region)
        jobs = [
            _assign(session, system, actor, row, unit, way=way, plan=plan, now=now, queue=False) for unit, way in ways
        ]
        sortie = order_kit(session, system, actor, row, plan.drone, now)
        _close_books(session, row, jobs, now)
    system.bell.ring()
    taken += [job.id for job in jobs]
    return Sent(tuple(taken), tuple(c.reason for c in plan.chosen if c.unit_id is None and c.reason), sortie)


def explain_override(system: System, actor: Actor, assignment_id: str, reason: str) -> None:
    """The one-key reason for not having sent rank 1, given afterwards."""
    now = system.clock.now()
    with system.db.write() as session:
        job = get_assignment(session, assignment_id)
        incident = get_incident(session, job.incident_id, region=actor.region)
        old, job.override_reason = job.override_reason, reason
        audit.record(session, actor, "override", job.id, at=now, old={"reason": old}, new={"reason": reason})
        session.flush()
        events.append(session, assignment_changed(job, incident, at=now, action="override"))
    system.bell.ring()


def cancel_assignment(system: System, actor: Actor, assignment_id: str, reason: str) -> None:
    """Stand a unit down. Raises IllegalMoveError once the patient is on board."""
    end_assignment(system, actor, assignment_id, AssignmentAction.CANCEL, reason)


def end_assignment(system: System, actor: Actor, assignment_id: str, action: AssignmentAction, reason: str) -> None:
    """Finish an assignment by an action of the desk or of time, and free the unit."""
    now = system.clock.now()
    with system.db.write() as session:
        job = get_assignment(session, assignment_id)
        incident = get_incident(session, job.incident_id, region=actor.region)
        finish(session, system, actor, job, incident, action, now=now, reason=reason)
        _close_books(session, incident, [], now)
    system.bell.ring()


def divert(system: System, actor: Actor, assignment_id: str, incident_id: str) -> str:
    """Take a unit off its way and send it to `incident_id`; once only. Returns the new assignment's id."""
    now = system.clock.now()
    with system.db.read() as session:
        old = get_assignment(session, assignment_id)
        if old.diverts >= system.policy.assign.divert_limit:
            raise IllegalMoveError(
                "assignment", old.state, "divert_again", ASSIGNMENT.allowed(AssignmentState(old.state))
            )
        unit = read_unit(session, old.unit_id)
        target = get_incident(session, incident_id, region=actor.region)
        plan, place = _plan_of(session, target), (target.place_lat, target.place_lon)
    way = _way(system.roads.current(), unit, place)
    with system.db.write() as session:
        running = get_assignment(session, assignment_id)
        left = get_incident(session, running.incident_id, region=actor.region)
        finish(session, system, actor, running, left, AssignmentAction.DIVERT, now=now, reason=incident_id)
        session.flush()
        row = get_incident(session, incident_id, region=actor.region)
        fresh = read_unit(session, unit.id)
        job = _assign(session, system, actor, row, fresh, way=way, plan=plan, now=now, queue=False)
        job.diverts = running.diverts + 1
        _close_books(session, left, [], now)
        _close_books(session, row, [job], now)
    system.bell.ring()
    return job.id


def finish(
    session: Session,
    system: System,
    actor: Actor,
    job: AssignmentRow,
    incident: IncidentRow,
    action: AssignmentAction,
    *,
    now: datetime,
    reason: str | None = None,
    device_at: datetime | None = None,
) -> None:
    """End an assignment inside the caller's transaction: stamp, audit, events, unit freed, next in line sent."""
    old = AssignmentState(job.state)
    job.state, job.open, job.closed_at = ASSIGNMENT.after(old, action), False, now
    stamp(session, incident, action.value, at=now, actor=actor, assignment=job, device_at=device_at)
    for kind in ("ack_realert", "ack_alarm", "turnout"):
        clear_deadline(session, kind, job.id)
    audit.record(
        session,
        actor,
        action,
        job.id,
        at=now,
        region=job.region,
        old={"state": old},
        new={"state": job.state},
        reason=reason,
    )
    touch_unit(session, job.unit_id)
    set_deadline(session, Deadline(job.unit_region, "relief", job.unit_id, now, {}))
    session.flush()
    _next_in_line(session, system, actor, job.unit_id, now)
    events.append(session, assignment_changed(job, incident, at=now, action=action.value))


def _next_in_line(session: Session, system: System, actor: Actor, unit_id: str, now: datetime) -> None:
    """The first incident that waited behind the finished one is dispatched now."""
    waiting = session.scalars(
        select(AssignmentRow)
        .where(AssignmentRow.unit_id == unit_id, AssignmentRow.open.is_(True), AssignmentRow.state == "proposed")
        .order_by(AssignmentRow.made_at, AssignmentRow.id)
    ).first()
    if waiting is None:
        return
    incident = get_incident(session, waiting.incident_id)
    waiting.state = ASSIGNMENT.after(AssignmentState.PROPOSED, AssignmentAction.DISPATCH)
    _tell_crew(session, system, actor, incident, waiting, get_unit(session, unit_id), now)
    session.flush()
    events.append(session, assignment_changed(waiting, incident, at=now, action="dispatch"))


def _plan_of(session: Session, incident: IncidentRow) -> Plan | None:
    decision = session.get(DecisionRow, incident.decision_id) if incident.decision_id else None
    return unpack_plan(decision.answer) if decision else None


def _sendable(session: Session, incident: IncidentRow, unit: Unit, now: datetime, system: System, queue: bool) -> None:
    if IncidentState(incident.state) not in OPEN_INCIDENT:
        raise IllegalMoveError("incident", incident.state, "send_unit", INCIDENT.allowed(IncidentState(incident.state)))
    state = availability(unit, now=now, policy=system.policy.assign)
    if state is Availability.COMMITTED and not queue:
        raise _taken(session, unit)
    if state in {Availability.OFF_DUTY, Availability.OUT_OF_SERVICE}:
        raise InvalidInputError("unit_id", f"{unit.callsign} is {state}")


def _taken(session: Session, unit: Unit) -> TakenError:
    row = get_unit(session, unit.id)
    at = row.sent_at.isoformat() if row.sent_at else ""
    return TakenError("unit", unit.id, by=row.sent_by or "", at=at, why=row.sent_to or "")


def _way(roads: RoadAnswers, unit: Unit, place: tuple[float | None, float | None]) -> _Way:
    lat, lon = place
    if unit.place is None or lat is None or lon is None:
        return _Way(None, None)
    target = LatLon(lat, lon)
    return _Way(roads.to_one([unit.place], target)[0], roads.route(unit.place, target))


def _assign(
    session: Session,
    system: System,
    actor: Actor,
    incident: IncidentRow,
    unit: Unit,
    *,
    way: _Way,
    plan: Plan | None,
    now: datetime,
    queue: bool,
) -> AssignmentRow:
    """Write the assignment; the unit is taken by a conditional update, so of two desks exactly one wins."""
    running = [c for c in unit.commitments if c.state in BUSY]
    if not claim_unit(session, unit.id, version=unit.version, by=actor.name, to=incident.number, at=now):
        raise _taken(session, unit)
    row = get_unit(session, unit.id)
    job = AssignmentRow(
        id=system.ids.new("asg"),
        region=incident.region,
        unit_region=unit.region,
        incident_id=incident.id,
        unit_id=unit.id,
        state=AssignmentState.PROPOSED,
        rank=_rank(plan, unit.id),
        decision_id=incident.decision_id,
        made_at=now,
        made_by=actor.id,
        route=None,
    )
    _expect(job, way, now)
    session.add(job)
    session.flush()
    if not (running and queue):
        job.state = ASSIGNMENT.after(AssignmentState.PROPOSED, AssignmentAction.DISPATCH)
        _tell_crew(session, system, actor, incident, job, row, now)
    new = {"unit": unit.id, "incident": incident.id, "rank": job.rank, "state": job.state}
    audit.record(session, actor, "send_unit", job.id, at=now, region=incident.region, new=new)
    return job


def _expect(job: AssignmentRow, way: _Way, now: datetime) -> None:
    if way.travel is not None:
        job.eta, job.eta_p90 = now + TURNOUT + way.travel.p50, now + TURNOUT + way.travel.p90
    if way.route is not None:
        job.route = route_json(way.route)


def _tell_crew(
    session: Session,
    system: System,
    actor: Actor,
    incident: IncidentRow,
    job: AssignmentRow,
    unit: UnitRow,
    now: datetime,
) -> None:
    stamp(session, incident, "dispatch", at=now, actor=actor, assignment=job)
    page_crew(session, system, unit, incident, job, now)
    set_deadline(session, Deadline(job.region, "ack_realert", job.id, now + ACK_REALERT, {}))


def _rank(plan: Plan | None, unit_id: str) -> int | None:
    if plan is None:
        return None
    return next((place for place, o in enumerate(plan.units.options, start=1) if o.unit_id == unit_id), None)


def _close_books(session: Session, incident: IncidentRow, jobs: Iterable[AssignmentRow], now: datetime) -> None:
    """Say what has changed: each new assignment, then the incident's line."""
    session.flush()
    known = assignments_of(session, [incident.id]).get(incident.id, [])
    told = [event for job in jobs for event in assignment_changed(job, incident, at=now, action="dispatch")]
    events.append(session, [*told, incident_changed(incident, known, at=now)])
