"""Off the route, bingo, and the alarms of a flight."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import LatLon, between, distance_m
from drones.airframes import M350
from drones.alarms import AlarmCode, alarms
from drones.bingo import Bingo, bingo
from drones.conformance import deviation, off_route, strayed_since
from drones.flight import Air, air
from drones.mission import Phase, Telemetry
from drones.states import FLYING, SortieState
from drones.vehicle import Severity
from drones.watching import watch
from tests.drones.flights import GOOD, STILL, planned, sortie
from tests.drones.scene import CITY_HALL, HANSOL, NOW

S = SortieState
FLIGHT = planned()
MIDWAY = between(CITY_HALL, HANSOL, 0.5)
SECOND = timedelta(seconds=1)
TO_TARGET_S = int(FLIGHT.to_target.total_seconds())
HALFWAY_S = int((FLIGHT.time_of(Phase.CLIMB) + FLIGHT.time_of(Phase.OUTBOUND) / 2).total_seconds())


def aside(place: LatLon, north_m: float) -> LatLon:
    """A place `north_m` to the north; the way to Hansol runs nearly west."""
    return LatLon(place.lat + north_m / 111_195.0, place.lon)


@given(st.floats(0.0, 1.0), st.sampled_from([S.AIRBORNE, S.RETURNING]))
def test_a_drone_on_its_way_at_its_height_has_not_strayed(share: float, state: SortieState) -> None:
    found = deviation(FLIGHT, state, place=between(CITY_HALL, HANSOL, share), altitude_m=60.0)
    assert found is not None and not found.outside
    assert found.across_m < 1.0 and found.above_m == 0.0


@pytest.mark.parametrize(
    ("state", "place", "altitude_m", "outside"),
    [
        (S.AIRBORNE, aside(MIDWAY, 25.0), 60.0, False),
        (S.AIRBORNE, aside(MIDWAY, 40.0), 60.0, True),
        (S.AIRBORNE, MIDWAY, 74.0, False),
        (S.AIRBORNE, MIDWAY, 76.0, True),
        (S.AIRBORNE, MIDWAY, 44.0, True),
        (S.AIRBORNE, MIDWAY, None, False),  # nobody measured it
        (S.AIRBORNE, CITY_HALL, 5.0, False),  # climbing over the station
        (S.AIRBORNE, HANSOL, 32.0, False),  # coming down over the target
        (S.LOWERING, HANSOL, 30.0, False),
        (S.LOWERING, HANSOL, 12.0, True),
        (S.LOWERING, aside(HANSOL, 40.0), 30.0, True),
        (S.RETURNING, CITY_HALL, 5.0, False),
    ],
)
def test_thirty_metres_aside_or_fifteen_up_or_down_is_outside(
    state: SortieState, place: LatLon, altitude_m: float | None, outside: bool
) -> None:
    found = deviation(FLIGHT, state, place=place, altitude_m=altitude_m)
    assert found is not None and found.outside is outside


@pytest.mark.parametrize("state", [S.ABORTED, S.DIVERTED, S.LANDED, S.ACCEPTED])
def test_the_shortest_way_home_has_no_plan_to_stray_from(state: SortieState) -> None:
    assert deviation(FLIGHT, state, place=aside(MIDWAY, 500.0), altitude_m=10.0) is None


def test_a_gust_is_no_excursion_and_ten_seconds_without_a_break_are() -> None:
    inside = deviation(FLIGHT, S.AIRBORNE, place=MIDWAY, altitude_m=60.0)
    outside = deviation(FLIGHT, S.AIRBORNE, place=aside(MIDWAY, 60.0), altitude_m=60.0)
    since = None
    for second in range(8):
        since = strayed_since(since, outside, at=NOW + second * SECOND)
    assert not off_route(since, at=NOW + 9 * SECOND)
    since = strayed_since(since, inside, at=NOW + 9 * SECOND)
    assert since is None
    since = strayed_since(since, outside, at=NOW + 10 * SECOND)
    assert not off_route(since, at=NOW + 19 * SECOND)
    assert off_route(strayed_since(since, outside, at=NOW + 20 * SECOND), at=NOW + 20 * SECOND)


def stays(place: LatLon = HANSOL, *, left_wh: float = 400.0, kit_kg: float = 1.5, wind: Air = STILL) -> Bingo:
    told: dict[str, Any] = {"altitude_m": 30.0, "reserve_wh": 105.0, "kit_mass_kg": kit_kg, "wind": wind}
    found = bingo(FLIGHT, M350, place=place, left_wh=left_wh, **told)
    assert found is not None
    return found


def test_the_way_home_costs_what_the_plan_says_it_does() -> None:
    home = sum(s.energy_wh for s in FLIGHT.stages if s.phase in {Phase.CLIMB_AWAY, Phase.HOMEBOUND, Phase.LAND})
    assert stays(kit_kg=0.0).home_wh == pytest.approx(home, rel=1e-6)


def test_the_further_out_and_the_heavier_the_less_time_is_left() -> None:
    assert stays(CITY_HALL).home_wh < stays(MIDWAY).home_wh < stays(HANSOL).home_wh
    assert stays(kit_kg=1.5).stays < stays(kit_kg=0.0).stays
    against = air(wind_mps=10.0, wind_from_deg=90.0)  # home lies east
    assert stays(wind=against).home_wh > stays().home_wh


def test_a_wind_that_bars_the_way_home_leaves_no_bingo_to_tell() -> None:
    storm = air(wind_mps=30.0, wind_from_deg=90.0)
    assert bingo(
        FLIGHT, M350, place=HANSOL, altitude_m=30.0, left_wh=400.0, reserve_wh=105.0, kit_mass_kg=1.5, wind=storm
    ) is None  # fmt: skip


@given(st.floats(0.0, 526.0), st.floats(0.0, 1.0))
def test_a_drone_that_turns_at_bingo_comes_home_on_its_reserve(left_wh: float, share: float) -> None:
    found = stays(between(CITY_HALL, HANSOL, share), left_wh=left_wh)
    assert left_wh - found.margin_wh == pytest.approx(found.home_wh + 105.0)
    assert (found.stays > timedelta(0)) == (found.margin_wh > 0) or abs(found.margin_wh) < 1e-6


def raised(
    state: SortieState, *, since: int = 0, spare_s: int | None = 600, strayed: int | None = None, **vehicle: Any
) -> list[AlarmCode]:
    flying = sortie(state, since=since * SECOND, vehicle=replace(GOOD, **vehicle))
    left = Bingo(20.0, float(spare_s), spare_s * SECOND) if spare_s is not None else None
    away = NOW - strayed * SECOND if strayed is not None else None
    return [one.code for one in alarms(flying, M350, stays=left, strayed=away, now=NOW)]


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        (raised(S.AIRBORNE), []),
        (raised(S.AIRBORNE, spare_s=None), []),
        (raised(S.AIRBORNE, failsafe="GCS Failsafe"), [AlarmCode.FAILSAFE]),
        (raised(S.AIRBORNE, wind_mps=12.5), [AlarmCode.WIND]),
        (raised(S.ON_STATION, spare_s=60), [AlarmCode.BINGO_NEAR]),
        (raised(S.ON_STATION, spare_s=-1), [AlarmCode.BINGO]),
        (raised(S.RETURNING, spare_s=-1), [AlarmCode.INTO_RESERVE]),
        (raised(S.ON_STATION, since=91), [AlarmCode.HOLD_ENDING]),
        (raised(S.LOWERING, since=20), []),
        (raised(S.LOWERING, since=60), [AlarmCode.LINE_SLOW]),
        (raised(S.AIRBORNE, since=TO_TARGET_S + 30, place=HANSOL, altitude_m=30.0), []),
        (raised(S.AIRBORNE, since=TO_TARGET_S + 31, place=HANSOL, altitude_m=30.0), [AlarmCode.LATE]),
        (raised(S.AIRBORNE, since=HALFWAY_S + 29, place=MIDWAY, altitude_m=60.0), []),
        (raised(S.AIRBORNE, since=HALFWAY_S + 32, place=MIDWAY, altitude_m=60.0), [AlarmCode.LATE]),
        (raised(S.LOWERING, line_m=0.0, line_kg=1.5), []),
        (raised(S.LOWERING, line_m=20.0, line_kg=1.5), []),
        (raised(S.LOWERING, line_m=20.0, line_kg=0.1), [AlarmCode.KIT_RESTS]),
        (raised(S.LOWERING, line_m=20.0, line_kg=None), []),
        (raised(S.LOWERING, line_m=27.0, line_kg=0.1), []),
        (raised(S.LOWERING, line_m=29.0, line_kg=0.1), []),
        (raised(S.LOWERING, line_m=29.0, line_kg=1.5), [AlarmCode.KIT_HANGS]),
        (raised(S.RETRACTING, line_m=20.0, line_kg=1.5), []),
        (raised(S.RETRACTING, line_m=20.0, line_kg=2.9), [AlarmCode.LINE_FOULED]),
        (raised(S.RETRACTING, line_m=20.0, line_kg=15.0, line_most_kg=15.0), []),
        (raised(S.LOWERING, line_m=29.0, line_kg=1.5, line_most_kg=15.0), []),
        (raised(S.RETRACTING, line_m=20.0, line_kg=5.0, line_most_kg=1.7), [AlarmCode.LINE_FOULED]),
        (raised(S.AIRBORNE, strayed=9), []),
        (raised(S.AIRBORNE, strayed=10), [AlarmCode.OFF_ROUTE]),
        (raised(S.ACCEPTED, at=NOW - 60 * SECOND), []),
    ],
)
def test_each_cause_raises_its_alarm(asked: list[AlarmCode], codes: list[AlarmCode]) -> None:
    assert asked == codes


def told(state: SortieState, *, share: float = 1.0, since: int = 0, strayed: int = 0, **vehicle: Any) -> set[AlarmCode]:
    """The alarms that a report brings up of a vehicle that hovers over the target."""
    said = Telemetry(NOW, HANSOL, 30.0, 0.0, share)
    flying = sortie(state, since=since * SECOND)
    flying = replace(flying, strayed_at=NOW - strayed * SECOND if strayed else None)
    if strayed:
        said = replace(said, place=aside(MIDWAY, 60.0))
    calm = {"wind_mps": 0.0, "wind_from_deg": 0.0}
    spoke = replace(GOOD, at=NOW, place=said.place, battery_share=share, **calm | vehicle)
    watched = watch(flying, M350, said, spoke, kit_mass_kg=1.5, weather=None, before=NOW - SECOND)
    return {one.code for one in watched.alarms}


def test_every_alarm_is_raised_by_something_that_a_vehicle_can_report() -> None:
    """And none by its silence, of which there is no report."""
    needed = stays(kit_kg=1.5).home_wh + 105.2
    at_bingo = needed / M350.battery_wh
    found = (
        told(S.AIRBORNE, failsafe="GCS Failsafe"),
        told(S.AIRBORNE, wind_mps=12.5),
        told(S.ON_STATION, share=at_bingo + 0.01),
        told(S.ON_STATION, share=at_bingo - 0.01),
        told(S.RETURNING, share=at_bingo - 0.05),
        told(S.ON_STATION, since=91),
        told(S.LOWERING, since=60),
        told(S.LOWERING, line_m=20.0, line_kg=0.1),
        told(S.LOWERING, line_m=29.0, line_kg=1.5),
        told(S.LOWERING, line_m=20.0, line_kg=5.0),
        told(S.AIRBORNE, since=3600),
        told(S.AIRBORNE, strayed=11),
    )
    assert told(S.AIRBORNE) == set()
    assert set.union(*found) == set(AlarmCode)


@given(st.sampled_from(sorted(FLYING)), st.integers(0, 200), st.integers(-60, 100), st.integers(0, 60))
def test_alarms_stand_worst_first_and_each_once(state: SortieState, since: int, spare_s: int, age_s: int) -> None:
    flying = sortie(state, since=since * SECOND, vehicle=replace(GOOD, at=NOW - age_s * SECOND, failsafe="x"))
    found = alarms(flying, M350, stays=Bingo(9.0, spare_s, spare_s * SECOND), strayed=NOW - 30 * SECOND, now=NOW)
    order = list(Severity)
    assert [order.index(one.severity) for one in found] == sorted(order.index(one.severity) for one in found)
    assert len({one.code for one in found}) == len(found)


def test_the_target_of_the_stories_lies_far_enough_out() -> None:
    assert distance_m(CITY_HALL, HANSOL) > 3000.0
