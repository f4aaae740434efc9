"""Two flights that come too near, and where a sortie will be."""

import math
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chassis.geo import LatLon, distance_m
from drones.airframes import M350
from drones.flight import Air, Profile, plan_flight
from drones.mission import Path, Phase
from drones.planner.apart import Separation, first_conflict
from drones.planner.tracks import Knot, Track, sortie_track, track_of
from drones.sortie import Sortie
from drones.states import SortieState
from drones.vehicle import Mode, VehicleState
from tests.drones.flights import planned
from tests.drones.flights import sortie as ordered
from tests.drones.scene import CITY_HALL, HANSOL, NOW
from tests.drones.test_way import at

APART = Separation()
SECOND, DELAY = timedelta(seconds=1), timedelta(minutes=2)


def track(name: str, *knots: tuple[float, float, float, float]) -> Track:
    """Knots as seconds, metres east, north and up."""
    return Track(name, tuple(Knot(NOW + s * SECOND, at(east, north), up) for s, east, north, up in knots))


def test_head_on_they_are_too_near_from_50_metres_apart() -> None:
    one, other = track("a", (0, 0, 0, 60), (100, 1000, 0, 60)), track("b", (0, 1000, 0, 60), (100, 0, 0, 60))
    found = first_conflict(one, (other,), apart=APART)
    assert found is not None and found.other == "b"
    assert (found.at - NOW) / SECOND == pytest.approx((1000 - 50) / 20, abs=0.05)
    assert found.across_m == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize(
    ("aside_m", "above_m", "late_s"), [(51.0, 0.0, 0.0), (0.0, 20.0, 0.0), (0.0, 0.0, 101.0), (40.0, 21.0, 0.0)]
)
def test_aside_above_or_later_they_pass(aside_m: float, above_m: float, late_s: float) -> None:
    one = track("a", (0, 0, 0, 60), (100, 1000, 0, 60))
    other = track("b", (late_s, 1000, aside_m, 60 + above_m), (late_s + 100, 0, aside_m, 60 + above_m))
    assert first_conflict(one, (other,), apart=APART) is None


def test_one_climbing_through_another_is_seen_though_their_corners_are_far_apart() -> None:
    climbs = track("a", (0, 500, 30, 0), (100, 500, 30, 200))
    crosses = track("b", (0, 0, 0, 100), (100, 1000, 0, 100))
    found = first_conflict(climbs, (crosses,), apart=APART)
    assert found is not None and found.across_m == pytest.approx(30.0, abs=0.1)
    assert (found.at - NOW) / SECOND == pytest.approx(46.0, abs=0.1)  # 40 m across at 46 s: then 8 m below


def test_the_first_of_several_is_told() -> None:
    one = track("a", (0, 0, 0, 60), (200, 2000, 0, 60))
    far, near = track("far", (0, 1500, 0, 60), (200, 1500, 1, 60)), track("near", (0, 700, 0, 60), (200, 700, 1, 60))
    found = first_conflict(one, (far, near), apart=APART)
    assert found is not None and found.other == "near"


def knots(name: str) -> st.SearchStrategy[Track]:
    rows = st.lists(
        st.tuples(st.integers(1, 60), st.integers(-300, 300), st.integers(-300, 300), st.integers(0, 120)),
        min_size=2,
        max_size=6,
    )
    return rows.map(lambda found: track(name, *_summed(found)))


def _summed(rows: list[tuple[int, int, int, int]]) -> list[tuple[float, float, float, float]]:
    seconds = 0.0
    found = []
    for step, east, north, up in rows:
        seconds += step
        found.append((seconds, float(east), float(north), float(up)))
    return found


def place_at(one: Track, seconds: float) -> tuple[float, float, float] | None:
    for a, b in pairwise(one.knots):
        begin, end = (a.at - NOW) / SECOND, (b.at - NOW) / SECOND
        if begin <= seconds <= end:
            share = (seconds - begin) / (end - begin)
            lat, lon = (
                a.place.lat + share * (b.place.lat - a.place.lat),
                a.place.lon + share * (b.place.lon - a.place.lon),
            )
            return lat, lon, a.altitude_m + share * (b.altitude_m - a.altitude_m)
    return None


def is_near(one: Track, other: Track, seconds: float, slack: float) -> bool:
    a, b = place_at(one, seconds), place_at(other, seconds)
    if a is None or b is None:
        return False
    across_m = distance_m(LatLon(*a[:2]), LatLon(*b[:2]))
    return across_m < APART.across_m + slack and abs(a[2] - b[2]) < APART.height_m + slack


