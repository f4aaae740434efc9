"""Time, names, chance, places, states and secrets: what everything else stands on."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis import secrets
from chassis.chance import seeded
from chassis.clock import StillClock, SystemClock
from chassis.errors import IllegalMoveError
from chassis.geo import EARTH_RADIUS_M, Box, LatLon, bearing_deg, between, distance_m
from chassis.ids import ALPHABET, CountedIds, RandomIds
from chassis.states import Transitions
from chassis.travel import Travel

PLACES = st.builds(LatLon, st.floats(-89, 89), st.floats(-180, 180))


class Light(StrEnum):
    RED = "red"
    GREEN = "green"
    OUT = "out"


class Turn(StrEnum):
    GO = "go"
    STOP = "stop"
    FAIL = "fail"


LIGHT = Transitions(
    "light",
    Light.RED,
    {
        (Light.RED, Turn.GO): Light.GREEN,
        (Light.GREEN, Turn.STOP): Light.RED,
        (Light.GREEN, Turn.FAIL): Light.OUT,
    },
)


def test_the_machines_clock_is_aware_and_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_a_still_clock_moves_only_when_told_and_never_back(clock: StillClock) -> None:
    start = clock.now()
    assert clock.now() == start
    assert clock.advance(timedelta(seconds=3)) == start + timedelta(seconds=3)
    clock.move_to(start)
    assert clock.now() == start + timedelta(seconds=3)
    with pytest.raises(ValueError, match="backwards"):
        clock.advance(timedelta(seconds=-1))


def test_ids_name_what_they_name_and_never_repeat() -> None:
    made = [RandomIds().new("inc") for _ in range(2000)]
    assert len(set(made)) == len(made)
    assert all(one.startswith("inc_") and set(one.removeprefix("inc_")) <= set(ALPHABET) for one in made)
    assert [one[4:14] for one in made] == sorted(one[4:14] for one in made)  # the part that is the time


def test_counted_ids_are_the_same_in_every_run() -> None:
    assert [CountedIds().new("inc") for _ in range(2)] == ["inc_000001"] * 2


def test_the_same_seed_gives_the_same_day() -> None:
    assert [seeded("a").random() for _ in range(2)] == [seeded("a").random()] * 2
    assert seeded("a").random() != seeded("b").random()


@given(PLACES, PLACES)
def test_distance_is_the_same_both_ways_and_never_beyond_half_the_globe(a: LatLon, b: LatLon) -> None:
    assert distance_m(a, b) == pytest.approx(distance_m(b, a), abs=1e-6)
    assert 0 <= distance_m(a, b) <= 3.15 * EARTH_RADIUS_M
    assert distance_m(a, a) == 0


@given(PLACES, PLACES)
def test_a_bearing_is_a_number_of_the_compass(a: LatLon, b: LatLon) -> None:
    assert 0 <= bearing_deg(a, b) < 360


def test_distances_and_bearings_that_can_be_checked_by_hand() -> None:
    seoul, busan = LatLon(37.5665, 126.9780), LatLon(35.1796, 129.0756)
    assert distance_m(seoul, busan) == pytest.approx(325_000, rel=0.005)
    here = LatLon(36.48, 127.289)
    for there, degrees in ((LatLon(36.49, 127.289), 0), (LatLon(36.47, 127.289), 180), (LatLon(36.48, 127.30), 90)):
        assert bearing_deg(here, there) == pytest.approx(degrees, abs=0.01)
    assert distance_m(between(here, LatLon(36.50, 127.289), 0.5), LatLon(36.49, 127.289)) < 0.001


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (0, 181), (float("nan"), 0), (0, float("inf"))])
def test_what_is_not_on_the_globe_is_no_place(lat: float, lon: float) -> None:
    with pytest.raises(ValueError, match="globe"):
        LatLon(lat, lon)


@given(st.lists(PLACES, min_size=1, max_size=8))
def test_a_box_holds_what_it_was_put_around(places: list[LatLon]) -> None:
    assert all(Box.around(places).holds(place) for place in places)


@pytest.mark.parametrize(("p50_s", "p90_s"), [(-1, 5), (10, 9)])
def test_a_length_of_travel_makes_sense(p50_s: int, p90_s: int) -> None:
    with pytest.raises(ValueError, match="p50"):
        Travel(timedelta(seconds=p50_s), timedelta(seconds=p90_s), 0.0)


def test_a_state_machine_is_its_table() -> None:
    assert LIGHT.after(Light.RED, Turn.GO) is Light.GREEN
    assert LIGHT.allowed(Light.GREEN) == (Turn.STOP, Turn.FAIL)
    assert LIGHT.ends() == {Light.OUT}
    with pytest.raises(IllegalMoveError, match="cannot stop while red") as refused:
        LIGHT.after(Light.RED, Turn.STOP)
    assert refused.value.allowed == ("go",)
    assert LIGHT.mermaid().splitlines()[:3] == ["stateDiagram-v2", "    [*] --> red", "    red --> green: go"]


def test_secrets_are_long_different_and_compared_whole() -> None:
    assert secrets.new_token() != secrets.new_token()
    assert len(secrets.new_token(48)) == 64
    assert secrets.same(secrets.sign("k", "m"), secrets.sign("k", "m"))
    assert not secrets.same(secrets.sign("k", "m"), secrets.sign("k", "n"))
    assert not secrets.password_matches("not a hash", "anything")
    assert secrets.fingerprint("t") != "t"


def test_an_instant_says_where_it_is(clock: StillClock) -> None:
    assert clock.now() == datetime(2026, 3, 2, 9, 0, tzinfo=UTC) - timedelta(hours=9)
