"""Texts that came in, each once, and what was attached to them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from dispatch.states import OPEN_INCIDENT
from dispatch.tables.cases import CallRow, IncidentRow


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
    """A picture or film of a caller. `url` is the provider's, which no page ever sees; `body` is ours once fetched."""

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_call", "call_id"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"))
    url: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(16))  # waiting, kept, or why not: see dispatch.lines.pictures
    content_type: Mapped[str | None] = mapped_column(String(32))
    size: Mapped[int | None] = mapped_column(Integer)
    body: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


def open_call_of(session: Session, region: str, numbers: Sequence[str]) -> CallRow | None:
    """The newest call of one of `numbers` whose incident somebody still works at, also where it was merged."""
    calls = select(CallRow).where(CallRow.region == region, CallRow.caller_number.in_(numbers))
    for call in session.scalars(calls.order_by(CallRow.received_at.desc()).limit(5)):
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
