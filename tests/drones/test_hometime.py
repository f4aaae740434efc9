"""How long a drone takes home from where it is: by the way that it will fly, or a reason why nobody can say."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import LatLon, between
from drones.airframes import M350
from drones.flight import Air, Profile, air, plan_flight
from drones.hometime import HomeUnknown, Homing, homing
from drones.mission import Factors, Path, Phase, Telemetry
from drones.states import FLYING, SortieState
from drones.vehicle import Mode
from drones.watching import for_page, watch
from tests.drones.flights import GOOD, STILL, on_record, planned, sortie
from tests.drones.scene import CITY_HALL, HANSOL, NOW

S = SortieState
FLIGHT = planned()
CRUISE_M = FLIGHT.outbound[-1].end_altitude_m
HOVER_M = FLIGHT.stage(Phase.LOWER).end_altitude_m


def home(
    state: SortieState = S.AIRBORNE,
    place: LatLon = HANSOL,
    altitude_m: float | None = CRUISE_M,
    wind: Air | None = STILL,
    **vehicle: Any,
) -> Homing | None:
    flying = replace(sortie(state), vehicle=replace(GOOD, **vehicle))
    return homing(flying, M350, Telemetry(NOW, place, altitude_m, 10.0, 0.8), wind)


def takes(*args: Any, **more: Any) -> timedelta:
    found = home(*args, **more)
    assert found is not None and found.takes is not None and found.why is None
    return found.takes


def close(found: timedelta, wanted: timedelta) -> bool:
    return abs(found - wanted) < timedelta(seconds=0.5)


def test_from_over_the_target_it_takes_what_the_plan_says() -> None:
    assert close(takes(S.ON_STATION, altitude_m=HOVER_M), FLIGHT.homeward)


def test_a_line_that_is_out_comes_in_first() -> None:
    above = takes(S.ON_STATION, altitude_m=HOVER_M)
    whole = FLIGHT.time_of(Phase.RETRACT)
    assert close(takes(S.LOWERING, altitude_m=HOVER_M, line_m=FLIGHT.line_m), above + whole)
    assert close(takes(S.LOWERING, altitude_m=HOVER_M, line_m=(FLIGHT.line_m or 0.0) / 2), above + whole / 2)
    assert close(takes(S.LOWERING, altitude_m=HOVER_M, line_m=None), above + whole), "where no winch tells, all of it"


@given(st.floats(0.05, 0.95))
def test_the_nearer_the_sooner_and_never_in_no_time(share: float) -> None:
    down = timedelta(seconds=CRUISE_M / M350.descend_mps)
    assert down < takes(place=between(CITY_HALL, HANSOL, share)) < takes()


def test_over_its_station_it_only_comes_down() -> None:
    assert takes(S.RETURNING, CITY_HALL, 10.0) == timedelta(seconds=10.0 / M350.descend_mps)
    assert takes(S.RETURNING, CITY_HALL, 10.0, None) == timedelta(seconds=10.0 / M350.descend_mps)


def test_against_the_wind_it_takes_longer() -> None:
    assert takes(wind=air(wind_mps=17.0, wind_from_deg=90.0)) > takes(), "home lies east"


def test_own_flights_have_taught_how_much_longer_it_takes() -> None:
    flying = sortie(S.AIRBORNE)
    slow = replace(flying, flight=replace(FLIGHT, factors=Factors(home=1.5)))
    said = Telemetry(NOW, HANSOL, CRUISE_M, 10.0, 0.8)
    longer = homing(slow, M350, said, STILL)
    assert longer is not None and longer.takes is not None and longer.takes > takes()


@pytest.mark.parametrize(
    ("altitude_m", "wind", "why"),
    [
        (None, STILL, HomeUnknown.HEIGHT),
        (CRUISE_M, None, HomeUnknown.WIND),
        (CRUISE_M, air(wind_mps=40.0, wind_from_deg=90.0), HomeUnknown.WIND_BARS),
    ],
)
def test_what_nobody_can_say_has_its_reason(altitude_m: float | None, wind: Air | None, why: HomeUnknown) -> None:
    assert home(altitude_m=altitude_m, wind=wind) == Homing(None, why)


@pytest.mark.parametrize("state", sorted(set(S) - FLYING | {S.DIVERTED}))
def test_who_does_not_fly_home_takes_no_time(state: SortieState) -> None:
    assert home(state) is None


def test_pages_are_told_seconds_or_why_not() -> None:
    said = Telemetry(NOW, HANSOL, CRUISE_M, 10.0, 0.8)
    vehicle = replace(GOOD, mode=Mode.AUTO, wind_mps=0.0, wind_from_deg=0.0)
    told = for_page(watch(sortie(S.AIRBORNE), M350, said, vehicle, kit_mass_kg=0.0, weather=None, before=None))
    assert told["home_s"] == pytest.approx(takes().total_seconds()) and told["home_unknown"] is None
    blind = for_page(watch(sortie(S.AIRBORNE), M350, said, GOOD, kit_mass_kg=0.0, weather=None, before=None))
    assert (blind["home_s"], blind["home_unknown"]) == (None, "wind")


def test_it_is_the_way_that_it_will_fly_corners_or_straight() -> None:
    corner = LatLon(HANSOL.lat + 0.02, HANSOL.lon)
    way = plan_flight(M350, Path((CITY_HALL, corner, HANSOL)), kit_mass_kg=1.5, wind=STILL, profile=Profile())
    assert way is not None
    bent = replace(on_record(way), state=S.RETURNING, plan=None)
    said, hold = Telemetry(NOW, HANSOL, CRUISE_M, 10.0, 0.8), replace(GOOD, mode=Mode.AUTO, mission_item=5)
    by_corners = homing(replace(bent, vehicle=hold), M350, said, STILL)
    straight = homing(replace(bent, vehicle=replace(GOOD, mode=Mode.RTL)), M350, said, STILL)
    assert by_corners is not None and straight is not None and by_corners.takes is not None
    assert straight.takes == takes() and by_corners.takes > takes() + timedelta(minutes=1)
