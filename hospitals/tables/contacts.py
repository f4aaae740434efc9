"""How the people of a hospital are reached beyond its page: telephones, and the lamp on the desk.

Apart from the catalogue, so that loading a city again never forgets them.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.listener import Listener


class ContactsRow(Base):
    """Who is called when nobody answers: the charge nurse by text, then the duty doctor by text and telephone."""

    __tablename__ = "hospital_contacts"
    hospital_id: Mapped[str] = mapped_column(ForeignKey("hospitals.id"), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    charge_phone: Mapped[str | None] = mapped_column(String(32))
    doctor_phone: Mapped[str | None] = mapped_column(String(32))
    changed_by: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime] = mapped_column(Instant)


class LampRow(Listener, Base):
    """The lamp of a hospital."""

    __tablename__ = "hospital_lamps"
    hospital_id: Mapped[str] = mapped_column(ForeignKey("hospitals.id"), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))


def read_lamps(session: Session, hospital_ids: Collection[str] | None = None) -> list[LampRow]:
    """The lamps of these hospitals (of all when None), by hospital."""
    wanted = select(LampRow).order_by(LampRow.hospital_id)
    if hospital_ids is not None:
        wanted = wanted.where(LampRow.hospital_id.in_(hospital_ids))
    return list(session.scalars(wanted))
