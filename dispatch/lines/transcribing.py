"""What a listening machine on our own premises writes down of a call. It suggests; nothing of it enters the incident.

The words stand beside the call, and what they suggest is advice like any other: a person agrees or passes it by.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from chassis import topics
from chassis.db import wait_turn
from chassis.errors import NotFoundError
from chassis.events import Event
from chassis.identity import Actor
from chassis.work import working
from dispatch.desk.advising import advise_on
from dispatch.lines.redact import redact
from dispatch.system import System
from dispatch.tables.lines import find_line
from dispatch.tables.transcripts import CALLER, PieceRow, pieces_of

SHOWN = 40


class Speaker(StrEnum):
    """Whose voice it was; a machine that cannot tell says so."""

    CALLER = CALLER
    TAKER = "taker"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Piece:
    """One finished piece of speech. `provider_id` names the call as the telephone provider does."""

    provider_id: str
    sequence: int
    speaker: Speaker
    text: str
    confidence: float | None = None


def hear_piece(system: System, actor: Actor, piece: Piece) -> bool:
    """Keep a piece; False when it is known already. Raises NotFoundError for a call that has not rung here."""
    with working(system, actor) as work:
        line = find_line(work.session, piece.provider_id)
        if line is None or line.region != actor.region:
            raise NotFoundError("line", piece.provider_id)
        wait_turn(work.session, f"line.{piece.provider_id}")
        if work.session.get(PieceRow, (line.id, piece.sequence)) is not None:
            return False
        row = PieceRow(line_id=line.id, sequence=piece.sequence, speaker=piece.speaker, text=redact(piece.text))
        row.confidence, row.at = piece.confidence, work.now
        work.session.add(row)
        incident_id = line.incident_id
        news = {"line_id": line.id, "incident_id": incident_id, "sequence": piece.sequence}
        work.told.append(
            Event(line.region, topics.desk(line.region), "transcript", incident_id or line.id, news, work.now)
        )
    if incident_id is not None and piece.speaker is not Speaker.TAKER:
        advise_on(system, incident_id)
    return True


def transcript_view(session: Session, incident_id: str) -> list[dict[str, Any]]:
    """The newest pieces of an incident's calls, in the order they were said."""
    shown = ("sequence", "speaker", "text", "confidence")
    rows = pieces_of(session, incident_id)[-SHOWN:]
    return [{name: getattr(row, name) for name in shown} | {"at": row.at.isoformat()} for row in rows]
