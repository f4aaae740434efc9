"""Lines between the person who called and the control room. Only these two ever read them; a crew reads the way in."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from dispatch.phrases import WISHES, MessageKind, Side
from dispatch.tables.cases import CallRow
from dispatch.tables.family import family_of


class MessageRow(Base):
    """One line. Either `text` or `phrase`; a wish has neither. `read_at` is when the other side has seen it."""

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_call", "call_id", "id"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"))
    kind: Mapped[str] = mapped_column(String(16))
    side: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(96))
    actor_name: Mapped[str] = mapped_column(String(64))
    text: Mapped[str | None] = mapped_column(String(600))
    phrase: Mapped[str | None] = mapped_column(String(32))
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome: Mapped[str | None] = mapped_column(String(16))


def messages_of(session: Session, call_ids: Sequence[str]) -> dict[str, list[MessageRow]]:
    """The lines of each call, oldest first."""
    found: dict[str, list[MessageRow]] = {call_id: [] for call_id in call_ids}
    for row in session.scalars(select(MessageRow).where(MessageRow.call_id.in_(call_ids)).order_by(MessageRow.id)):
        found[row.call_id].append(row)
    return found


def written_since(session: Session, call_id: str, side: Side, since: datetime) -> int:
    """How many lines one side has written since then."""
    mine = select(func.count()).where(MessageRow.call_id == call_id, MessageRow.side == side, MessageRow.at > since)
    return session.scalar(mine) or 0


def newest_line(session: Session, call_id: str, side: Side) -> MessageRow | None:
    """The last line of one side."""
    mine = select(MessageRow).where(MessageRow.call_id == call_id, MessageRow.side == side)
    return session.scalars(mine.order_by(MessageRow.id.desc()).limit(1)).first()


def unread_by_desk(session: Session, call_id: str) -> list[MessageRow]:
    """What the caller wrote and nobody at the desk has read; wishes wait until they are settled."""
    mine = select(MessageRow).where(MessageRow.call_id == call_id, MessageRow.side == Side.CALLER)
    unread = mine.where(MessageRow.read_at.is_(None), MessageRow.kind.not_in(WISHES))
    return list(session.scalars(unread.order_by(MessageRow.id)))


def open_wish(session: Session, call_id: str, kind: MessageKind) -> MessageRow | None:
    """A wish of the caller that nobody has settled."""
    asked = select(MessageRow).where(MessageRow.call_id == call_id, MessageRow.kind == kind)
    return session.scalars(asked.where(MessageRow.outcome.is_(None)).order_by(MessageRow.id)).first()


def way_in(session: Session, incident_id: str) -> str | None:
    """The newest words of a caller about entrance, floor and door; also of incidents merged into this one."""
    said = (
        select(MessageRow.text)
        .join(CallRow, CallRow.id == MessageRow.call_id)
        .where(CallRow.incident_id.in_(family_of(session, incident_id)))
        .where(MessageRow.kind == MessageKind.PLACE)
        .order_by(MessageRow.id.desc())
    )
    return session.scalars(said.limit(1)).first()
