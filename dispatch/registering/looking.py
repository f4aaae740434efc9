"""Reading a card for a call of its number. Every look is on record, and its owner can read of it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from chassis import topics
from chassis.deadlines import Deadline, set_deadline
from chassis.errors import ForbiddenError, NotFoundError
from chassis.events import Event
from chassis.identity import DESK, Actor
from chassis.sealing import sealer_of
from chassis.work import Work, record_change, working
from dispatch.crew.confining import confine_to_assignment
from dispatch.policies.force import in_force
from dispatch.registered.card import Reader
from dispatch.registered.showing import IsPatient, LookKind, card_view
from dispatch.registering.pacing import check_pace
from dispatch.states import OPEN_INCIDENT, IncidentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow, get_assignment, get_incident
from dispatch.tables.registered import (
    RegisteredLookRow,
    RegisteredPatientRow,
    RegisteredRow,
    answers_of,
    confirmed_of,
    find_by_number,
    find_of_incident,
    held,
)
from hospitals.disclosure import may_read
from hospitals.request import Request
from hospitals.tables.requests import get_request, read_requests

FORM = "registered_form"  # the deadline by which a look from the call form needs its call
SAME_LOOK = timedelta(minutes=30)  # the same person at the same card for the same incident: one look, counted
MOST_A_WINDOW = 30  # numbers that one dispatcher may look up; more than anybody takes calls in that time
Cards = list[dict[str, Any]]


def look_by_number(system: System, actor: Actor, number: str) -> Cards:
    """The cards of a number that is on the telephone, before there is an incident. Without a call of that number soon
    afterwards the look is told to the supervisors and to its owner; one that finds nothing is on record too."""
    if actor.role not in DESK:
        raise ForbiddenError("a card is looked up by number at the desk")
    with working(system, actor) as work:
        check_pace(work, "look_up_number", MOST_A_WINDOW)
        rows = find_by_number(work.session, actor.region, number, sealer_of(system.settings), now=work.now)
        record_change(work, "look_up_number", actor.id, None, {"found": len(rows)})
        policy = in_force(work.session, system, actor.region).registered
        for row in rows:
            look, fresh = _note(work, system, row, LookKind.CALL_FORM, None)
            if fresh:
                due_at = work.now + policy.call_within
                set_deadline(work.session, Deadline(actor.region, FORM, look.id, due_at, {}))
        return [_shown(work, system, row, Reader.DESK) for row in rows]


def look_for_incident(system: System, actor: Actor, incident_id: str) -> Cards:
    """The cards that the numbers of an open incident's callers find, each with whether its person is the patient."""
    with working(system, actor) as work:
        incident = _open_incident(work, incident_id)
        rows = find_of_incident(work.session, incident.id, incident.region, sealer_of(system.settings), now=work.now)
        said = answers_of(work.session, incident.id)
        for row in rows:
            _note(work, system, row, LookKind.INCIDENT, incident.id)
        return [
            _shown(work, system, row, Reader.DESK) | {"is_patient": _answer(said.get(row.id)).value} for row in rows
        ]


def look_for_crew(system: System, actor: Actor, assignment_id: str) -> Cards:
    """The card of the patient of a running assignment, for its crew alone."""
    with working(system, actor) as work:
        job = get_assignment(work.session, assignment_id)
        confine_to_assignment(actor, job)
        if not job.open:
            raise ForbiddenError("a card is read while the assignment runs")
        return _look_beyond(work, system, job.incident_id, Reader.CREW, LookKind.CREW)


def look_for_hospital(system: System, actor: Actor, request_id: str) -> Cards:
    """The card of a patient on the way to the hospital that asks. Raises NotFoundError for anybody else's."""
    with working(system, actor) as work:
        ask = request_of_one(work, request_id)
        if ask.hospital_id != actor.facility:
            raise NotFoundError("request", request_id)
        if not may_read(ask, now=work.now):
            raise ForbiddenError("a card is read once the patient is on the way here")
        return _look_beyond(work, system, ask.incident_id, Reader.HOSPITAL, LookKind.HOSPITAL)


def say_patient(system: System, actor: Actor, incident_id: str, person_id: str, answer: IsPatient) -> None:
    """Say whether a registered person is the patient. Yes opens the card to crew and hospital, for one person only."""
    with working(system, actor) as work:
        incident = _open_incident(work, incident_id)
        found = find_of_incident(work.session, incident.id, incident.region, sealer_of(system.settings), now=work.now)
        if person_id not in {row.id for row in found}:
            raise NotFoundError("registered person", person_id)
        said = answers_of(work.session, incident.id)
        if answer is IsPatient.YES:
            for other in said.values():
                other.answer = IsPatient.NO if other.answer == IsPatient.YES else other.answer
        old = _answer(said.get(person_id))
        _put(work, incident, person_id, answer)
        change = {"incident": incident.id, "is_patient": answer}
        record_change(work, "settle_card_patient", person_id, {"is_patient": old}, change)
        _tell(work, incident)


