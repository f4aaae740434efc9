"""The alert of a call in writing: one for all that it says at once. What is told while nobody owns it counts there, and
when it waits too long for a unit the graver alert takes its place and its facts."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from chassis.work import Work
from dispatch.desk.alerting import ACT_SOON, clear_alert, find_alert, raise_alert, tell_alert
from dispatch.desk.conversing import ARRIVED, worked_at
from dispatch.system import System
from dispatch.tables.cases import CallRow
from dispatch.tables.messages import unread_by_desk
from dispatch.tables.records import AlertRow

WAITING = "pending_too_long"


def alert_written(work: Work, system: System, call: CallRow, data: Mapping[str, Any] | None = None) -> None:
    """The caller has written again: into the alert the call came with, while it stands unowned; else an own one."""
    incident_id = worked_at(work, call).id
    found = [find_alert(work.session, kind, call.id) for kind in ARRIVED]
    waiting = find_alert(work.session, WAITING, incident_id)
    found += [waiting] if waiting is not None and waiting.data.get("arrived") else []
    standing = next((row for row in found if row is not None and _unowned(row)), None)
    if standing is None:
        _raise_written(work, system, call, data)
        return
    standing.data = {**standing.data, "wrote": standing.data.get("wrote", 0) + 1}
    tell_alert(work, standing)


def fold_arrived(work: Work, incident_id: str) -> dict[str, Any]:
    """Take the alerts that the incident's calls came with off, for a graver one; returns their facts for it."""
    mine = select(AlertRow).where(AlertRow.incident_id == incident_id, AlertRow.open.is_(True))
    arrived = mine.where(AlertRow.kind.in_(ARRIVED)).order_by(AlertRow.raised_at, AlertRow.id)
    rows = [row for row in work.session.scalars(arrived) if _unowned(row)]
    for row in rows:
        clear_alert(work, row.kind, row.subject)
    return {"arrived": rows[0].kind, "wrote": sum(row.data.get("wrote", 0) for row in rows)} if rows else {}


def settle_arrived(work: Work, system: System, incident_id: str) -> None:
    """Somebody is sent: the arrival needs nobody any more. Words that nobody has read still do."""
    if fold_arrived(work, incident_id).get("wrote"):
        unfold_written(work, system, incident_id)


def unfold_written(work: Work, system: System, incident_id: str) -> None:
    """The alert that counted what callers wrote has gone: what is unread gets one of its own."""
    calls = select(CallRow).where(CallRow.incident_id == incident_id)
    for call in work.session.scalars(calls.order_by(CallRow.received_at, CallRow.id)):
        if unread_by_desk(work.session, call.id):
            _raise_written(work, system, call, None)


def _raise_written(work: Work, system: System, call: CallRow, data: Mapping[str, Any] | None) -> None:
    about = worked_at(work, call).id
    raise_alert(work, system, "caller_wrote", call.id, region=call.region, level=ACT_SOON, incident_id=about, data=data)


def _unowned(row: AlertRow) -> bool:
    return row.acked_by is None and row.shelved_until is None
