"""Goals and finished steps, for whatever a vehicle may say: never a step the sortie cannot take."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from chassis.geo import LatLon
from drones.lowering import line_of
from drones.mavlink.goals import finished, goal_of, phase_of
from drones.missionplan import fingerprint
from drones.sortie import Sortie
from drones.states import FLYING, NEEDS_REASON, SORTIE, SortieReason, SortieState
from drones.vehicle import Mode, VehicleState
from tests.drones.mavlink.story import BENT, PLAN
from tests.drones.scene import CITY_HALL, HANSOL, NOW
from tests.drones.test_autopilot import flight
from tests.drones.test_autopilot import sortie as ordered

S = SortieState
ORDER = (S.AIRBORNE, S.ON_STATION, S.LOWERING, S.RELEASED, S.RETRACTING, S.RETURNING)
OVER_TARGET = (S.ON_STATION, S.LOWERING, S.RELEASED, S.RETRACTING)
PLACES = st.sampled_from([CITY_HALL, HANSOL, LatLon(36.5, 127.3)])
YES_NO = st.sampled_from([True, False, None])


@st.composite
def sorties(draw: st.DrawFn, states: Collection[SortieState] = FLYING) -> Sortie:
    """In the air, at any stage, by either plan."""
    state = draw(st.sampled_from(sorted(states)))
    before = ORDER[: ORDER.index(state)] if state in ORDER else ORDER[: draw(st.integers(1, 5))]
    entered = [(name, timedelta(seconds=40 * n)) for n, name in enumerate((*before, state))]
    plan = draw(st.sampled_from([PLAN, BENT]))
    made = ordered(*entered, state=state, planned=flight())
    cut = state in {S.RETURNING, S.DIVERTED} and S.LOWERING in made.entered and draw(st.booleans())
    reason = draw(st.sampled_from([None, *SortieReason]))
    return replace(made, plan=plan, plan_hash=fingerprint(plan), reason=reason, cut_at=NOW if cut else None)


VEHICLES = st.builds(
    VehicleState,
    at=st.just(NOW),
    mode=st.sampled_from([*Mode, None]),
    armed=YES_NO,
    in_air=YES_NO,
    place=st.one_of(st.none(), PLACES),
    altitude_m=st.one_of(st.none(), st.floats(-5, 130)),
    ground_speed_mps=st.one_of(st.none(), st.floats(0, 25)),
    line_m=st.one_of(st.none(), st.floats(0, 40)),
    mission_item=st.one_of(st.none(), st.integers(0, 20)),
    failsafe=st.sampled_from([None, "gcs_failsafe", "battery_low", "fence_breach", "crash"]),
    link_lost_since=st.sampled_from([None, None, None, NOW]),
)


Met = tuple[Sortie, VehicleState]


@st.composite
def met(draw: st.DrawFn) -> Met:
    """A sortie and its vehicle: anywhere, or where its plan has it hold, with as much line out as there may be."""
    vehicle = draw(VEHICLES)
    if draw(st.booleans()):
        return draw(sorties()), vehicle
    sortie = draw(sorties(OVER_TARGET))
    assert sortie.plan is not None
    hold, (length_m, _) = sortie.plan.items[sortie.plan.hold], line_of(sortie.flight)
    over = replace(vehicle, mission_item=sortie.plan.hold, place=hold.place, altitude_m=hold.altitude_m)
    line_m = draw(st.sampled_from([None, 0.0, length_m / 2, length_m - 0.6, length_m - 0.4, length_m]))
    at = NOW + timedelta(seconds=draw(st.integers(0, 600)))
    return sortie, replace(over, at=at, line_m=line_m, line_told_m=draw(st.sampled_from([None, 0.0, length_m])))


@given(met(), st.integers(0, 2000), st.booleans())
def test_no_step_is_taken_that_the_sortie_cannot_take(pair: Met, after_s: int, released: bool) -> None:
    sortie, vehicle = pair
    done = finished(sortie, vehicle, NOW + timedelta(seconds=after_s), released=released)
    if vehicle.link_lost_since is not None:
        assert done is None
    if done is not None:
        action, reason = done
        assert action in SORTIE.allowed(sortie.state)
        assert reason is not None or action not in NEEDS_REASON
    phase_of(sortie, vehicle)


@settings(max_examples=400)
@given(met())
def test_nothing_is_let_go_but_by_a_pilots_word(pair: Met) -> None:
    sortie, vehicle = pair
    goal, cut = goal_of(sortie, vehicle), sortie.cut_at is not None
    length_m, _ = line_of(sortie.flight)
    if goal.gripper_open:
        assert sortie.state is S.RELEASED or cut
    if goal.gripper_open and not cut:
        assert vehicle.line_told_m == length_m if vehicle.line_m is None else vehicle.line_m > length_m - 0.6
    assert not goal.line_free or cut
    if goal.winch is not None and goal.winch.length_m > 0.0:
        assert sortie.state in {S.LOWERING, S.RELEASED}
        assert sortie.plan is not None and vehicle.mission_item == sortie.plan.hold
    assert goal.mode in {None, Mode.RTL, Mode.LAND}


@pytest.mark.parametrize("state", [S.LOWERING, S.RELEASED])
def test_the_stories_above_have_kits_let_down_and_let_go_in_them(state: SortieState) -> None:
    """Else nothing could be wrong in them."""

    def told(pair: Met) -> bool:
        goal = goal_of(*pair)
        lets_out = goal.winch is not None and goal.winch.length_m > 0.0
        return pair[0].state is state and lets_out and goal.gripper_open is (state is S.RELEASED)

    assert told(find(met(), told))


@given(met())
def test_a_cut_line_is_let_go_until_it_is_seen_to_be_in_and_never_wound(pair: Met) -> None:
    sortie, vehicle = pair
    cut = replace(sortie, state=S.RETURNING, cut_at=NOW)
    out = vehicle.line_m is None or vehicle.line_m > 0.5
    for state in (S.RETURNING, S.DIVERTED):
        goal = goal_of(replace(cut, state=state, entered={**sortie.entered, state: NOW}), vehicle)
        assert (goal.line_free, goal.gripper_open, goal.winch) == (out, out, None)
