"""When the device of a crew has shown a new job: the other end of a page, which nobody acknowledges."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant


class ShownRow(Base):
    """The first time a job that waits for its acknowledgement stood on its crew's device."""

    __tablename__ = "jobs_shown"
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignments.id"), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(Instant)
    device_at: Mapped[datetime | None] = mapped_column(Instant)


def shown_at(session: Session, assignment_ids: list[str]) -> dict[str, datetime]:
    """When each of these jobs was first shown; those that were not are missing."""
    wanted = select(ShownRow.assignment_id, ShownRow.at).where(ShownRow.assignment_id.in_(assignment_ids))
    return dict(session.execute(wanted).all())
