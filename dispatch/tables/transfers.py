"""Transfers of care as they were signed. The database itself refuses changes to a signed one."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import DDL, ForeignKey, Index, String, Text, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from dispatch.tables.cases import IncidentRow


class TransferRow(Base):
    """One crew's patient handed over. `at` is the transfer of care (NEMSIS eTimes.12), made once: by the signature, or
    by the crew's step where nobody signed. `document` is the exact text that `digest` is of."""

    __tablename__ = "transfers_of_care"
    __table_args__ = (Index("ix_transfers_of_care_hospital", "hospital_id", "at"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"), index=True)
    assignment_id: Mapped[str] = mapped_column(String(64), unique=True)
    hospital_id: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
    handed_by: Mapped[str] = mapped_column(String(64))
    unsigned: Mapped[str | None] = mapped_column(String(24))  # why nobody signed then; None: not said, or signed
    signed_at: Mapped[datetime | None] = mapped_column(Instant)
    signed_by: Mapped[str | None] = mapped_column(String(64))
    signed_on: Mapped[str | None] = mapped_column(String(16))
    signer_name: Mapped[str | None] = mapped_column(String(64))
    signer_duty: Mapped[str | None] = mapped_column(String(24))
    drawing: Mapped[str | None] = mapped_column(Text)  # an SVG path
    device_at: Mapped[datetime | None] = mapped_column(Instant)
    document: Mapped[str | None] = mapped_column(Text)
    digest: Mapped[str | None] = mapped_column(String(64))


def find_transfer(session: Session, assignment_id: str, *, lock: bool = False) -> TransferRow | None:
    """How an assignment's patient was handed over; None before. Locked, it is read anew."""
    wanted = select(TransferRow).where(TransferRow.assignment_id == assignment_id)
    held = wanted.with_for_update().execution_options(populate_existing=True)
    return session.scalars(held if lock else wanted).first()


def transfers_of(session: Session, incident_id: str) -> list[TransferRow]:
    """All of an incident, oldest first."""
    wanted = select(TransferRow).where(TransferRow.incident_id == incident_id)
    return list(session.scalars(wanted.order_by(TransferRow.at, TransferRow.id)))


def unsigned_at(session: Session, hospital_id: str, *, since: datetime) -> list[TransferRow]:
    """What a hospital took over since then and has not signed, oldest first; not of a simulated day."""
    wanted = select(TransferRow).join(IncidentRow, IncidentRow.id == TransferRow.incident_id)
    wanted = wanted.where(TransferRow.hospital_id == hospital_id, TransferRow.signed_at.is_(None))
    wanted = wanted.where(TransferRow.at >= since, IncidentRow.simulated.is_(False))
    return list(session.scalars(wanted.order_by(TransferRow.at, TransferRow.id)))


KEPT_TO_SIGN = timedelta(hours=12)  # how long a hospital's page still asks for a signature: a shift
_SIGNED = "OLD.signed_at IS NOT NULL"
_WORDS = "a signed transfer of care does not change"
GUARDS: Mapping[str, tuple[str, ...]] = {
    "sqlite": tuple(
        f"CREATE TRIGGER transfers_of_care_no_{what.lower()} BEFORE {what} ON transfers_of_care WHEN {_SIGNED} "
        f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
        for what in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION signed_transfer_stays() RETURNS trigger AS $$ "
        f"BEGIN RAISE EXCEPTION '{_WORDS}'; END $$ LANGUAGE plpgsql",
        *(
            f"CREATE TRIGGER transfers_of_care_no_{what.lower()} BEFORE {what} ON transfers_of_care FOR EACH ROW "
            f"WHEN ({_SIGNED}) EXECUTE FUNCTION signed_transfer_stays()"
            for what in ("UPDATE", "DELETE")
        ),
    ),
}

for _dialect, _statements in GUARDS.items():
    for _statement in _statements:
        _ddl = DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(TransferRow.__table__, "after_create", _ddl)
