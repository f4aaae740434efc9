"""When a unit leaves its way: always for a closed road, otherwise only for what is worth it."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import LatLon
from dispatch.plan import DetourPolicy
from dispatch.traffic.detour import USUAL, Detour, Left, ahead_of, closed_on, judge
from routing.model import CLOSED_MS


def times(*seconds: float | None) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    return np.array([CLOSED_MS if s is None else round(s * 1000) for s in seconds], dtype=np.int32)


def left(now_s: float | None, before_s: float | None = None, *, is_shut: bool = False) -> Left:
    ms = [None if s is None else round(s * 1000) for s in (now_s, before_s)]
    return Left(ms[0], ms[1], is_shut)


@pytest.mark.parametrize(
    ("left_s", "other_s", "changes"),
    [(100, 86, False), (100, 84, True), (400, 361, False), (400, 359, True), (20, 6, False), (20, 4, True)],
)
def test_a_better_way_has_to_gain_more_than_a_quarter_of_a_minute_and_a_tenth(
    left_s: float, other_s: float, changes: bool
) -> None:
    verdict = judge(left(left_s, left_s), round(other_s * 1000))
    assert (verdict is not None) is changes
    if verdict is not None:
        assert verdict == (Detour.FASTER, other_s - left_s)


def test_a_closed_road_is_left_for_any_way_that_is_open_and_told_against_what_was_expected() -> None:
    assert judge(left(None, 80, is_shut=True), 200_000) == (Detour.CLOSED, 120.0)
    assert judge(left(None, None, is_shut=True), 200_000) == (Detour.CLOSED, 0.0)
    assert closed_on([0, 1, 2], times(60, None, 200)) == (1,)
    assert closed_on([0, 1, 2], times(60, 20, None)) == ()  # who is called to a closed road drives into it


def test_the_closed_street_of_the_scene_is_left_only_for_a_faster_end_of_it() -> None:
    """Its crawl counts on both ways; what is told is against the time before it was closed."""
    assert judge(left(100, 60, is_shut=True), 90_000) is None
    assert judge(left(100, 60, is_shut=True), 70_000) == (Detour.CLOSED, 10.0)


def test_a_city_says_what_a_change_has_to_gain() -> None:
    eager = DetourPolicy(least_gain=timedelta(seconds=5), least_share=0.0)
    assert judge(left(100, 100), 90_000) is None
    assert judge(left(100, 100), 90_000, eager) == (Detour.FASTER, -10.0)


@given(st.integers(1, 9_000_000), st.integers(1, 9_000_000))
def test_nobody_is_ever_sent_the_slower_way_and_never_back_again(old_ms: int, new_ms: int) -> None:
    """After a change the way that was left is not worth a change back."""
    if judge(Left(old_ms, old_ms, is_shut=False), new_ms) is not None:
        assert old_ms - new_ms > max(USUAL.least_gain.total_seconds() * 1000, USUAL.least_share * old_ms)
        assert judge(Left(new_ms, new_ms, is_shut=False), old_ms) is None


METRE = 1 / 111_195
ROUTE = {
    "points": [[127.0, 36.0], [127.0, 36.0 + 100 * METRE], [127.0, 36.0 + 300 * METRE]],
    "network": "n",
    "edges": [7, 8, 9],
    "passed_m": [100.0, 200.0, 300.0],
}


@pytest.mark.parametrize(
    ("metres", "edges", "first_m"),
    [(0, (7, 8, 9), 100), (99, (7, 8, 9), 1), (101, (8, 9), 99), (250, (9,), 50), (900, (9,), 0)],
)
def test_what_lies_behind_is_no_part_of_the_way(metres: float, edges: tuple[int, ...], first_m: float) -> None:
    ahead = ahead_of(ROUTE, LatLon(36.0 + metres * METRE, 127.0001), "n")
    assert ahead is not None
    assert ahead.edges == edges
    assert (ahead.first_m, ahead.last_m) == (pytest.approx(first_m, abs=0.5), pytest.approx(100))
    assert ahead.off_m == pytest.approx(9 if metres < 300 else 600, rel=0.05)


def test_a_way_of_another_network_or_without_edges_tells_nothing() -> None:
    here = LatLon(36.0, 127.0)
    assert ahead_of(ROUTE, here, "other") is None
    assert ahead_of({**ROUTE, "edges": []}, here, "n") is None
    assert ahead_of({"points": ROUTE["points"]}, here, "n") is None
