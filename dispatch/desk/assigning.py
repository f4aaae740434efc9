"""The steps of an assignment's life inside a command: taking the unit, telling the crew, ending, who is next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from chassis.deadlines import Deadline, clear_deadline, set_deadline
from chassis.errors import TakenError
from chassis.travel import Travel
from chassis.work import Work, record_change
from dispatch.desk.alerting import clear_alert
from dispatch.desk.arrived import settle_arrived
from dispatch.desk.carrying import carry_on
from dispatch.desk.paging import page_crew
from dispatch.desk.relieving import withdraw_relief
from dispatch.desk.stamping import stamp
from dispatch.desk.stopping import learn_stop
from dispatch.desk.telling import tell_assignment
from dispatch.legs import TARGETS
from dispatch.model import Unit
from dispatch.plan import Plan, RoadAnswers
from dispatch.record import route_json
from dispatch.states import ASSIGNMENT, BUSY, AssignmentAction, AssignmentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow, enter, expect, get_incident, scene_of
from dispatch.tables.fleet import claim_unit, get_unit, touch_unit
from routing.model import Route

TURNOUT = timedelta(seconds=10)
TIMERS = ("ack_realert", "ack_alarm", "turnout", "scene_time", "offload", "check_in", "check_in_missed")
ALERTS = (
    "no_ack_realert",
    "no_ack",
    "late_turnout",
    "long_on_scene",
    "long_offload",
    "divert_advised",
    "not_needed",
    "road_blocked",
    "crew_silent",
)


@dataclass(frozen=True, slots=True)
class Way:
    """How a unit gets to a place; None where no road leads there or one of the two places is unknown."""

    travel: Travel | None
    route: Route | None


def find_way(roads: RoadAnswers, unit: Unit, incident: IncidentRow) -> Way:
    """The unit's way to the incident. Asks the roads, so never inside a transaction."""
    target = scene_of(incident)
    if unit.place is None or target is None:
        return Way(None, None)
    return Way(roads.to_one([unit.place], target)[0], roads.route(unit.place, target))


def assign(
    work: Work,
    system: System,
    incident: IncidentRow,
    unit: Unit,
    way: Way,
    *,
    plan: Plan | None,
    decision_id: str | None = None,
    diverts: int = 0,
) -> AssignmentRow:
    """Write the assignment; the unit is taken by a conditional update, so of two desks exactly one wins.

    `plan` is that of `decision_id`, None for the incident's newest. A unit that is busy gets it `proposed`, behind
    what it is doing. Raises TakenError, naming who was faster.
    """
    withdraw_relief(work, unit.id)
    running = any(commitment.state in BUSY for commitment in unit.commitments)
    if not claim_unit(work.session, unit.id, version=unit.version, by=work.actor.name, to=incident.number, at=work.now):
        raise taken(work, unit.id)
    job = _proposed(work, system, incident, unit, way)
    job.rank, job.diverts = _rank(plan, unit.id), diverts
    job.decision_id = decision_id or incident.decision_id
    work.session.add(job)
    work.session.flush()
    new = {"unit": unit.id, "incident": incident.id, "rank": job.rank}
    record_change(work, "send_unit", job.id, None, new, region=incident.region)
    settle_arrived(work, system, incident.id)
    if not running:
        start(work, system, job, incident)
    else:
        tell_assignment(work, job, incident, "propose")
    return job


def _proposed(work: Work, system: System, incident: IncidentRow, unit: Unit, way: Way) -> AssignmentRow:
    """The assignment with its way, as nobody has begun it yet."""
    job = AssignmentRow(
        id=system.ids.new("asg"),
        region=incident.region,
        unit_region=unit.region,
        incident_id=incident.id,
        unit_id=unit.id,
        state=AssignmentState.PROPOSED,
        made_at=work.now,
        made_by=work.actor.id,
        route=route_json(way.route) if way.route is not None else None,
    )
    expect(job, *way_times(way, work.now + TURNOUT))
    return job


def start(work: Work, system: System, job: AssignmentRow, incident: IncidentRow) -> None:
    """Dispatch: stamp, page the crew, and expect an acknowledgement."""
    enter(job, ASSIGNMENT.after(AssignmentState(job.state), AssignmentAction.DISPATCH), at=work.now)
    stamp(work, incident, AssignmentAction.DISPATCH, assignment=job)
    page_crew(work, system, get_unit(work.session, job.unit_id), incident, job)
    set_deadline(work.session, Deadline(job.region, "ack_realert", job.id, work.now + TARGETS.ack.late, {}))
    tell_assignment(work, job, incident, AssignmentAction.DISPATCH)


def finish(
    work: Work,
    system: System,
    job: AssignmentRow,
    incident: IncidentRow,
    action: AssignmentAction,
    *,
    reason: str | None = None,
    device_at: datetime | None = None,
    source: str = "human",
    seems_at: datetime | None = None,
) -> None:
    """End an assignment: stamp, audit, timers and alerts off, the unit free, the next in line dispatched."""
    old = AssignmentState(job.state)
    job.state, job.open, job.closed_at = ASSIGNMENT.after(old, action), False, work.now
    stamp(work, incident, action, assignment=job, device_at=device_at, source=source, seems_at=seems_at)
    record_change(work, action, job.id, {"state": old}, {"state": job.state}, region=job.region, reason=reason)
    for timer in TIMERS:
        clear_deadline(work.session, timer, job.id)
    for alert in ALERTS:
        clear_alert(work, alert, job.id)
    touch_unit(work.session, job.unit_id)
    set_deadline(work.session, Deadline(job.unit_region, "relief", job.unit_id, work.now, {}))
    learn_stop(work, system, job, incident)
    tell_assignment(work, job, incident, action)
    carry_on(work, system, job, incident, action)
    _next_in_line(work, system, job.unit_id)


def taken(work: Work, unit_id: str) -> TakenError:
    """Who has the unit, since when and for what."""
    row = get_unit(work.session, unit_id)
    at = row.sent_at.isoformat() if row.sent_at else ""
    return TakenError("unit", unit_id, by=row.sent_by or "", at=at, why=row.sent_to or "")


def _next_in_line(work: Work, system: System, unit_id: str) -> None:
    """The first incident that waited behind the finished one."""
    waiting = work.session.scalars(
        select(AssignmentRow)
        .where(AssignmentRow.unit_id == unit_id, AssignmentRow.open.is_(True), AssignmentRow.state == "proposed")
        .order_by(AssignmentRow.made_at, AssignmentRow.id)
    ).first()
    if waiting is not None:
        start(work, system, waiting, get_incident(work.session, waiting.incident_id))


def _rank(plan: Plan | None, unit_id: str) -> int | None:
    if plan is None:
        return None
    return next((place for place, o in enumerate(plan.units.options, start=1) if o.unit_id == unit_id), None)


def way_times(way: Way, start: datetime) -> tuple[datetime | None, datetime | None]:
    """When a unit that rolls at `start` is there: as likely sooner as later, and nine times out of ten."""
    return (start + way.travel.p50, start + way.travel.p90) if way.travel is not None else (None, None)
