"""A machine has said something of an emergency: on record first, then a call, a place for one, or news of a known one.

Whatever cannot be read or decided here is kept for a person (`kept`). The same message twice is one message.
"""

from dataclasses import dataclass
from datetime import timedelta

from chassis.db import wait_turn
from chassis.errors import TooManyError
from chassis.identity import Actor
from chassis.work import Work, working
from dispatch.calls import NewCall, newer_says
from dispatch.desk.handedover import take_over
from dispatch.desk.locating import area_of, offer_location
from dispatch.desk.recorded import Done, keep_unreadable, record_message, settle
from dispatch.desk.taking import Taken, put_on_record, read_call, think_about
from dispatch.desk.telling import tell_incident
from dispatch.desk.waiting import hold_number, ringing_call
from dispatch.intake.heard import hear
from dispatch.intake.meaning import Format, Heard, Why
from dispatch.intake.unreadable import UnreadableError
from dispatch.model import Channel
from dispatch.states import OPEN_INCIDENT, IncidentState
from dispatch.system import System
from dispatch.tables.cases import CallRow
from dispatch.tables.family import followed
from dispatch.tables.intake import IntakeRow, IntakeState, about
from dispatch.tables.patients import NoteRow

KNOWN_FOR = timedelta(hours=24)  # how long further messages belong to the incident that the first one made


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the sender is told. `again` means that the same message was here before, and this is what came of it."""

    message_id: str
    state: IntakeState
    reason: str | None
    incident_id: str | None
    call_id: str | None
    doubts: tuple[str, ...]
    again: bool = False


def hear_message(
    system: System, actor: Actor, said_as: Format, body: bytes, *, sender: str, number: str | None = None
) -> Outcome:
    """Take a message in. `number` is whose telephone it came from, where the way it came tells.

    Raises UnreadableError when it cannot be read: then it is kept for a person.
    """
    try:
        heard = hear(said_as, body)
    except UnreadableError as error:
        keep_unreadable(system, actor, said_as, body, sender, error)
        raise
    heard_number = number or heard.number
    row = record_message(system, actor, heard, body, sender, heard_number)
    if not row.again:
        done = _act(system, actor, row.message_id, heard, heard_number)
        if done is not None:
            _finish(system, actor, row.message_id, done)
    return _outcome(system, row.message_id, again=row.again)


def _act(system: System, actor: Actor, message_id: str, heard: Heard, number: str | None) -> Done | None:
    """What comes of it; None where that is written down already."""
    if heard.ignore is not None:
        return Done(IntakeState.IGNORED, heard.ignore)
    known = _known_or_taken(system, actor, message_id, heard, number)
    if isinstance(known, Taken):
        think_about(system, actor, known)
        return None
    if known is not None:
        return _tell_known(system, actor, heard, known)
    if heard.hypotheses and number is not None and heard.ask is None:
        return _place(system, actor, message_id, heard, number)
    if heard.ask == Why.WARNING and not _is_near(system, actor, heard):
        return Done(IntakeState.IGNORED, Why.ELSEWHERE)
    if heard.ask == Why.NO_USE:
        return Done(IntakeState.IGNORED, Why.NO_USE)
    return Done(IntakeState.KEPT_FOR_PERSON, heard.ask or Why.NO_NUMBER)


def _known_or_taken(
    system: System, actor: Actor, message_id: str, heard: Heard, number: str | None
) -> IntakeRow | Taken | None:
    """The message that led to the incident this one is about; else the call it is, where its format makes one.

    Messages of one matter take turns, and the incident is written to the message in the transaction that makes it:
    two of them that come close together are one incident.
    """
    with working(system, actor) as work:
        for matter in sorted(heard.matters):
            wait_turn(work.session, f"matter.{actor.region}.{matter}")
        known = _known(work, heard)
        if heard.channel is None or (known is not None and not _is_over(work, known)):
            return known
        call = new_call(system, actor.region, heard, heard.channel, number)
        taken = put_on_record(work, system, read_call(system, call))
        if heard.handover is not None:
            take_over(work, system, taken.incident_id, heard.handover)
        settle(work, system, message_id, _done(IntakeState.TAKEN, heard, taken.incident_id, taken.call_id))
        return taken


def _done(state: IntakeState, heard: Heard, incident_id: str, call_id: str | None) -> Done:
    """What came of it; what nobody here could read of a handover waits for a person, beside its incident."""
    if heard.handover is not None and heard.handover.unread:
        return Done(IntakeState.KEPT_FOR_PERSON, Why.UNREAD_PARTS, incident_id, call_id)
    return Done(state, None, incident_id, call_id)


def _known(work: Work, heard: Heard) -> IntakeRow | None:
    if not heard.matters:
        return None
    return about(work.session, work.actor.region, heard.matters, since=work.now - KNOWN_FOR)


def _is_over(work: Work, known: IntakeRow) -> bool:
    """Whether its incident has ended: the same watch or car after that is a new emergency."""
    row = followed(work.session, known.incident_id or "")
    return IncidentState(row.state) not in OPEN_INCIDENT


def _tell_known(system: System, actor: Actor, heard: Heard, known: IntakeRow) -> Done:
    """News of a known matter: its places are offered, its words are a note. A closed incident is for a person."""
    incident_id, call_id = known.incident_id, known.call_id
    if incident_id is None:
        return Done(IntakeState.KEPT_FOR_PERSON, Why.UNKNOWN_CASE)
    with working(system, actor) as work:
        row = followed(work.session, incident_id)
        if IncidentState(row.state) not in OPEN_INCIDENT:
            return Done(IntakeState.KEPT_FOR_PERSON, Why.CASE_CLOSED)
        if heard.text:
            note = {"region": row.region, "incident_id": row.id, "at": work.now, "text": heard.text}
            work.session.add(NoteRow(**note, actor=actor.id, actor_name=actor.name))
        if heard.handover is not None:
            take_over(work, system, row.id, heard.handover)
        if heard.says and call_id is not None:
            call = work.session.get_one(CallRow, call_id)
            call.says = newer_says(call.says, heard.says)
        tell_incident(work, row)
    return _offered(system, actor, heard, row.id, call_id)


def _offered(system: System, actor: Actor, heard: Heard, incident_id: str, call_id: str | None) -> Done:
    try:
        for one in heard.hypotheses if call_id is not None else ():
            offer_location(system, actor, call_id or "", one)
    except TooManyError:
        return Done(IntakeState.IGNORED, Why.TOO_MANY, incident_id, call_id)
    return _done(IntakeState.LINKED, heard, incident_id, call_id)


def new_call(system: System, region: str, heard: Heard, channel: Channel, number: str | None) -> NewCall:
    """The call that a message is."""
    known = heard.complaint is not None and system.rules.complaint(heard.complaint) is not None
    return NewCall(
        region=region,
        channel=channel,
        caller_number=f"+{number}" if number else None,
        text=heard.text,
        complaint=heard.complaint if known else None,
        hypotheses=heard.hypotheses,
        age_years=heard.age_years,
        sex=heard.sex,
        language=heard.language or "ko",
        says=heard.says,
    )


def _place(system: System, actor: Actor, message_id: str, heard: Heard, number: str) -> Done | None:
    """A place goes to the newest call of its number that rang within the last five minutes; before the call it waits,
    and that is written down before the number's next call can look for it."""
    with working(system, actor) as work:
        hold_number(work, actor.region, number)
        found = ringing_call(work, number)
        if found is None:
            settle(work, system, message_id, Done(IntakeState.WAITING))
            return None
        where = found.incident_id, found.id
    return _offered(system, actor, heard, *where)


def _is_near(system: System, actor: Actor, heard: Heard) -> bool:
    """Whether a warning may touch this region. One that names no place may."""
    spots = [one.place for one in heard.hypotheses if one.place is not None]
    with system.db.read() as session:
        area = area_of(session, actor.region)
    return not spots or any(area.holds(spot) for spot in spots)


def _finish(system: System, actor: Actor, message_id: str, done: Done) -> None:
    """Transaction 2: what came of it."""
    with working(system, actor) as work:
        settle(work, system, message_id, done)


def _outcome(system: System, message_id: str, *, again: bool) -> Outcome:
    with system.db.read() as session:
        row = session.get_one(IntakeRow, message_id)
        state = IntakeState(row.state)
        return Outcome(row.id, state, row.reason, row.incident_id, row.call_id, tuple(row.doubts), again)
