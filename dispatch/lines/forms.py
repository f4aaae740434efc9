"""A call by an application: what a person has typed, answered and shared, into the same queue as every other."""

from contextlib import suppress
from dataclasses import dataclass

from chassis.db import wait_turn
from chassis.errors import InvalidInputError, TooManyError
from chassis.identity import Actor, Role
from chassis.work import Work, record_change, working
from dispatch.calls import NewCall
from dispatch.desk.advising import advise_on
from dispatch.desk.alerting import ACT_SOON, raise_alert
from dispatch.desk.arrived import alert_written
from dispatch.desk.conversing import LONGEST, worked_at, write_line
from dispatch.desk.deciding import decide
from dispatch.desk.locating import offer_location
from dispatch.desk.stamping import stamp
from dispatch.desk.taking import check_call, put_on_record
from dispatch.desk.telling import tell_incident
from dispatch.lines.numbers import written_as
from dispatch.model import Channel
from dispatch.phrases import MessageKind, Side
from dispatch.premises import plain_number
from dispatch.states import INCIDENT, IncidentAction, IncidentState
from dispatch.system import System
from dispatch.tables.cases import CallRow, IncidentRow, gate_of, gate_row
from dispatch.tables.patients import find_patient
from dispatch.tables.texts import open_call_of


@dataclass(frozen=True, slots=True)
class Answer:
    """One question that the person has answered before they reached us, in the words they saw."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Reached:
    """Where it went. `link` opens the caller's page; None where the number has a call open, and its link already."""

    call_id: str
    number: str
    opened: bool
    link: str | None


def receive_form(system: System, actor: Actor, told: NewCall, answers: tuple[Answer, ...] = ()) -> Reached:
    """Open a call, or go on with the open one of the same number: sent twice in a hurry it is still one.

    Answers given before (self-triage) stand in the conversation, word for word. Raises InvalidInputError.
    """
    if told.caller_number is None:
        raise InvalidInputError("number", "a number to call back is needed")
    check_call(told, system)
    known = sorted(written_as(told.caller_number))
    with working(system, actor) as work:
        wait_turn(work.session, f"text.{plain_number(told.caller_number)}")
        call = open_call_of(work.session, told.region, known)
        reached = _open_call(work, system, told) if call is None else _go_on(work, system, call, told)
        _hand_on(work, work.session.get_one(CallRow, reached.call_id), answers)
    if not reached.opened:
        _offer(system, actor, reached.call_id, told)
    incident_id = _incident_of(system, reached.call_id)
    decide(system, incident_id, made_for=actor.id)
    advise_on(system, incident_id)
    return reached


def _offer(system: System, actor: Actor, call_id: str, told: NewCall) -> None:
    """Positions for a call that is open already; whoever writes on the public form has proven no number."""
    with suppress(TooManyError):  # the words are kept, and the newest positions are there
        for one in told.hypotheses:
            offer_location(system, actor, call_id, one, proven=told.channel is not Channel.WEB)


def _open_call(work: Work, system: System, told: NewCall) -> Reached:
    taken = put_on_record(work, system, told)
    about = taken.incident_id
    kind = "web_call" if told.channel is Channel.WEB else "app_call"
    raise_alert(work, system, kind, taken.call_id, region=told.region, level=ACT_SOON, incident_id=about)
    return Reached(taken.call_id, taken.number, True, f"{system.settings.public_url}/c/{taken.link_token}")


def _go_on(work: Work, system: System, call: CallRow, told: NewCall) -> Reached:
    _write(work, call, told.text or "")
    alert_written(work, system, call)
    incident = worked_at(work, call)
    _learn(work, call, incident, told)
    return Reached(call.id, incident.number, False, None)


def _learn(work: Work, call: CallRow, incident: IncidentRow, told: NewCall) -> None:
    """What the form answers and nobody has asked yet; what a person has asked already stands."""
    gate = told.gate.filled_by(gate_of(incident.gate))
    if gate != gate_of(incident.gate):
        incident.gate, call.gate = gate_row(gate), gate_row(told.gate.filled_by(gate_of(call.gate)))
        if gate.answered and incident.state == IncidentState.RECEIVED:
            incident.state = INCIDENT.after(IncidentState.RECEIVED, IncidentAction.GATE)
            stamp(work, incident, "gate_done")
        record_change(work, "gate", incident.id, None, {"channel": told.channel})
        tell_incident(work, incident)
    patient = find_patient(work.session, incident.id)
    if patient is not None:
        patient.age_years = patient.age_years if patient.age_years is not None else told.age_years
        patient.sex = patient.sex or told.sex


def _hand_on(work: Work, call: CallRow, answers: tuple[Answer, ...]) -> None:
    for one in answers:
        _write(work, call, f"{one.question} — {one.answer}")


def _write(work: Work, call: CallRow, text: str) -> None:
    theirs = Work(work.session, Actor(f"caller:{call.id}", "caller", Role.CALLER, call.region), work.now, work.told)
    for begins in range(0, len(text), LONGEST):
        if text[begins : begins + LONGEST].strip():
            piece = text[begins : begins + LONGEST]
            write_line(theirs, call, Side.CALLER, MessageKind.TALK, text=piece, most=None)


def _incident_of(system: System, call_id: str) -> str:
    with system.db.read() as session:
        return session.get_one(CallRow, call_id).incident_id
