"""How often somebody may do what costs others time: counted under fingerprints, in a window that slides."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Index, Integer, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant, wait_turn
from chassis.errors import TooManyError

KEPT = timedelta(days=1)  # longer than any window
PIECE = 1000


class PaceRow(Base):
    """One time somebody did it. `whom` is a fingerprint: neither numbers nor addresses are kept."""

    __tablename__ = "paces"
    __table_args__ = (Index("ix_paces_whom", "whom", "at"), Index("ix_paces_at", "at"))
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    whom: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `most` times `within` a window, for one fingerprint."""

    whom: str
    most: int
    within: timedelta


def keep_pace(session: Session, paces: Sequence[Pace], *, now: datetime) -> None:
    """Count once under every name. Raises TooManyError where one is used up: then nothing is counted under any."""
    for whom in sorted({pace.whom for pace in paces}):  # always in one order, so that nobody waits in a circle
        wait_turn(session, f"pace.{whom}")
    for pace in paces:
        made = select(PaceRow.at).where(PaceRow.whom == pace.whom, PaceRow.at > now - pace.within)
        times = session.scalars(made.order_by(PaceRow.at)).all()
        if len(times) >= pace.most:
            again = times[-pace.most] + pace.within - now
            raise TooManyError("attempts", retry_after_s=max(1, math.ceil(again.total_seconds())))
    session.add_all(PaceRow(whom=pace.whom, at=now) for pace in paces)


def purge_paces(session: Session, *, now: datetime) -> int:
    """Delete one piece of what no window reaches any more; returns how many went."""
    over = select(PaceRow.id).where(PaceRow.at < now - KEPT).order_by(PaceRow.at).limit(PIECE)
    ids = session.scalars(over).all()
    session.execute(delete(PaceRow).where(PaceRow.id.in_(ids)))
    return len(ids)