def request_of_one(work: Work, request_id: str) -> Request:
    """A request for the incident's patient. A mass-casualty incident's are for one of many each, and nobody has said
    whose card it is: raises NotFoundError for those as for one that is not there."""
    ask = get_request(work.session, request_id)
    if ask.listed:
        raise NotFoundError("request", request_id)
    return ask


def note_look(work: Work, system: System, row: RegisteredRow, kind: LookKind, **more: Any) -> RegisteredLookRow:
    """Put a look on record, and into the audit."""
    look = RegisteredLookRow(
        id=system.ids.new("lok"),
        region=row.region,
        person_id=row.id,
        kind=kind,
        actor=work.actor.id,
        actor_name=work.actor.name,
        role=work.actor.role,
        at=work.now,
        last_at=work.now,
        times=1,
        **more,
    )
    work.session.add(look)
    work.session.flush()
    record_change(work, "look_at_card", row.id, None, {"kind": kind, "incident": look.incident_id}, region=row.region)
    return look


def _note(
    work: Work, system: System, row: RegisteredRow, kind: LookKind, incident_id: str | None
) -> tuple[RegisteredLookRow, bool]:
    """The look, and whether it is a new one: who looks again at once is counted."""
    mine = select(RegisteredLookRow).where(
        RegisteredLookRow.person_id == row.id,
        RegisteredLookRow.actor == work.actor.id,
        RegisteredLookRow.kind == kind,
        RegisteredLookRow.incident_id == incident_id,
        RegisteredLookRow.at > work.now - SAME_LOOK,
    )
    known = work.session.scalars(
        mine.order_by(RegisteredLookRow.at.desc(), RegisteredLookRow.id.desc()).limit(1)
    ).first()
    if known is None:
        return note_look(work, system, row, kind, incident_id=incident_id, told_at=work.now), True
    known.last_at, known.times = work.now, known.times + 1
    return known, False


def _look_beyond(work: Work, system: System, incident_id: str, reader: Reader, kind: LookKind) -> Cards:
    rows = [one for one in confirmed_of(work.session, incident_id, now=work.now) if reader in one.shared]
    for row in rows:
        _note(work, system, row, kind, incident_id)
    return [_shown(work, system, row, reader) for row in rows]


def _shown(work: Work, system: System, row: RegisteredRow, reader: Reader) -> dict[str, Any]:
    policy = in_force(work.session, system, row.region).registered
    return card_view(held(row, sealer_of(system.settings)), reader, now=work.now, policy=policy)


def _open_incident(work: Work, incident_id: str) -> IncidentRow:
    incident = get_incident(work.session, incident_id, region=work.actor.region)
    if IncidentState(incident.state) not in OPEN_INCIDENT:
        raise ForbiddenError("a card is read while its incident is open")
    return incident


def _answer(said: RegisteredPatientRow | None) -> IsPatient:
    return IsPatient(said.answer) if said is not None else IsPatient.UNKNOWN


def _put(work: Work, incident: IncidentRow, person_id: str, answer: IsPatient) -> None:
    work.session.merge(
        RegisteredPatientRow(
            incident_id=incident.id, person_id=person_id, answer=answer, by_name=work.actor.name, at=work.now
        )
    )


def _tell(work: Work, incident: IncidentRow) -> None:
    """Desk, crews and the chosen hospital look again; the event itself says nothing of anybody."""
    mine = select(AssignmentRow).where(AssignmentRow.incident_id == incident.id, AssignmentRow.open.is_(True))
    jobs = work.session.scalars(mine.order_by(AssignmentRow.id))
    readers = [(incident.region, topics.desk(incident.region))]
    readers += [(job.unit_region, topics.unit(job.unit_region, job.unit_id)) for job in jobs]
    readers += [
        (ask.hospital_region, topics.hospital(ask.hospital_region, ask.hospital_id))
        for ask in read_requests(work.session, incident_ids=(incident.id,))
        if may_read(ask, now=work.now)
    ]
    work.told.extend(
        Event(region, topic, "registered_settled", incident.id, {"incident_id": incident.id}, work.now)
        for region, topic in dict.fromkeys(readers)
    )
