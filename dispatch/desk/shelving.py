"""Putting an alert aside: for a reason, for a limited time, and it comes back by itself. Its cause is never hidden."""

from datetime import timedelta

from chassis.deadlines import Deadline, clear_deadline, set_deadline
from chassis.errors import IllegalMoveError, InvalidInputError
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.alarm import ALARMS, ShelveReason
from dispatch.desk.alerting import ESCALATE, SHELF, await_owner, get_alert, tell_alert
from dispatch.system import System
from dispatch.tables.records import AlertRow


def shelve(system: System, actor: Actor, alert_id: str, reason: ShelveReason, lasts: timedelta) -> None:
    """Put an alert aside for `lasts`, at most what its level allows; shelving again moves the end.

    Raises NotFoundError, InvalidInputError for too long a time, IllegalMoveError when its cause has gone.
    """
    with working(system, actor) as work:
        row = get_alert(work, alert_id)
        longest = ALARMS.shelf_longest[row.level]
        if not row.open:
            raise IllegalMoveError("alert", "cleared", "shelve", ())
        if not timedelta(0) < lasts <= longest:
            raise InvalidInputError("minutes", f"at most {longest.total_seconds() / 60:.0f}")
        row.shelved_by, row.shelved_reason, row.shelved_until = actor.name, reason.value, work.now + lasts
        clear_deadline(work.session, ESCALATE, row.id)
        set_deadline(work.session, Deadline(row.region, SHELF, row.id, row.shelved_until, {}))
        new = {"kind": row.kind, "subject": row.subject, "until": row.shelved_until.isoformat()}
        record_change(work, "shelve", row.id, None, new, reason=reason.value)
        tell_alert(work, row)


def unshelve(system: System, actor: Actor, alert_id: str) -> None:
    """Bring an alert back before its time; nothing happens when it is not shelved."""
    with working(system, actor) as work:
        row = get_alert(work, alert_id)
        if row.open and row.shelved_until is not None:
            _bring_back(work, row)


def back_from_shelf(work: Work, _: System, deadline: Deadline) -> None:
    """The time is over and the cause still stands: it rings again, and nobody owns it."""
    row = work.session.get(AlertRow, deadline.subject)
    if row is not None and row.open and row.shelved_until is not None:
        _bring_back(work, row)


def _bring_back(work: Work, row: AlertRow) -> None:
    old = {"by": row.shelved_by, "reason": row.shelved_reason}
    row.shelved_by = row.shelved_reason = row.shelved_until = None
    row.acked_by = row.acked_at = row.escalated_at = None
    clear_deadline(work.session, SHELF, row.id)
    await_owner(work, row)
    record_change(work, "unshelve", row.id, old, None)
    tell_alert(work, row)
