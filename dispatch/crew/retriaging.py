"""Setting the level of urgency again: by the crew at the patient, on the way and at handover, and by the hospital."""

from chassis.errors import IllegalMoveError, InvalidInputError, NotFoundError
from chassis.identity import Actor, Role
from chassis.work import Work, record_change, working
from dispatch.desk.carers import tell_carers, tell_desk
from dispatch.desk.telling import jobs_of
from dispatch.retriage import Change, Side, Stage, needs_reason, stage_of
from dispatch.states import AssignmentState
from dispatch.system import System
from dispatch.tables.assessments import AcuityRow
from dispatch.tables.cases import IncidentRow, get_incident
from hospitals.request import RequestState
from hospitals.tables.requests import get_request

AT_THE_DOOR = frozenset({RequestState.ARRIVED, RequestState.OFFLOADED})


def retriage(work: Work, incident: IncidentRow, *, before: int | None, level: int, reason: Change | None) -> int:
    """Put a level on record with side, stage and reason, and return it. Raises InvalidInputError."""
    _check(level)
    if needs_reason(before, level) and reason is None:
        raise InvalidInputError("acuity_reason", "a level less urgent than before needs a reason")
    side = Side.CREW if work.actor.role is Role.PARAMEDIC else Side.DESK
    _note(work, incident, side, _stage(work, incident), level, reason)
    return level


def triage_at_door(system: System, actor: Actor, request_id: str, level: int) -> None:
    """The hospital's own level of a patient at its door; the crew's stays beside it.

    Raises NotFoundError for another hospital's patient, IllegalMoveError before the patient is there.
    """
    _check(level)
    with working(system, actor) as work:
        request = get_request(work.session, request_id)
        if request.hospital_id != actor.facility:
            raise NotFoundError("hospital request", request_id)
        if request.state not in AT_THE_DOOR:
            raise IllegalMoveError("request", request.state, "triage", ())
        incident = get_incident(work.session, request.incident_id)
        _note(work, incident, Side.HOSPITAL, Stage.HANDOVER, level, None)
        record_change(work, "triage_at_door", incident.id, None, {"level": level}, region=incident.region)
        said = {"side": Side.HOSPITAL.value, "level": level}
        tell_desk(work, incident, "patient_changed", said)
        tell_carers(work, incident, "patient_changed", said)


def _note(work: Work, incident: IncidentRow, side: Side, stage: Stage, level: int, reason: Change | None) -> None:
    about = {"region": incident.region, "incident_id": incident.id, "at": work.now}
    who = {"actor": work.actor.id, "actor_name": work.actor.name}
    work.session.add(AcuityRow(side=side, stage=stage, level=level, reason=reason, **about, **who))


def _stage(work: Work, incident: IncidentRow) -> Stage:
    """By the assignment of whoever speaks; the desk writes for the crew that is furthest."""
    mine = [j for j in jobs_of(work, incident) if j.open and work.actor.facility in (None, j.unit_id)]
    stages = [stage_of(AssignmentState(job.state)) for job in mine]
    return max(stages, key=list(Stage).index, default=Stage.AT_PATIENT)


def _check(level: int) -> None:
    if not 1 <= level <= 5:
        raise InvalidInputError("acuity", "an acuity is 1 to 5")
