"""What hospitals say became of their patients. Rows are never rewritten: a correction is a row of its own."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from dispatch.care.outcome import EdDisposition, Fate, Outcome, Returned


class OutcomeRow(Base):
    """One outcome as it was said; see Outcome."""

    __tablename__ = "outcomes"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"), index=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("hospital_requests.id"), index=True)
    hospital_id: Mapped[str] = mapped_column(ForeignKey("hospitals.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(64))
    diagnosis: Mapped[str | None] = mapped_column(String(200))
    icd10: Mapped[str | None] = mapped_column(String(8))
    ed_disposition: Mapped[str] = mapped_column(String(24))
    confirmed: Mapped[bool | None] = mapped_column(Boolean)
    fate: Mapped[str] = mapped_column(String(8))
    corrects: Mapped[str | None] = mapped_column(ForeignKey("outcomes.id"))
    reason: Mapped[str | None] = mapped_column(String(200))


def read_outcomes(session: Session, incident_ids: Collection[str]) -> dict[str, list[Returned]]:
    """Everything that was said about each incident, oldest first, corrections included."""
    wanted = select(OutcomeRow).where(OutcomeRow.incident_id.in_(incident_ids)).order_by(OutcomeRow.at, OutcomeRow.id)
    found: dict[str, list[Returned]] = {}
    for row in session.scalars(wanted):
        found.setdefault(row.incident_id, []).append(as_returned(row))
    return found


def as_returned(row: OutcomeRow) -> Returned:
    """The frozen outcome of a row."""
    said = Outcome(EdDisposition(row.ed_disposition), Fate(row.fate), row.diagnosis, row.icd10, row.confirmed)
    return Returned(
        id=row.id,
        incident_id=row.incident_id,
        request_id=row.request_id,
        hospital_id=row.hospital_id,
        at=row.at,
        by_name=row.actor_name,
        said=said,
        corrects=row.corrects,
        reason=row.reason,
    )
