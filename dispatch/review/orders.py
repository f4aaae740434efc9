"""How remote orders went: how soon they were read back and given, and how many nobody answered in time. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.orders.model import BY_CREW, CARRIED_OUT, OrderAction, OrderPolicy, OrderState
from dispatch.orders.path import Order, was_despite
from dispatch.review.figures import MEDIAN_FROM, percentile


@dataclass(frozen=True, slots=True)
class OrderFact:
    """One order and when it went out."""

    ordered_at: datetime
    order: Order


@dataclass(frozen=True, slots=True)
class Ordered:
    """Medians are None below `MEDIAN_FROM` orders. `unanswered` waited longer than the policy allows for the crew's
    first word, or never got it; `queried` were asked back about; `despite` were given although they were over."""

    all: int
    read_back_s: float | None
    given_s: float | None
    carried_out: int
    unanswered: int
    queried: int
    despite: int

    @property
    def share(self) -> float | None:
        """The share unanswered, 0–1; None when nothing was ordered."""
        return self.unanswered / self.all if self.all else None


def judge_orders(facts: Iterable[OrderFact], policy: OrderPolicy, *, now: datetime) -> Ordered:
    """Count them; their order does not matter."""
    listed = list(facts)
    return Ordered(
        all=len(listed),
        read_back_s=_median(_took(one, OrderAction.READ_BACK) for one in listed),
        given_s=_median(_took(one, OrderAction.GIVE) for one in listed),
        carried_out=sum(one.order.state in CARRIED_OUT | {OrderState.CONFIRMED} for one in listed),
        unanswered=sum(_waited(one, now) > policy.answer_within for one in listed),
        queried=sum(any(step.action is OrderAction.QUERY for step in one.order.steps) for one in listed),
        despite=sum(was_despite(one.order) for one in listed),
    )


def _took(one: OrderFact, action: OrderAction) -> float | None:
    first = next((step.at for step in one.order.steps if step.action is action), None)
    return (first - one.ordered_at).total_seconds() if first is not None else None


def _waited(one: OrderFact, now: datetime) -> timedelta:
    """Until the crew's first word, or until the order ended without one."""
    said = next((step.at for step in one.order.steps if step.action in BY_CREW), None)
    ended = one.order.steps[0].at if one.order.steps else now
    return (said or ended) - one.ordered_at


def _median(found: Iterable[float | None]) -> float | None:
    took = sorted(one for one in found if one is not None)
    return percentile(took, 0.5) if len(took) >= MEDIAN_FROM else None
