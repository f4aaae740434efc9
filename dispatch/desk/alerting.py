"""Alerts: something a person has to answer. One open alert per kind and subject; acknowledging never hides it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import audit, events, topics
from chassis.errors import NotFoundError
from chassis.events import Event
from chassis.identity import Actor
from dispatch.system import System
from dispatch.tables.records import AlertRow

ACT_NOW, ACT_SOON, KNOW = 1, 2, 3


def raise_alert(
    session: Session,
    system: System,
    region: str,
    kind: str,
    subject: str,
    *,
    level: int,
    at: datetime,
    incident_id: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> Event | None:
    """Raise an alert inside the caller's transaction; None when the same one stands already."""
    if _open(session, kind, subject) is not None:
        return None
    row = AlertRow(
        id=system.ids.new("alr"),
        region=region,
        kind=kind,
        subject=subject,
        incident_id=incident_id,
        level=level,
        data=dict(data or {}),
        raised_at=at,
        open=True,
    )
    session.add(row)
    return _event(row, at)


def clear_alert(session: Session, kind: str, subject: str, *, at: datetime) -> Event | None:
    """Take an alert off because its cause has gone; None when there is none."""
    row = _open(session, kind, subject)
    if row is None:
        return None
    row.open, row.cleared_at = False, at
    return _event(row, at)


def acknowledge(system: System, actor: Actor, alert_id: str) -> None:
    """A person has seen it and owns it. The first to do so stays its owner."""
    now = system.clock.now()
    with system.db.write() as session:
        row = session.get(AlertRow, alert_id)
        if row is None or row.region != actor.region:
            raise NotFoundError("alert", alert_id)
        if row.acked_by is None:
            row.acked_by, row.acked_at = actor.name, now
            audit.record(session, actor, "acknowledge", row.id, at=now, new={"kind": row.kind, "subject": row.subject})
            events.append(session, [_event(row, now)])
    system.bell.ring()


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


def _event(row: AlertRow, at: datetime) -> Event:
    return Event(row.region, topics.desk(row.region), "alert_changed", row.id, alert_summary(row), at)
