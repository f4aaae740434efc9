"""What was assessed of a patient, with its inputs, and every level of urgency somebody set. Rows are never rewritten,
but for what a person made of a suggestion. Read only by those who care for the patient."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.errors import NotFoundError
from dispatch.scores.raising import Raise
from dispatch.scores.score import Scale
from dispatch.tables.cases import IncidentRow

ACCEPTED, DISMISSED = "accepted", "dismissed"


class AssessmentRow(Base):
    """One score or sorting by a person: what was tapped, what came of it by which rules, what it would raise."""

    __tablename__ = "assessments"
    __table_args__ = (Index("ix_assessments_incident", "incident_id", "at"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    device_at: Mapped[datetime | None] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(64))
    scale: Mapped[str] = mapped_column(String(16))
    rules: Mapped[str] = mapped_column(String(32))
    findings: Mapped[dict[str, Any]] = mapped_column(JSON)  # as tapped, with signs and age where the rule read them
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    tag: Mapped[str | None] = mapped_column(String(24))  # the number on the triage tag the casualty wears
    raises: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # bundle and needs; a suggestion
    settled: Mapped[str | None] = mapped_column(String(16))  # accepted or dismissed, by a person
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_by: Mapped[str | None] = mapped_column(String(64))
    settled_name: Mapped[str | None] = mapped_column(String(64))


class AcuityRow(Base):
    """A level of urgency as one side saw it at one stage."""

    __tablename__ = "acuities"
    __table_args__ = (Index("ix_acuities_incident", "incident_id", "id"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    side: Mapped[str] = mapped_column(String(16))
    stage: Mapped[str] = mapped_column(String(16))
    level: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str | None] = mapped_column(String(24))
    actor: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(64))


def get_assessment(session: Session, assessment_id: str) -> AssessmentRow:
    """Raises NotFoundError."""
    row = session.get(AssessmentRow, assessment_id)
    if row is None:
        raise NotFoundError("assessment", assessment_id)
    return row


def assessments_of(session: Session, incident_id: str) -> Sequence[AssessmentRow]:
    """All of an incident, oldest first."""
    wanted = select(AssessmentRow).where(AssessmentRow.incident_id == incident_id)
    return session.scalars(wanted.order_by(AssessmentRow.at, AssessmentRow.id)).all()


def accepted_raises(session: Session, incident: IncidentRow) -> tuple[Raise, ...]:
    """What people accepted for the patient, oldest first; a transfer brings along what was accepted before it."""
    ids = [ident for ident in (incident.transfer_of, incident.id) if ident]
    wanted = select(AssessmentRow).where(AssessmentRow.incident_id.in_(ids), AssessmentRow.settled == ACCEPTED)
    rows = session.scalars(wanted.order_by(AssessmentRow.settled_at, AssessmentRow.id)).all()
    return tuple(
        Raise(Scale(row.scale), row.raises["bundle"], tuple(row.raises["needs"])) for row in rows if row.raises
    )


def acuities_of(session: Session, incident_id: str) -> Sequence[AcuityRow]:
    """Every level somebody set, oldest first."""
    return session.scalars(select(AcuityRow).where(AcuityRow.incident_id == incident_id).order_by(AcuityRow.id)).all()
