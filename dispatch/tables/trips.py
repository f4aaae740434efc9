"""Trips as they were promised and as they went, and the versions of the minutes learnt from them."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, Boolean, Float, Index, Integer, Select, String, case, event, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant

LONGEST_SOURCE = 96


class TripRow(Base):
    """One leg of an assignment: what was promised when it set out, and what it took.

    Lengths of time in seconds; of a simulated day by its own clock. `took_s` is None while it is under way, and for
    good where it ended otherwise. `left_out` says why it is no test of the minutes. `model` is the version that had
    promised, 0 the prior. The place is kept only until it is known whether it was the one reached.
    """

    __tablename__ = "trips"
    __table_args__ = (
        Index("ix_trips_region_arrived_at", "region", "arrived_at"),
        Index("ix_trips_assignment", "assignment_id"),
    )
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    assignment_id: Mapped[str] = mapped_column(String(64))
    leg: Mapped[str] = mapped_column(String(16))
    departed_at: Mapped[datetime] = mapped_column(Instant)
    arrived_at: Mapped[datetime | None] = mapped_column(Instant)
    target_lat: Mapped[float | None] = mapped_column(Float)
    target_lon: Mapped[float | None] = mapped_column(Float)
    distance_m: Mapped[float] = mapped_column(Float)
    driven_s: Mapped[float] = mapped_column(Float)
    p50_s: Mapped[float] = mapped_column(Float)
    p90_s: Mapped[float] = mapped_column(Float)
    took_s: Mapped[float | None] = mapped_column(Float)
    model: Mapped[int] = mapped_column(Integer)
    siren: Mapped[bool] = mapped_column(Boolean)
    night: Mapped[bool] = mapped_column(Boolean)
    simulated: Mapped[bool] = mapped_column(Boolean)
    left_out: Mapped[str | None] = mapped_column(String(24))


class TripModelRow(Base):
    """One version of a region's minutes. Rows are only ever added; the highest number is in force."""

    __tablename__ = "trip_models"
    region: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    models: Mapped[dict[str, Any]] = mapped_column(JSON)
    trips: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(LONGEST_SOURCE))  # own trips since a day, or a file
    author: Mapped[str] = mapped_column(String(64))
    author_name: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)


SQLITE_GUARDS = tuple(
    f"CREATE TRIGGER trip_models_no_{change.lower()} BEFORE {change} ON trip_models "
    "BEGIN SELECT RAISE(ABORT, 'versions of the minutes are never changed'); END"
    for change in ("UPDATE", "DELETE")
)
POSTGRES_GUARDS = (
    "CREATE OR REPLACE FUNCTION trip_models_stay() RETURNS trigger AS $$ "
    "BEGIN RAISE EXCEPTION 'versions of the minutes are never changed'; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER trip_models_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON trip_models "
    "FOR EACH STATEMENT EXECUTE FUNCTION trip_models_stay()",
)

for _statement in SQLITE_GUARDS:
    event.listen(TripModelRow.__table__, "after_create", DDL(_statement).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
for _statement in POSTGRES_GUARDS:
    event.listen(TripModelRow.__table__, "after_create", DDL(_statement).execute_if(dialect="postgresql"))  # type: ignore[no-untyped-call]


def newest_model(session: Session, region: str) -> TripModelRow | None:
    """The minutes in force; None while nobody has calibrated."""
    wanted = select(TripModelRow).where(TripModelRow.region == region)
    return session.scalars(wanted.order_by(TripModelRow.number.desc()).limit(1)).first()


def newest_number(session: Session, region: str) -> int:
    """The number of the minutes in force, 0 for the prior."""
    wanted = select(TripModelRow.number).where(TripModelRow.region == region)
    return session.scalar(wanted.order_by(TripModelRow.number.desc()).limit(1)) or 0


def open_trips(session: Session, assignment_id: str) -> list[TripRow]:
    """The trips of an assignment that are under way: one, unless a step was taken twice."""
    wanted = select(TripRow).where(TripRow.assignment_id == assignment_id, TripRow.arrived_at.is_(None))
    return list(session.scalars(wanted.where(TripRow.left_out.is_(None)).order_by(TripRow.departed_at, TripRow.id)))


def tested_trips(
    session: Session,
    region: str,
    *,
    simulated: bool = False,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int | None = None,
) -> list[TripRow]:
    """The trips that are a test of the minutes, the newest first."""
    return list(session.scalars(_tested(region, simulated, since, until).limit(limit)))


def count_kept(
    session: Session, region: str, *, model: int, since: datetime | None = None, limit: int | None = None
) -> tuple[int, int, int]:
    """Of the real trips that `model` had promised, the newest `limit` of those since then: how many there are, and
    how many stayed within p50 and within p90."""
    wanted = _tested(region, False, since, None).where(TripRow.model == model).limit(limit)
    trips = wanted.with_only_columns(TripRow.took_s, TripRow.p50_s, TripRow.p90_s).subquery()
    within = [func.sum(case((trips.c.took_s <= promised, 1), else_=0)) for promised in (trips.c.p50_s, trips.c.p90_s)]
    n, p50, p90 = session.execute(select(func.count(), *within).select_from(trips)).one()
    return int(n), int(p50 or 0), int(p90 or 0)


def _tested(region: str, simulated: bool, since: datetime | None, until: datetime | None) -> Select[TripRow]:
    wanted = select(TripRow).where(TripRow.region == region, TripRow.took_s.is_not(None), TripRow.left_out.is_(None))
    wanted = wanted.where(TripRow.simulated.is_(simulated))
    if since is not None:
        wanted = wanted.where(TripRow.arrived_at >= since)
    if until is not None:
        wanted = wanted.where(TripRow.arrived_at < until)
    return wanted.order_by(TripRow.arrived_at.desc(), TripRow.id.desc())
