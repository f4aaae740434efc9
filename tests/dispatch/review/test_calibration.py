"""Predicted against actual: scores that reward the truth, intervals, and what is no test."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.review.calibration import ENOUGH, calibrate, wilson
from dispatch.review.facts import AskFact
from hospitals.request import DeclineCode
from tests.dispatch.review.test_asking import ask

predictions = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from(["agreed", "declined", "silent", "withdrawn", "waiting"])), max_size=80
)


def predicted(p: float, answer: str) -> AskFact:
    return replace(ask("h1", answer), p_accept=p)


def test_a_prediction_that_comes_true_beats_the_base_rate_and_a_wrong_one_is_beaten() -> None:
    came = ["agreed"] * 30 + ["silent"] * 10
    right = calibrate([predicted(0.9 if answer == "agreed" else 0.1, answer) for answer in came])
    wrong = calibrate([predicted(0.1 if answer == "agreed" else 0.9, answer) for answer in came])
    base = calibrate([predicted(0.75, answer) for answer in came])
    assert (right.n, right.accepted, right.share) == (40, 30, 0.75)
    assert right.brier == pytest.approx(0.01)
    assert right.skill is not None
    assert wrong.skill is not None
    assert right.skill > 0.9 > 0 > wrong.skill
    assert base.skill == 0.0
    assert [(one.low, one.n, one.accepted) for one in right.bins] == [(0.1, 10, 0), (0.9, 30, 30)]


def test_too_few_answers_are_no_score_and_never_nought() -> None:
    found = calibrate([predicted(0.5, "agreed")] * (ENOUGH - 1))
    assert (found.n, found.brier, found.skill, found.share, found.bins) == (ENOUGH - 1, None, None, None, ())
    same = calibrate([predicted(0.5, "agreed")] * ENOUGH)
    assert (same.brier, same.skill) == (0.25, None)


def test_what_was_no_question_tests_nothing() -> None:
    others = [
        replace(predicted(0.5, "agreed"), designated=True),
        replace(predicted(0.5, "declined"), declined=DeclineCode.DUPLICATE),
        predicted(0.5, "withdrawn"),
        predicted(0.5, "waiting"),
        replace(predicted(0.5, "agreed"), p_accept=None),
    ]
    assert calibrate(others * ENOUGH).n == 0


@given(predictions)
def test_every_test_lies_in_one_bin_and_every_share_in_its_interval(asked: list[tuple[float, str]]) -> None:
    asks = [predicted(p, answer) for p, answer in asked]
    found = calibrate(asks)
    assert calibrate(asks[::-1]) == found
    if found.brier is None:
        return
    assert (sum(one.n for one in found.bins), sum(one.accepted for one in found.bins)) == (found.n, found.accepted)
    assert all(0.0 <= one.lower <= one.share <= one.upper <= 1.0 for one in found.bins)
    assert all(one.low - 1e-4 <= one.predicted <= one.high + 1e-4 for one in found.bins)
    assert 0.0 <= found.brier <= 1.0


def test_the_interval_is_wilsons() -> None:
    lower, upper = wilson(8, 10)
    assert (round(lower, 3), round(upper, 3)) == (0.490, 0.943)
    with pytest.raises(ValueError, match="nothing"):
        wilson(0, 0)
