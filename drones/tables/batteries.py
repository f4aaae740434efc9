"""Which batteries people have put into drones, by the audit: what stands beside a drone is soon its own word."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.audit import AuditRow

CHANGE = "change_battery"


@dataclass(frozen=True, slots=True)
class FreshBattery:
    """A battery that was put in; `number` counts up from one to the next, over all drones."""

    number: int
    share: float


def newest_batteries(session: Session, drone_ids: Collection[str], *, since: datetime) -> Mapping[str, FreshBattery]:
    """The last one put into each of the drones since then; a drone that got none is missing."""
    told = select(AuditRow).where(AuditRow.subject.in_(drone_ids), AuditRow.action == CHANGE, AuditRow.at >= since)
    rows = session.scalars(told.order_by(AuditRow.id))
    return {row.subject: FreshBattery(row.id, float((row.new or {})["battery_share"])) for row in rows}
