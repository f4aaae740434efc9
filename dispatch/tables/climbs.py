"""The climbs of the ladder, one a patient, and every step of them with all it was decided from."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant


class ClimbRow(Base):
    """The search for one patient's hospital. `ended_at` None while it goes on; `rung` is the newest step's.

    `taken_by` is the regional room's person who decides now; while that is set the ladder waits.
    """

    __tablename__ = "climbs"
    patient_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Instant)
    rung: Mapped[str | None] = mapped_column(String(16))
    next_at: Mapped[datetime | None] = mapped_column(Instant)
    wide: Mapped[bool] = mapped_column(Boolean, default=False)  # beyond the catchment
    taken_by: Mapped[str | None] = mapped_column(String(64))
    taken_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class ClimbStepRow(Base):
    """One step, append only; `view` and `step` are compressed JSON, replayable bit by bit."""

    __tablename__ = "climb_steps"
    __table_args__ = (Index("ix_climb_steps_patient_id_id", "patient_id", "id"),)
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("climbs.patient_id"))
    region: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(Instant)
    rung: Mapped[str] = mapped_column(String(16))
    view: Mapped[bytes] = mapped_column(LargeBinary)
    step: Mapped[bytes] = mapped_column(LargeBinary)


def find_climb(session: Session, patient_id: str) -> ClimbRow | None:
    """The newest search for this patient's hospital, running or ended."""
    return session.get(ClimbRow, patient_id, populate_existing=True)


def steps_of(session: Session, patient_id: str) -> list[ClimbStepRow]:
    """Every step ever taken for this patient, oldest first."""
    wanted = select(ClimbStepRow).where(ClimbStepRow.patient_id == patient_id).order_by(ClimbStepRow.id)
    return list(session.scalars(wanted))
