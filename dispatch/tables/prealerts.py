"""The cards sent ahead. A card is never rewritten; one sent again is a row of its own."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant


class PreAlertRow(Base):
    """A card as it was sent, and who at the hospital has seen it: NEMSIS eDisposition.24 and .25."""

    __tablename__ = "pre_alerts"
    __table_args__ = (Index("ix_pre_alerts_incident", "incident_id", "sent_at"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"))
    hospital_id: Mapped[str] = mapped_column(ForeignKey("hospitals.id"))
    card: Mapped[dict[str, Any]] = mapped_column(JSON)
    sent_at: Mapped[datetime] = mapped_column(Instant)
    device_at: Mapped[datetime | None] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[datetime | None] = mapped_column(Instant)
    seen_by: Mapped[str | None] = mapped_column(String(64))
    seen_name: Mapped[str | None] = mapped_column(String(64))


def newest_prealert(session: Session, incident_id: str, hospital_id: str | None) -> PreAlertRow | None:
    """The card that stands between a patient and a hospital; None while none was sent there."""
    wanted = select(PreAlertRow).where(PreAlertRow.incident_id == incident_id, PreAlertRow.hospital_id == hospital_id)
    return session.scalars(wanted.order_by(PreAlertRow.sent_at.desc(), PreAlertRow.id.desc()).limit(1)).first()