@settings(max_examples=150, deadline=None)
@given(knots("a"), knots("b"))
@example(track("a", (1, 0, 0, 0), (2, 0, 0, 0)), track("b", (2, 0, 0, 0), (3, 0, 0, 0)))  # for an instant only
def test_dense_sampling_finds_nothing_earlier(one: Track, other: Track) -> None:
    """The plane and the sphere differ by less than 0.3 m here."""
    found = first_conflict(one, (other,), apart=APART)
    first_s = (found.at - NOW) / SECOND if found is not None else math.inf
    seconds = [step / 4 for step in range(4 * 400)]
    near = [s for s in seconds if is_near(one, other, s, -0.3)]
    assert not near or near[0] >= first_s - 1e-3
    if found is not None:
        assert is_near(one, other, first_s, 0.3)


FLIGHT = planned()
PLANNED = track_of("sor_1", FLIGHT, NOW)


def sortie(state: SortieState, entered: dict[SortieState, timedelta], **more: object) -> Sortie:
    """One that went through its states as told, and of whose vehicle nothing was heard."""
    at = {one: NOW + after for one, after in entered.items()}
    return replace(ordered(state, vehicle=None), entered=at, **more)  # type: ignore[arg-type]


def tracked(one: Sortie, after: timedelta) -> Track:
    found = sortie_track(one, now=NOW + after, launch_delay=DELAY)
    assert found is not None
    return found


def test_what_waits_takes_off_when_its_order_says_or_now() -> None:
    waiting = sortie(SortieState.ACCEPTED, {SortieState.REQUESTED: timedelta(0)})
    assert tracked(waiting, SECOND) == PLANNED.later(DELAY)
    assert tracked(waiting, 2 * DELAY) == PLANNED.later(2 * DELAY)
    assert tracked(replace(waiting, delay=30 * SECOND), SECOND) == PLANNED.later(DELAY + 30 * SECOND)


def test_what_flies_is_where_its_plan_says_and_late_when_it_is_late() -> None:
    out = sortie(SortieState.AIRBORNE, {SortieState.AIRBORNE: timedelta(0)})
    assert tracked(out, 20 * SECOND) == PLANNED
    assert tracked(out, FLIGHT.to_target + DELAY) == PLANNED.later(DELAY)
    assert tracked(replace(out, paused_at=NOW + 10 * SECOND), 40 * SECOND) == PLANNED.later(30 * SECOND)


def test_what_hovers_goes_home_when_the_drop_should_be_over() -> None:
    over = FLIGHT.time_of(Phase.AREA_CHECK, Phase.LOWER, Phase.RETRACT)
    hovering = sortie(SortieState.LOWERING, {SortieState.ON_STATION: timedelta(0)})
    early, late = tracked(hovering, 10 * SECOND), tracked(hovering, over + 10 * SECOND)
    assert [knot.place for knot in early.knots[:2]] == [HANSOL, HANSOL]
    assert early.knots[1].at == NOW + over and late.knots[1].at == NOW + over + 10 * SECOND
    assert early.knots[-1].at == NOW + over + FLIGHT.homeward
    assert (early.knots[-1].place, early.knots[-1].altitude_m) == (CITY_HALL, 0.0)


def test_what_returns_keeps_to_its_way_home() -> None:
    home = tracked(sortie(SortieState.RETURNING, {SortieState.RETURNING: timedelta(0)}), SECOND)
    assert (home.knots[0].place, home.knots[0].altitude_m) == (HANSOL, 30.0)
    assert home.knots[-1] == Knot(NOW + FLIGHT.homeward, CITY_HALL, 0.0)


def test_what_was_called_home_comes_from_where_it_was_heard_last() -> None:
    heard = VehicleState(NOW, place=at(-500, -200), altitude_m=60.0)
    called = sortie(SortieState.ABORTED, {SortieState.ABORTED: timedelta(0)}, vehicle=heard)
    home = tracked(called, SECOND)
    assert home.knots[0] == Knot(NOW + SECOND, at(-500, -200), 60.0)
    assert [knot.place for knot in home.knots[1:]] == [CITY_HALL, CITY_HALL]
    down = tracked(replace(called, state=SortieState.DIVERTED), SECOND)
    assert {knot.place for knot in down.knots} == {at(-500, -200)} and down.knots[-1].altitude_m == 0.0
    unheard = tracked(replace(called, vehicle=None), SECOND)
    assert unheard.knots[0].place == HANSOL


