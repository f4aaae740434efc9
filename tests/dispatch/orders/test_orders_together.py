"""Time and the crew move an order in the same instant: what the crew has told stands."""

import pytest

from chassis.deadlines import Deadline
from chassis.identity import system_actor
from chassis.work import working
from dispatch.desk.ordered import EXPIRY, expire_orders
from dispatch.guidance.answering import answer_order
from dispatch.guidance.lateness import order_expires
from dispatch.guidance.ordering import order
from dispatch.orders.model import OrderAction
from dispatch.tables.cases import get_incident
from dispatch.tables.orders import OrderRow
from tests.dispatch.orders.test_ordering import ASPIRIN, FULL, case, doctor, given, seen  # noqa: F401
from tests.dispatch.town import Town

WATCH = system_actor("sejong", "watch")


@pytest.fixture
def together(town: Town, database_kind: str) -> Town:
    """The town where two transactions write at once."""
    if database_kind == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    return town


def carried_out(town: Town, made: str) -> None:
    answer_order(town.system, town.crew("s1"), made, OrderAction.READ_BACK, heard=FULL)
    answer_order(town.system, town.crew("s1"), made, OrderAction.GIVE)


def test_an_order_given_while_it_expires_is_given(together: Town, case: tuple[str, str]) -> None:  # noqa: F811
    incident, town = case[0], together
    made = order(town.system, doctor(), incident, ASPIRIN)
    with working(town.system, WATCH) as work:
        before = work.session.get_one(OrderRow, made)
        carried_out(town, made)
        order_expires(work, town.system, Deadline("sejong", EXPIRY, made, work.now, {}))
        assert before.state == "given"
    assert seen(town, incident, made)["state"] == "given"
    assert len(given(town, incident)) == 1


def test_an_order_given_while_the_patient_is_handed_over_is_given(
    together: Town,
    case: tuple[str, str],  # noqa: F811
) -> None:
    incident, town = case[0], together
    made = order(town.system, doctor(), incident, ASPIRIN)
    with working(town.system, WATCH) as work:
        before = work.session.get_one(OrderRow, made)
        carried_out(town, made)
        expire_orders(work, get_incident(work.session, incident))
        assert before.state == "given"
    assert seen(town, incident, made)["state"] == "given"
