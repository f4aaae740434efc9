"""Patients, their vital signs and the notes about them. Read only by those who care for the patient."""

from dataclasses import fields
from datetime import datetime

from sqlalchemy import Boolean, Float, ForeignKey, Index, Integer, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from dispatch.model import Patient, Vitals
from dispatch.scores.course import Taken

SIGNS = tuple(one.name for one in fields(Vitals))


class PatientRow(Base):
    """One patient of an incident. Everything may be unknown (None)."""

    __tablename__ = "patients"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"), index=True)
    age_years: Mapped[int | None] = mapped_column(Integer)
    sex: Mapped[str | None] = mapped_column(String(8))
    acuity: Mapped[int | None] = mapped_column(Integer)  # 1–5, set by the crew
    name: Mapped[str | None] = mapped_column(String(64))
    spo2_scale: Mapped[int | None] = mapped_column(Integer)  # 2 where a target of 88–92 % is prescribed, else 1
    described_at: Mapped[datetime | None] = mapped_column(Instant)  # when a person last wrote any of it
    described_by: Mapped[str | None] = mapped_column(String(64))  # by name


class VitalsRow(Base):
    """One set of vital signs. A sign that was not taken is None, never 0."""

    __tablename__ = "vitals"
    __table_args__ = (Index("ix_vitals_incident", "incident_id", "at"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    device_at: Mapped[datetime | None] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(16), default="human", server_default="human")
    device: Mapped[str | None] = mapped_column(String(64))  # the monitor it was read by
    heart_rate_bpm: Mapped[int | None] = mapped_column(Integer)
    systolic_mmhg: Mapped[int | None] = mapped_column(Integer)
    diastolic_mmhg: Mapped[int | None] = mapped_column(Integer)
    respiratory_rate_bpm: Mapped[int | None] = mapped_column(Integer)
    spo2_percent: Mapped[int | None] = mapped_column(Integer)
    temperature_c: Mapped[float | None] = mapped_column(Float)
    glucose_mg_dl: Mapped[int | None] = mapped_column(Integer)
    avpu: Mapped[str | None] = mapped_column(String(1))
    gcs: Mapped[int | None] = mapped_column(Integer)
    pain: Mapped[int | None] = mapped_column(Integer)
    oxygen: Mapped[bool | None] = mapped_column(Boolean)


class NoteRow(Base):
    """A line written about the incident, with its author."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_incident", "incident_id", "at"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    device_at: Mapped[datetime | None] = mapped_column(Instant)  # when it was written, where it came later

    @property
    def written_at(self) -> datetime:
        """When it was written, as far as anybody knows: never later than it came."""
        return min(self.device_at or self.at, self.at)


def find_patient(session: Session, incident_id: str) -> PatientRow | None:
    """The first patient of the incident."""
    wanted = select(PatientRow).where(PatientRow.incident_id == incident_id).order_by(PatientRow.id)
    return session.scalars(wanted).first()


def read_patient(session: Session, incident_id: str) -> Patient | None:
    """The frozen patient; None when nobody has been described."""
    row = find_patient(session, incident_id)
    return Patient(row.id, row.age_years, row.sex, row.acuity) if row is not None else None


def read_sets(session: Session, incident_id: str) -> tuple[Taken, ...]:
    """All sets of vital signs, by when they were measured."""
    rows = session.scalars(select(VitalsRow).where(VitalsRow.incident_id == incident_id))
    ordered = sorted(rows, key=lambda row: (measured_at(row), row.id))
    return tuple(Taken(measured_at(row), signs_of(row)) for row in ordered)


def measured_at(row: VitalsRow) -> datetime:
    """When it was measured, as far as anybody knows: never later than the server learnt of it."""
    return min(row.device_at or row.at, row.at)


def signs_of(row: VitalsRow) -> Vitals:
    """What was measured."""
    return Vitals(**{name: getattr(row, name) for name in SIGNS})
