"""Sending units: whoever takes a unit first has it; whoever comes second is told who, when and for what."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from chassis.errors import IllegalMoveError, InvalidInputError, OutrunError, TakenError, UnsureError
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.assign import availability
from dispatch.desk.assigning import assign, find_way, finish, taken
from dispatch.desk.deciding import decide, find_plan
from dispatch.desk.dropping import lose_kit, miss_kit, order_if_left, order_kit
from dispatch.desk.stamping import has_stamp, stamp
from dispatch.desk.telling import tell_assignment, tell_incident
from dispatch.model import Availability, Unit, Verification
from dispatch.policies.force import in_force
from dispatch.states import ASSIGNMENT, INCIDENT, OPEN_INCIDENT, AssignmentAction, AssignmentState, IncidentState
from dispatch.system import System
from dispatch.tables.cases import IncidentRow, assignments_of, get_assignment, get_incident
from dispatch.tables.fleet import read_unit
from drones.feasibility import Go

SENT_UNVERIFIED = "sent_unverified"
NO_DRONE = "no_drone"  # unfilled
LOOKS = 3  # how often a race that was lost is looked at again before the incident stays pending


@dataclass(frozen=True, slots=True)
class Sent:
    """What `send_plan` did. `unfilled` are the places of the response plan nobody could fill, as codes.

    `no_drone` is among them where the decision said that a kit goes, and by now none can.
    """

    assignment_ids: tuple[str, ...]
    unfilled: tuple[str, ...]
    sortie_id: str | None = None


def send_unit(
    system: System, actor: Actor, incident_id: str, unit_id: str, *, queue: bool = False, sure: bool = True
) -> str:
    """Send one unit, whatever its rank; returns the assignment's id.

    Not taking rank 1 is possible at once; the reason is asked afterwards (`explain_override`). With `queue` a busy
    unit gets the incident behind its running one; without `sure` an unverified place is asked about first. Raises
    TakenError, NotFoundError, InvalidInputError, UnsureError.
    """
    with system.db.read() as session:
        incident = get_incident(session, incident_id, region=actor.region)
        unit, plan = read_unit(session, unit_id), find_plan(session, incident)
    way = find_way(system.roads.current(), unit, incident)
    with working(system, actor) as work:
        row = get_incident(work.session, incident_id, region=actor.region)
        _check_sendable(work, system, row, unit, queue=queue)
        _check_place(work, row, sure=sure)
        job = assign(work, system, row, unit, way, plan=plan)
        tell_incident(work, row)
    return job.id


def send_plan(system: System, actor: Actor, incident_id: str, *, seen: str | None = None, sure: bool = True) -> Sent:
    """Send everything a decision chose: units and drone. Loses a race, looks again, up to three times.

    `seen` is the decision a person looked at when they sent it: theirs is carried out, whatever has been decided since,
    unless somebody else has taken a unit of it, or its drone. None is the newest. What cannot be filled stays open: the
    incident remains on the board as pending, and nothing fails; no unit stays because no drone is left. Raises
    NotFoundError, and UnsureError as `send_unit` does.
    """
    missed = False
    for left in reversed(range(LOOKS)):
        try:
            return _send_chosen(system, actor, incident_id, seen, sure=sure, missed=missed, last=left == 0)
        except (TakenError, OutrunError):
            missed = missed or _says_go(system, incident_id, seen)
            seen = decide(system, incident_id, made_for=actor.id).decision_id
    return Sent((), ("outrun",))


def explain_override(system: System, actor: Actor, assignment_id: str, reason: str) -> None:
    """The one-key reason for not having sent rank 1, given afterwards."""
    with working(system, actor) as work:
        job = get_assignment(work.session, assignment_id)
        incident = get_incident(work.session, job.incident_id, region=actor.region)
        record_change(work, "override", job.id, {"reason": job.override_reason}, {"reason": reason})
        job.override_reason = reason
        tell_assignment(work, job, incident, "override")


def cancel_assignment(system: System, actor: Actor, assignment_id: str, reason: str) -> None:
    """Stand a unit down. Raises IllegalMoveError once the patient is on board."""
    with working(system, actor) as work:
        job = get_assignment(work.session, assignment_id)
        incident = get_incident(work.session, job.incident_id, region=actor.region)
        finish(work, system, job, incident, AssignmentAction.CANCEL, reason=reason)
        tell_incident(work, incident)


def divert(system: System, actor: Actor, assignment_id: str, incident_id: str) -> str:
    """Take a unit off its way and send it to `incident_id`; once only. Returns the new assignment's id."""
    with system.db.read() as session:
        old = get_assignment(session, assignment_id)
        target = get_incident(session, incident_id, region=actor.region)
        unit, plan = read_unit(session, old.unit_id), find_plan(session, target)
        policy = in_force(session, system, target.region)
    if old.diverts >= policy.assign.divert_limit:
        raise IllegalMoveError("assignment", old.state, "divert_again", ASSIGNMENT.allowed(AssignmentState(old.state)))
    way = find_way(system.roads.current(), unit, target)
    with working(system, actor) as work:
        running = get_assignment(work.session, assignment_id)
        left = get_incident(work.session, running.incident_id, region=actor.region)
        row = get_incident(work.session, incident_id, region=actor.region)
        finish(work, system, running, left, AssignmentAction.DIVERT, reason=incident_id)
        work.session.flush()
        freed = read_unit(work.session, unit.id)
        job = assign(work, system, row, freed, way, plan=plan, diverts=running.diverts + 1)
        for incident in (left, row):
            tell_incident(work, incident)
    return job.id


