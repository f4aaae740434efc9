"""What the models advised about an incident, shown or not, and what a person made of it."""

from datetime import datetime

from sqlalchemy import Boolean, Float, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant


class AdviceRow(Base):
    """One piece of advice. `offered` is a complaint's code or a level; `stood` what stood when it was made."""

    __tablename__ = "advice"
    __table_args__ = (Index("ix_advice_incident", "incident_id", "at"), Index("ix_advice_region", "region", "at"))
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    kind: Mapped[str] = mapped_column(String(16))
    offered: Mapped[str] = mapped_column(String(48))
    chance: Mapped[float] = mapped_column(Float)
    right: Mapped[float] = mapped_column(Float)
    model: Mapped[str] = mapped_column(String(48))
    shown: Mapped[bool] = mapped_column(Boolean)
    stood: Mapped[str | None] = mapped_column(String(48))
    answer: Mapped[str | None] = mapped_column(String(16))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_by: Mapped[str | None] = mapped_column(String(64))


def newest_advice(session: Session, incident_id: str) -> dict[str, AdviceRow]:
    """The last of each kind; an older one has been overtaken."""
    wanted = select(AdviceRow).where(AdviceRow.incident_id == incident_id)
    return {row.kind: row for row in session.scalars(wanted.order_by(AdviceRow.at, AdviceRow.id))}
