"""Remote orders and their steps. Read only by those who care for the patient."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Index, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.errors import NotFoundError
from dispatch.orders.model import OPEN, OrderAction, OrderKind, OrderReason, OrderState
from dispatch.orders.path import Dose, Order, OrderStep


class OrderRow(Base):
    """What a physician ordered. `hospital_id` is None for the medical director; `known` is whether the physician
    signed in as one, or a name was tapped on a screen that many share. A changed order is a new one that `supersedes`
    this one."""

    __tablename__ = "remote_orders"
    __table_args__ = (Index("ix_remote_orders_incident", "incident_id", "ordered_at"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"))
    hospital_id: Mapped[str | None] = mapped_column(ForeignKey("hospitals.id"))
    kind: Mapped[str] = mapped_column(String(16))
    code: Mapped[str | None] = mapped_column(String(48))
    text: Mapped[str | None] = mapped_column(String(200))
    dose: Mapped[float | None] = mapped_column(Float)
    unit: Mapped[str | None] = mapped_column(String(16))
    route: Mapped[str | None] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    physician_id: Mapped[str] = mapped_column(String(64))
    physician_name: Mapped[str] = mapped_column(String(64))
    physician_duty: Mapped[str] = mapped_column(String(24))
    known: Mapped[bool] = mapped_column(Boolean)
    actor: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(64))
    warnings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    ordered_at: Mapped[datetime] = mapped_column(Instant)
    device_at: Mapped[datetime | None] = mapped_column(Instant)
    supersedes: Mapped[str | None] = mapped_column(ForeignKey("remote_orders.id"))
    alarmed_at: Mapped[datetime | None] = mapped_column(Instant)


class OrderStepRow(Base):
    """One step, and the state it led to. `heard` is what was read back."""

    __tablename__ = "order_steps"
    __table_args__ = (Index("ix_order_steps_order", "order_id", "id"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("remote_orders.id"))
    action: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(Instant)
    device_at: Mapped[datetime | None] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(64))
    heard: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    reason: Mapped[str | None] = mapped_column(String(24))
    text: Mapped[str | None] = mapped_column(String(200))


def hold_order(session: Session, order_id: str) -> OrderRow | None:
    """The order as it stands now, locked, whatever was read of it before; None when there is none."""
    return session.get(OrderRow, order_id, with_for_update=True, populate_existing=True)


def lock_order(session: Session, order_id: str) -> OrderRow:
    """The same; raises NotFoundError."""
    row = hold_order(session, order_id)
    if row is None:
        raise NotFoundError("order", order_id)
    return row


def orders_of(session: Session, incident_id: str) -> list[OrderRow]:
    """The orders of an incident, oldest first."""
    wanted = select(OrderRow).where(OrderRow.incident_id == incident_id)
    return list(session.scalars(wanted.order_by(OrderRow.ordered_at, OrderRow.id)))


def open_orders(session: Session, incident_id: str, *, lock: bool = False) -> list[OrderRow]:
    """Those that still have to be carried out, oldest first. Locked, they are read anew: what a crew has just given is
    not among them."""
    wanted = select(OrderRow).where(OrderRow.incident_id == incident_id).order_by(OrderRow.ordered_at, OrderRow.id)
    held = wanted.with_for_update().execution_options(populate_existing=True)
    return [row for row in session.scalars(held if lock else wanted) if row.state in OPEN]


def steps_of(session: Session, order_ids: Sequence[str]) -> dict[str, list[OrderStepRow]]:
    """The steps of each order, in the order they were told."""
    found: dict[str, list[OrderStepRow]] = {order_id: [] for order_id in order_ids}
    wanted = select(OrderStepRow).where(OrderStepRow.order_id.in_(order_ids)).order_by(OrderStepRow.id)
    for row in session.scalars(wanted):
        found[row.order_id].append(row)
    return found


def as_order(row: OrderRow, steps: Sequence[OrderStepRow]) -> Order:
    """The frozen order."""
    return Order(OrderKind(row.kind), dose_of(row), OrderState(row.state), tuple(_step(one) for one in steps))


def dose_of(row: OrderRow) -> Dose | None:
    """How much and which way; None for what has no dose."""
    if row.dose is None or row.unit is None:
        return None
    return Dose(row.dose, row.unit, row.route)


def _step(row: OrderStepRow) -> OrderStep:
    return OrderStep(
        OrderAction(row.action),
        row.at,
        row.device_at,
        Dose(**row.heard) if row.heard else None,
        OrderReason(row.reason) if row.reason else None,
        row.text,
    )
