"""Remote pilots' certificates. One that was withdrawn stays on record."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Date, Index, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.errors import NotFoundError
from drones.certificates import Certificate, Grade


class CertificateRow(Base):
    """One certificate, who put it on record, and who withdrew it."""

    __tablename__ = "pilot_certificates"
    __table_args__ = (Index("ix_pilot_certificates_region_pilot_id", "region", "pilot_id"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    pilot_id: Mapped[str] = mapped_column(String(64))
    number: Mapped[str] = mapped_column(String(32))
    grade: Mapped[int] = mapped_column(Integer)
    valid_until: Mapped[date] = mapped_column(Date)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by: Mapped[str] = mapped_column(String(64))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_by: Mapped[str | None] = mapped_column(String(64))


def put_certificate(session: Session, certificate: Certificate, *, region: str, by: str, at: datetime) -> None:
    """A new certificate."""
    session.add(
        CertificateRow(
            id=certificate.id,
            region=region,
            pilot_id=certificate.pilot_id,
            number=certificate.number,
            grade=certificate.grade.value,
            valid_until=certificate.valid_until,
            recorded_at=at,
            recorded_by=by,
        )
    )
    session.flush()


def read_certificates(
    session: Session, region: str, *, pilots: Collection[str] | None = None
) -> tuple[Certificate, ...]:
    """Those of some pilots, or of all of a region; the ones that last longest first."""
    wanted = select(CertificateRow).where(CertificateRow.region == region)
    if pilots is not None:
        wanted = wanted.where(CertificateRow.pilot_id.in_(sorted(pilots)))
    rows = session.scalars(wanted.order_by(CertificateRow.valid_until.desc(), CertificateRow.id))
    return tuple(as_certificate(row) for row in rows)


def lock_certificate(session: Session, region: str, certificate_id: str) -> CertificateRow:
    """The row, ours until the transaction ends; raises NotFoundError."""
    found = select(CertificateRow).where(CertificateRow.id == certificate_id, CertificateRow.region == region)
    row = session.scalar(found.with_for_update(), execution_options={"populate_existing": True})
    if row is None:
        raise NotFoundError("certificate", certificate_id)
    return row


def as_certificate(row: CertificateRow) -> Certificate:
    """The row as a frozen value."""
    return Certificate(row.id, row.pilot_id, row.number, Grade(row.grade), row.valid_until, row.withdrawn_at)
