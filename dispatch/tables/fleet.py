"""Units and what they are doing now."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Integer, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis import topics
from chassis.db import Base, Instant
from chassis.errors import NotFoundError
from chassis.events import LiveRow
from chassis.geo import LatLon
from dispatch.model import Commitment, Priority, Skill, Unit
from dispatch.states import FINISHED, AssignmentState
from dispatch.tables.cases import AssignmentRow, IncidentRow


class UnitRow(Base):
    """A crewed vehicle. `version` rises with everything that decides whether it can be sent."""

    __tablename__ = "units"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(ForeignKey("regions.id"), index=True)
    callsign: Mapped[str] = mapped_column(String(48))
    callsign_en: Mapped[str] = mapped_column(String(48))
    skills: Mapped[list[str]] = mapped_column(JSON)
    station_id: Mapped[str | None] = mapped_column(ForeignKey("stations.id"))
    post_lat: Mapped[float | None] = mapped_column(Float)
    post_lon: Mapped[float | None] = mapped_column(Float)
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    position_at: Mapped[datetime | None] = mapped_column(Instant)
    at_post: Mapped[bool] = mapped_column(Boolean, default=True)
    on_duty: Mapped[bool] = mapped_column(Boolean, default=True)
    on_break: Mapped[bool] = mapped_column(Boolean, default=False)
    relocating: Mapped[bool] = mapped_column(Boolean, default=False)
    out_of_service: Mapped[str | None] = mapped_column(String(96))
    shift_ends: Mapped[datetime | None] = mapped_column(Instant)
    phone: Mapped[str | None] = mapped_column(String(32))
    sent_by: Mapped[str | None] = mapped_column(String(64))  # who sent it last, for whoever comes second
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_to: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer, default=0)


def get_unit(session: Session, unit_id: str) -> UnitRow:
    """The unit; raises NotFoundError."""
    row = session.get(UnitRow, unit_id, populate_existing=True)
    if row is None:
        raise NotFoundError("unit", unit_id)
    return row


def read_units(session: Session, regions: Sequence[str]) -> tuple[Unit, ...]:
    """Every unit of `regions` with its open assignments, by id; two queries whatever the size."""
    rows = session.scalars(select(UnitRow).where(UnitRow.region.in_(regions)).order_by(UnitRow.id)).all()
    running: dict[str, list[Commitment]] = {}
    for unit_id, commitment in _commitments(session, regions):
        running.setdefault(unit_id, []).append(commitment)
    return tuple(unit_snapshot(row, running.get(row.id, ())) for row in rows)


def read_unit(session: Session, unit_id: str) -> Unit:
    """One unit with its open assignments; raises NotFoundError."""
    row = get_unit(session, unit_id)
    mine = [c for owner, c in _commitments(session, (row.region,)) if owner == unit_id]
    return unit_snapshot(row, mine)


def unit_snapshot(row: UnitRow, commitments: Iterable[Commitment]) -> Unit:
    """The frozen unit of a row."""
    return Unit(
        id=row.id,
        region=row.region,
        callsign=row.callsign,
        skills=frozenset(Skill(skill) for skill in row.skills),
        post=_place(row.post_lat, row.post_lon),
        place=_place(row.lat, row.lon),
        position_at=row.position_at,
        at_post=row.at_post,
        on_duty=row.on_duty,
        on_break=row.on_break,
        relocating=row.relocating,
        out_of_service=row.out_of_service,
        shift_ends=row.shift_ends,
        commitments=tuple(commitments),
        version=row.version,
    )


def claim_unit(session: Session, unit_id: str, *, version: int, by: str, to: str, at: datetime) -> bool:
    """Take the unit if it is still at `version`: of any number that try at once exactly one gets True."""
    taken = (
        update(UnitRow)
        .where(UnitRow.id == unit_id, UnitRow.version == version)
        .values(version=version + 1, sent_by=by, sent_to=to, sent_at=at, at_post=False)
        .execution_options(synchronize_session=False)
        .returning(UnitRow.id)
    )
    return session.scalar(taken) is not None


def touch_unit(session: Session, unit_id: str) -> None:
    """Raise the version: something that decides about the unit has changed."""
    session.execute(
        update(UnitRow)
        .where(UnitRow.id == unit_id)
        .values(version=UnitRow.version + 1)
        .execution_options(synchronize_session=False)
    )


def _commitments(session: Session, regions: Sequence[str]) -> list[tuple[str, Commitment]]:
    open_ones = (
        select(AssignmentRow, IncidentRow.priority)
        .join(IncidentRow, IncidentRow.id == AssignmentRow.incident_id)
        .where(AssignmentRow.unit_region.in_(regions), AssignmentRow.open.is_(True))
        .order_by(AssignmentRow.made_at, AssignmentRow.id)
    )
    return [(row.unit_id, commitment(row, priority)) for row, priority in session.execute(open_ones)]


def commitment(row: AssignmentRow, priority: int | None) -> Commitment:
    """What a unit is bound to, from its assignment row."""
    state = AssignmentState(row.state)
    if state in FINISHED:
        raise ValueError(f"assignment {row.id} is finished")
    return Commitment(
        assignment_id=row.id,
        incident_id=row.incident_id,
        state=state,
        priority=Priority(priority) if priority else None,
        eta=row.eta,
        diverts=row.diverts,
        eta_p90=row.eta_p90,
    )


def _place(lat: float | None, lon: float | None) -> LatLon | None:
    return None if lat is None or lon is None else LatLon(lat, lon)


def is_simulated(session: Session, unit: UnitRow) -> bool:
    """Whether the unit is driven by the simulated day: its own device would not say so."""
    return unit.id in simulated_among(session, [unit])


def simulated_among(session: Session, units: Collection[UnitRow]) -> set[str]:
    """The ids of those units that the simulated day drives, read at once."""
    of = [topics.unit(unit.region, unit.id) for unit in units]
    heard = session.scalars(select(LiveRow).where(LiveRow.topic.in_(of), LiveRow.kind == "position"))
    return {one.subject for one in heard if one.data.get("simulated")}
