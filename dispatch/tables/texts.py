"""Texts that came in, each once, and what was attached to them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Text, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from dispatch.states import OPEN_INCIDENT
from dispatch.tables.cases import CallRow, IncidentRow
from dispatch.tables.family import calls_about

KEPT_FOR = timedelta(days=30)
MOST_PHOTOS = 10  # of a call, from the caller's page
PIECE = 20  # each may hold megabytes
TEXTS_PIECE = 500


class TextRow(Base):
    """A text as the provider told it. `call_id` is the call it opened or went on with; None for a hospital's answer."""

    __tablename__ = "inbound_texts"
    provider_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(ForeignKey("regions.id"))
    number: Mapped[str | None] = mapped_column(String(32), index=True)
    dialled: Mapped[str | None] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    call_id: Mapped[str | None] = mapped_column(ForeignKey("calls.id"))


class AttachmentRow(Base):
    """A picture or film of a caller. `url` is the provider's, which no page ever sees, None for one from the caller's
    page; `body` is ours once fetched. `shared_at` is when a person let the receiving hospital see it."""

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_call", "call_id"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"))
    url: Mapped[str | None] = mapped_column(String(1000))
    at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(16))  # waiting, kept, or why not: see dispatch.lines.pictures
    content_type: Mapped[str | None] = mapped_column(String(32))
    size: Mapped[int | None] = mapped_column(Integer)
    body: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    shared_at: Mapped[datetime | None] = mapped_column(Instant)
    shared_by: Mapped[str | None] = mapped_column(String(64))


def open_call_of(session: Session, region: str, numbers: Sequence[str]) -> CallRow | None:
    """The newest call of one of `numbers` whose incident somebody still works at, also where it was merged."""
    calls = select(CallRow).where(CallRow.region == region, CallRow.caller_number.in_(numbers))
    for call in session.scalars(calls.order_by(CallRow.received_at.desc(), CallRow.id.desc()).limit(5)):
        row = session.get_one(IncidentRow, call.incident_id)
        while row.merged_into is not None:
            row = session.get_one(IncidentRow, row.merged_into)
        if row.state in OPEN_INCIDENT:
            return call
    return None


def attachments_of(session: Session, call_ids: Sequence[str]) -> dict[str, list[AttachmentRow]]:
    """What was attached to each call, oldest first."""
    found: dict[str, list[AttachmentRow]] = {call_id: [] for call_id in call_ids}
    rows = select(AttachmentRow).where(AttachmentRow.call_id.in_(call_ids))
    for row in session.scalars(rows.order_by(AttachmentRow.at, AttachmentRow.id)):
        found[row.call_id].append(row)
    return found


def pictures_about(session: Session, incident_id: str) -> list[AttachmentRow]:
    """What can be shown of everything callers sent about an incident, oldest first."""
    calls = [call.id for call in calls_about(session, incident_id)]
    shown = select(AttachmentRow).where(AttachmentRow.call_id.in_(calls), AttachmentRow.content_type.is_not(None))
    return list(session.scalars(shown.order_by(AttachmentRow.at, AttachmentRow.id)))


def has_same_picture(session: Session, call_id: str, body: bytes) -> bool:
    """Whether these very bytes are kept with the call already."""
    same = select(AttachmentRow.body).where(AttachmentRow.call_id == call_id, AttachmentRow.size == len(body))
    return any(kept == body for kept in session.scalars(same))


def purge_texts(session: Session, *, now: datetime) -> int:
    """Forget texts as the provider told them; what a caller wrote stays with the call. Returns how many, a piece at a
    time."""
    old = select(TextRow.provider_id).where(TextRow.at < now - KEPT_FOR).limit(TEXTS_PIECE)
    ids = list(session.scalars(old))
    session.execute(delete(TextRow).where(TextRow.provider_id.in_(ids)))
    return len(ids)


def purge_pictures(session: Session, *, now: datetime) -> int:
    """Forget what old pictures show; that they came stays on record. Returns how many, a piece at a time."""
    old = select(AttachmentRow.id).where(AttachmentRow.at < now - KEPT_FOR, AttachmentRow.size.is_not(None))
    ids = list(session.scalars(old.limit(PIECE)))
    forgotten = {"body": None, "size": None, "content_type": None, "state": "purged", "url": None}
    session.execute(update(AttachmentRow).where(AttachmentRow.id.in_(ids)).values(**forgotten))
    return len(ids)
