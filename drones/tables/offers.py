"""What every decision that was asked for a kit said: a flight, or why none. One row a decision; it never changes, but
for what came of it."""

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import JSON, Boolean, Float, Index, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from drones.feasibility import Go, NoGo
from drones.model import KitKind
from drones.reasons import Code, Reason, decisive

UNSYNCHRONIZED = {"synchronize_session": False}
REASONS: TypeAdapter[tuple[Reason, ...]] = TypeAdapter(tuple[Reason, ...])


class DroneOfferRow(Base):
    """One answer. Of a go `drone_id` names the drone and `reasons` say why not the others; of a no-go `code` is the one
    reason it is counted under. A go that lost its drone before it could be ordered stays a go, with `code` DRONE_TAKEN.
    `p_first` and `gain_s` are NULL where no ambulance's arrival was known."""

    __tablename__ = "drone_offers"
    __table_args__ = (
        Index("ix_drone_offers_region_at", "region", "at"),
        Index("ix_drone_offers_decision_id", "decision_id", unique=True),
    )
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(String(64), index=True)
    decision_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
    kit: Mapped[str] = mapped_column(String(24))
    go: Mapped[bool] = mapped_column(Boolean)
    drone_id: Mapped[str | None] = mapped_column(String(64))
    sortie_id: Mapped[str | None] = mapped_column(String(64), index=True)
    p_first: Mapped[float | None] = mapped_column(Float)
    gain_s: Mapped[float | None] = mapped_column(Float)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    code: Mapped[str | None] = mapped_column(String(32))


def offer_row(
    answer: Go | NoGo, *, offer_id: str, region: str, incident_id: str, decision_id: str, kit: KitKind, at: datetime
) -> DroneOfferRow:
    """The row of an answer, not in any session yet."""
    row = DroneOfferRow(
        id=offer_id, region=region, incident_id=incident_id, decision_id=decision_id, at=at, kit=kit.value
    )
    row.go = isinstance(answer, Go)
    if isinstance(answer, Go):
        row.drone_id, row.p_first = answer.drone_id, answer.p_first
        row.gain_s = answer.expected_gain.total_seconds() if answer.expected_gain is not None else None
    against = answer.considered if isinstance(answer, Go) else answer.reasons
    row.reasons = REASONS.dump_python(against, mode="json")
    row.code = decisive(against) if isinstance(answer, NoGo) else None
    return row


def note_sortie(session: Session, decision_id: str, sortie_id: str) -> None:
    """The offer of this decision was taken: the sortie it became, though its drone may have been lost to it before."""
    mine = DroneOfferRow.decision_id == decision_id
    session.execute(
        update(DroneOfferRow).where(mine).values(sortie_id=sortie_id, code=None), execution_options=UNSYNCHRONIZED
    )


def note_lost(session: Session, decision_id: str) -> None:
    """Drone or kit of this decision were gone when it was to be ordered: nothing has come of its go."""
    mine = (DroneOfferRow.decision_id == decision_id, DroneOfferRow.go, DroneOfferRow.sortie_id.is_(None))
    session.execute(
        update(DroneOfferRow).where(*mine).values(code=Code.DRONE_TAKEN.value), execution_options=UNSYNCHRONIZED
    )


def lost_its_drone(session: Session, decision_id: str) -> bool:
    """Whether the decision said go, and drone or kit were gone when it was to be ordered."""
    mine = (DroneOfferRow.decision_id == decision_id, DroneOfferRow.code == Code.DRONE_TAKEN.value)
    return session.scalar(select(DroneOfferRow.id).where(*mine)) is not None
