"""The simulated day: callers, dispatchers, crews, hospitals and pilots who use the real commands, and say so.

Everything a step needs is read from the database, so a restarted worker goes on where the last one stopped. The
speed scales what the actors do, never the clock. What people have in hand is left to them, see `hands`.
"""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis import topics
from chassis.accounts import UserRow
from chassis.chance import seeded
from chassis.errors import GoldentimeError
from chassis.events import Event
from chassis.identity import Actor, Role
from chassis.work import record_change, working
from dispatch.calls import NewCall
from dispatch.desk.closing import close_incident
from dispatch.desk.sending import send_plan
from dispatch.desk.taking import take_call
from dispatch.simulation.acting import act_for_crews, act_for_hospitals, tend
from dispatch.simulation.bystanders import act_for_bystanders
from dispatch.simulation.callers import next_call
from dispatch.simulation.pilots import act_for_pilots
from dispatch.simulation.registered import call_of, who_may_call
from dispatch.simulation.stage import Stage
from dispatch.simulation.traffic import tell_traffic
from dispatch.states import FINISHED, OPEN_INCIDENT, AssignmentState
from dispatch.system import System
from dispatch.tables.areas import get_region, read_zone_names, read_zones
from dispatch.tables.cases import AssignmentRow, IncidentRow
from dispatch.tables.records import SimulationRow

CALL_EVERY = timedelta(seconds=100)  # at 1×: about 36 calls an hour, far more than Sejong has, so that a demo lives
MOST_OPEN = 10
REGISTERED_SHARE = 0.08  # of the calls come from invented registered people, while one of them may call
ANSWERED_AFTER = timedelta(seconds=12)
CLOSED_AFTER = timedelta(seconds=20)
log = structlog.get_logger("goldentime.day")


def tick(system: System) -> int:
    """One second of every region whose simulated day is on; returns how many regions that is."""
    with system.db.read() as session:
        switched_on = select(SimulationRow).where(SimulationRow.on.is_(True))
        running = session.scalars(switched_on.order_by(SimulationRow.region)).all()
    for row in running:
        _live(system, Stage(row.region, row.speed, row.seed, system.clock.now()))
    return len(running)


def switch(system: System, actor: Actor, region: str, *, on: bool, speed: float) -> None:
    """Turn the day on or off, and say so to everybody who looks at the region."""
    with working(system, actor) as work:
        area = get_region(work.session, region)
        row = work.session.get(SimulationRow, region) or SimulationRow(region=region, seed=1)
        old = {"on": row.on, "speed": row.speed}
        row.on, row.speed, row.changed_at = on, speed, work.now
        work.session.add(row)
        new = {"on": on, "speed": speed}
        record_change(work, "simulation", region, old, new, region=region)
        told = [(region, topics.desk(region)), *_audiences(work.session, region, area.catchment)]
        work.told.extend(Event(r, topic, "simulation_changed", region, new, work.now) for r, topic in told)


def _audiences(session: Session, region: str, catchment: list[str]) -> list[tuple[str, str]]:
    """The topics of everybody with an account: each page has to say that the day is simulated."""
    names = {Role.HOSPITAL: topics.hospital, Role.PARAMEDIC: topics.unit, Role.PILOT: topics.pad}
    people = session.scalars(select(UserRow).where(UserRow.facility.is_not(None))).all()
    return sorted(
        {
            (user.region, names[Role(user.role)](user.region, str(user.facility)))
            for user in people
            if Role(user.role) in names and (user.region == region or user.facility in catchment)
        }
    )


def _live(system: System, stage: Stage) -> None:
    """One second of one region. What one actor cannot do never stops the others."""
    people = (act_for_crews, act_for_hospitals, act_for_pilots, act_for_bystanders)
    for act in (_callers, _dispatchers, *people, _closers, tend, tell_traffic):
        try:
            act(system, stage)
        except GoldentimeError as error:
            log.info("simulated_step_refused", actor=act.__name__, code=error.code)


def _callers(system: System, stage: Stage) -> None:
    chance = seeded(f"{stage.seed}:{stage.now.isoformat()}")
    if chance.random() >= stage.speed / CALL_EVERY.total_seconds():
        return
    with system.db.read() as session:
        open_now = session.scalar(
            select(func.count())
            .select_from(IncidentRow)
            .where(IncidentRow.region == stage.region, IncidentRow.state.in_(_open_states()))
        )
        zones = read_zones(session, stage.region)
        names = read_zone_names(session, stage.region)
    if zones and (open_now or 0) < MOST_OPEN:
        take_call(system, stage.desk, _registered(system, stage) or next_call(chance, stage.region, zones, names))


def _registered(system: System, stage: Stage) -> NewCall | None:
    """Now and then a call whose number finds a card."""
    chance = seeded(f"{stage.seed}:registered:{stage.now.isoformat()}")
    if chance.random() >= REGISTERED_SHARE:
        return None
    callers = who_may_call(system, stage.region)
    return call_of(stage.region, chance.choice(callers)) if callers else None


def _dispatchers(system: System, stage: Stage) -> None:
    """Simulated calls get their plan sent after a human while; people's calls wait for people."""
    for row in _incidents(system, stage, simulated=True):
        with system.db.read() as session:
            jobs = session.scalar(
                select(func.count()).select_from(AssignmentRow).where(AssignmentRow.incident_id == row.id)
            )
        if not jobs and stage.lived(row.received_at) >= ANSWERED_AFTER and row.decision_id is not None:
            send_plan(system, stage.desk, row.id)


def _closers(system: System, stage: Stage) -> None:
    """A simulated incident is closed when all who were sent have finished."""
    for row in _incidents(system, stage, simulated=True):
        with system.db.read() as session:
            jobs = session.scalars(select(AssignmentRow).where(AssignmentRow.incident_id == row.id)).all()
        if not jobs or any(job.open for job in jobs):
            continue
        last = max(job.closed_at or job.made_at for job in jobs)
        if stage.lived(last) >= CLOSED_AFTER:
            close_incident(system, stage.desk, row.id, _disposition(jobs))


def _disposition(jobs: Sequence[AssignmentRow]) -> str:
    states = {AssignmentState(job.state) for job in jobs}
    if AssignmentState.CLEAR in states:
        return "transported"
    return str(min(states & FINISHED, default=AssignmentState.CANCELLED))


def _incidents(system: System, stage: Stage, *, simulated: bool) -> list[IncidentRow]:
    with system.db.read() as session:
        wanted = select(IncidentRow).where(
            IncidentRow.region == stage.region,
            IncidentRow.state.in_(_open_states()),
            IncidentRow.simulated.is_(simulated),
        )
        return list(session.scalars(wanted.order_by(IncidentRow.received_at, IncidentRow.id)))


def _open_states() -> list[str]:
    return [state.value for state in OPEN_INCIDENT]
