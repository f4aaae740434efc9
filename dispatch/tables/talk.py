"""Lines between crew, receiving hospital and medical director, and when each side got and read them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, Integer, String, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant

KEPT_FOR = timedelta(days=30)  # then the words go, as a caller's texts do; that somebody wrote stays
PIECE = 500


class TalkRow(Base):
    """One line: `text` or `phrase`, neither once its words are purged. `hospital_id` is whose patient it was;
    None while there was none."""

    __tablename__ = "talk_lines"
    __table_args__ = (Index("ix_talk_lines_incident", "incident_id", "id"), Index("ix_talk_lines_at", "at"))
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"))
    hospital_id: Mapped[str | None] = mapped_column(ForeignKey("hospitals.id"))
    side: Mapped[str] = mapped_column(String(8))
    actor: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(64))
    text: Mapped[str | None] = mapped_column(String(500))
    phrase: Mapped[str | None] = mapped_column(String(24))
    at: Mapped[datetime] = mapped_column(Instant)
    device_at: Mapped[datetime | None] = mapped_column(Instant)


class ReceiptRow(Base):
    """One side has got a line, and perhaps read it."""

    __tablename__ = "talk_receipts"
    line_id: Mapped[int] = mapped_column(ForeignKey("talk_lines.id"), primary_key=True)
    side: Mapped[str] = mapped_column(String(8), primary_key=True)
    delivered_at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    read_by: Mapped[str | None] = mapped_column(String(64))


def lines_of(session: Session, incident_id: str, *, hospital_id: str | None = None) -> list[TalkRow]:
    """The lines of an incident, oldest first; of one hospital only those it is in."""
    wanted = select(TalkRow).where(TalkRow.incident_id == incident_id)
    if hospital_id is not None:
        wanted = wanted.where(TalkRow.hospital_id == hospital_id)
    return list(session.scalars(wanted.order_by(TalkRow.id)))


def receipts_of(session: Session, line_ids: Sequence[int]) -> dict[int, list[ReceiptRow]]:
    """Who has got and read each line."""
    found: dict[int, list[ReceiptRow]] = {line_id: [] for line_id in line_ids}
    wanted = select(ReceiptRow).where(ReceiptRow.line_id.in_(line_ids)).order_by(ReceiptRow.line_id, ReceiptRow.side)
    for row in session.scalars(wanted):
        found[row.line_id].append(row)
    return found


def find_same(session: Session, line: TalkRow) -> TalkRow | None:
    """A line of the same person, device time and words: the one that is being sent again."""
    if line.device_at is None:
        return None
    same = select(TalkRow).where(TalkRow.incident_id == line.incident_id, TalkRow.actor == line.actor)
    same = same.where(TalkRow.device_at == line.device_at)
    return next(
        (
            one
            for one in session.scalars(same.order_by(TalkRow.id))
            if (one.text, one.phrase) == (line.text, line.phrase)
        ),
        None,
    )


def talk_in_short(session: Session, incident_id: str) -> tuple[int, datetime | None]:
    """How many lines there are, and when the newest was written."""
    counted = select(func.count(TalkRow.id), func.max(TalkRow.at)).where(TalkRow.incident_id == incident_id)
    n, newest = session.execute(counted).one()
    return n, newest


def receipts_for(session: Session, lines: Iterable[TalkRow], side: str) -> dict[int, ReceiptRow]:
    """One side's receipts by line."""
    ids = [line.id for line in lines]
    wanted = select(ReceiptRow).where(ReceiptRow.line_id.in_(ids), ReceiptRow.side == side)
    return {row.line_id: row for row in session.scalars(wanted)}


def purge_talk(session: Session, *, now: datetime) -> int:
    """Forget the words of old lines; returns how many, a piece at a time."""
    worded = or_(TalkRow.text.is_not(None), TalkRow.phrase.is_not(None))
    ids = list(session.scalars(select(TalkRow.id).where(TalkRow.at < now - KEPT_FOR, worded).limit(PIECE)))
    session.execute(update(TalkRow).where(TalkRow.id.in_(ids)).values(text=None, phrase=None))
    return len(ids)
