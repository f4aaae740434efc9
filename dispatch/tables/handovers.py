"""Shift handovers as they were signed, and the notes left for the next shift. The database itself refuses changes."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import DDL, Index, String, Text, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.errors import NotFoundError
from dispatch.standing import ShiftNote

KEPT_LISTED = 100


class HandoverRow(Base):
    """A sheet and its two signatures. `sheet` is the exact text that `digest` is of; it never changes."""

    __tablename__ = "shift_handovers"
    __table_args__ = (Index("ix_shift_handovers_region_made_at", "region", "made_at"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[str] = mapped_column(String(64))
    sheet: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    remark: Mapped[str | None] = mapped_column(Text)
    outgoing: Mapped[str | None] = mapped_column(String(64))
    outgoing_name: Mapped[str | None] = mapped_column(String(64))
    outgoing_at: Mapped[datetime | None] = mapped_column(Instant)
    incoming: Mapped[str | None] = mapped_column(String(64))
    incoming_name: Mapped[str | None] = mapped_column(String(64))
    incoming_at: Mapped[datetime | None] = mapped_column(Instant)


class ShiftNoteRow(Base):
    """A line for the next shift; it stands on every sheet until one with it has been taken over."""

    __tablename__ = "shift_notes"
    __table_args__ = (Index("ix_shift_notes_region_handover", "region", "handover_id"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    handover_id: Mapped[str | None] = mapped_column(String(64))


def get_handover(session: Session, handover_id: str, *, region: str) -> HandoverRow:
    """The handover, ours until the transaction ends; raises NotFoundError also for another region's."""
    row = session.get(HandoverRow, handover_id, with_for_update=True, populate_existing=True)
    if row is None or row.region != region:
        raise NotFoundError("handover", handover_id)
    return row


def list_handovers(session: Session, region: str) -> list[HandoverRow]:
    """The newest handovers of `region`, newest first."""
    wanted = select(HandoverRow).where(HandoverRow.region == region)
    return list(session.scalars(wanted.order_by(HandoverRow.made_at.desc(), HandoverRow.id.desc()).limit(KEPT_LISTED)))


def open_notes(session: Session, region: str) -> list[ShiftNoteRow]:
    """The lines nobody has taken over yet, oldest first."""
    wanted = select(ShiftNoteRow).where(ShiftNoteRow.region == region, ShiftNoteRow.handover_id.is_(None))
    return list(session.scalars(wanted.order_by(ShiftNoteRow.at, ShiftNoteRow.id)))


def shift_note(row: ShiftNoteRow) -> ShiftNote:
    """The frozen line of a row."""
    return ShiftNote(row.text, row.actor_name, row.at)


_CHANGED = (
    "NEW.sheet <> OLD.sheet OR NEW.digest <> OLD.digest OR NEW.made_at <> OLD.made_at OR NEW.region <> OLD.region"
)
_SIGNED = "(OLD.outgoing_at IS NOT NULL AND (NEW.outgoing <> OLD.outgoing OR NEW.outgoing_name <> OLD.outgoing_name"
_SIGNED += " OR NEW.outgoing_at <> OLD.outgoing_at OR COALESCE(NEW.remark, '') <> COALESCE(OLD.remark, '')))"
FROZEN = f"OLD.incoming_at IS NOT NULL OR {_CHANGED} OR {_SIGNED}"
SQLITE_GUARDS = (
    f"CREATE TRIGGER shift_handovers_no_update BEFORE UPDATE ON shift_handovers WHEN {FROZEN} "
    "BEGIN SELECT RAISE(ABORT, 'a signed handover does not change'); END",
    "CREATE TRIGGER shift_handovers_no_delete BEFORE DELETE ON shift_handovers WHEN OLD.outgoing_at IS NOT NULL "
    "BEGIN SELECT RAISE(ABORT, 'a signed handover does not change'); END",
)
POSTGRES_GUARDS = (
    "CREATE OR REPLACE FUNCTION signed_handover_stays() RETURNS trigger AS $$ "
    "BEGIN RAISE EXCEPTION 'a signed handover does not change'; END $$ LANGUAGE plpgsql",
    f"CREATE TRIGGER shift_handovers_no_update BEFORE UPDATE ON shift_handovers FOR EACH ROW WHEN ({FROZEN}) "
    "EXECUTE FUNCTION signed_handover_stays()",
    "CREATE TRIGGER shift_handovers_no_delete BEFORE DELETE ON shift_handovers FOR EACH ROW "
    "WHEN (OLD.outgoing_at IS NOT NULL) EXECUTE FUNCTION signed_handover_stays()",
    "CREATE TRIGGER shift_handovers_no_truncate BEFORE TRUNCATE ON shift_handovers "
    "FOR EACH STATEMENT EXECUTE FUNCTION signed_handover_stays()",
)
GUARDS: Mapping[str, tuple[str, ...]] = {"sqlite": SQLITE_GUARDS, "postgresql": POSTGRES_GUARDS}

for _dialect, _statements in GUARDS.items():
    for _statement in _statements:
        _ddl = DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(HandoverRow.__table__, "after_create", _ddl)
