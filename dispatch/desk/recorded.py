"""A message on record: written once before anything comes of it, and settled when something has."""

import hashlib
from dataclasses import dataclass
from typing import Any

from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.desk.alerting import ACT_SOON, raise_alert
from dispatch.desk.locating import hypothesis_row
from dispatch.intake.meaning import Format, Heard, Why
from dispatch.intake.unreadable import UnreadableError
from dispatch.intake.wording import LARGER, SHOWN, words_of
from dispatch.system import System
from dispatch.tables.intake import IntakeRow, IntakeState, add_once, same_before

ALERT = "message_kept"


@dataclass(frozen=True, slots=True)
class Recorded:
    """The message on record; `again` where it was there before."""

    message_id: str
    again: bool


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it."""

    state: IntakeState
    reason: Why | None = None
    incident_id: str | None = None
    call_id: str | None = None


def record_message(
    system: System, actor: Actor, heard: Heard, body: bytes, sender: str, number: str | None
) -> Recorded:
    """Transaction 1: it is on record before anything comes of it."""
    with working(system, actor) as work:
        row = _base(system, work, heard.format, body, sender, number) | {
            "state": IntakeState.HEARING.value,
            "kind": heard.kind,
            "matter": heard.matters[0] if heard.matters else None,
            "hypotheses": [hypothesis_row(one) for one in heard.hypotheses],
            "doubts": list(heard.doubts),
        }
        row["key"] = heard.key or row["key"]
        if add_once(work.session, row) is not None:
            return Recorded(row["id"], again=False)
        known = same_before(work.session, actor.region, row["key"])
        return Recorded(known.id if known is not None else row["id"], again=True)


def keep_unreadable(
    system: System, actor: Actor, said_as: Format, body: bytes, sender: str, error: UnreadableError
) -> None:
    """A message nobody can read is kept for a person, as much of it as is shown."""
    with working(system, actor) as work:
        row = _base(system, work, said_as, body, sender, None) | {
            "state": IntakeState.KEPT_FOR_PERSON.value,
            "reason": error.wrong.value,
            "field": error.field,
            "hypotheses": [],
            "doubts": [],
        }
        row["raw"] = row["raw"][: LARGER.get(said_as, SHOWN)]
        kept = add_once(work.session, row)
        if kept is not None:
            _alert(work, system, kept)
            record_change(work, "hear_message", kept.id, None, {"state": kept.state, "reason": kept.reason})


def settle(work: Work, system: System, message_id: str, done: Done) -> None:
    """Write what came of a message to it; what is kept for a person is alerted."""
    row = work.session.get_one(IntakeRow, message_id)
    row.state, row.reason = done.state, done.reason
    row.incident_id, row.call_id = done.incident_id, done.call_id
    if done.state is IntakeState.KEPT_FOR_PERSON:
        _alert(work, system, row)
    told = {"format": row.format, "state": row.state, "reason": row.reason, "incident_id": row.incident_id}
    record_change(work, "hear_message", row.id, None, told)


def _alert(work: Work, system: System, row: IntakeRow) -> None:
    data = {"format": row.format, "sender": row.sender}
    raise_alert(work, system, ALERT, row.id, region=row.region, level=ACT_SOON, data=data)


def _base(system: System, work: Work, said_as: Format, body: bytes, sender: str, number: str | None) -> dict[str, Any]:
    return {
        "id": system.ids.new("msg"),
        "region": work.actor.region,
        "format": said_as.value,
        "sender": sender[:96],
        "received_at": work.now,
        "raw": words_of(said_as, body),
        "key": _key(said_as, body, number),
        "number": number,
    }


def _key(said_as: Format, body: bytes, number: str | None) -> str:
    return hashlib.sha256(b"\0".join([said_as.encode(), (number or "").encode(), body])).hexdigest()
