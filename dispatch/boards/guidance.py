"""Orders and talk about one patient, as each of those who may read them sees them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from chassis.identity import Actor
from dispatch.guidance.who import is_director
from dispatch.orders.model import ORDER, OrderState
from dispatch.orders.path import was_despite
from dispatch.phrases import TalkSide
from dispatch.tables.orders import OrderRow, OrderStepRow, as_order, orders_of, steps_of
from dispatch.tables.talk import ReceiptRow, TalkRow, lines_of, receipts_of, talk_in_short


def orders_view(session: Session, incident_id: str, *, hospital_id: str | None = None) -> list[dict[str, Any]]:
    """The orders with every step, oldest first; a hospital reads its own and the medical director's."""
    rows = [
        row for row in orders_of(session, incident_id) if hospital_id is None or row.hospital_id in {hospital_id, None}
    ]
    steps = steps_of(session, [row.id for row in rows])
    return [order_view(row, steps[row.id]) for row in rows]


def order_view(row: OrderRow, steps: Sequence[OrderStepRow]) -> dict[str, Any]:
    """One order. `allowed` are all moves its state has; who may do which is the page's to know."""
    return {
        "id": row.id,
        "incident_id": row.incident_id,
        "hospital_id": row.hospital_id,
        "kind": row.kind,
        "code": row.code,
        "text": row.text,
        "dose": row.dose,
        "unit": row.unit,
        "route": row.route,
        "state": row.state,
        "despite": was_despite(as_order(row, steps)),
        "allowed": ORDER.allowed(OrderState(row.state)),
        "physician": {
            "id": row.physician_id,
            "name": row.physician_name,
            "duty": row.physician_duty,
            "known": row.known,
        },
        "entered_by": row.actor_name,
        "warnings": row.warnings,
        "ordered_at": row.ordered_at.isoformat(),
        "device_at": _iso(row.device_at),
        "supersedes": row.supersedes,
        "alarmed_at": _iso(row.alarmed_at),
        "steps": [_step(one) for one in steps],
    }


def talk_view(session: Session, incident_id: str, side: TalkSide, *, hospital_id: str | None = None) -> dict[str, Any]:
    """The lines one side may read, oldest first, and how many of them it has not read."""
    lines = lines_of(session, incident_id, hospital_id=hospital_id)
    got = receipts_of(session, [line.id for line in lines])
    unread = [line for line in lines if line.side != side and not _read_by(got[line.id], side)]
    return {"side": side, "unread": len(unread), "lines": [_line(line, got[line.id]) for line in lines]}


def directed_view(session: Session, incident_id: str, reader: Actor | None) -> dict[str, Any]:
    """All orders and every line for the medical director; for everybody else at the desk nothing."""
    if reader is None or not is_director(reader):
        return {}
    return {
        "orders": orders_view(session, incident_id),
        "talk": talk_view(session, incident_id, TalkSide.DIRECTOR),
    }


def guidance_in_short(session: Session, incident_id: str) -> dict[str, Any]:
    """What a dispatcher sees: that there is talk and how many orders stand where, never what they say."""
    lines, newest = talk_in_short(session, incident_id)
    orders = orders_of(session, incident_id)
    return {
        "lines": lines,
        "newest_at": _iso(newest),
        "orders": dict(sorted(Counter(row.state for row in orders).items())),
        "late": sum(row.alarmed_at is not None for row in orders),
    }


def _step(row: OrderStepRow) -> dict[str, Any]:
    return {
        "action": row.action,
        "state": row.state,
        "at": row.at.isoformat(),
        "device_at": _iso(row.device_at),
        "by": row.actor_name,
        "heard": row.heard,
        "reason": row.reason,
        "text": row.text,
    }


def _line(row: TalkRow, got: Sequence[ReceiptRow]) -> dict[str, Any]:
    return {
        "id": row.id,
        "side": row.side,
        "by": row.actor_name,
        "text": row.text,
        "phrase": row.phrase,
        "at": row.at.isoformat(),
        "device_at": _iso(row.device_at),
        "delivered": {one.side: one.delivered_at.isoformat() for one in got},
        "read": {one.side: one.read_at.isoformat() for one in got if one.read_at is not None},
    }


def _read_by(got: Sequence[ReceiptRow], side: TalkSide) -> bool:
    return any(one.side == side and one.read_at is not None for one in got)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
