"""What became of the patient: said by the hospital that took it, read by the crew that brought it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import topics
from chassis.errors import IllegalMoveError, InvalidInputError, NotFoundError, TakenError
from chassis.events import Event
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.care.outcome import Outcome, Returned, contradictions, newest
from dispatch.desk.carers import tell_desk
from dispatch.system import System
from dispatch.tables.attending import BROUGHT, READ_FOR, steps_of
from dispatch.tables.cases import AssignmentRow, IncidentRow, StampRow, get_incident
from dispatch.tables.outcomes import OutcomeRow, read_outcomes
from dispatch.tables.patients import find_patient
from hospitals.disclosure import may_read
from hospitals.request import Request, RequestState
from hospitals.tables.facts import get_hospital_row
from hospitals.tables.requests import get_request, read_requests

TAKEN_IN = frozenset({RequestState.ARRIVED, RequestState.OFFLOADED})
ASKED_FOR = timedelta(days=14)  # how long a hospital is asked for an outcome; a correction may come later
Json = dict[str, Any]


def return_outcome(
    system: System,
    actor: Actor,
    request_id: str,
    said: Outcome,
    *,
    corrects: str | None = None,
    reason: str | None = None,
) -> str:
    """Say what became of a patient, or correct what was said; returns the id.

    Raises NotFoundError for another hospital's patient, IllegalMoveError before it has arrived, InvalidInputError, and
    TakenError where somebody has said something else meanwhile.
    """
    for field in contradictions(said):
        raise InvalidInputError(field, "does not fit what else is said")
    with working(system, actor) as work:
        request = _own(work, request_id)
        incident = get_incident(work.session, request.incident_id)
        _check_before(_said_of(work.session, request), corrects, reason)
        row = _row(system, work, request, incident, said)
        row.corrects, row.reason = corrects, reason
        work.session.add(row)
        old = {"outcome": corrects} if corrects else None
        record_change(
            work, "return_outcome", incident.id, old, {"outcome": row.id}, region=incident.region, reason=reason
        )
        _tell(work, incident, request)
        return row.id


def _own(work: Work, request_id: str) -> Request:
    request = get_request(work.session, request_id)
    if request.hospital_id != work.actor.facility:
        raise NotFoundError("hospital request", request_id)
    if request.state not in TAKEN_IN:
        raise IllegalMoveError("request", request.state, "outcome", ())
    return request


def _said_of(session: Session, request: Request) -> list[Returned]:
    said = read_outcomes(session, [request.incident_id]).get(request.incident_id, [])
    return [one for one in said if one.request_id == request.id]


def _check_before(said: Sequence[Returned], corrects: str | None, reason: str | None) -> None:
    before = newest(said)
    if before is None and corrects is not None:
        raise NotFoundError("outcome", corrects)
    if before is not None and corrects != before.id:
        raise TakenError("outcome", before.id, by=before.by_name, at=before.at.isoformat(), why="said before")
    if corrects is not None and not reason:
        raise InvalidInputError("reason", "a correction says why")


def _row(system: System, work: Work, request: Request, incident: IncidentRow, said: Outcome) -> OutcomeRow:
    return OutcomeRow(
        id=system.ids.new("out"),
        region=incident.region,
        incident_id=incident.id,
        request_id=request.id,
        hospital_id=request.hospital_id,
        at=work.now,
        actor=work.actor.id,
        actor_name=work.actor.name,
        diagnosis=said.diagnosis,
        icd10=said.icd10,
        ed_disposition=said.ed_disposition,
        confirmed=said.confirmed,
        fate=said.fate,
    )


def _tell(work: Work, incident: IncidentRow, request: Request) -> None:
    """The crews that brought it look again, the hospital's other screens and the desk too; nothing of it travels."""
    crews = {(job.unit_region, topics.unit(job.unit_region, job.unit_id)) for job in _brought(work.session, incident)}
    hospital = get_hospital_row(work.session, request.hospital_id).region
    heard = [*sorted(crews), (hospital, topics.hospital(hospital, request.hospital_id))]
    work.told.extend(Event(region, topic, "outcome_returned", incident.id, {}, work.now) for region, topic in heard)
    tell_desk(work, incident, "outcome_returned", {})


