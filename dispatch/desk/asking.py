"""Asking hospitals for one patient, by the ladder or by name, and choosing the one that agreed."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from chassis.errors import ForbiddenError, InvalidInputError
from chassis.geo import LatLon
from chassis.identity import DESK, Actor, Role
from chassis.work import Work, working
from dispatch.desk.destination import case_of, needs_now, set_destination
from dispatch.desk.ladders import begin_climb
from dispatch.desk.telling import tell_crews
from dispatch.look import look
from dispatch.plan import rank_for
from dispatch.policies.force import in_force
from dispatch.states import BUSY, AssignmentState
from dispatch.system import System
from dispatch.tables.attending import attended
from dispatch.tables.cases import IncidentRow, assignments_of, get_incident
from dispatch.tables.fleet import UnitRow
from hospitals.intake import answering, asking, choosing
from hospitals.ladder import Ask, first_asks
from hospitals.ranking import Needs, Option, Ranking
from hospitals.request import DeclineCode, Request, RequestState
from hospitals.rungs import LadderPolicy
from hospitals.tables.requests import get_request, read_requests


def rank_now(system: System, actor: Actor, incident_id: str) -> tuple[Ranking, Needs]:
    """The hospitals for the patient, for somebody who may ask them; raises ForbiddenError, InvalidInputError."""
    with system.db.read() as session:
        confine(session, actor, get_incident(session, incident_id))
    return rank_at(system, incident_id)


def rank_at(system: System, incident_id: str, *, wide: bool = False) -> tuple[Ranking, Needs]:
    """The hospitals for the patient where the patient is now: with the crew, or still at the scene.

    `wide` looks beyond the catchment. Asks the roads, so never inside a transaction. Raises InvalidInputError when no
    place is known.
    """
    now = system.clock.now()
    roads = system.roads.current()
    with system.db.read() as session:
        row = get_incident(session, incident_id)
        origin, needs = _origin(session, row), needs_now(session, system, row)
        policy = in_force(session, system, row.region)
        situation = look(session, row.region, roads=roads, policy=policy, now=now, kit=False, wide=wide)
    ranking = rank_for(origin, needs, situation, roads=roads, policy=policy)
    return ranking or Ranking((), (), policy.hospitals.version), needs


def ask_hospitals(
    system: System, actor: Actor, incident_id: str, *, hospital_ids: tuple[str, ...] = ()
) -> tuple[Request, ...]:
    """Ask the hospitals named, or those of the ladder's first step. Asking one twice changes nothing; asking again
    spares those who have said no.

    Empty when the ladder asks nobody (a light case). Raises InvalidInputError, ForbiddenError.
    """
    ranking, needs = rank_now(system, actor, incident_id)
    policy = _ladder(system, actor.region)
    asks = _named(ranking, hospital_ids) if hospital_ids else _next_asks(system, incident_id, ranking, needs, policy)
    with working(system, actor) as work:
        return approach(work, system, get_incident(work.session, incident_id), asks, ranking, needs, policy)


def read_asked(system: System, incident_id: str) -> frozenset[str]:
    """The ids of all requests made for the incident so far; what a later answer names besides is new."""
    with system.db.read() as session:
        return frozenset(request.id for request in read_requests(session, incident_ids=(incident_id,)))


def approach(
    work: Work,
    system: System,
    incident: IncidentRow,
    asks: tuple[Ask, ...],
    ranking: Ranking,
    needs: Needs,
    policy: LadderPolicy,
) -> tuple[Request, ...]:
    """Send the requests; the first one starts the ladder's clock, a designation ends it."""
    case, etas = case_of(work.session, incident, needs), etas_of(ranking, _leaves_at(work, incident))
    asked = asking.ask(work, case, asks=asks, etas=etas, ids=system.ids, policy=policy)
    if asked:
        tell_crews(work, incident, "hospitals_asked")
        begin_climb(work, incident, policy=policy.of(needs.bundle, needs.acuity))
    for request in asked:
        if request.state is RequestState.DESIGNATED:
            set_destination(work, system, incident, request)
    return asked


def confirm_hospital(system: System, actor: Actor, request_id: str) -> Request:
    """Go there. Of two confirmations at once exactly one wins; the other gets TakenError naming the hospital."""
    with working(system, actor) as work:
        incident = get_incident(work.session, get_request(work.session, request_id).incident_id)
        confine(work.session, actor, incident)
        chosen = choosing.confirm(work, request_id, policy=in_force(work.session, system, incident.region).ladder)
        set_destination(work, system, incident, chosen)
    return chosen


