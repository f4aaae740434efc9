"""What the positions of a unit suggest of its course, and where it was lately."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.geo import LatLon
from dispatch.fence import FENCES, FencePolicy, Sight

MOST_SIGHTS = 60  # a device tells every five seconds at most while it moves: five minutes in full, the thinned rest


class SuggestionState(StrEnum):
    """What became of a suggested step. Nobody answered: it stays open and is shown no more once the unit moved on."""

    OPEN = "open"
    TAKEN = "taken"
    DISMISSED = "dismissed"


class TrailRow(Base):
    """The newest positions of a unit that has a job, replaced in place: what a fence is judged by."""

    __tablename__ = "trails"
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
    errand: Mapped[str] = mapped_column(String(64))  # the assignment; another one begins another trail
    sights: Mapped[list[list[Any]]] = mapped_column(
        JSON
    )  # [instant, lat, lon, accuracy in metres or null], oldest first


class StepSuggestionRow(Base):
    """A step that seems to have been taken. At most one a step and assignment: dismissed once is dismissed."""

    __tablename__ = "step_suggestions"
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignments.id"), primary_key=True)
    step: Mapped[str] = mapped_column(String(32), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    seems_at: Mapped[datetime] = mapped_column(Instant)  # when it seems to have happened
    made_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(16), default=SuggestionState.OPEN)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_by: Mapped[str | None] = mapped_column(String(64))


def keep_sight(
    session: Session, unit_id: str, errand: str, sight: Sight, *, policy: FencePolicy = FENCES
) -> tuple[Sight, ...]:
    """Add a position to the unit's trail on this errand; returns the trail, oldest first."""
    row = session.get(TrailRow, unit_id)
    if row is None:
        row = TrailRow(unit_id=unit_id, errand=errand, sights=[])
        session.add(row)
    kept = list(map(_sight, row.sights)) if row.errand == errand else []
    if kept and sight.at < kept[-1].at:  # came late: the newer ones say more
        return tuple(kept)
    newest = [one for one in kept if sight.at - one.at <= policy.looks_back][1 - MOST_SIGHTS :]
    kept = [*newest, sight]
    row.errand, row.sights = errand, [_stored(one) for one in kept]
    return tuple(kept)


def find_suggestion(session: Session, assignment_id: str, step: str) -> StepSuggestionRow | None:
    """The suggestion of this step, whatever became of it; None where it was never made."""
    return session.get(StepSuggestionRow, (assignment_id, step), populate_existing=True)


def open_suggestions(session: Session, assignment_ids: list[str]) -> dict[str, list[StepSuggestionRow]]:
    """What is suggested and not answered, by assignment, the newest first."""
    wanted = select(StepSuggestionRow).where(
        StepSuggestionRow.assignment_id.in_(assignment_ids), StepSuggestionRow.state == SuggestionState.OPEN
    )
    found: dict[str, list[StepSuggestionRow]] = {}
    for row in session.scalars(wanted.order_by(StepSuggestionRow.made_at.desc(), StepSuggestionRow.step)):
        found.setdefault(row.assignment_id, []).append(row)
    return found


def _sight(stored: list[Any]) -> Sight:
    at, lat, lon, accuracy_m = stored
    return Sight(datetime.fromisoformat(at), LatLon(lat, lon), accuracy_m)


def _stored(one: Sight) -> list[Any]:
    return [one.at.isoformat(), one.place.lat, one.place.lon, one.accuracy_m]
