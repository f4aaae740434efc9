"""The path of one order: which step follows, what is a step told twice, what is read back wrongly. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chassis.errors import InvalidInputError
from dispatch.orders.model import OPEN, ORDER, OrderAction, OrderKind, OrderReason, OrderState

REASONS = {  # what a crew may say with each; a mismatch is the system's own word
    OrderAction.QUERY: frozenset(
        {
            OrderReason.DOSE,
            OrderReason.ALLERGY,
            OrderReason.CONTRAINDICATED,
            OrderReason.CONDITION_CHANGED,
            OrderReason.NOT_UNDERSTOOD,
        }
    ),
    OrderAction.DECLINE: frozenset(
        {
            OrderReason.NO_ACCESS,
            OrderReason.NOT_STOCKED,
            OrderReason.NOT_ALLOWED,
            OrderReason.ALLERGY,
            OrderReason.CONTRAINDICATED,
            OrderReason.CONDITION_CHANGED,
            OrderReason.PATIENT_DECLINES,
            OrderReason.AT_THE_DOOR,
        }
    ),
}


@dataclass(frozen=True, slots=True)
class Dose:
    """How much, and for a drug which way. Of a procedure it is the energy."""

    amount: float
    unit: str
    route: str | None = None


@dataclass(frozen=True, slots=True)
class OrderStep:
    """One step as it is told. `at` is the server's time, `device_at` the device's; `heard` is what was read back."""

    action: OrderAction
    at: datetime
    device_at: datetime | None = None
    heard: Dose | None = None
    reason: OrderReason | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What is ordered and every step since; `state` is where they lead."""

    kind: OrderKind
    dose: Dose | None
    state: OrderState = ORDER.start
    steps: tuple[OrderStep, ...] = ()


def advance(order: Order, told: OrderStep) -> Order:
    """The order one step on; the very same order where that step is on record already.

    Raises IllegalMoveError for what cannot follow, InvalidInputError for what does not fit the step.
    """
    _check(order, told)
    step = _heard_rightly(order, told)
    if is_known(order.steps, step):
        return order
    return replace(order, state=ORDER.after(order.state, step.action), steps=(*order.steps, step))


def is_known(steps: Sequence[OrderStep], step: OrderStep) -> bool:
    """Whether this step was told before: with the same device time, or, without one, as the newest there is."""
    if step.device_at is None:
        return bool(steps) and _words(steps[-1]) == _words(step)
    return any(one.device_at == step.device_at and _words(one) == _words(step) for one in steps)


def is_open(order: Order) -> bool:
    """Whether somebody still has to carry it out."""
    return order.state in OPEN


def was_despite(order: Order) -> bool:
    """Whether it was carried out although it was over."""
    at = ORDER.start
    for step in order.steps:
        at = ORDER.after(at, step.action)
        if at is OrderState.GIVEN_DESPITE:
            return True
    return False


def _check(order: Order, told: OrderStep) -> None:
    if told.action is OrderAction.READ_BACK and (told.heard is None) != (order.dose is None):
        raise InvalidInputError("heard", "what has a dose is read back with it, nothing else is")
    allowed = REASONS.get(told.action)
    if allowed is not None and told.reason not in allowed:
        raise InvalidInputError("reason", f"one of {', '.join(sorted(allowed))}")


def _heard_rightly(order: Order, told: OrderStep) -> OrderStep:
    """A read-back that says something else asks back by itself."""
    if told.action is OrderAction.READ_BACK and told.heard != order.dose:
        return replace(told, action=OrderAction.QUERY, reason=OrderReason.MISMATCH)
    return told


def _words(step: OrderStep) -> tuple[object, ...]:
    return step.action, step.heard, step.reason, step.text
