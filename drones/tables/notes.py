"""What is noted of a flight: failsafes, warnings, what the vehicle said. Kept with the sortie, oldest first."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Index, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from drones.sortie import Sortie
from drones.vehicle import Note, Severity

LONGEST = 200


class NoteRow(Base):
    """One note."""

    __tablename__ = "flight_notes"
    __table_args__ = (Index("ix_flight_notes_sortie_id_id", "sortie_id", "id"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sortie_id: Mapped[str] = mapped_column(String(64))
    drone_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
    severity: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(String(LONGEST))


def keep_notes(session: Session, sortie: Sortie, notes: Iterable[Note]) -> None:
    """Add what was noted of the flight."""
    for note in notes:
        told = {"at": note.at, "severity": note.severity.value, "code": note.code, "text": note.text[:LONGEST]}
        session.add(NoteRow(sortie_id=sortie.id, drone_id=sortie.drone_id, **told))


def read_notes(session: Session, sortie_id: str) -> tuple[Note, ...]:
    """Everything noted of one flight, oldest first."""
    rows = session.scalars(select(NoteRow).where(NoteRow.sortie_id == sortie_id).order_by(NoteRow.id))
    return tuple(Note(row.at, Severity(row.severity), row.code, row.text) for row in rows)
