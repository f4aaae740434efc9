"""What was said on a line, as a listening machine wrote it down."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Integer, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from dispatch.tables.family import family_of
from dispatch.tables.lines import LineRow

KEPT = timedelta(days=30)  # then the words go, as those of other machines do
PIECES_AT_ONCE = 500
CALLER = "caller"


class PieceRow(Base):
    """One finished piece of speech, without the numbers nobody may keep. `sequence` counts within the line."""

    __tablename__ = "transcript_pieces"
    line_id: Mapped[str] = mapped_column(ForeignKey("lines.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True)
    speaker: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float | None]
    at: Mapped[datetime] = mapped_column(Instant, index=True)


def pieces_of(session: Session, incident_id: str) -> list[PieceRow]:
    """Everything that was said on the lines of an incident, in the order it was said."""
    rows = select(PieceRow).join(LineRow).where(LineRow.incident_id.in_(family_of(session, incident_id)))
    return list(session.scalars(rows.order_by(LineRow.rang_at, PieceRow.line_id, PieceRow.sequence)))


def said_by_callers(session: Session, incident_id: str) -> list[str]:
    """The callers' words, a line each; nothing where nobody listens."""
    said: dict[str, list[str]] = {}
    for row in pieces_of(session, incident_id):
        if row.speaker == CALLER:
            said.setdefault(row.line_id, []).append(row.text)
    return [" ".join(pieces) for pieces in said.values()]


def purge_pieces(session: Session, *, now: datetime) -> int:
    """Drop some of what is older than `KEPT`; returns how many pieces."""
    wanted = select(PieceRow).where(PieceRow.at < now - KEPT).limit(PIECES_AT_ONCE)
    gone = list(session.scalars(wanted))
    for row in gone:
        session.delete(row)
    return len(gone)
