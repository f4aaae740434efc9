"""Which yes is the best: a condition costs minutes, and costs them only where the patient would wait for them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospitals.merit import best_accept, condition_costs, time_to_care
from hospitals.request import Condition, Request, RequestState
from hospitals.rungs import LadderPolicy
from tests.hospitals.facts import NOW
from tests.hospitals.test_ladder import request, seconds

POLICY = LadderPolicy()


def yes(ident: str, minutes: float | None, condition: str | None = None, *, drive: float | None = None) -> Request:
    """A yes of a hospital so many minutes from definitive care, given ten seconds after it was asked."""
    state = RequestState.ACCEPTED_CONDITIONAL if condition else RequestState.ACCEPTED
    expected = timedelta(minutes=minutes) if minutes is not None else None
    given = request(ident, state, expected=expected, condition=condition)
    eta = NOW + timedelta(minutes=drive) if drive is not None else None
    return replace(given, answered_at=NOW + seconds(10), minimum=replace(given.minimum, eta=eta))


def test_in_a_quarter_of_an_hour_next_door_beats_an_hour_farther() -> None:
    near, far = yes("near", 30, "in_15_min", drive=5), yes("far", 90, drive=60)
    assert best_accept([near, far]) == near
    assert best_accept([far, near]) == near


def test_a_hospital_that_is_ready_before_the_patient_is_there_costs_nothing() -> None:
    assert condition_costs(yes("a", 60, "in_15_min", drive=30), POLICY) == timedelta(0)
    assert condition_costs(yes("a", 60, "in_15_min", drive=5), POLICY) == timedelta(minutes=10, seconds=10)
    assert condition_costs(yes("a", 60, "in_30_min"), POLICY) == timedelta(minutes=30)


def test_to_stabilise_only_costs_the_onward_transfer() -> None:
    near, far = yes("near", 20, "stabilise_only", drive=5), yes("far", 80, drive=50)
    assert best_accept([near, far]) == far
    assert best_accept([near, yes("farther", 120, drive=90)]) == near
    assert best_accept([near, far], policy=replace(POLICY, stabilise_costs=timedelta(minutes=30))) == near


@pytest.mark.parametrize("words", ["corridor", "if the family agrees"])
def test_any_other_condition_costs_what_the_policy_says(words: str) -> None:
    assert condition_costs(yes("a", 30, words, drive=50), POLICY) == POLICY.condition_costs


def test_who_was_named_by_hand_comes_after_all_that_were_ranked() -> None:
    by_hand, ranked = yes("a", None), yes("b", 500, "stabilise_only")
    assert best_accept([by_hand, ranked]) == ranked
    assert time_to_care(by_hand, POLICY) is None


CONDITIONS = st.sampled_from([None, *[one.value for one in Condition], "words"])
MINUTES = st.integers(1, 300)
YESES = st.lists(
    st.builds(
        yes,
        ident=st.sampled_from([f"r{n}" for n in range(9)]),
        minutes=st.one_of(st.none(), MINUTES),
        condition=CONDITIONS,
        drive=st.one_of(st.none(), MINUTES),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one.id,
)


@given(YESES, st.randoms())
def test_the_order_of_the_answers_does_not_matter(yeses: list[Request], random: object) -> None:
    shuffled = sorted(yeses, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert best_accept(shuffled) == best_accept(yeses)


@given(YESES)
def test_taking_a_condition_away_never_makes_a_yes_lose(yeses: list[Request]) -> None:
    best = best_accept(yeses)
    assert best is not None
    freed = replace(best, condition=None, state=RequestState.ACCEPTED)
    assert best_accept([freed if one is best else one for one in yeses]) == freed


@given(YESES)
def test_no_yes_left_out_is_sooner(yeses: list[Request]) -> None:
    best = best_accept(yeses)
    assert best is not None
    times = [time for one in yeses if (time := time_to_care(one, POLICY)) is not None]
    assert time_to_care(best, POLICY) == min(times, default=None)
