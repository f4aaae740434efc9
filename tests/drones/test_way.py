"""The way from a station to a drop site: layers, buildings, zones, wind, other flights."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.geo import LatLon, distance_m
from drones.airframes import M350
from drones.flight import Profile, plan_flight
from drones.model import Obstacle, Ring, Zone
from drones.obstacles import city_of, digest_of
from drones.planner import (
    Blocked,
    SiteRules,
    Track,
    Way,
    WayLimits,
    Wind,
    airspace_of,
    first_conflict,
    plan_way,
    stopping_m,
    track_of,
)
from tests.drones.scene import CITY_HALL, HANSOL, JOCHIWON, NOW, P65B, PAPER

NORTH_M, EAST_M = 111_195.08, 89_420.0
TAKE_OFF = NOW + timedelta(minutes=2)


def at(east_m: float, north_m: float) -> LatLon:
    return LatLon(CITY_HALL.lat + north_m / NORTH_M, CITY_HALL.lon + east_m / EAST_M)


def ring(*corners: tuple[float, float]) -> Ring:
    return Ring(tuple(at(east, north) for east, north in corners))


def box(west: float, south: float, east: float, north: float) -> Ring:
    return ring((west, south), (east, south), (east, north), (west, north))


def tower(name: str, shape: Ring, top_m: float | None) -> Obstacle:
    return Obstacle(name, shape, top_m)


def find(
    start: LatLon,
    target: LatLon,
    *zones: Zone,
    stands: tuple[Obstacle, ...] | None = None,
    wind: Wind | None = None,
    limits: WayLimits | None = None,
    others: tuple[Track, ...] = (),
) -> Way | Blocked:
    return plan_way(
        start,
        target,
        airspace_of(zones, None if stands is None else city_of(digest_of(stands), stands).round(target)),
        craft=M350,
        wind=wind or Wind(),
        profile=Profile(),
        limits=limits or WayLimits(),
        take_off=TAKE_OFF,
        others=others,
    )


def way(*args: object, **more: object) -> Way:
    found = find(*args, **more)  # type: ignore[arg-type]
    assert isinstance(found, Way), found
    return found


def test_with_nothing_in_the_way_it_flies_straight_and_low() -> None:
    found = way(CITY_HALL, HANSOL)
    assert (found.points, found.height_m, found.delay) == ((CITY_HALL, HANSOL), 50.0, timedelta(0))
    assert found.site.place == HANSOL and found.site.clear_m is None


def test_sejong_city_hall_lies_in_p65b_and_jochiwon_outside() -> None:
    """Distances from the centre of P65: city hall 9.3 km, Jochiwon 20.4 km; its radius is 18.5 km."""
    beyond = LatLon(36.62, 127.30)
    assert find(CITY_HALL, HANSOL, P65B) == Blocked(start=("P65B",), target=("P65B",))
    assert way(JOCHIWON, beyond, P65B).points == (JOCHIWON, beyond)
    assert find(JOCHIWON, CITY_HALL, P65B) == Blocked(target=("P65B",))
    assert way(JOCHIWON, CITY_HALL, replace(P65B, authorised=(PAPER,))).points == (JOCHIWON, CITY_HALL)


def test_a_tower_in_the_way_is_flown_over_where_that_is_quicker_than_round_it() -> None:
    slab = tower("slab", box(-3000, 900, 3000, 950), 58.0)
    over = way(at(0, 0), at(0, 2000), stands=(slab,))
    assert over.height_m == 75.0 and len(over.points) == 2
    needle = tower("needle", box(-20, 900, 20, 950), 100.0)
    past = way(at(0, 0), at(0, 2000), stands=(needle,))
    assert past.height_m == 50.0 and len(past.points) > 2


def test_a_building_belongs_to_a_layer_from_15_m_above_its_roof_down() -> None:
    wall = box(-9000, 900, 9000, 950)
    assert way(at(0, 0), at(0, 2000), stands=(tower("a", wall, 35.0),)).height_m == 50.0
    assert way(at(0, 0), at(0, 2000), stands=(tower("a", wall, 35.1),)).height_m == 60.0
    assert way(at(0, 0), at(0, 2000), stands=(tower("a", wall, 105.0),)).height_m == 120.0
    assert len(way(at(0, 0), at(0, 2000), stands=(tower("a", wall, 106.0),)).points) > 2


def test_what_nobody_measured_is_as_high_as_anything() -> None:
    wall = tower("a", box(-9000, 900, 9000, 950), None)
    assert len(way(at(0, 0), at(0, 2000), stands=(wall,)).points) > 2


def test_a_zone_above_or_below_is_passed_over_or_under_but_not_come_down_through() -> None:
    band = replace(P65B, shape=box(-9000, 900, 9000, 1100), floor_m=0.0, ceiling_m=45.0)
    assert way(at(0, 0), at(0, 2000), band).height_m == 60.0
    roof = replace(band, floor_m=65.0, ceiling_m=None)
    assert way(at(0, 0), at(0, 2000), roof).height_m == 50.0
    assert find(at(0, 0), at(0, 1000), band) == Blocked(target=("P65B",))


def test_from_a_zone_it_keeps_its_stopping_distance_and_some() -> None:
    """18 m/s at 2 m/s² is 81 m."""
    assert stopping_m(M350) == 81.0
    wall = replace(P65B, shape=box(-300, 1000, 2000, 1100))
    found = way(at(0, 0), at(0, 2100), wall)
    west = min(point.lon for point in found.points)
    assert distance_m(LatLon(CITY_HALL.lat, west), at(-300, 0)) == pytest.approx(81.0 + 15.0, abs=1.0)
    assert 2100 < found.length_m < 2400


def test_the_vehicle_is_told_to_stay_out_of_what_its_way_goes_round() -> None:
    """Rings lie a stopping distance round the zone, inside the corridor, and the way keeps clear of them."""
    wall = replace(P65B, shape=box(-300, 1000, 2000, 1100))
    found = way(at(0, 0), at(0, 2100), wall)
    line = shapely.LineString([(place.lon, place.lat) for place in found.points])
    (rings,) = [shapely.Polygon([(place.lon, place.lat) for place in ring]) for ring in found.keep_out]
    assert 14.0 / NORTH_M < rings.distance(line) < 20.0 / EAST_M
    west = min(place.lon for place in found.keep_out[0])
    assert distance_m(LatLon(CITY_HALL.lat, west), at(-300, 0)) == pytest.approx(81.0, abs=1.0)
    assert way(at(0, 0), at(0, 2100), replace(wall, floor_m=80.0)).keep_out == ()
    assert way(at(0, 0), at(0, 2100), replace(wall, authorised=(PAPER,))).keep_out == ()


def test_out_of_a_closed_courtyard_leads_no_way() -> None:
    sides = {
        "west": box(-900, -900, -700, 900),
        "east": box(700, -900, 900, 900),
        "south": box(-900, -900, 900, -700),
        "north": box(-900, 700, 900, 900),
    }
    zones = [replace(P65B, id=name, shape=shape) for name, shape in sides.items()]
    found = find(at(0, 0), at(0, 3000), *zones)
    assert isinstance(found, Blocked) and set(found.between) == set(sides)
    assert (found.edges, found.gave_up) == (0, False)


def test_a_drop_at_the_station_itself_is_flown() -> None:
    assert way(CITY_HALL, CITY_HALL).points == (CITY_HALL, CITY_HALL)


def test_the_kit_comes_down_beside_the_house_not_on_it() -> None:
    house = tower("house", box(-10, 990, 10, 1010), 12.0)
    found = way(at(0, 0), at(0, 1000), stands=(house,))
    assert found.site.clear_m is not None and found.site.clear_m >= 6.0
    assert 16.0 <= found.site.walk_m <= 24.0
    assert found.points[-1] == found.site.place


def test_where_houses_stand_wall_to_wall_there_is_no_room() -> None:
    block = tower("block", box(-200, 800, 200, 1200), 12.0)
    assert find(at(0, 0), at(0, 1000), stands=(block,)) == Blocked(no_site=True)


def test_a_place_between_high_towers_is_come_down_to_from_above() -> None:
    towers = (tower("a", box(-60, 900, -20, 1100), 74.0), tower("b", box(20, 900, 60, 1100), 74.0))
    found = way(at(0, 0), at(0, 1000), stands=towers)
    assert found.height_m == 90.0 and found.site.walk_m == 0.0


def test_the_wind_decides_on_which_side_an_obstacle_is_passed() -> None:
    """A wall near the start, a little shorter in the west: with a wind from there it is passed in the east."""
    wall = replace(P65B, shape=box(-1000, 300, 1040, 320))
    calm, windy = (way(at(0, 0), at(0, 2100), wall, wind=Wind(speed_mps, 270.0)) for speed_mps in (0.0, 6.0))
    assert min(point.lon for point in calm.points) < CITY_HALL.lon - 0.01
    assert max(point.lon for point in windy.points) > CITY_HALL.lon + 0.01


def test_higher_up_the_wind_may_be_too_strong() -> None:
    """12 m/s at 110 m are 7.4 at 10 m; the wall forces it up to 120 m."""
    wall = tower("a", box(-9000, 900, 9000, 950), 105.0)
    assert way(at(0, 0), at(0, 2000), stands=(wall,), wind=Wind(7.0, 180.0)).height_m == 120.0
    higher = find(at(0, 0), at(0, 2000), stands=(wall,), wind=Wind(8.0, 180.0))
    assert isinstance(higher, Way) and len(higher.points) > 2
    assert find(at(0, 0), at(0, 2000), wind=Wind(12.0, 180.0)) == Blocked(windy=True)


def test_past_the_cap_on_work_there_is_no_offer() -> None:
    teeth = [replace(P65B, id=f"t{n}", shape=box(-2000, 300 * n, 2000, 300 * n + 20)) for n in range(1, 9)]
    capped = find(at(0, 0), at(0, 3000), *teeth, limits=WayLimits(edges_most=5))
    assert capped == Blocked(gave_up=True, edges=5)
    assert way(at(0, 0), at(0, 3000), *teeth).edges > 5


def other(start: LatLon, target: LatLon, *, after: timedelta = timedelta(0), height_m: float = 50.0) -> Track:
    found = way(start, target)
    profile = replace(Profile(), cruise_m=height_m)
    flight = plan_flight(M350, found.path, kit_mass_kg=1.0, wind=Wind().air(height_m), profile=profile)
    assert flight is not None
    return track_of("other", flight, TAKE_OFF + after)


@pytest.mark.parametrize(
    "rules", [{"clear_m": 0.0}, {"clear_m": 31.0}, {"walk_m": 121.0}, {"walk_m": -1.0}, {"step_m": 0.5}]
)
def test_rules_for_a_site_that_would_look_beyond_what_is_known_are_refused(rules: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="no rules"):
        SiteRules(**rules)


@pytest.mark.parametrize("limits", [{"heights_m": (44.0, 60.0)}, {"over_m": 21.0}])
def test_a_layer_so_low_that_unlooked_at_houses_reach_into_it_is_refused(limits: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="30 m"):
        WayLimits(**limits)


def test_without_any_layer_there_is_no_offer() -> None:
    assert find(at(0, 0), at(0, 2000), limits=WayLimits(heights_m=())) == Blocked(gave_up=True)


def test_another_flight_is_waited_for_or_flown_over_whichever_brings_the_kit_sooner() -> None:
    crossing = other(at(-1000, 1000), at(1000, 1000))
    alone, found = way(at(0, 0), at(0, 2000)), way(at(0, 0), at(0, 2000), others=(crossing,))
    assert (alone.height_m, alone.delay) == (50.0, timedelta(0))
    assert (found.delay, found.height_m) != (timedelta(0), 50.0)
    low_only = way(at(0, 0), at(0, 2000), others=(crossing,), limits=WayLimits(heights_m=(50.0,)))
    assert timedelta(0) < low_only.delay <= timedelta(seconds=120)
    assert low_only.delay.total_seconds() % 5 == 0


def test_who_stays_over_the_target_longer_than_the_longest_delay_is_named() -> None:
    same = other(at(0, -900), at(0, 2000), after=timedelta(minutes=1))
    found = find(at(0, 0), at(0, 2000), others=(same,), limits=WayLimits(delay_most=timedelta(seconds=30)))
    assert isinstance(found, Blocked) and found.traffic == ("other",)


HOUSES = st.lists(
    st.builds(
        lambda n, x, y, w, h, top: tower(f"b{n}", box(x, y, x + w, y + h), top),
        st.integers(0, 10**6),
        st.integers(-1500, 1200),
        st.integers(-1500, 1200),
        st.integers(10, 600),
        st.integers(10, 600),
        st.none() | st.floats(3.0, 130.0),
    ),
    max_size=8,
    unique_by=lambda house: house.id,
)
PLACES = st.builds(at, st.integers(-1500, 1500), st.integers(-1500, 1500))


@settings(max_examples=25, deadline=None)
@given(HOUSES, PLACES, PLACES, PLACES, st.builds(Wind, st.floats(0, 7), st.floats(0, 360)))
def test_every_way_keeps_to_its_limits_and_no_layer_brings_the_kit_sooner(
    houses: list[Obstacle], start: LatLon, target: LatLon, elsewhere: LatLon, wind: Wind
) -> None:
    stands, others = tuple(houses), (other(elsewhere, target),)
    found = find(start, target, stands=stands, wind=wind, others=others)
    singly = [
        find(start, target, stands=stands, wind=wind, others=others, limits=WayLimits(heights_m=(height_m,)))
        for height_m in WayLimits().heights_m
    ]
    if isinstance(found, Blocked):
        assert found.weight > 0 and not any(isinstance(one, Way) for one in singly)
        return
    assert found.site.walk_m <= 60.0 and (found.site.clear_m or 0.0) >= 6.0
    assert in_hand_s(found, wind) == pytest.approx(min(in_hand_s(one, wind) for one in singly if isinstance(one, Way)))
    flight = plan_flight(M350, found.path, kit_mass_kg=0.0, wind=wind.air(found.height_m), profile=profile(found))
    assert flight is not None
    mine = track_of("mine", flight, TAKE_OFF + found.delay)
    assert first_conflict(mine, others, apart=WayLimits().apart) is None
    assert find(start, target, stands=stands, wind=wind, others=others) == found


def profile(found: Way) -> Profile:
    return replace(Profile(), cruise_m=found.height_m)


def in_hand_s(found: Way, wind: Wind) -> float:
    flight = plan_flight(M350, found.path, kit_mass_kg=0.0, wind=wind.air(found.height_m), profile=profile(found))
    assert flight is not None
    return (found.delay + flight.kit_down).total_seconds() + 2 * found.site.walk_m / 1.4