def test_what_was_called_home_comes_back_round_the_corners_it_passed() -> None:
    corner, end = at(0, 1000), at(1000, 1000)
    bent = plan_flight(M350, Path((CITY_HALL, corner, end)), kit_mass_kg=1.5, wind=Air(0.0, 0.0), profile=Profile())
    assert bent is not None
    called = sortie(SortieState.ABORTED, {SortieState.ABORTED: timedelta(0)}, flight=bent)
    beyond = tracked(replace(called, vehicle=VehicleState(NOW, place=at(400, 1000))), SECOND)
    assert [knot.place for knot in beyond.knots] == [at(400, 1000), corner, CITY_HALL, CITY_HALL]
    straight = tracked(replace(called, vehicle=VehicleState(NOW, mode=Mode.RTL, place=at(400, 1000))), SECOND)
    assert [knot.place for knot in straight.knots] == [at(400, 1000), CITY_HALL, CITY_HALL], "as its vehicle flies"
    before = tracked(replace(called, vehicle=VehicleState(NOW, place=at(0, 900))), SECOND)
    assert [knot.place for knot in before.knots] == [at(0, 900), CITY_HALL, CITY_HALL]
    assert (straight.knots[1].at - straight.knots[0].at) / bent.time_of(Phase.HOMEBOUND) == pytest.approx(
        distance_m(at(400, 1000), CITY_HALL) / 2000, abs=0.01
    )
    flown = (beyond.knots[2].at - beyond.knots[0].at) / bent.time_of(Phase.HOMEBOUND)
    assert flown == pytest.approx(1400 / 2000, abs=0.01)


@pytest.mark.parametrize("state", [SortieState.LANDED, SortieState.CLOSED, SortieState.CANCELLED])
def test_what_is_over_is_in_nobodys_way(state: SortieState) -> None:
    assert sortie_track(sortie(state, {}), now=NOW, launch_delay=DELAY) is None


HEARD = VehicleState(NOW, place=at(-1000, -300), altitude_m=60.0, battery_share=0.5, link_lost_since=NOW)


def lost(state: SortieState = SortieState.AIRBORNE, heard: VehicleState = HEARD) -> Sortie:
    return sortie(state, {SortieState.AIRBORNE: timedelta(0), state: timedelta(0)}, vehicle=heard)


def test_of_a_lost_drone_every_way_home_is_held_until_its_battery_is_empty() -> None:
    for after in (10 * SECOND, 600 * SECOND):
        held = tracked(lost(), after)
        assert held.held_until is not None
        assert NOW + timedelta(minutes=10) < held.held_until < NOW + timedelta(hours=2)
        assert {HEARD.place, CITY_HALL} <= {knot.place for knot in held.knots}
    assert tracked(lost(), 9 * SECOND).held_until is None, "late, not lost"
    silent = lost(heard=replace(HEARD, link_lost_since=None))
    assert tracked(silent, 29 * SECOND).held_until is None
    assert tracked(silent, 30 * SECOND).held_until is not None, "nobody said that the link is lost"
    again = tracked(lost(heard=replace(HEARD, battery_share=0.25)), 10 * SECOND).held_until
    assert again is not None and held.held_until - NOW == pytest.approx(2 * (again - NOW), abs=SECOND)
    assert sortie_track(lost(), now=held.held_until, launch_delay=DELAY) is None


def test_nobody_comes_near_what_is_held_in_its_whole_time_but_above_it() -> None:
    held = tracked(lost(), 20 * SECOND)
    home = max(knot.altitude_m for knot in held.knots)

    def meets(east: float, up: float, begin_s: float = 300.0) -> bool:
        across = track("x", (begin_s, east, -900, up), (begin_s + 120, east, 500, up))
        return first_conflict(across, (held,), apart=APART) is not None

    assert meets(-500, 10.0) and meets(-500, home) and meets(-500, home + 19.0)
    assert not meets(-500, home + 21.0)
    assert meets(-1300, home), "it flew on until it turned"
    assert held.held_until is not None
    ends_s = (held.held_until - NOW).total_seconds()
    assert meets(-500, home, ends_s - 60.0) and not meets(-500, home, ends_s + 1.0)


def test_a_lost_drone_that_was_to_land_elsewhere_holds_its_place() -> None:
    held = tracked(lost(SortieState.DIVERTED), 20 * SECOND)
    assert {knot.place for knot in held.knots} == {HEARD.place}
    over = track("x", (300, -1040, -900, 50), (420, -1040, 500, 50))
    beside = track("x", (300, -1060, -900, 50), (420, -1060, 500, 50))
    assert first_conflict(over, (held,), apart=APART) is not None
    assert first_conflict(beside, (held,), apart=APART) is None
