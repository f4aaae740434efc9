"""Alerts: something a person has to answer. One open alert per kind and subject; acknowledging never hides it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import topics
from chassis.errors import NotFoundError
from chassis.events import Event
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.system import System
from dispatch.tables.records import AlertRow

ACT_NOW, ACT_SOON, KNOW = 1, 2, 3


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
    if _open(work.session, kind, subject) is not None:
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
    _tell(work, row)
    return True


def clear_alert(work: Work, kind: str, subject: str) -> bool:
    """Take an alert off because its cause has gone; False when there was none."""
    row = _open(work.session, kind, subject)
    if row is None:
        return False
    row.open, row.cleared_at = False, work.now
    _tell(work, row)
    return True


def clear_alerts_of(work: Work, incident_id: str) -> None:
    """The incident is over: nothing about it needs a person any more."""
    for row in work.session.scalars(
        select(AlertRow).where(AlertRow.incident_id == incident_id, AlertRow.open.is_(True))
    ):
        row.open, row.cleared_at = False, work.now
        _tell(work, row)


def acknowledge(system: System, actor: Actor, alert_id: str) -> None:
    """A person has seen it and owns it. The first to do so stays its owner."""
    with working(system, actor) as work:
        row = work.session.get(AlertRow, alert_id)
        if row is None or row.region != actor.region:
            raise NotFoundError("alert", alert_id)
        if row.acked_by is None:
            row.acked_by, row.acked_at = actor.name, work.now
            record_change(work, "acknowledge", row.id, None, {"kind": row.kind, "subject": row.subject})
            _tell(work, row)


def read_alerts(session: Session, region: str) -> list[dict[str, Any]]:
    """The open alerts of `region`, gravest first, then oldest."""
    wanted = select(AlertRow).where(AlertRow.region == region, AlertRow.open.is_(True))
    return [alert_summary(row) for row in session.scalars(wanted.order_by(AlertRow.level, AlertRow.raised_at))]


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
        "acked_at": row.acked_at.isoformat() if row.acked_at else None,
    }


def _open(session: Session, kind: str, subject: str) -> AlertRow | None:
    wanted = select(AlertRow).where(AlertRow.kind == kind, AlertRow.subject == subject, AlertRow.open.is_(True))
    return session.scalars(wanted).first()


def _tell(work: Work, row: AlertRow) -> None:
    work.session.flush()
    topic = topics.desk(row.region)
    work.told.append(Event(row.region, topic, "alert_changed", row.id, alert_summary(row), work.now))