def _brought(session: Session, incident: IncidentRow) -> Sequence[AssignmentRow]:
    left = select(StampRow.assignment_id).where(StampRow.incident_id == incident.id, StampRow.name.in_(BROUGHT))
    return session.scalars(select(AssignmentRow).where(AssignmentRow.id.in_(left)).order_by(AssignmentRow.id)).all()


def crew_outcomes(session: Session, unit_id: str, *, now: datetime) -> list[Json]:
    """The patients a unit brought lately, newest first, each with what became of it; None while nobody has said."""
    left = select(StampRow.assignment_id).where(StampRow.name.in_(BROUGHT), StampRow.at > now - READ_FOR)
    mine = select(AssignmentRow).where(AssignmentRow.unit_id == unit_id, AssignmentRow.id.in_(left))
    jobs = {job.id: job.incident_id for job in session.scalars(mine)}
    brought = {jobs[job] for job, steps in steps_of(session, jobs).items() if BROUGHT & set(steps)}
    wanted = select(IncidentRow).where(IncidentRow.id.in_(brought))
    rows = session.scalars(wanted.order_by(IncidentRow.received_at.desc(), IncidentRow.id)).all()
    said = read_outcomes(session, [row.id for row in rows])
    return [_case(session, row, said.get(row.id, [])) | _hospital_of(session, row) for row in rows]


def hospital_outcomes(session: Session, hospital_id: str, *, now: datetime) -> list[Json]:
    """A hospital's own patients of the last days, those without an outcome first; older ones are not asked for."""
    asks = read_requests(session, hospital_id=hospital_id, states=TAKEN_IN)
    mine = [one for one in asks if one.arrived_at is not None and one.arrived_at > now - ASKED_FOR]
    said = read_outcomes(session, {one.incident_id for one in mine})
    found = [_patient_of(session, one, said.get(one.incident_id, []), now=now) for one in mine]
    return sorted(found, key=lambda one: (one["outcome"] is not None, -datetime.fromisoformat(one["at"]).timestamp()))


def _patient_of(session: Session, request: Request, said: Sequence[Returned], *, now: datetime) -> Json:
    """Once the hospital reads the record no more, when a patient came and under which number is all that is left."""
    readable = may_read(request, now=now)
    came = request.arrived_at or request.asked_at
    case = _case(
        session, get_incident(session, request.incident_id), [one for one in said if one.request_id == request.id]
    )
    told = case if readable else case | dict.fromkeys(OF_THE_PATIENT)
    return told | {"request_id": request.id, "at": came.isoformat(), "readable": readable}


OF_THE_PATIENT = ("complaint", "determinant", "bundle", "age_years", "sex")


def _case(session: Session, row: IncidentRow, said: Sequence[Returned]) -> Json:
    patient, holds = find_patient(session, row.id), newest(said)
    return {
        "incident_id": row.id,
        "number": row.number,
        "complaint": row.complaint,
        "determinant": row.determinant,
        "bundle": row.bundle,
        "at": row.received_at.isoformat(),
        "age_years": patient.age_years if patient else None,
        "sex": patient.sex if patient else None,
        "outcome": returned_view(holds) if holds else None,
        "earlier": [returned_view(one) for one in said if holds and one.id != holds.id],
    }


def returned_view(returned: Returned) -> Json:
    """An outcome as pages read it."""
    said = returned.said
    return {
        "id": returned.id,
        "at": returned.at.isoformat(),
        "by": returned.by_name,
        "ed_disposition": said.ed_disposition.value,
        "fate": said.fate.value,
        "diagnosis": said.diagnosis,
        "icd10": said.icd10,
        "confirmed": said.confirmed,
        "reason": returned.reason,
    }


def _hospital_of(session: Session, row: IncidentRow) -> Json:
    house = get_hospital_row(session, row.hospital_id) if row.hospital_id else None
    return {"hospital": {"ko": house.name_ko, "en": house.name_en} if house else None}
