"""Alerts: something a person has to answer. One open alert per kind and subject; acknowledging never hides it.

One of the gravest level that nobody owns is told to the supervisors after a while; one that is known can be shelved
for a limited time (`shelving`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import topics
from chassis.deadlines import Deadline, clear_deadline, set_deadline
from chassis.errors import NotFoundError
from chassis.events import Event
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.alarm import ACT_NOW, ACT_SOON, ALARMS, KNOW, OUTLASTS
from dispatch.system import System
from dispatch.tables.records import AlertRow

ESCALATE = "alert_escalate"
SHELF = "alert_shelf"
__all__ = [
    "ACT_NOW",
    "ACT_SOON",
    "KNOW",
    "Standing",
    "acknowledge",
    "alert_summary",
    "clear_alert",
    "find_alert",
    "raise_alert",
    "read_alerts",
    "read_standing",
]


@dataclass(frozen=True, slots=True)
class Standing:
    """An open alert as whoever raised it looks at it again."""

    region: str
    data: Mapping[str, Any]


def raise_alert(
    work: Work,
    system: System,
    kind: str,
    subject: str,
    *,
    region: str,
    level: int,
    incident_id: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> bool:
    """Raise an alert; False when the same one stands already."""
    if find_alert(work.session, kind, subject) is not None:
        return False
    row = AlertRow(
        id=system.ids.new("alr"),
        region=region,
        kind=kind,
        subject=subject,
        incident_id=incident_id,
        level=level,
        data=dict(data or {}),
        raised_at=work.now,
        open=True,
    )
    work.session.add(row)
    await_owner(work, row)
    tell_alert(work, row)
    return True


def clear_alert(work: Work, kind: str, subject: str) -> bool:
    """Take an alert off because its cause has gone; False when there was none."""
    row = find_alert(work.session, kind, subject)
    if row is None:
        return False
    _clear(work, row)
    return True


def standing_alerts(work: Work, kind: str) -> list[AlertRow]:
    """The open alerts of a kind in the actor's region."""
    wanted = select(AlertRow).where(AlertRow.region == work.actor.region, AlertRow.open.is_(True))
    return list(work.session.scalars(wanted.where(AlertRow.kind == kind).order_by(AlertRow.id)))


def read_standing(session: Session, kind: str, subjects: Collection[str] | None = None) -> dict[str, Standing]:
    """What stands of a kind, by what it is about: of all regions, or of some subjects."""
    wanted = select(AlertRow).where(AlertRow.kind == kind, AlertRow.open.is_(True))
    if subjects is not None:
        wanted = wanted.where(AlertRow.subject.in_(subjects))
    return {row.subject: Standing(row.region, row.data) for row in session.scalars(wanted.order_by(AlertRow.id))}


def clear_alerts_of(work: Work, incident_id: str) -> None:
    """The incident is over: nothing about it needs a person any more, but for what outlasts it."""
    wanted = select(AlertRow).where(AlertRow.incident_id == incident_id, AlertRow.open.is_(True))
    for row in work.session.scalars(wanted.where(AlertRow.kind.not_in(OUTLASTS)).order_by(AlertRow.id)):
        _clear(work, row)


def acknowledge(system: System, actor: Actor, alert_id: str) -> None:
    """A person has seen it and owns it. The first to do so stays its owner."""
    with working(system, actor) as work:
        row = get_alert(work, alert_id)
        if row.acked_by is None:
            row.acked_by, row.acked_at = actor.name, work.now
            clear_deadline(work.session, ESCALATE, row.id)
            record_change(work, "acknowledge", row.id, None, {"kind": row.kind, "subject": row.subject})
            tell_alert(work, row)


def get_alert(work: Work, alert_id: str) -> AlertRow:
    """The alert; raises NotFoundError, also for another region's."""
    row = work.session.get(AlertRow, alert_id, populate_existing=True)
    if row is None or row.region != work.actor.region:
        raise NotFoundError("alert", alert_id)
    return row


def await_owner(work: Work, row: AlertRow) -> None:
    """From now on somebody has to own it, or it goes to the supervisors."""
    if row.level == ACT_NOW:
        due_at = work.now + ALARMS.escalate_after
        set_deadline(work.session, Deadline(row.region, ESCALATE, row.id, due_at, {}))


def escalate(work: Work, _: System, deadline: Deadline) -> None:
    """Nobody has owned it in time: the supervisors are told, and the desk sees that they were."""
    row = work.session.get(AlertRow, deadline.subject)
    if row is None or not row.open or row.acked_by is not None:
        return
    row.escalated_at = work.now
    record_change(work, "escalate", row.id, None, {"kind": row.kind, "subject": row.subject})
    tell_alert(work, row)
    topic = topics.supervisors(row.region)
    work.told.append(Event(row.region, topic, "alert_escalated", row.id, alert_summary(row), work.now))


def read_alerts(session: Session, region: str) -> list[dict[str, Any]]:
    """The open alerts of `region`, gravest first, then oldest."""
    wanted = select(AlertRow).where(AlertRow.region == region, AlertRow.open.is_(True))
    gravest = wanted.order_by(AlertRow.level, AlertRow.raised_at, AlertRow.id)
    return [alert_summary(row) for row in session.scalars(gravest)]


def alert_summary(row: AlertRow) -> dict[str, Any]:
    """An alert as the pages list it."""
    return {
        "id": row.id,
        "kind": row.kind,
        "subject": row.subject,
        "incident_id": row.incident_id,
        "level": row.level,
        "data": row.data,
        "raised_at": row.raised_at.isoformat(),
        "open": row.open,
        "acked_by": row.acked_by,
        "acked_at": _iso(row.acked_at),
        "shelved_by": row.shelved_by,
        "shelved_until": _iso(row.shelved_until),
        "shelved_reason": row.shelved_reason,
        "escalated_at": _iso(row.escalated_at),
    }


def _clear(work: Work, row: AlertRow) -> None:
    row.open, row.cleared_at = False, work.now
    for kind in (ESCALATE, SHELF):
        clear_deadline(work.session, kind, row.id)
    tell_alert(work, row)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def find_alert(session: Session, kind: str, subject: str) -> AlertRow | None:
    """The one that stands, or None."""
    wanted = select(AlertRow).where(AlertRow.kind == kind, AlertRow.subject == subject, AlertRow.open.is_(True))
    return session.scalars(wanted).first()


def tell_alert(work: Work, row: AlertRow) -> None:
    """The alert has changed; the desk sees it."""
    work.session.flush()
    topic = topics.desk(row.region)
    work.told.append(Event(row.region, topic, "alert_changed", row.id, alert_summary(row), work.now))
