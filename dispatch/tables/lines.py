"""Lines: attempts to reach us by voice; and which of our numbers belongs to which region."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.errors import NotFoundError
from dispatch.telephone import TO_CALL_BACK, LineState


class DialledRow(Base):
    """A number of ours that people dial. `group` is whom its calls are put through to; None: whom the settings name."""

    __tablename__ = "dialled_numbers"
    number: Mapped[str] = mapped_column(String(32), primary_key=True)
    region: Mapped[str] = mapped_column(ForeignKey("regions.id"))
    group: Mapped[str | None] = mapped_column("put_through", String(200))


class LineRow(Base):
    """One attempt. `rang_at` is the server's time of the first we heard; `number` None is withheld by the caller."""

    __tablename__ = "lines"
    __table_args__ = (
        Index("ix_lines_region_state", "region", "state"),
        Index("ix_lines_region_rang_at", "region", "rang_at"),
    )
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    provider_id: Mapped[str] = mapped_column(String(64), unique=True)
    region: Mapped[str] = mapped_column(ForeignKey("regions.id"))
    number: Mapped[str | None] = mapped_column(String(32), index=True)
    dialled: Mapped[str | None] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    rang_at: Mapped[datetime] = mapped_column(Instant)
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)  # the first claim: what the answer interval ends with
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_by_name: Mapped[str | None] = mapped_column(String(64))
    hung_up_at: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Integer, default=0)  # how often somebody has called back
    tried_at: Mapped[datetime | None] = mapped_column(Instant)
    tried_by_name: Mapped[str | None] = mapped_column(String(64))
    call_id: Mapped[str | None] = mapped_column(ForeignKey("calls.id"))
    incident_id: Mapped[str | None] = mapped_column(ForeignKey("incidents.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_reason: Mapped[str | None] = mapped_column(String(24))
    version: Mapped[int] = mapped_column(Integer, default=0)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it once


def find_dialled(session: Session, number: str) -> DialledRow | None:
    """What is known of a number of ours; None for one nobody has given to a region."""
    return session.get(DialledRow, number)


def find_line(session: Session, provider_id: str, *, held: bool = False) -> LineRow | None:
    """The line of a provider's call; `held` until the transaction ends, as whoever held it before has left it."""
    wanted = select(LineRow).where(LineRow.provider_id == provider_id)
    wanted = wanted.with_for_update().execution_options(populate_existing=True) if held else wanted
    return session.scalars(wanted).first()


def get_line(session: Session, line_id: str, *, region: str) -> LineRow:
    """The line as it stands now, held until the transaction ends; raises NotFoundError, also for another region's."""
    row = session.get(LineRow, line_id, with_for_update=True, populate_existing=True)
    if row is None or row.region != region:
        raise NotFoundError("line", line_id)
    return row


def open_lines(session: Session, region: str) -> list[LineRow]:
    """Every line a person still has to do something about, oldest first."""
    wanted = (LineState.RINGING, LineState.CLAIMED, *sorted(TO_CALL_BACK))
    rows = select(LineRow).where(LineRow.region == region, LineRow.state.in_(wanted))
    return list(session.scalars(rows.order_by(LineRow.rang_at, LineRow.id)))


def rang_at_of(session: Session, call_id: str) -> datetime | None:
    """When the line of this call rang; None for a call that came in another way."""
    return session.scalar(select(LineRow.rang_at).where(LineRow.call_id == call_id).limit(1))


def waiting_of(session: Session, region: str, number: str) -> list[LineRow]:
    """The lines of a number that somebody still has to call back, held until the transaction ends."""
    mine = select(LineRow).where(LineRow.region == region, LineRow.number == number)
    held = mine.where(LineRow.state.in_(sorted(TO_CALL_BACK))).order_by(LineRow.id).with_for_update()
    return list(session.scalars(held))
