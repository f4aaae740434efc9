"""When a unit leaves its way: always for a closed road, otherwise only for what is worth it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import LatLon
from dispatch.traffic.detour import LEAST_GAIN_S, LEAST_SHARE, Detour, ahead_of, closed_on, judge
from routing.model import CLOSED_MS


def times(*seconds: float | None) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    return np.array([CLOSED_MS if s is None else round(s * 1000) for s in seconds], dtype=np.int32)


@pytest.mark.parametrize(
    ("left_s", "other_s", "changes"),
    [(100, 86, False), (100, 84, True), (400, 361, False), (400, 359, True), (20, 6, False), (20, 4, True)],
)
def test_a_better_way_has_to_gain_more_than_a_quarter_of_a_minute_and_a_tenth(
    left_s: float, other_s: float, changes: bool
) -> None:
    weights = times(left_s, other_s)
    verdict = judge([0], [1], travel_ms=weights, before_ms=weights)
    assert (verdict is not None) is changes
    if verdict is not None:
        assert verdict == (Detour.FASTER, other_s - left_s)


def test_a_closed_road_is_left_for_any_way_that_is_open_and_told_against_what_was_expected() -> None:
    shut, open_ = times(60, None, 10, 200), times(60, 20, 10, 200)
    assert judge([0, 1, 2], [3, 2], travel_ms=shut, before_ms=open_) == (Detour.CLOSED, 120.0)
    assert closed_on([0, 1, 2], times(60, None, 200)) == (1,)
    nowhere = times(60, None, 30, None)
    assert judge([0, 1, 2], [0, 3, 2], travel_ms=nowhere, before_ms=times(60, 20, 30, 40)) is None


def test_who_is_called_to_a_closed_road_drives_into_it() -> None:
    weights, before = times(60, 20, None), times(60, 20, 30)
    assert closed_on([0, 1, 2], weights) == ()
    assert judge([0, 1, 2], [0, 2], travel_ms=weights, before_ms=before) == (Detour.FASTER, -20.0)
    assert judge([0, 2], [0, 1, 2], travel_ms=weights, before_ms=before) is None


def test_the_same_way_is_no_change() -> None:
    weights = times(60, 20)
    assert judge([0, 1], [0, 1], travel_ms=weights, before_ms=weights) is None


@given(st.lists(st.integers(1, 900), min_size=1, max_size=6), st.lists(st.integers(1, 900), min_size=1, max_size=6))
def test_nobody_is_ever_sent_the_slower_way_and_never_back_again(old: list[int], new: list[int]) -> None:
    """After a change the way that was left is not worth a change back."""
    weights = times(*old, *new)
    a, b = list(range(len(old))), list(range(len(old), len(old) + len(new)))
    verdict = judge(a, b, travel_ms=weights, before_ms=weights)
    if verdict is not None:
        assert sum(old) - sum(new) > max(LEAST_GAIN_S, LEAST_SHARE * sum(old))
        assert judge(b, a, travel_ms=weights, before_ms=weights) is None


METRE = 1 / 111_195
ROUTE = {
    "points": [[127.0, 36.0], [127.0, 36.0 + 100 * METRE], [127.0, 36.0 + 300 * METRE]],
    "network": "n",
    "edges": [7, 8, 9],
    "passed_m": [100.0, 200.0, 300.0],
}


@pytest.mark.parametrize(("metres", "left"), [(0, (7, 8, 9)), (99, (7, 8, 9)), (101, (8, 9)), (250, (9,)), (900, (9,))])
def test_what_lies_behind_is_no_part_of_the_way(metres: float, left: tuple[int, ...]) -> None:
    ahead = ahead_of(ROUTE, LatLon(36.0 + metres * METRE, 127.0001), "n")
    assert ahead is not None
    assert ahead.edges == left
    assert ahead.off_m == pytest.approx(9 if metres < 300 else 600, rel=0.05)


def test_a_way_of_another_network_or_without_edges_tells_nothing() -> None:
    here = LatLon(36.0, 127.0)
    assert ahead_of(ROUTE, here, "other") is None
    assert ahead_of({**ROUTE, "edges": []}, here, "n") is None
    assert ahead_of({"points": ROUTE["points"]}, here, "n") is None
