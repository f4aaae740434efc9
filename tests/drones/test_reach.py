"""How far a battery carries, who can still be first, and that nobody looks for a way beyond."""

import math
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import LatLon
from drones.airframes import M300, M350
from drones.battery import Reserve
from drones.feasibility import NoGo
from drones.flight import air, plan_flight
from drones.mission import Path
from drones.model import Airframe, Ring, Weather
from drones.policy import DropProfile
from drones.race import Arrival, expected_gain, p_first
from drones.reach import DETOUR_LEAST, Conditions, could_carry, known_wind
from drones.reasons import Code
from tests.drones.asking import HALFWAY, ask, codes, go, minutes
from tests.drones.scene import AED_S, CALM, CITY_HALL, DRONE_S, P65B, squadron, windy

WALL = replace(
    P65B,
    shape=Ring(
        tuple(LatLon(CITY_HALL.lat + n, CITY_HALL.lon + e) for n, e in ((0.02, -0.04), (0.02, 0.04), (0.021, 0)))
    ),
)
BEHIND, BEYOND = LatLon(CITY_HALL.lat + 0.025, CITY_HALL.lon), LatLon(CITY_HALL.lat + 0.4, CITY_HALL.lon)
NEAR = st.floats(-0.06, 0.06)
HEIGHTS = st.sampled_from((50.0, 75.0, 120.0))


def conditions(weather: Weather | None) -> Conditions:
    degrees = weather.temperature_c if weather is not None else None
    return Conditions(known_wind(weather), degrees, DropProfile(), Reserve())


@given(
    frame=st.sampled_from((M300, M350)),
    ends=st.tuples(NEAR, NEAR),
    bend=st.tuples(NEAR, NEAR),
    wind_mps=st.floats(0.0, 12.0),
    from_deg=st.floats(0.0, 360.0),
    kit_mass_kg=st.floats(0.0, 2.7),
)
def test_no_bend_saves_more_energy_than_is_allowed_for(
    frame: Airframe,
    ends: tuple[float, float],
    bend: tuple[float, float],
    wind_mps: float,
    from_deg: float,
    kit_mass_kg: float,
) -> None:
    a, over, b = (LatLon(CITY_HALL.lat + n, CITY_HALL.lon + e) for n, e in ((0.0, 0.0), bend, ends))
    moving = air(wind_mps=wind_mps, wind_from_deg=from_deg)
    straight, round_it = (
        plan_flight(frame, Path(way), kit_mass_kg=kit_mass_kg, wind=moving, profile=DropProfile().at(60.0))
        for way in ((a, b), (a, over, b))
    )
    assert straight is not None and round_it is not None
    assert round_it.energy_wh >= DETOUR_LEAST * straight.energy_wh


@given(HEIGHTS, st.floats(0.0, 8.0), st.floats(0.0, 360.0), st.floats(0.1, 1.0), st.tuples(NEAR, NEAR))
def test_whoever_is_sent_was_within_reach(
    height_m: float, wind_mps: float, from_deg: float, share: float, end: tuple[float, float]
) -> None:
    """What the reach rules out, the budget of the straight line rules out too."""
    known = conditions(windy(wind_mps, from_deg))
    drone, line = replace(DRONE_S, battery_share=share), Path((CITY_HALL, LatLon(36.48 + end[0], 127.289 + end[1])))
    found = known.flight(drone, line, height_m=height_m, kit_mass_kg=1.5)
    assert found is not None
    budget = found[1]
    carried = budget.left_wh is not None and budget.needed_wh <= budget.left_wh
    assert could_carry(budget) or not carried


