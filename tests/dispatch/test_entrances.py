"""A pin is one of the stops, whatever order they are read in; what stands elsewhere or long ago makes none."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import LatLon, distance_m
from dispatch.entrances import EntrancePolicy, Fix, NoPin, NoStop, Pin, Stop, Visit, find_pin, find_stop
from tests.dispatch.town import CITY_HALL, north_of

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
POLICY = EntrancePolicy()
days = st.integers(0, 500)
metres = st.floats(-200, 200)


def stop(ident: str, *, north_m: float, days_ago: int = 1, place: LatLon = CITY_HALL) -> Stop:
    """One for `place`, so far north of the city hall."""
    return Stop(ident, place, north_of(CITY_HALL, north_m), NOW - timedelta(days=days_ago))


def pin_of(stops: Sequence[Stop], radius_m: float | None = 0.0) -> Pin | NoPin:
    return find_pin(stops, CITY_HALL, radius_m, now=NOW, policy=POLICY)


def visit(
    radius_m: float | None = 0.0, *, reached_s: float | None = 300, late_s: float = 0, many: bool = False
) -> Visit:
    """To the city hall; 300 s after the track begins, over after an hour."""
    reached = NOW + timedelta(seconds=reached_s) if reached_s is not None else None
    device_at = reached - timedelta(seconds=late_s) if reached is not None else None
    return Visit(CITY_HALL, radius_m, reached, device_at, NOW + timedelta(hours=1), many)


def track(*points: tuple[float, float]) -> list[Fix]:
    """(seconds, metres north of the city hall)."""
    return [Fix(NOW + timedelta(seconds=s), north_of(CITY_HALL, m)) for s, m in points]


stops = st.lists(st.tuples(metres, days), max_size=12).map(
    lambda drawn: [stop(f"a{i:02}", north_m=m, days_ago=d) for i, (m, d) in enumerate(drawn)]
)


@given(stops, st.randoms())
def test_the_order_in_which_stops_are_read_does_not_matter(drawn: list[Stop], chance: object) -> None:
    assert pin_of(drawn) == pin_of(list(reversed(drawn))) == pin_of(sorted(drawn, key=lambda one: one.when))


@given(stops)
def test_a_pin_is_one_of_the_stops_and_every_stop_behind_it_is_near_it(drawn: list[Stop]) -> None:
    found = pin_of(drawn)
    if isinstance(found, NoPin):
        return
    behind = [one for one in drawn if one.id in found.stops]
    assert found.at in [one.at for one in behind]
    assert POLICY.least <= found.count == len(behind) <= found.of
    assert found.count >= POLICY.least_share * found.of
    assert all(distance_m(one.at, found.at) <= POLICY.agree_m for one in behind)
    assert found.away_m <= POLICY.away_m
    assert all(NOW - one.when <= POLICY.counts_for for one in behind)
    assert not found.leads or found.count >= POLICY.leads_from


@given(stops)
def test_one_more_stop_at_a_pin_never_takes_it_away_nor_makes_it_weaker(drawn: list[Stop]) -> None:
    before = pin_of(drawn)
    if isinstance(before, NoPin):
        return
    after = pin_of([*drawn, Stop("z", CITY_HALL, before.at, NOW)])
    assert isinstance(after, Pin)
    assert after.count > before.count
    assert after.leads >= before.leads


@given(stops)
def test_stops_for_another_place_change_nothing(drawn: list[Stop]) -> None:
    elsewhere = north_of(CITY_HALL, POLICY.same_place_m + 5)
    others = [stop(f"o{i}", north_m=20.0, place=elsewhere) for i in range(9)]
    assert pin_of([*drawn, *others]) == pin_of(drawn)


def test_why_there_is_no_pin() -> None:
    few = [stop("a", north_m=50), stop("b", north_m=52)]
    apart = [stop(str(i), north_m=40.0 * i) for i in range(4)]
    assert pin_of([]) is NoPin.NONE
    assert pin_of(few) is NoPin.TOO_FEW
    assert pin_of(apart) is NoPin.DISAGREE
    assert pin_of([*few, stop("c", north_m=51)], radius_m=None) is NoPin.VAGUE
    assert pin_of([*few, stop("c", north_m=51)], radius_m=80) is NoPin.VAGUE


def test_routes_follow_only_enough_stops_that_are_not_old() -> None:
    for count, days_ago, leads in ((4, 1, False), (5, 1, True), (5, 380, False)):
        found = pin_of([stop(str(i), north_m=50.0 + i, days_ago=days_ago) for i in range(count)])
        assert isinstance(found, Pin)
        assert found.leads is leads


def test_of_two_stands_the_one_nearest_to_the_stamp_counts() -> None:
    """A red light at 400 m and five minutes in front of the house; later the hospital."""
    way = track((0, 900), (60, 400), (130, 380), (150, 200), (170, 30), (1200, 60), (1230, 5000))
    found = find_stop(way, visit(), POLICY)
    assert isinstance(found, LatLon)
    assert distance_m(found, CITY_HALL) == pytest.approx(30, abs=1)


@pytest.mark.parametrize(
    ("way", "to", "why"),
    [
        (track((170, 30)), visit(many=True), NoStop.MANY),
        (track((170, 30)), visit(None), NoStop.VAGUE),
        (track((170, 30)), visit(60), NoStop.VAGUE),
        (track((170, 30)), visit(reached_s=None), NoStop.NOT_THERE),
        (track((170, 30)), visit(late_s=45), NoStop.LATE_STAMP),
        ([], visit(), NoStop.NO_TRACK),
        (track((170, 30), *((s, s * 20.0) for s in range(180, 3600, 10))), visit(), NoStop.NEVER_STOOD),
        (track((170, 170)), visit(), NoStop.FAR),
    ],
)
def test_why_an_assignment_teaches_nothing(way: list[Fix], to: Visit, why: NoStop) -> None:
    assert find_stop(way, to, POLICY) is why


@given(st.lists(st.tuples(st.floats(0, 3600), metres), max_size=30))
def test_a_stop_is_a_point_of_the_track_near_the_place(drawn: list[tuple[float, float]]) -> None:
    way = track(*sorted(drawn))
    found = find_stop(way, visit(), POLICY)
    if isinstance(found, LatLon):
        assert found in [fix.place for fix in way]
        assert distance_m(found, CITY_HALL) <= POLICY.away_m
