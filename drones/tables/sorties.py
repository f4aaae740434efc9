"""Sorties: drop orders and what became of them."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import JSON, Boolean, Float, ForeignKey, Index, Integer, String, false, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.errors import NotFoundError
from chassis.geo import LatLon
from drones.battery import Reserve
from drones.mission import Flight
from drones.missionplan import FlightPlan
from drones.model import KitKind
from drones.sortie import Sortie, Tick
from drones.states import FOLLOWED, OPEN_SORTIE, SortieReason, SortieState
from drones.vehicle import VehicleState

FLIGHTS: TypeAdapter[Flight] = TypeAdapter(Flight)
PLANS: TypeAdapter[FlightPlan] = TypeAdapter(FlightPlan)
VEHICLES: TypeAdapter[VehicleState] = TypeAdapter(VehicleState)
TICKS: TypeAdapter[dict[str, Tick]] = TypeAdapter(dict[str, Tick])
STILL_OPEN = text("open")


class SortieRow(Base):
    """One order. A drone has at most one open sortie: the index is the last guard of it."""

    __tablename__ = "sorties"
    __table_args__ = (
        Index("uq_sorties_one_open", "drone_id", unique=True, sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN),
        Index("ix_sorties_region_open", "region", "open"),
        Index("ix_sorties_station_id_open", "station_id", "open"),
    )
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))  # the incident's
    station_region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(String(64), index=True)
    station_id: Mapped[str] = mapped_column(ForeignKey("drone_stations.id"))
    drone_id: Mapped[str] = mapped_column(ForeignKey("drones.id"))
    kit_id: Mapped[str] = mapped_column(ForeignKey("drone_kits.id"))
    kit: Mapped[str] = mapped_column(String(24))
    target_lat: Mapped[float] = mapped_column(Float)
    target_lon: Mapped[float] = mapped_column(Float)
    landing_hint: Mapped[str | None] = mapped_column(String(80))
    flight: Mapped[dict[str, Any]] = mapped_column(JSON)
    battery_wh: Mapped[float] = mapped_column(Float)  # what the battery holds when full
    battery_share: Mapped[float | None] = mapped_column(Float)  # its charge when the order was given
    state: Mapped[str] = mapped_column(String(16))
    open: Mapped[bool] = mapped_column(Boolean, default=True)
    entered: Mapped[dict[str, str]] = mapped_column(JSON)  # state → instant, ISO 8601
    eta: Mapped[datetime] = mapped_column(Instant)
    ordered_by: Mapped[str] = mapped_column(String(64))
    operator_id: Mapped[str | None] = mapped_column(String(64))
    operator: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(String(24))
    version: Mapped[int] = mapped_column(Integer, default=0)
    plan: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    plan_hash: Mapped[str | None] = mapped_column(String(16))
    verified_at: Mapped[datetime | None] = mapped_column(Instant)
    armed_at: Mapped[datetime | None] = mapped_column(Instant)
    paused_at: Mapped[datetime | None] = mapped_column(Instant)
    vehicle: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    kit_in_hand_at: Mapped[datetime | None] = mapped_column(Instant)
    ticks: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    delay_s: Mapped[float] = mapped_column(Float, default=0.0, server_default="0")
    reserve_wh: Mapped[float | None] = mapped_column(Float)  # what must be left after landing, as decided
    strayed_at: Mapped[datetime | None] = mapped_column(Instant)  # since when it is outside its plan
    simulated: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())  # its call is
    operator_since: Mapped[datetime | None] = mapped_column(Instant)  # since when the operator has command
    cut_at: Mapped[datetime | None] = mapped_column(Instant)  # when a pilot said to leave the line behind
    let_go_at: Mapped[datetime | None] = mapped_column(Instant)  # when the kit came off
    hung_at: Mapped[datetime | None] = mapped_column(Instant)  # when it was seen to come up again all the same
    call_home_at: Mapped[datetime | None] = mapped_column(Instant)  # a pilot's word that its vehicle was not told yet


def read_sorties(
    session: Session,
    *,
    region: str | None = None,
    station_id: str | None = None,
    states: Collection[SortieState] = OPEN_SORTIE,
) -> tuple[Sortie, ...]:
    """Sorties in `states` (the open ones unless told) of one incident region or one station, oldest first."""
    wanted = select(SortieRow).where(SortieRow.state.in_(sorted(states)))
    if region is not None:
        wanted = wanted.where(SortieRow.region == region)
    if station_id is not None:
        wanted = wanted.where(SortieRow.station_id == station_id)
    return tuple(as_sortie(row) for row in session.scalars(wanted.order_by(SortieRow.id)))


def read_followed(session: Session, lost: Callable[[str], None]) -> tuple[Sortie, ...]:
    """Every sortie a vehicle is followed for, oldest first. One that cannot be read goes to `lost`, as it fails."""
    rows = session.scalars(select(SortieRow).where(SortieRow.state.in_(sorted(FOLLOWED))).order_by(SortieRow.id))
    found = []
    for row in rows:
        try:
            found.append(as_sortie(row))
        except Exception:
            lost(row.id)
    return tuple(found)


def last_sorties(session: Session, station_id: str, *, most: int) -> tuple[Sortie, ...]:
    """The sorties of a station that are over, newest first."""
    over = select(SortieRow).where(SortieRow.station_id == station_id, SortieRow.open.is_(False))
    return tuple(as_sortie(row) for row in session.scalars(over.order_by(SortieRow.id.desc()).limit(most)))


def open_sortie_for(session: Session, incident_id: str) -> Sortie | None:
    """The oldest open sortie of an incident; None when there is none."""
    wanted = select(SortieRow).where(SortieRow.incident_id == incident_id, SortieRow.open.is_(True))
    row = session.scalars(wanted.order_by(SortieRow.id)).first()
    return as_sortie(row) if row is not None else None


def kits_down_for(session: Session, incident_id: str) -> tuple[KitKind, ...]:
    """The kinds of kit that came off a drone for the incident, and did not come up again with its line."""
    came_off = (SortieRow.let_go_at.is_not(None), SortieRow.hung_at.is_(None))
    wanted = select(SortieRow.kit).where(SortieRow.incident_id == incident_id, *came_off)
    return tuple(KitKind(kit) for kit in session.scalars(wanted.distinct().order_by(SortieRow.kit)))


def get_sortie(session: Session, sortie_id: str) -> Sortie:
    """One sortie; raises NotFoundError."""
    row = session.get(SortieRow, sortie_id)
    if row is None:
        raise NotFoundError("sortie", sortie_id)
    return as_sortie(row)


def lock_sortie(session: Session, sortie_id: str) -> SortieRow:
    """The row, fresh and ours until the transaction ends; raises NotFoundError."""
    found = select(SortieRow).where(SortieRow.id == sortie_id).with_for_update()
    row = session.scalar(found, execution_options={"populate_existing": True})
    if row is None:
        raise NotFoundError("sortie", sortie_id)
    return row


def claim_arming(session: Session, sortie_id: str, *, now: datetime) -> bool:
    """Mark that the one command to arm is about to be given; False when it was given already, or is not wanted."""
    wanted = (SortieRow.id == sortie_id, SortieRow.state == SortieState.LAUNCHING, SortieRow.armed_at.is_(None))
    claimed = update(SortieRow).where(*wanted).values(armed_at=now).returning(SortieRow.id)
    return session.scalar(claimed, execution_options={"synchronize_session": False}) is not None


def claim_call_home(session: Session, sortie_id: str) -> bool:
    """Mark that a failed flight is about to be called home; False when that was done already."""
    wanted = (SortieRow.id == sortie_id, SortieRow.call_home_at.is_not(None))
    claimed = update(SortieRow).where(*wanted).values(call_home_at=None).returning(SortieRow.id)
    return session.scalar(claimed, execution_options={"synchronize_session": False}) is not None


def as_sortie(row: SortieRow) -> Sortie:
    """The row as a frozen value."""
    return Sortie(
        id=row.id,
        region=row.region,
        incident_id=row.incident_id,
        station_id=row.station_id,
        station_region=row.station_region,
        drone_id=row.drone_id,
        kit_id=row.kit_id,
        kit=KitKind(row.kit),
        target=LatLon(row.target_lat, row.target_lon),
        landing_hint=row.landing_hint,
        flight=FLIGHTS.validate_python(row.flight),
        battery_wh=row.battery_wh,
        battery_share=row.battery_share,
        state=SortieState(row.state),
        entered={SortieState(state): datetime.fromisoformat(at) for state, at in row.entered.items()},
        eta=row.eta,
        ordered_by=row.ordered_by,
        operator=row.operator,
        reason=SortieReason(row.reason) if row.reason else None,
        version=row.version,
        plan=PLANS.validate_python(row.plan) if row.plan is not None else None,
        plan_hash=row.plan_hash,
        verified_at=row.verified_at,
        armed_at=row.armed_at,
        paused_at=row.paused_at,
        vehicle=VEHICLES.validate_python(row.vehicle) if row.vehicle is not None else None,
        ticks=TICKS.validate_python(row.ticks),
        kit_in_hand_at=row.kit_in_hand_at,
        delay=timedelta(seconds=row.delay_s),
        operator_id=row.operator_id,
        reserve_wh=row.reserve_wh if row.reserve_wh is not None else Reserve().share * row.battery_wh,
        strayed_at=row.strayed_at,
        simulated=row.simulated,
        operator_since=row.operator_since,
        cut_at=row.cut_at,
        let_go_at=row.let_go_at,
        hung_at=row.hung_at,
        call_home_at=row.call_home_at,
    )
