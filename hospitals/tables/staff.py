"""The names a hospital's shared screens offer, so that an answer says who gave it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant


class StaffNameRow(Base):
    """Somebody who answers at a shared screen. No account: a name is tapped, not proved."""

    __tablename__ = "hospital_staff_names"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    hospital_id: Mapped[str] = mapped_column(ForeignKey("hospitals.id"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    duty: Mapped[str | None] = mapped_column(String(24))  # as said, not proved
    added_by: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)


def staff_names(session: Session, hospital_id: str) -> list[StaffNameRow]:
    """The names in use, in the order of the alphabet."""
    wanted = select(StaffNameRow).where(StaffNameRow.hospital_id == hospital_id, StaffNameRow.removed_at.is_(None))
    return sorted(session.scalars(wanted), key=lambda row: (row.name, row.id))
