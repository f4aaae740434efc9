"""Calls that nobody could take up: silent and abandoned ones, called back until reached or closed with a reason."""

from datetime import timedelta

from chassis.errors import IllegalMoveError, InvalidInputError
from chassis.identity import Actor
from chassis.outbox import Delivery, enqueue
from chassis.work import Work, record_change, working
from dispatch.desk.closing import cancel_incident
from dispatch.lines.missed import text_missed
from dispatch.lines.ringing import await_call_back, looked_after
from dispatch.lines.view import tell_line
from dispatch.policies.force import in_force
from dispatch.system import System
from dispatch.tables.lines import LineRow, find_dialled, get_line
from dispatch.telephone import LINE, CloseReason, LineAction, LineState

CHANNEL = "call_back"  # of the outbox: our telephone rings first, then the person's
TWICE = timedelta(seconds=5)  # the same hand pressing again is one attempt
CANCELS = {CloseReason.NO_HELP_NEEDED: "called_off", CloseReason.RANG_AGAIN: "duplicate"}


def mark_silent(system: System, actor: Actor, line_id: str) -> None:
    """Taken, and nobody speaks. The incident stays in the queue; the number is to be called back."""
    with working(system, actor) as work:
        row = get_line(work.session, line_id, region=actor.region)
        before = _move(row, LineAction.SILENCE)
        record_change(work, "mark_silent", row.id, before, {"state": row.state})
        await_call_back(work, system, row)
        tell_line(work, row)


def call_back(system: System, actor: Actor, line_id: str) -> bool:
    """Count an attempt and have the provider place it: True. Where it cannot, the desk dials by itself: False.

    Raises InvalidInputError for a withheld number.
    """
    with working(system, actor) as work:
        row = get_line(work.session, line_id, region=actor.region)
        if row.number is None:
            raise InvalidInputError("number", "the caller has withheld the number")
        if row.tried_at is not None and work.now - row.tried_at < TWICE:
            return rings_us(work, system, row) is not None
        before = _move(row, LineAction.CALL_BACK)
        row.attempts, row.tried_at, row.tried_by_name = row.attempts + 1, work.now, actor.name
        record_change(work, "call_back", row.id, before, {"state": row.state, "attempts": row.attempts})
        looked_after(work, row)
        await_call_back(work, system, row)
        ours = rings_us(work, system, row)
        if ours is not None:
            payload = {"line_id": row.id, "to": ours}
            enqueue(
                work.session, Delivery(f"call_back:{row.id}:{row.attempts}", row.region, CHANNEL, payload, work.now)
            )
        tell_line(work, row)
        return ours is not None


def close_line(system: System, actor: Actor, line_id: str, reason: CloseReason) -> None:
    """Nobody has to be called back any more, and why. A draft of it that no unit is on is cancelled as well.

    Not reached is a reason only after the policy's number of attempts; raises InvalidInputError before.
    """
    with working(system, actor) as work:
        row = get_line(work.session, line_id, region=actor.region)
        least = in_force(work.session, system, row.region).lines.least_attempts
        if reason is CloseReason.NOT_REACHED and row.number is not None and row.attempts < least:
            raise InvalidInputError("reason", f"call back at least {least} times first")
        before = _move(row, LineAction.CLOSE)
        record_change(work, "close_line", row.id, before, {"state": row.state}, reason=reason)
        row.closed_at, row.closed_reason, incident_id = work.now, reason, row.incident_id
        looked_after(work, row)
        if reason is CloseReason.NOT_REACHED:
            text_missed(work, system, row)
        tell_line(work, row)
    if incident_id is not None:
        _cancel_draft(system, actor, incident_id, reason)


def rings_us(work: Work, system: System, row: LineRow) -> str | None:
    """The telephone of the desk that rings before the person's does; None where the provider knows none of ours."""
    known = find_dialled(work.session, row.dialled) if row.dialled else None
    group = (known.group if known is not None else None) or system.settings.voice_group
    ours = [one.strip() for one in group.split(",")]
    return next((one for one in ours if one.startswith(("+", "sip:"))), None)


def _cancel_draft(system: System, actor: Actor, incident_id: str, reason: CloseReason) -> None:
    try:
        cancel_incident(system, actor, incident_id, CANCELS.get(reason, "false_alarm"))
    except IllegalMoveError:  # a unit is on it, or somebody has ended it: people work at it, and they end it
        return


def _move(row: LineRow, action: LineAction) -> dict[str, str]:
    """Moves the line; returns how it stood before, for the audit."""
    before, row.state = {"state": row.state}, LINE.after(LineState(row.state), action)
    return before
