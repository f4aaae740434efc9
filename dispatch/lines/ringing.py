"""What the telephone provider tells us of a call. Reports come twice and out of order, and any may be the first."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from chassis.db import wait_turn
from chassis.deadlines import Deadline, clear_deadline, hurry_deadline, set_deadline
from chassis.identity import system_actor
from chassis.work import Work, record_change, working
from dispatch.desk.alerting import ACT_NOW, ACT_SOON, ESCALATE, clear_alert, find_alert, raise_alert
from dispatch.lines.missed import text_missed
from dispatch.lines.view import tell_line
from dispatch.policies.force import in_force
from dispatch.system import System
from dispatch.tables.lines import LineRow, find_dialled, find_line
from dispatch.telephone import HUNG_UP, LINE, TO_CALL_BACK, LineAction, LinePolicy, LineState

UNANSWERED, CALL_BACK = "line_unanswered", "line_call_back"
WITHHELD = frozenset({"anonymous", "unknown", "unavailable", "restricted", "+266696687", "266696687"})


@dataclass(frozen=True, slots=True)
class Heard:
    """One report. `provider_id` names the call, `dialled` which number of ours; `number` None is withheld."""

    provider_id: str
    number: str | None
    dialled: str | None
    status: str


def caller_of(number: str) -> str | None:
    """The number as the provider tells it, None where the caller withholds it; nobody can be called back there."""
    told = number.strip()
    digits = sum(sign.isdecimal() for sign in told)
    return None if not 3 <= digits <= 20 or len(told) > 32 or told.lower() in WITHHELD else told


def region_of(session: Session, system: System, dialled: str | None) -> str:
    """Whose call it is: by the number that was dialled, else the region this process serves."""
    known = find_dialled(session, dialled) if dialled else None
    return known.region if known is not None else system.settings.city


def hear_line(system: System, heard: Heard) -> str:
    """Put a report on record; returns the line's id. The first report of a call makes the line, whatever it says."""
    with system.db.read() as session:
        region = region_of(session, system, heard.dialled)
    with working(system, system_actor(region, "telephone")) as work:
        wait_turn(work.session, f"line.{heard.provider_id}")
        row = find_line(work.session, heard.provider_id, held=True) or _begin(work, system, heard)
        if heard.status in HUNG_UP and row.hung_up_at is None:
            _hang_up(work, system, row)
        return row.id


def _begin(work: Work, system: System, heard: Heard) -> LineRow:
    row = LineRow(
        id=system.ids.new("line"),
        provider_id=heard.provider_id,
        region=work.actor.region,
        number=heard.number,
        dialled=heard.dialled,
        state=LINE.start,
        rang_at=work.now,
        attempts=0,
    )
    work.session.add(row)
    work.session.flush()
    rule = _rule(work, system)
    set_deadline(work.session, Deadline(row.region, UNANSWERED, row.id, work.now + rule.alarm_after, {}))
    record_change(work, "line_rings", row.id, None, {"state": row.state})
    tell_line(work, row)
    return row


def _hang_up(work: Work, system: System, row: LineRow) -> None:
    """The person has gone. Before anybody took the call that makes an abandoned one; later it is only noted."""
    row.hung_up_at = work.now
    if row.state == LineState.RINGING:
        row.state = LINE.after(LineState.RINGING, LineAction.HANG_UP)
        rings_no_more(work, row)
        await_call_back(work, system, row)
        record_change(work, "line_abandoned", row.id, {"state": LineState.RINGING}, {"state": row.state})
    tell_line(work, row)


def rings_no_more(work: Work, row: LineRow) -> None:
    """Taken or given up: nothing about its ringing needs anybody."""
    clear_deadline(work.session, UNANSWERED, row.id)
    clear_alert(work, UNANSWERED, row.id)


def await_call_back(work: Work, system: System, row: LineRow) -> None:
    """From now on somebody has to look after it, or the desk is told."""
    due_at = work.now + _rule(work, system).call_back_within
    set_deadline(work.session, Deadline(row.region, CALL_BACK, row.id, due_at, {}))


def looked_after(work: Work, row: LineRow) -> None:
    """Somebody has called back or closed it."""
    clear_deadline(work.session, CALL_BACK, row.id)
    clear_alert(work, CALL_BACK, row.id)


def rings_too_long(work: Work, system: System, deadline: Deadline) -> None:
    """Nobody has taken a ringing line: it sounds, and soon the supervisors hear of it."""
    row = work.session.get(LineRow, deadline.subject)
    if row is None or row.state != LineState.RINGING:
        return
    raise_alert(work, system, "line_unanswered", row.id, region=row.region, level=ACT_NOW, data=_about(row))
    alert = find_alert(work.session, UNANSWERED, row.id)
    if alert is not None:
        hurry_deadline(work.session, ESCALATE, alert.id, row.rang_at + _rule(work, system).escalate_after)


def nobody_called_back(work: Work, system: System, deadline: Deadline) -> None:
    """An abandoned or silent call, or a try that reached nobody, has waited too long."""
    row = work.session.get(LineRow, deadline.subject)
    if row is not None and row.state in TO_CALL_BACK:
        text_missed(work, system, row)
        raise_alert(work, system, "line_call_back", row.id, region=row.region, level=ACT_SOON, data=_about(row))


def _about(row: LineRow) -> Mapping[str, str]:
    return {"line_id": row.id}  # no number to dial beside it: the line itself counts the attempts


def _rule(work: Work, system: System) -> LinePolicy:
    return in_force(work.session, system, work.actor.region).lines
