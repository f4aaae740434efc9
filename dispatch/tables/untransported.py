"""Runs that ended without transport, as their crews told it. Of the patient, so read only by those who care for it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Base, Instant
from dispatch.untransported import Capacity, Counsel, Leaving, NoVitals, Outcome, Unsigned, Why, Wisher, Witness


class UntransportedRow(Base):
    """What was said of one assignment. Kept as it was first said, `flags` as they stood when it was accepted."""

    __tablename__ = "untransported"
    __table_args__ = (Index("ix_untransported_incident", "incident_id"),)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignments.id"), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"))
    outcome: Mapped[str] = mapped_column(String(16))  # eDisposition.27, .28, .30: dispatch.untransported.NEMSIS
    why: Mapped[str] = mapped_column(String(24))
    who: Mapped[str | None] = mapped_column(String(16))
    capacity: Mapped[str | None] = mapped_column(String(16))
    risks_told: Mapped[bool] = mapped_column(Boolean)
    against_advice: Mapped[bool] = mapped_column(Boolean)
    witness: Mapped[str | None] = mapped_column(String(16))
    counsel: Mapped[list[str]] = mapped_column(JSON)
    signature: Mapped[str | None] = mapped_column(Text)  # strokes, see chassis.strokes
    unsigned: Mapped[str | None] = mapped_column(String(16))
    no_vitals: Mapped[str | None] = mapped_column(String(16))
    text: Mapped[str | None] = mapped_column(Text)
    flags: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)
    device_at: Mapped[datetime | None] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(64))


def leaving_of(row: UntransportedRow) -> Leaving:
    """What was said, frozen."""
    return Leaving(
        outcome=Outcome(row.outcome),
        why=Why(row.why),
        who=Wisher(row.who) if row.who else None,
        capacity=Capacity(row.capacity) if row.capacity else None,
        risks_told=row.risks_told,
        against_advice=row.against_advice,
        witness=Witness(row.witness) if row.witness else None,
        counsel=tuple(Counsel(one) for one in row.counsel),
        signature=row.signature,
        unsigned=Unsigned(row.unsigned) if row.unsigned else None,
        no_vitals=NoVitals(row.no_vitals) if row.no_vitals else None,
        text=row.text,
    )


def leaving_row(said: Leaving) -> dict[str, Any]:
    """The columns of what was said."""
    return {
        "outcome": said.outcome,
        "why": said.why,
        "who": said.who,
        "capacity": said.capacity,
        "risks_told": said.risks_told,
        "against_advice": said.against_advice,
        "witness": said.witness,
        "counsel": [one.value for one in said.counsel],
        "signature": said.signature,
        "unsigned": said.unsigned,
        "no_vitals": said.no_vitals,
        "text": said.text,
    }
