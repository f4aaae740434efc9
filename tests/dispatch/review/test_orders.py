"""How a day's orders are counted."""

from datetime import timedelta

from dispatch.orders.model import OrderAction, OrderPolicy
from dispatch.orders.path import Dose
from dispatch.review.orders import OrderFact, judge_orders
from tests.dispatch.orders.test_path import NOON, step, told

LATER = NOON + timedelta(hours=1)


def facts() -> list[OrderFact]:
    """Five given after 60 and 120 s, one nobody answered, one asked back about."""
    soon = [told(step(OrderAction.READ_BACK, 1), step(OrderAction.GIVE, 2)) for _ in range(5)]
    asked = told(step(OrderAction.READ_BACK, 0, heard=Dose(100, "mg", "oral")))
    return [OrderFact(NOON + timedelta(seconds=1), one) for one in (*soon, told(), asked)]


def test_orders_are_counted_whatever_their_order() -> None:
    policy = OrderPolicy(answer_within=timedelta(seconds=90))
    found = judge_orders(facts(), policy, now=LATER)
    assert (found.all, found.carried_out, found.unanswered, found.queried, found.despite) == (7, 5, 1, 1, 0)
    assert (found.read_back_s, found.given_s) == (60.0, 120.0)
    assert found.share == 1 / 7
    assert judge_orders(reversed(facts()), policy, now=LATER) == found
    assert judge_orders(facts(), OrderPolicy(answer_within=timedelta(seconds=30)), now=LATER).unanswered == 6


def test_nothing_ordered_has_no_share_and_no_median() -> None:
    found = judge_orders([], OrderPolicy(), now=LATER)
    assert (found.share, found.read_back_s) == (None, None)
