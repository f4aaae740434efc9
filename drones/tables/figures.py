"""The figures own flights have taught, as versions: rows are only ever added, the highest number is in force."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import JSON, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from drones.figures import FlightFigures

FIGURES: TypeAdapter[FlightFigures] = TypeAdapter(FlightFigures)


class FlightFiguresRow(Base):
    """One version of the figures of a region's drones."""

    __tablename__ = "flight_figures"
    region: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    flights: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(96))  # own flights since a day
    author: Mapped[str] = mapped_column(String(64))
    author_name: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)


def newest_figures(session: Session, regions: Sequence[str]) -> FlightFigures | None:
    """The figures in force in the first of `regions` that has any; None while nobody has calibrated."""
    for region in regions:
        wanted = select(FlightFiguresRow).where(FlightFiguresRow.region == region)
        row = session.scalars(wanted.order_by(FlightFiguresRow.number.desc()).limit(1)).first()
        if row is not None:
            return FIGURES.validate_python(row.figures | {"number": row.number})
    return None
