"""The path of an order, whatever is told in whatever order, twice and late."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import IllegalMoveError, InvalidInputError
from dispatch.orders.model import BY_CREW, CARRIED_OUT, ORDER, OVER, OrderAction, OrderKind, OrderReason, OrderState
from dispatch.orders.path import REASONS, Dose, Order, OrderStep, advance, is_known, was_despite

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ASPIRIN = Dose(300, "mg", "oral")
A, S = OrderAction, OrderState


def step(action: A, minute: int, *, heard: Dose | None = None, reason: OrderReason | None = None) -> OrderStep:
    """A step told a second after the device has noted it."""
    at = NOON + timedelta(minutes=minute)
    if action is A.READ_BACK and heard is None:
        heard = ASPIRIN
    if action in REASONS and reason is None:
        reason = min(REASONS[action])
    return OrderStep(action, at + timedelta(seconds=1), at, heard, reason)


def told(*steps: OrderStep) -> Order:
    """An order for aspirin and what became of it."""
    order = Order(OrderKind.DRUG, ASPIRIN)
    for one in steps:
        order = advance(order, one)
    return order


def tried(order: Order, steps: list[OrderStep]) -> Order:
    """As `told`, where what cannot follow is refused and the next one is tried."""
    for one in steps:
        try:
            order = advance(order, one)
        except IllegalMoveError:
            continue
    return order


@st.composite
def courses(draw: st.DrawFn) -> list[OrderStep]:
    """Anything anybody may tell, in any order, some of it sent again later."""
    heard = st.sampled_from([ASPIRIN, Dose(100, "mg", "oral"), Dose(300, "mg", "iv")])
    steps = [
        step(action, minute, heard=draw(heard) if action is A.READ_BACK else None)
        for minute, action in enumerate(draw(st.lists(st.sampled_from(list(A)), max_size=12)))
    ]
    again = draw(st.lists(st.sampled_from(steps), max_size=6)) if steps else []
    return draw(st.permutations([*steps, *again]))


def times_given(order: Order) -> int:
    return sum(one.action is A.GIVE for one in order.steps)


@given(courses())
def test_nothing_is_given_twice_and_nothing_is_given_once_it_is_over(steps: list[OrderStep]) -> None:
    order, was_over = Order(OrderKind.DRUG, ASPIRIN), False
    for one in steps:
        before = order
        order = tried(order, [one])
        assert times_given(order) <= 1
        assert not (was_over and order.state is S.GIVEN)
        was_over |= before.state in OVER or order.state in OVER
    assert was_despite(order) == (was_over and times_given(order) == 1)


@given(courses())
def test_every_change_is_on_the_path_and_the_path_leads_to_the_state(steps: list[OrderStep]) -> None:
    order, at = tried(Order(OrderKind.DRUG, ASPIRIN), steps), ORDER.start
    for one in order.steps:
        at = ORDER.after(at, one.action)
    assert at is order.state


@given(courses(), st.integers(1, 20))
def test_what_is_sent_again_changes_nothing(steps: list[OrderStep], later: int) -> None:
    order, kept = Order(OrderKind.DRUG, ASPIRIN), []
    for one in steps:
        before = order
        order = tried(order, [one])
        kept += [one] if order is not before else []
    for one in kept:
        assert advance(order, replace(one, at=one.at + timedelta(hours=later))) is order


@given(courses())
def test_a_wrong_read_back_never_counts_as_read_back(steps: list[OrderStep]) -> None:
    order = tried(Order(OrderKind.DRUG, ASPIRIN), steps)
    assert all(one.heard == ASPIRIN for one in order.steps if one.action is A.READ_BACK)
    assert all(one.heard != ASPIRIN for one in order.steps if one.reason is OrderReason.MISMATCH)


@given(st.sampled_from(sorted(OVER)), st.sampled_from(sorted(BY_CREW)))
def test_whatever_a_crew_tells_late_of_an_order_that_is_over_is_kept(over: S, action: A) -> None:
    ended = next(one for (at, one), to in ORDER.table.items() if at is S.ORDERED and to is over)
    order = told(step(ended, 1))
    late = advance(order, step(action, 0))
    assert len(late.steps) == 2
    assert late.state is (S.GIVEN_DESPITE if action is A.GIVE else over)


def test_the_loop_closes() -> None:
    order = told(step(A.READ_BACK, 1), step(A.GIVE, 2), step(A.CONFIRM, 3))
    assert order.state is S.CONFIRMED
    assert not was_despite(order)
    assert ORDER.ends() == {S.CONFIRMED}


def test_what_was_heard_wrongly_goes_back_and_may_be_read_back_again() -> None:
    queried = told(step(A.READ_BACK, 1, heard=Dose(100, "mg", "oral")))
    assert (queried.state, queried.steps[-1].reason) == (S.QUERIED, OrderReason.MISMATCH)
    with pytest.raises(IllegalMoveError) as refused:
        advance(queried, step(A.GIVE, 2))
    assert set(refused.value.allowed) == {"read_back", "uphold", "decline", "cancel", "supersede", "expire"}
    assert advance(queried, step(A.UPHOLD, 2)).state is S.ORDERED
    assert advance(queried, step(A.READ_BACK, 2)).state is S.READ_BACK


def test_what_was_given_although_it_was_taken_back_is_a_state_of_its_own() -> None:
    order = told(step(A.READ_BACK, 1), step(A.CANCEL, 2), step(A.GIVE, 3))
    assert order.state is S.GIVEN_DESPITE
    assert order.state in CARRIED_OUT
    assert was_despite(advance(order, step(A.CONFIRM, 4)))


def test_a_second_tap_without_a_device_time_is_the_same_step() -> None:
    once = OrderStep(A.READ_BACK, NOON, heard=ASPIRIN)
    order = told(once)
    assert advance(order, replace(once, at=NOON + timedelta(seconds=2))) is order
    assert not is_known((), once)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (OrderStep(A.READ_BACK, NOON), "heard"),
        (OrderStep(A.QUERY, NOON), "reason"),
        (OrderStep(A.QUERY, NOON, reason=OrderReason.NOT_STOCKED), "reason"),
        (OrderStep(A.DECLINE, NOON, reason=OrderReason.MISMATCH), "reason"),
    ],
)
def test_a_step_says_what_belongs_to_it(wrong: OrderStep, field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        told(wrong)
    assert refused.value.field == field
