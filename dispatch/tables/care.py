"""The patient's record, entry by entry. Rows are never rewritten: an amendment is a row of its own. Read only by those
who care for the patient."""

from datetime import datetime

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.errors import NotFoundError
from dispatch.care.entry import CareEntry, CareKind, CareSource


class CareEntryRow(Base):
    """One entry; see CareEntry."""

    __tablename__ = "care_entries"
    __table_args__ = (Index("ix_care_entries_incident", "incident_id", "at"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"))
    kind: Mapped[str] = mapped_column(String(16))
    code: Mapped[str | None] = mapped_column(String(48))
    text: Mapped[str | None] = mapped_column(String(200))
    dose: Mapped[float | None] = mapped_column(Float)
    unit: Mapped[str | None] = mapped_column(String(16))
    route: Mapped[str | None] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(Instant)
    device_at: Mapped[datetime | None] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(16))
    order_id: Mapped[str | None] = mapped_column(String(64), index=True)
    amends: Mapped[str | None] = mapped_column(ForeignKey("care_entries.id"))
    reason: Mapped[str | None] = mapped_column(String(200))
    struck: Mapped[bool] = mapped_column(Boolean, default=False)
    despite: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")


def read_entries(session: Session, incident_id: str) -> tuple[CareEntry, ...]:
    """Every entry of an incident in the order the server learnt of them, amended and struck ones included."""
    mine = select(CareEntryRow).where(CareEntryRow.incident_id == incident_id)
    return tuple(as_entry(row) for row in session.scalars(mine.order_by(CareEntryRow.at, CareEntryRow.id)))


def get_entry(session: Session, entry_id: str, *, lock: bool = False) -> CareEntryRow:
    """The row, if asked for locked against others who amend it; raises NotFoundError."""
    row = session.get(CareEntryRow, entry_id, with_for_update=lock)
    if row is None:
        raise NotFoundError("care entry", entry_id)
    return row


def as_entry(row: CareEntryRow) -> CareEntry:
    """The frozen entry of a row."""
    return CareEntry(
        id=row.id,
        kind=CareKind(row.kind),
        code=row.code,
        text=row.text,
        dose=row.dose,
        unit=row.unit,
        route=row.route,
        at=row.at,
        device_at=row.device_at,
        by=row.actor,
        by_name=row.actor_name,
        source=CareSource(row.source),
        order_id=row.order_id,
        amends=row.amends,
        reason=row.reason,
        struck=row.struck,
        despite=tuple(row.despite),
    )