@given(
    HEIGHTS,
    st.floats(0.0, 15.0),
    st.floats(0.0, 360.0),
    st.floats(-10.0, 40.0),
    st.floats(0.0, 2.7),
    st.tuples(NEAR, NEAR),
)
def test_no_weather_is_kinder_than_the_kindest(
    height_m: float, wind_mps: float, from_deg: float, degrees: float, kit_mass_kg: float, end: tuple[float, float]
) -> None:
    """Neither in time nor in energy; hot air alone, whose drag is less, is kinder than what is taken by 3 % at most."""
    known = conditions(replace(windy(wind_mps, from_deg), temperature_c=degrees))
    line = Path((CITY_HALL, LatLon(36.48 + end[0], 127.289 + end[1])))
    found = known.flight(DRONE_S, line, height_m=height_m, kit_mass_kg=kit_mass_kg)
    calm = known.kindest.flight(DRONE_S, line, height_m=height_m, kit_mass_kg=kit_mass_kg)
    blind = replace(known, wind=None, temperature_c=None).kindest
    best = blind.flight(DRONE_S, line, height_m=height_m, kit_mass_kg=kit_mass_kg)
    assert calm is not None and best is not None
    if found is not None:
        assert calm[0].kit_down <= found[0].kit_down + timedelta(milliseconds=1)
        assert calm[1].flight_wh <= found[1].flight_wh * 1.001
        assert best[1].flight_wh / best[1].full_wh <= found[1].flight_wh / found[1].full_wh * 1.03


def test_where_nobody_knows_the_weather_or_the_charge_a_way_is_looked_for() -> None:
    """The wall is gone round though nothing can be said of the flight; beyond what a full battery carries it is not."""
    for unknown in ({"weather": None}, {"weather": replace(CALM, temperature_c=None)}):
        answer = ask(squadron(drones=(DRONE_S,), zones=(WALL,), **unknown), target=BEYOND)  # type: ignore[arg-type]
        assert isinstance(answer, NoGo) and answer.edges > 1
    uncharged = replace(DRONE_S, battery_share=None)
    near, far = (ask(squadron(drones=(uncharged,), zones=(WALL,)), target=place) for place in (BEHIND, BEYOND))
    assert isinstance(near, NoGo) and near.edges > 1 and codes(near) == [Code.BATTERY_UNKNOWN]
    assert isinstance(far, NoGo) and far.edges == 0


@given(
    st.floats(10.0, 120.0),
    st.floats(0.0, 0.2),
    st.floats(60.0, 7200.0),
    st.floats(0.0, 7200.0),
    st.floats(60.0, 7200.0),
    st.floats(1.0, 900.0),
)
def test_who_is_not_first_straight_is_not_first_round_anything(
    launch_sd: float, leg_spread: float, flown_s: float, longer_s: float, ambulance_s: float, ambulance_sd: float
) -> None:
    """A later arrival is less sure too, yet never likelier to be first, nor is more gained by it."""
    rival = Arrival(timedelta(seconds=ambulance_s), timedelta(seconds=ambulance_sd))

    def arrival(seconds: float) -> Arrival:
        return Arrival(timedelta(seconds=seconds), timedelta(seconds=math.hypot(launch_sd, leg_spread * seconds)))

    straight, bent = arrival(flown_s), arrival(flown_s + longer_s)
    assert p_first(bent, rival) <= max(p_first(straight, rival), 0.001)
    assert expected_gain(bent, rival) <= max(expected_gain(straight, rival), timedelta(seconds=1))


def test_no_way_is_looked_for_to_come_second() -> None:
    answer = ask(squadron(drones=(DRONE_S,), zones=(WALL,)), target=BEHIND, ambulance=minutes(2, 3))
    assert isinstance(answer, NoGo) and (answer.edges, codes(answer)) == (0, [Code.NOT_FIRST])


def test_no_way_is_looked_for_that_no_battery_carries_even_straight() -> None:
    """A wall is to be gone round to both; of the far one the answer is the battery's, and not a line was checked."""
    team = squadron(drones=(DRONE_S,), zones=(WALL,))
    assert go(ask(team, target=BEHIND)).edges > 1
    answer = ask(team, target=BEYOND, ambulance=None)
    assert isinstance(answer, NoGo) and answer.edges == 0
    (battery,) = answer.reasons
    assert battery.code is Code.OUT_OF_RANGE and battery.value is not None and battery.limit is not None
    assert battery.value > battery.limit


def test_one_fit_battery_at_a_station_is_enough_to_look_for_a_way() -> None:
    tired, fit = replace(DRONE_S, battery_share=0.2), replace(DRONE_S, id="dr-fit")
    shelf = replace(AED_S, drone_id=None)
    answer = go(ask(squadron(drones=(tired, fit), kits=(shelf,)), target=HALFWAY))
    assert answer.drone_id == "dr-fit"
    assert codes(answer, tired.id) == [Code.BATTERY_LOW]
