"""When a kit will be down: right while a flight goes as planned, later when it does not, never before it can be."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.geo import LatLon, distance_m
from drones.airframes import M350
from drones.autopilot.fake import FakeAutopilot
from drones.kitdue import kit_due, kit_in
from drones.mission import Phase
from drones.sortie import Sortie
from drones.states import SortieState
from tests.drones.airspace.test_ahead import from_the_south
from tests.drones.scene import HANSOL, NOW

S = SortieState
PLANNED = replace(from_the_south(), entered={S.AIRBORNE: NOW})
FLIGHT = PLANNED.flight
LOOKED, LOWERED = FLIGHT.time_of(Phase.AREA_CHECK), FLIGHT.time_of(Phase.LOWER)


def as_planned(after: timedelta) -> Sortie:
    """The sortie of a flight on which everything happens when it was planned."""
    began = [(S.AIRBORNE, timedelta(0)), (S.ON_STATION, FLIGHT.to_target), (S.LOWERING, FLIGHT.to_target + LOOKED)]
    entered = {state: NOW + at for state, at in began if at <= after}
    return replace(PLANNED, state=list(entered)[-1], entered=entered)


def left(after: timedelta, sortie: Sortie | None = None) -> float:
    now, flown = NOW + after, sortie or as_planned(after)
    report = FakeAutopilot().follow(flown, now=now)
    assert report is not None and report.telemetry is not None
    found = kit_in(replace(flown, vehicle=report.vehicle), report.telemetry.place, report.telemetry.altitude_m, now=now)
    assert found is not None
    return found.total_seconds()


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_as_planned_the_time_left_runs_down_to_what_was_planned(one: float, other: float) -> None:
    first, second = sorted((one, other))
    whole = FLIGHT.kit_down
    assert left(second * whole) <= left(first * whole) + 1e-3
    assert abs(left(first * whole) - (1.0 - first) * whole.total_seconds()) < 5.0


@settings(max_examples=200)
@given(st.floats(-0.03, 0.03), st.floats(-0.05, 0.05), st.floats(0.0, 120.0))
def test_it_is_never_down_before_a_drone_can_be_there(north: float, east: float, height_m: float) -> None:
    place = LatLon(HANSOL.lat + north, HANSOL.lon + east)
    found = kit_in(PLANNED, place, height_m, now=NOW)
    assert found is not None
    flown_s = found.total_seconds() - (LOOKED + LOWERED).total_seconds()
    assert flown_s * M350.cruise_mps >= 0.999 * distance_m(place, HANSOL) - 0.001


def test_what_is_paused_moves_on_with_the_clock_heard_or_not() -> None:
    minute = timedelta(minutes=1)
    paused = replace(PLANNED, paused_at=NOW + minute)
    assert kit_in(paused, None, None, now=NOW + minute) == kit_in(paused, None, None, now=NOW + 4 * minute)
    place = HANSOL
    assert kit_due(paused, place, 60.0, now=NOW + 4 * minute) - kit_due(paused, place, 60.0, now=NOW) == 4 * minute


def test_on_station_the_rest_of_looking_counts_and_all_of_the_line() -> None:
    above = replace(as_planned(FLIGHT.to_target), entered={S.ON_STATION: NOW})
    assert kit_in(above, HANSOL, 30.0, now=NOW + LOOKED / 2) == LOOKED / 2 + LOWERED
    assert kit_in(above, HANSOL, 30.0, now=NOW + 3 * LOOKED) == LOWERED


def test_the_line_says_how_long_it_takes_whatever_was_planned_before() -> None:
    lowering = replace(PLANNED, state=S.LOWERING, entered={S.AIRBORNE: NOW, S.LOWERING: NOW})
    vehicle = FakeAutopilot().follow(lowering, now=NOW)
    assert vehicle is not None and vehicle.vehicle is not None
    half = replace(lowering, vehicle=replace(vehicle.vehicle, line_m=14.0))
    stuck = kit_in(half, HANSOL, 30.0, now=NOW + 5 * LOWERED)
    assert stuck == LOWERED / 2
    assert kit_in(lowering, HANSOL, 30.0, now=NOW) == LOWERED


def test_before_take_off_and_after_the_drop_what_stands_stands() -> None:
    for state in (S.PREFLIGHT_OK, S.RELEASED, S.RETURNING, S.ABORTED):
        sortie = replace(PLANNED, state=state, let_go_at=NOW if state is S.RELEASED else None)
        assert kit_due(sortie, HANSOL, 30.0, now=NOW) == sortie.eta


def test_a_kit_that_its_gripper_holds_is_due_any_moment() -> None:
    held = replace(PLANNED, state=S.RELEASED)
    for late in (timedelta(0), timedelta(seconds=20)):
        assert kit_due(held, HANSOL, 30.0, now=NOW + late) == NOW + late
