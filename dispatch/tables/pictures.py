"""Pictures of a patient from the crew, and who has opened them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant

KEPT_FOR = timedelta(days=30)
PIECE = 20  # each may hold megabytes


class PatientPictureRow(Base):
    """One picture. The same bytes sent twice are one row: `digest` is their SHA-256, of what was sent. `body` is None
    once it is forgotten; that it came, and who looked, stays."""

    __tablename__ = "patient_pictures"
    __table_args__ = (UniqueConstraint("incident_id", "digest", name="uq_patient_pictures_incident_id"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"))
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(Instant)
    device_at: Mapped[datetime | None] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(64))
    content_type: Mapped[str] = mapped_column(String(32))
    size: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    forgotten_at: Mapped[datetime | None] = mapped_column(Instant)


class PictureOpenedRow(Base):
    """Somebody at a hospital, or the medical director, has opened a picture: the receipt the crew reads."""

    __tablename__ = "patient_pictures_opened"
    __table_args__ = (Index("ix_patient_pictures_opened_picture", "picture_id", "at"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    picture_id: Mapped[str] = mapped_column(ForeignKey("patient_pictures.id"))
    hospital_id: Mapped[str | None] = mapped_column(String(64))  # None: the control room
    actor: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)


def pictures_of(session: Session, incident_id: str) -> Sequence[PatientPictureRow]:
    """The pictures of a patient, oldest first, without their bytes."""
    mine = select(PatientPictureRow).where(PatientPictureRow.incident_id == incident_id)
    return session.scalars(mine.order_by(PatientPictureRow.at, PatientPictureRow.id)).all()


def opened_of(session: Session, picture_ids: Sequence[str]) -> Mapping[str, list[PictureOpenedRow]]:
    """Who has opened each picture, in the order they did."""
    found: dict[str, list[PictureOpenedRow]] = {one: [] for one in picture_ids}
    rows = select(PictureOpenedRow).where(PictureOpenedRow.picture_id.in_(picture_ids))
    for row in session.scalars(rows.order_by(PictureOpenedRow.at, PictureOpenedRow.id)):
        found[row.picture_id].append(row)
    return found


def purge_patient_pictures(session: Session, *, now: datetime) -> int:
    """Forget what old pictures show. Returns how many, a piece at a time."""
    old = select(PatientPictureRow.id).where(
        PatientPictureRow.at < now - KEPT_FOR, PatientPictureRow.forgotten_at.is_(None)
    )
    ids = list(session.scalars(old.limit(PIECE)))
    forgotten = update(PatientPictureRow).where(PatientPictureRow.id.in_(ids))
    session.execute(forgotten.values(body=None, forgotten_at=now))
    return len(ids)
