"""Flight time and energy, against published figures, a real autopilot's log and hand-made vectors."""

import math
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import EARTH_RADIUS_M, LatLon
from drones.airframes import M350
from drones.battery import Reserve, cold_share, energy_budget
from drones.flight import Air, Profile, air, climb_w, density, hover_coefficient, hover_w, plan_flight, speeds, wind_at
from drones.lowering import least_line_m, line_of
from drones.mission import Flight, Path, Phase
from tests.drones.scene import CITY_HALL, DRONE_S

LAUNCH = timedelta(seconds=60)
STILL = Air(0.0, 0.0)
PROFILE = Profile()


def north_of(start: LatLon, metres: float) -> LatLon:
    return LatLon(start.lat + math.degrees(metres / EARTH_RADIUS_M), start.lon)


def flight(metres: float, wind: Air = STILL) -> Flight:
    path = Path((CITY_HALL, north_of(CITY_HALL, metres)))
    planned = plan_flight(M350, path, kit_mass_kg=1.5, wind=wind, profile=PROFILE)
    assert planned is not None
    return planned


@pytest.mark.parametrize(
    ("wind_from", "track", "expected"),
    [(270.0, 0.0, 12.6886), (270.0, 90.0, 23.0), (270.0, 270.0, 7.0), (225.0, 0.0, 19.5493)],
)
def test_the_wind_triangle_gives_the_known_ground_speeds(wind_from: float, track: float, expected: float) -> None:
    found = speeds(track, air(wind_mps=8.0, wind_from_deg=wind_from), wanted_mps=99.0, airspeed_max_mps=15.0)
    assert found is not None
    assert found[0] == pytest.approx(expected, abs=5e-5)
    assert found[1] == pytest.approx(15.0)


def test_the_autopilot_holds_ground_speed_until_airspeed_binds() -> None:
    for wind in (0.0, 6.0, 10.0):
        found = speeds(0.0, air(wind_mps=wind, wind_from_deg=180.0), wanted_mps=10.0, airspeed_max_mps=23.0)
        assert found is not None and found[0] == 10.0


@pytest.mark.parametrize("from_deg", [0.0, 90.0])
def test_a_storm_forbids_the_leg(from_deg: float) -> None:
    assert speeds(0.0, air(wind_mps=23.0, wind_from_deg=from_deg), wanted_mps=18.0, airspeed_max_mps=23.0) is None


def test_hover_power_of_the_m350_is_as_published() -> None:
    assert M350.hover_w_per_kg15 == pytest.approx(34.69, abs=0.01)
    assert [round(hover_w(M350, kg)) for kg in (6.47, 8.0, 9.2)] == [571, 785, 968]
    assert round(climb_w(M350, 8.0)) == 1439
    assert 526.4 * 0.95 / hover_w(M350, 6.47) * 60 == pytest.approx(52.6, abs=0.05)


def test_power_grows_with_mass_to_the_three_halves_as_on_the_flycart() -> None:
    """FlyCart 30: 29 min at 65 kg predict 16.4 min at 95 kg; the maker says 18."""
    k = hover_coefficient(energy_wh=1.0, minutes=29.0, mass_kg=65.0)
    assert 60.0 / (k * 95.0**1.5) == pytest.approx(16.4, abs=0.05)


def test_three_kilometres_with_an_aed_take_the_known_time_and_energy() -> None:
    planned = flight(3000.0)
    assert (LAUNCH + planned.kit_down).total_seconds() == pytest.approx(343.2, abs=0.05)
    assert (LAUNCH + planned.time_of()).total_seconds() == pytest.approx(567.8, abs=0.05)
    assert planned.energy_wh == pytest.approx(124.4, abs=0.05)
    assert planned.time_of(Phase.OUTBOUND).total_seconds() == pytest.approx(175.7, abs=0.05)
    assert planned.stages[-1].end == CITY_HALL and planned.stages[-1].end_altitude_m == 0.0


def margin_wh(metres: float, wind: Air) -> float:
    planned = flight(metres, wind)
    budget = energy_budget(DRONE_S, planned, kit_mass_kg=1.5, moving=wind, temperature_c=15.0, reserve=Reserve())
    assert budget.left_wh is not None
    return budget.left_wh - budget.needed_wh


def test_margin_and_reserve_of_that_flight_are_as_known() -> None:
    assert margin_wh(3000.0, STILL) == pytest.approx(297.0, abs=0.5)


@pytest.mark.parametrize(("headwind", "radius_m"), [(0.0, 13_400.0), (5.0, 11_600.0), (10.0, 9_300.0)])
def test_the_radius_shrinks_with_headwind_as_known(headwind: float, radius_m: float) -> None:
    wind = air(wind_mps=headwind, wind_from_deg=0.0)
    assert margin_wh(radius_m - 50, wind) > 0 > margin_wh(radius_m + 50, wind)


def test_the_reserve_is_five_minutes_of_hover_where_that_is_more() -> None:
    heavy = replace(DRONE_S, airframe=replace(M350, battery_wh=200.0))
    budget = energy_budget(heavy, flight(500.0), kit_mass_kg=1.5, moving=STILL, temperature_c=15.0, reserve=Reserve())
    assert budget.reserve_wh == pytest.approx(hover_w(M350, 7.97) / 12.0)


@pytest.mark.parametrize(("celsius", "share"), [(25.0, 1.0), (10.0, 1.0), (0.0, 0.9), (-10.0, 0.8), (-40.0, 0.7)])
def test_cold_takes_its_share(celsius: float, share: float) -> None:
    assert cold_share(celsius) == pytest.approx(share)


def test_air_is_standard_at_sea_level_and_wind_grows_with_height() -> None:
    assert density(0.0, 15.0) == pytest.approx(1.225, abs=2e-4)
    assert density(1000.0, 8.5) == pytest.approx(1.1117, abs=5e-4)  # ISO 2533
    assert wind_at(10.0, 7.0) == 7.0
    assert wind_at(60.0, 10.0) == pytest.approx(14.31, abs=0.005)


def test_a_hop_too_short_to_reach_cruise_takes_its_triangle() -> None:
    assert flight(50.0).time_of(Phase.OUTBOUND).total_seconds() == pytest.approx(2 * math.sqrt(50.0 / 2.0))


@given(
    metres=st.floats(100, 9000),
    wind_mps=st.floats(0, 10),
    wind_from_deg=st.floats(0, 360),
)
def test_a_planned_flight_comes_home_and_wind_never_helps_there_and_back(
    metres: float, wind_mps: float, wind_from_deg: float
) -> None:
    planned, calm = flight(metres, air(wind_mps=wind_mps, wind_from_deg=wind_from_deg)), flight(metres)
    assert planned.stages[-1].end == CITY_HALL
    assert planned.kit_down < planned.time_of()
    assert planned.time_of() >= calm.time_of() - timedelta(microseconds=10)
    assert planned.energy_wh > 0


@pytest.mark.parametrize(("hangs_m", "line_m"), [(0.0, 30.0), (2.0, 28.0), (10.0, 20.0)])
def test_so_much_line_is_let_out_as_the_city_says_that_a_kit_hangs_below_its_drone(
    hangs_m: float, line_m: float
) -> None:
    profile = Profile(hover_m=30.0, kit_hangs_m=hangs_m)
    made = plan_flight(
        M350, Path((CITY_HALL, north_of(CITY_HALL, 800.0))), kit_mass_kg=1.5, wind=STILL, profile=profile
    )
    assert made is not None
    assert line_of(made) == (line_m, pytest.approx(M350.winch_mps))
    assert least_line_m(made) == line_m - 0.5
