"""Whether a crew at a scene has been asked if it is all right, and said so."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Base, Instant


class CheckInRow(Base):
    """The check-ins of one assignment. `asked_at` is None while nothing is asked; `missed` the unanswered."""

    __tablename__ = "check_ins"
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignments.id"), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    cause: Mapped[str] = mapped_column(String(16))
    there_since: Mapped[datetime] = mapped_column(Instant)
    asked_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    asked: Mapped[int] = mapped_column(Integer, default=0)
    missed: Mapped[int] = mapped_column(Integer, default=0)
