"""Messages that wait for a person: what was wrong with them, and what the person makes of them."""

from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from chassis.errors import IllegalMoveError, NotFoundError
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.calls import NewCall
from dispatch.desk.alerting import clear_alert
from dispatch.desk.hearing import new_call
from dispatch.desk.recorded import ALERT
from dispatch.desk.taking import Taken, put_on_record, read_call, think_about
from dispatch.desk.waiting import stored_hypothesis
from dispatch.intake.heard import hear
from dispatch.intake.meaning import Format, Heard, Why
from dispatch.intake.unreadable import UnreadableError
from dispatch.intake.wording import AML
from dispatch.model import Channel
from dispatch.system import System
from dispatch.tables.family import followed
from dispatch.tables.intake import INTERRUPTED, IntakeRow, IntakeState, read_kept

EXCERPT = 600  # characters of an unreadable message that the call begins with
CHANNELS = {Format.ECALL: Channel.ECALL, Format.ALARM: Channel.WEARABLE} | dict.fromkeys(AML, Channel.AML)


class PutAside(StrEnum):
    """Why nothing comes of a message."""

    NOT_OURS = "not_ours"
    KNOWN_ALREADY = "known_already"
    TEST = "test"
    ANSWERED = "answered"
    UNREADABLE = "unreadable"
    NO_ACTION = "no_action"


def kept_messages(session: Session, system: System, region: str) -> list[dict[str, Any]]:
    """What waits for a person, oldest first."""
    kept = read_kept(session, system.clock.now(), region=region)
    return [_view(row) | {"incident": _number(session, row.incident_id)} for row in kept]


def _view(row: IntakeRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "format": row.format,
        "kind": row.kind.upper().replace("_", "-") if row.kind and row.format == Format.HUB else None,
        "says": _says(row),
        "sender": row.sender,
        "at": row.received_at.isoformat(),
        "reason": row.reason or Why.INTERRUPTED.value,
        "field": row.field,
        "number": row.number,
        "matter": row.matter,
        "incident_id": row.incident_id,
        "doubts": row.doubts,
        "raw": row.raw,
    }


def _number(session: Session, incident_id: str | None) -> str | None:
    """Of the incident that has come of it already."""
    return followed(session, incident_id).number if incident_id is not None else None


def _says(row: IntakeRow) -> str | None:
    """What it says in words; None where it cannot be read or has none."""
    try:
        return _heard_again(Format(row.format), row.raw).text
    except UnreadableError:
        return None


def make_call_of(system: System, actor: Actor, message_id: str) -> Taken:
    """A person makes a call of it, with everything that could be read. Raises IllegalMoveError when somebody has
    settled it already."""
    with working(system, actor) as work:
        row = _locked(work, message_id)
        if row.incident_id is not None:
            raise IllegalMoveError("intake", row.state, "call", ("put_aside",))  # the rest of it is an incident already
        received = put_on_record(work, system, read_call(system, _call_of(system, row)))
        row.state, row.settled_by, row.settled_at = IntakeState.TAKEN, actor.id, work.now
        row.incident_id, row.call_id = received.incident_id, received.call_id
        clear_alert(work, ALERT, row.id)
        record_change(work, "make_call_of_message", row.id, None, {"format": row.format})
    return think_about(system, actor, received)


def put_aside(system: System, actor: Actor, message_id: str, reason: PutAside) -> None:
    """Nothing comes of it, and why. Raises IllegalMoveError when somebody has settled it already."""
    with working(system, actor) as work:
        row = _locked(work, message_id)
        old = {"state": row.state, "reason": row.reason}
        row.state, row.settled_by, row.settled_at = IntakeState.IGNORED, actor.id, work.now
        clear_alert(work, ALERT, row.id)
        record_change(work, "put_message_aside", row.id, old, {"reason": reason.value}, reason=reason.value)


def _locked(work: Work, message_id: str) -> IntakeRow:
    row = work.session.get(IntakeRow, message_id, with_for_update=True)
    if row is None or row.region != work.actor.region:
        raise NotFoundError("message", message_id)
    cut_short = row.state == IntakeState.HEARING and row.received_at < work.now - INTERRUPTED
    if row.state != IntakeState.KEPT_FOR_PERSON and not cut_short:
        raise IllegalMoveError("intake", row.state, "settle", ())
    return row


def _call_of(system: System, row: IntakeRow) -> NewCall:
    """With what the message says where it can be read, and else with its first words."""
    said_as = Format(row.format)
    channel = CHANNELS.get(said_as, Channel.RELAY)
    try:
        heard = _heard_again(said_as, row.raw)
    except UnreadableError:
        places = tuple(stored_hypothesis(one) for one in row.hypotheses)
        heard = Heard(said_as, hypotheses=places, text=row.raw[:EXCERPT])
    return new_call(system, row.region, heard, channel, row.number or heard.number)


def _heard_again(said_as: Format, raw: str) -> Heard:
    """A message out of the words that were kept."""
    if said_as is Format.ECALL:
        return hear(said_as, bytes.fromhex(raw))
    return hear(Format.AML if said_as is Format.AML_DATA else said_as, raw.encode())