def phone_answered(
    system: System, actor: Actor, request_id: str, accepted: bool, code: str | None, text: str | None
) -> Request:
    """What a hospital said on the telephone, written on the same request."""
    if not accepted and (code is None or code not in set(DeclineCode)):
        raise InvalidInputError("code", "one of " + ", ".join(DeclineCode))
    declined = None if accepted else DeclineCode(str(code))
    return answering.phone_answer(system, actor, request_id, declined=declined, text=text)


def _next_asks(
    system: System, incident_id: str, ranking: Ranking, needs: Needs, policy: LadderPolicy
) -> tuple[Ask, ...]:
    """The ladder's first step; a second time without those who have said no, while there are others."""
    with system.db.read() as session:
        refused = {
            r.hospital_id for r in read_requests(session, patient_id=incident_id, states=(RequestState.DECLINED,))
        }
    left = tuple(option for option in ranking.options if option.hospital_id not in refused)
    fresh = Ranking(left, ranking.excluded, ranking.policy) if left else ranking
    return first_asks(fresh, needs=needs, policy=policy)


def _ladder(system: System, region: str) -> LadderPolicy:
    with system.db.read() as session:
        return in_force(session, system, region).ladder


ON_A_UNIT = frozenset({Role.PARAMEDIC, Role.MONITOR})  # a monitor says what it measures, and only where its unit is


def confine(session: Session, actor: Actor, incident: IncidentRow) -> None:
    """The desk of the region, or a crew that is on the incident; raises ForbiddenError."""
    if actor.role in DESK and actor.region == incident.region:
        return
    mine = [job for job in assignments_of(session, [incident.id]).get(incident.id, []) if job.unit_id == actor.facility]
    if actor.role in ON_A_UNIT and not any(job.open for job in mine):
        raise ForbiddenError("your unit is not on this incident")
    if actor.role not in ON_A_UNIT | {Role.ADMIN}:
        raise ForbiddenError("not your incident")


def confine_late(session: Session, actor: Actor, incident: IncidentRow) -> None:
    """For what is written of a patient: as `confine`, and a crew that was there, however late its device sends it.

    Raises ForbiddenError.
    """
    unit_id = actor.facility if actor.role is Role.PARAMEDIC else None
    if unit_id is None or not attended(session, unit_id, incident.id):
        confine(session, actor, incident)


def _named(ranking: Ranking, hospital_ids: tuple[str, ...]) -> tuple[Ask, ...]:
    ranked: Mapping[str, Option] = {option.hospital_id: option for option in ranking.options}
    return tuple(
        Ask(h, expected=ranked[h].expected, p_accept=ranked[h].p_accept) if h in ranked else Ask(h)
        for h in dict.fromkeys(hospital_ids)
    )


def etas_of(ranking: Ranking, now: datetime) -> dict[str, datetime]:
    """When the patient would be at each hospital's door."""
    return {option.hospital_id: now + option.travel.p50 for option in ranking.options}


def _leaves_at(work: Work, incident: IncidentRow) -> datetime:
    """When the way to the hospital can begin: for a transfer not before the crew has reached the first one."""
    if incident.transfer_of is None:
        return work.now
    jobs = assignments_of(work.session, [incident.transfer_of]).get(incident.transfer_of, [])
    return max([work.now, *(job.eta for job in jobs if job.open and job.eta is not None)])


def _origin(session: Session, row: IncidentRow) -> LatLon:
    """Where the patient is: with the crew once it is at the patient, else at the scene."""
    with_crew = {AssignmentState.AT_PATIENT, AssignmentState.DEPART_SCENE}
    for job in assignments_of(session, [row.id]).get(row.id, []):
        if job.open and AssignmentState(job.state) in with_crew & BUSY:
            unit = session.get(UnitRow, job.unit_id)
            if unit is not None and unit.lat is not None and unit.lon is not None:
                return LatLon(unit.lat, unit.lon)
    if row.place_lat is None or row.place_lon is None:
        raise InvalidInputError("location", "no place is known yet")
    return LatLon(row.place_lat, row.place_lon)