def _send_chosen(
    system: System, actor: Actor, incident_id: str, seen: str | None, *, sure: bool, missed: bool, last: bool
) -> Sent:
    """Once. The kit was `missed` when an earlier look said that it goes; on the `last` look units go without it."""
    with system.db.read() as session:
        incident = get_incident(session, incident_id, region=actor.region)
        plan, decision_id = find_plan(session, incident, seen), seen or incident.decision_id
        if plan is None:
            return Sent((), ("no_decision",))
        on_it = _units_on(session, incident)
        units = [
            read_unit(session, c.unit_id) for c in plan.chosen[len(on_it) :] if c.unit_id and c.unit_id not in on_it
        ]
    roads = system.roads.current()
    ways = [(unit, find_way(roads, unit, incident)) for unit in units]
    try:
        with working(system, actor) as work:
            row = get_incident(work.session, incident_id, region=actor.region)
            for unit in units:
                _check_sendable(work, system, row, unit, queue=False)
            _check_place(work, row, sure=sure or not units)
            jobs = [assign(work, system, row, unit, way, plan=plan, decision_id=seen) for unit, way in ways]
            sortie = (order_if_left if last else order_kit)(work, system, row, plan, decision_id)
            missed = missed or (last and isinstance(plan.drone, Go))
            unsent = (NO_DRONE,) if sortie is None and missed and miss_kit(work, system, row, plan) else ()
            tell_incident(work, row)
    except TakenError as error:
        lose_kit(system, plan, decision_id, error)
        raise
    missing = tuple(choice.reason for choice in plan.chosen if choice.unit_id is None and choice.reason)
    return Sent(tuple(job.id for job in jobs), (*missing, *unsent), sortie)


def _says_go(system: System, incident_id: str, seen: str | None) -> bool:
    """Whether a decision says that a drone goes."""
    with system.db.read() as session:
        plan = find_plan(session, get_incident(session, incident_id), seen)
    return plan is not None and isinstance(plan.drone, Go)


def _check_place(work: Work, row: IncidentRow, *, sure: bool) -> None:
    """Whoever sends units to a place nobody has verified is asked once; that they did so stays on record."""
    if row.verification != Verification.UNVERIFIED or has_stamp(work, row, SENT_UNVERIFIED):
        return
    if not sure:
        raise UnsureError("incident", row.id)
    stamp(work, row, SENT_UNVERIFIED)
    record_change(work, SENT_UNVERIFIED, row.id, None, {"source": row.place_source}, region=row.region)


def _units_on(session: Session, incident: IncidentRow) -> list[str]:
    return [job.unit_id for job in assignments_of(session, [incident.id]).get(incident.id, []) if job.open]


def _check_sendable(work: Work, system: System, incident: IncidentRow, unit: Unit, *, queue: bool) -> None:
    state = IncidentState(incident.state)
    if state not in OPEN_INCIDENT:
        raise IllegalMoveError("incident", state, "send_unit", INCIDENT.allowed(state))
    standing = availability(unit, now=work.now, policy=in_force(work.session, system, incident.region).assign)
    if standing is Availability.COMMITTED and not queue:
        raise taken(work, unit.id)
    if standing in {Availability.OFF_DUTY, Availability.OUT_OF_SERVICE}:
        raise InvalidInputError("unit_id", f"{unit.callsign} is {standing}")
