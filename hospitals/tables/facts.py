"""Hospitals in the database: the fixed facts."""

from sqlalchemy import Float, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base
from chassis.errors import NotFoundError


class HospitalRow(Base):
    """What does not change with the hour. `id` is the NEMC hpid; `alert_phone` takes text messages."""

    __tablename__ = "hospitals"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    region: Mapped[str] = mapped_column(String(32), index=True)
    name_ko: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)
    level: Mapped[str] = mapped_column(String(24))
    er_phone: Mapped[str | None] = mapped_column(String(32))
    alert_phone: Mapped[str | None] = mapped_column(String(32))


def get_hospital_row(session: Session, hospital_id: str) -> HospitalRow:
    """The facts of one hospital; raises NotFoundError."""
    row = session.get(HospitalRow, hospital_id)
    if row is None:
        raise NotFoundError("hospital", hospital_id)
    return row
