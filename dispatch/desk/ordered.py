"""One step of an order inside a command: on its path, with its alarms, told to everybody it is addressed to."""

from collections.abc import Sequence
from dataclasses import asdict

from chassis.deadlines import Deadline, clear_deadline, set_deadline
from chassis.work import Work, record_change
from dispatch.desk.alerting import clear_alert
from dispatch.desk.telling import tell_guidance
from dispatch.orders.model import AT_CREW, OPEN, OrderAction, OrderPolicy, OrderState
from dispatch.orders.path import OrderStep, advance
from dispatch.policies.force import in_force
from dispatch.system import System
from dispatch.tables.cases import IncidentRow
from dispatch.tables.orders import OrderRow, OrderStepRow, as_order, open_orders, steps_of

LATE = "order_late"  # deadline: nobody of the crew has answered, or it is read back and not given
EXPIRY = "order_expiry"
UNANSWERED = "order_unanswered"  # alert


def take_step(work: Work, system: System, incident: IncidentRow, row: OrderRow, told: OrderStep) -> bool:
    """Take the order one step on; False where this step is on record already. Raises IllegalMoveError."""
    if not move_order(work, incident, row, told):
        return False
    if row.state in AT_CREW:
        await_crew(work, row, in_force(work.session, system, row.region).orders)
    return True


def move_order(work: Work, incident: IncidentRow, row: OrderRow, told: OrderStep) -> bool:
    """The same where no alarm can follow."""
    before = as_order(row, steps_of(work.session, [row.id])[row.id])
    after = advance(before, told)
    if after is before:
        return False
    step = after.steps[-1]
    row.state = after.state
    work.session.add(_step_row(work, row, step))
    _quiet(work, row)
    told_of = {"state": row.state, "action": step.action.value}
    record_change(work, "order_step", row.id, {"state": before.state}, told_of, region=row.region, reason=step.reason)
    tell_order(work, incident, row)
    return True


def await_crew(work: Work, row: OrderRow, policy: OrderPolicy) -> None:
    """From now on somebody of the crew has to answer, or physician and desk are told."""
    within = policy.answer_within if row.state == OrderState.ORDERED else policy.give_within
    set_deadline(work.session, Deadline(row.region, LATE, row.id, work.now + within, {}))
    if row.state == OrderState.ORDERED:
        set_deadline(work.session, Deadline(row.region, EXPIRY, row.id, work.now + policy.expire_after, {}))


def expire_orders(work: Work, incident: IncidentRow, *, standing: Sequence[str | None] = ()) -> None:
    """The patient is handed over, or goes elsewhere: open orders count no more but those of the hospitals `standing`,
    where None is the medical director."""
    for row in open_orders(work.session, incident.id, lock=True):
        if row.hospital_id not in standing:
            move_order(work, incident, row, OrderStep(OrderAction.EXPIRE, work.now))


def tell_order(work: Work, incident: IncidentRow, row: OrderRow) -> None:
    """The order has changed; whoever may read it reads it again."""
    work.session.flush()
    tell_guidance(work, incident, row.hospital_id, "order_changed", {"order_id": row.id, "state": row.state})


def _quiet(work: Work, row: OrderRow) -> None:
    row.alarmed_at = None
    clear_deadline(work.session, LATE, row.id)
    clear_alert(work, UNANSWERED, row.id)
    if row.state not in OPEN:
        clear_deadline(work.session, EXPIRY, row.id)


def _step_row(work: Work, row: OrderRow, step: OrderStep) -> OrderStepRow:
    return OrderStepRow(
        order_id=row.id,
        action=step.action,
        state=row.state,
        at=step.at,
        device_at=step.device_at,
        actor=work.actor.id,
        actor_name=work.actor.name,
        heard=asdict(step.heard) if step.heard is not None else None,
        reason=step.reason,
        text=step.text,
    )
