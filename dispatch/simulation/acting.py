"""The simulated people doing what `crews` and `answers` say they would, by the real commands."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from chassis.accounts import UserRow
from chassis.chance import seeded
from chassis.errors import GoldentimeError
from chassis.geo import LatLon, between, distance_m
from chassis.identity import SIMULATED, Actor, Role
from dispatch.crew.reporting import Fix, report_position
from dispatch.crew.stepping import step
from dispatch.desk.asking import ask_hospitals, rank_now
from dispatch.simulation.answers import Answer, answer_to
from dispatch.simulation.caring import measure, treat
from dispatch.simulation.crews import Deed, Standing, next_deed, place_on
from dispatch.simulation.hands import (
    crew_touched,
    device_tells,
    has_job,
    kept_hospitals,
    opened_by_people,
    raced_by_drones,
)
from dispatch.simulation.stage import Stage
from dispatch.states import AssignmentAction, AssignmentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow, StampRow
from dispatch.tables.fleet import UnitRow
from drones.tables import put_weather
from drones.tables.weather import newest_weather
from hospitals.intake import answering, posting
from hospitals.model import BedType, Source
from hospitals.request import CHOSEN, LIVE, UNANSWERED, Request, RequestState, Via
from hospitals.tables.board import read_board
from hospitals.tables.requests import read_requests

RETURN_MPS = 11.0
REPOST_EVERY = timedelta(minutes=5)
WEATHER_EVERY = timedelta(minutes=10)
CALLS_BACK_WITHIN = timedelta(minutes=5)
PATIENCE = timedelta(seconds=45)  # how long the day leaves an answer to the people who are signed in
GOING_THERE = frozenset({AssignmentState.DISPATCHED, AssignmentState.ACKED, AssignmentState.EN_ROUTE})
DRIVEN = {  # the states in which a unit is under way, and the step that began each
    AssignmentState.EN_ROUTE: AssignmentAction.EN_ROUTE,
    AssignmentState.DEPART_SCENE: AssignmentAction.DEPART,
}


def act_for_crews(system: System, stage: Stage) -> None:
    """Every crew on a job does its next deed, every free unit away from its post drives home.

    What people have in hand is only driven for them, unless their own device tells where it is. Who races a drone is
    as slow on the way there as the clock: a drone flies at its own pace, however fast the day.
    """
    with system.db.read() as session:
        raced = raced_by_drones(session, stage.region)
        jobs = [(job, _left_to_people(session, stage, job)) for job in _running(session, stage)]
        free = [unit for unit in _away(session, stage) if not device_tells(session, unit, now=stage.now)]
    for (job, incident, unit), theirs in jobs:
        pace = replace(stage, speed=1.0) if incident.id in raced and job.state in GOING_THERE else stage
        try:
            _ride(system, pace, job, unit) if theirs else _crew(system, pace, job, incident, unit)
        except GoldentimeError:
            continue
    for unit in free:
        _drive_home(system, stage, unit)


def act_for_hospitals(system: System, stage: Stage) -> None:
    """Hospitals see their requests, answer on the page or on the telephone, call back late, or stay silent."""
    with system.db.read() as session:
        waiting = (*read_requests(session, region=stage.region, states=UNANSWERED), *_missed(session, stage))
        people = set(session.scalars(select(UserRow.facility).where(UserRow.role == Role.HOSPITAL)))
        opened = opened_by_people(session, {request.id for request in waiting})
        kept = kept_hospitals(session, {request.hospital_id for request in waiting}, now=stage.now)
    for request in waiting:
        if request.id in opened or request.hospital_id in kept:
            continue
        answer = answer_to(request)
        waited = stage.now - request.asked_at
        held_back = PATIENCE if request.hospital_id in people else timedelta(0)
        if answer is not None and waited >= max(answer.due(stage.speed), held_back):
            _answer(system, stage, request, answer)


def tend(system: System, stage: Stage) -> None:
    """Now and then a hospital posts anew, and the weather is observed."""
    if stage.every(REPOST_EVERY / 15):
        _repost(system, stage)
    _observe(system, stage)


def _running(session: Session, stage: Stage) -> list[tuple[AssignmentRow, IncidentRow, UnitRow]]:
    wanted = (
        select(AssignmentRow, IncidentRow, UnitRow)
        .join(IncidentRow, IncidentRow.id == AssignmentRow.incident_id)
        .join(UnitRow, UnitRow.id == AssignmentRow.unit_id)
        .where(AssignmentRow.region == stage.region, AssignmentRow.open.is_(True))
        .where(AssignmentRow.state != AssignmentState.PROPOSED)
        .options(undefer(AssignmentRow.route))
        .order_by(AssignmentRow.made_at, AssignmentRow.id)
    )
    return [(job, incident, unit) for job, incident, unit in session.execute(wanted)]


def _left_to_people(session: Session, stage: Stage, running: tuple[AssignmentRow, IncidentRow, UnitRow]) -> bool:
    """A crew that people sign in for is theirs on incidents that people made, and on the jobs they have in hand."""
    job, incident, unit = running
    if incident.simulated:
        touched = crew_touched(session, unit.id, now=stage.now)
        return has_job(touched, made_at=job.made_at, now=stage.now)
    return session.scalars(select(UserRow.id).where(UserRow.facility == unit.id)).first() is not None


def _away(session: Session, stage: Stage) -> list[UnitRow]:
    busy = select(AssignmentRow.unit_id).where(AssignmentRow.open.is_(True))
    wanted = select(UnitRow).where(
        UnitRow.region == stage.region, UnitRow.at_post.is_(False), UnitRow.id.not_in(busy), UnitRow.on_duty.is_(True)
    )
    return list(session.scalars(wanted.order_by(UnitRow.id)))


def _crew(system: System, stage: Stage, job: AssignmentRow, incident: IncidentRow, unit: UnitRow) -> None:
    crew = Actor(f"{SIMULATED}{unit.id}", unit.callsign, Role.PARAMEDIC, unit.region, unit.id)
    with system.db.read() as session:
        since = session.scalar(select(func.max(StampRow.at)).where(StampRow.assignment_id == job.id)) or job.made_at
        requests = read_requests(session, incident_ids=(incident.id,))
    standing = Standing(
        assignment_id=job.id,
        state=AssignmentState(job.state),
        since=stage.lived(max(since, _way_since(job))),
        travel=timedelta(seconds=job.route["p50_s"]) if job.route else None,
        asked=any(r.state in LIVE for r in requests) or incident.hospital_id is not None,
        destination=incident.hospital_id is not None,
        light=(incident.priority or 4) >= 3,
    )
    todo = next_deed(standing)
    if todo.deed is Deed.STEP and todo.action is not None:
        step(system, crew, job.id, todo.action)
    elif todo.deed is Deed.ASK:
        _ask(system, crew, incident, requests)
    share = todo.share if todo.deed is Deed.DRIVE else 1.0
    if job.route and standing.state in DRIVEN:
        report_position(system, crew, unit.id, Fix(place_on(job.route["points"], share), stage.now))
    elif stage.now.second % 10 == 0 and unit.lat is not None and unit.lon is not None:
        report_position(system, crew, unit.id, Fix(LatLon(unit.lat, unit.lon), stage.now))
    if standing.state in {AssignmentState.AT_PATIENT, AssignmentState.DEPART_SCENE}:
        measure(system, stage, crew, incident)
        treat(system, stage, crew, job, incident)


def _ride(system: System, stage: Stage, job: AssignmentRow, unit: UnitRow) -> None:
    """The vehicle of a crew that takes its own steps: on its way while they drive, where it stands otherwise."""
    with system.db.read() as session:
        told = device_tells(session, unit, now=stage.now)
        leg = DRIVEN.get(AssignmentState(job.state))
        set_out = select(func.max(StampRow.at)).where(StampRow.assignment_id == job.id, StampRow.name == leg)
        since = session.scalar(set_out) if leg is not None else None
    if told or unit.lat is None or unit.lon is None:
        return
    crew = Actor(f"{SIMULATED}{unit.id}", unit.callsign, Role.PARAMEDIC, unit.region, unit.id)
    if since is not None and job.route:
        share = stage.lived(max(since, _way_since(job))) / timedelta(seconds=max(1, job.route["p50_s"]))
        report_position(system, crew, unit.id, Fix(place_on(job.route["points"], share), stage.now))
    elif stage.now.second % 10 == 0:
        report_position(system, crew, unit.id, Fix(LatLon(unit.lat, unit.lon), stage.now))


def _way_since(job: AssignmentRow) -> datetime:
    """When the way the unit is on began: a detour begins where the unit was when it was told."""
    detour = (job.route or {}).get("detour")
    return datetime.fromisoformat(detour["at"]) if detour else job.made_at


def _ask(system: System, crew: Actor, incident: IncidentRow, before: tuple[Request, ...]) -> None:
    """By the ladder first; when all of those said no, the next two of the ranking, by telephone if need be."""
    asked = {request.hospital_id for request in before}
    if not asked and ask_hospitals(system, crew, incident.id):
        return
    ranking, _ = rank_now(system, crew, incident.id)
    left = [option.hospital_id for option in ranking.options if option.hospital_id not in asked]
    named = tuple(left[:2]) or tuple(option.hospital_id for option in ranking.options[:1])
    if named:
        ask_hospitals(system, crew, incident.id, hospital_ids=named)


def _drive_home(system: System, stage: Stage, unit: UnitRow) -> None:
    if unit.lat is None or unit.lon is None or unit.post_lat is None or unit.post_lon is None:
        return
    here, home = LatLon(unit.lat, unit.lon), LatLon(unit.post_lat, unit.post_lon)
    left, drives = distance_m(here, home), RETURN_MPS * stage.speed
    crew = Actor(f"{SIMULATED}{unit.id}", unit.callsign, Role.PARAMEDIC, unit.region, unit.id)
    report_position(
        system, crew, unit.id, Fix(home if left <= drives else between(here, home, drives / left), stage.now)
    )


def _missed(session: Session, stage: Stage) -> tuple[Request, ...]:
    """What ran out of time a little while ago, for patients who are still looked for: a late call is welcome."""
    late = read_requests(
        session, region=stage.region, states={RequestState.EXPIRED}, live_or_since=stage.now - CALLS_BACK_WITHIN
    )
    chosen = read_requests(session, incident_ids={request.incident_id for request in late}, states=CHOSEN)
    found = {request.patient_id for request in chosen}
    return tuple(request for request in late if request.patient_id not in found)


def _answer(system: System, stage: Stage, request: Request, answer: Answer) -> None:
    """Nothing happens when somebody else was chosen meanwhile. Who calls back is written down by the desk."""
    where = request.hospital_id
    nurse = Actor(f"{SIMULATED}{where}", "모의 응급실", Role.HOSPITAL, request.hospital_region, where)
    try:
        if answer.via is Via.PHONE:
            answering.phone_answer(system, stage.desk, request.id, declined=answer.declined)
        elif answer.declined is None:
            answering.accept(system, nurse, request.id, via=answer.via)
        else:
            answering.decline(system, nurse, request.id, code=answer.declined, via=answer.via)
    except GoldentimeError:
        return


def _repost(system: System, stage: Stage) -> None:
    """One hospital of the catchment, by turns, says how many emergency beds it has; never for people who are there."""
    with system.db.read() as session:
        known = read_board(session, now=stage.now)
        kept = kept_hospitals(session, {hospital.id for hospital in known}, now=stage.now)
    board = [hospital for hospital in known if hospital.id not in kept]
    if not board:
        return
    chance = seeded(f"repost:{stage.now.isoformat()}")
    hospital = chance.choice(board)
    count = hospital.count(BedType.ER_GENERAL)
    feed = Actor(f"{SIMULATED}feed", "모의 병상 정보", Role.ADMIN, hospital.region)
    if count is None or count.available is None:
        return
    moved = count.available + chance.choice((-1, 0, 0, 1))
    free = min(moved, count.baseline) if count.baseline is not None else moved
    posting.still_correct(system, feed, hospital.id, source=Source.SIMULATED)
    beds = {BedType.ER_GENERAL: (free, count.baseline)}
    posting.post_capacity(system, feed, hospital.id, beds=beds, source=Source.SIMULATED)


def _observe(system: System, stage: Stage) -> None:
    """The newest weather again, a little changed, once it is ten minutes old; none where a city has none."""
    with system.db.read() as session:
        known = newest_weather(session, stage.region, now=stage.now)
    if known is None or stage.now - known.observed_at < WEATHER_EVERY:
        return
    with system.db.write() as session:
        chance = seeded(f"weather:{stage.now.isoformat()}")
        wind = min(7.0, max(0.0, (known.wind_mps or 3.0) + chance.uniform(-0.5, 0.5)))
        seen = replace(known, observed_at=stage.now, source="simulated", wind_mps=wind, gust_mps=wind * 1.6)
        put_weather(session, seen)
