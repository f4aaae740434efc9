"""What the simulated vehicle does in the air: each story is a row of what a real ArduCopter did, see docs/drones.md."""

import pytest

from chassis.geo import distance_m
from drones.airframes import M350
from drones.flight import Profile, air, plan_flight
from drones.mission import Path
from drones.missionplan import compose
from drones.simulator.body import Aim, Body
from drones.simulator.codes import Command, Frame, ListKind, Mode, Result
from drones.simulator.items import Item
from tests.drones.simulator.range import (
    AMSL_M,
    FIRST_RETURN,
    HOLD_S,
    HOME,
    HOVER_M,
    STEP_S,
    Range,
    delivery,
    item,
    off,
    ring,
)

TARGET = off(900.0, -1200.0)  # 1.5 km away
LINE_M = 28.0  # what hangs 2 m below a drone at 30 m stands when so much is let out
LENGTH = 1


@pytest.fixture
def over() -> Range:
    """Holding over the target with the kit."""
    field = Range()
    field.launch(delivery(TARGET))
    assert field.fly(300, lambda: field.copter.run.waited_s > 0)
    return field


@pytest.fixture
def out() -> Range:
    """At speed on the way out."""
    field = Range()
    field.launch(delivery(TARGET))
    assert field.fly(60, lambda: field.copter.body.away_m(0, 0) > 300)
    return field


def home(field: Range) -> bool:
    """Let it come down; whether it did, at its station."""
    assert field.fly(900, lambda: not field.copter.armed)
    return distance_m(field.copter.place, HOME) < 1.0


def test_a_kit_is_flown_out_let_down_and_left_and_the_drone_comes_home(over: Range) -> None:
    assert over.order(Command.WINCH, 1, LENGTH, LINE_M, 1.0) == 0
    assert over.fly(60, lambda: not over.copter.winch.moving)
    assert over.last("WINCH_STATUS").line_length == pytest.approx(LINE_M, abs=1.0)
    assert over.order(Command.GRIPPER, 1, 0) == 0
    assert over.copter.winch.released_from_m == pytest.approx(0.0, abs=0.1)
    assert over.order(Command.WINCH, 1, LENGTH, -LINE_M, 1.0) == 0
    assert over.fly(60, lambda: not over.copter.winch.moving)
    assert over.order(Command.SET_MISSION_CURRENT, FIRST_RETURN) == 0
    assert home(over)
    assert not over.copter.winch.kit
    assert [text for text in over.texts() if text.startswith(("Winch", "Gripper"))] == [
        "Winch: lowering 28.0m",
        "Gripper load released",
        "Winch: raising 28.0m",
    ]


def test_without_an_answer_the_kit_comes_home_when_the_hold_is_over(over: Range) -> None:
    begun = over.now
    assert over.fly(HOLD_S + 5, lambda: over.copter.run.current == FIRST_RETURN)
    assert over.now - begun == pytest.approx(HOLD_S, abs=1.0)
    assert home(over)
    assert over.copter.winch.kit


def test_every_item_that_was_flown_is_told_as_reached(over: Range) -> None:
    assert home(over)
    assert [m.seq for m in over.heard if m.get_type() == "MISSION_ITEM_REACHED"] == [1, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize(("wind_mps", "wind_from_deg"), [(0.0, 0.0), (8.0, 270.0), (10.0, 45.0)])
def test_it_flies_a_composed_plan_in_the_time_and_for_the_energy_it_was_planned_with(
    wind_mps: float, wind_from_deg: float
) -> None:
    profile, wind = Profile(), air(wind_mps=wind_mps, wind_from_deg=wind_from_deg)
    path = Path((HOME, off(1500, 400), off(2400, -900)))
    flight = plan_flight(M350, path, kit_mass_kg=1.5, wind=wind, profile=profile)
    assert flight is not None
    plan = compose(flight, cruise_mps=M350.cruise_mps, home_amsl_m=AMSL_M)
    field = Range()
    field.copter.parameters["SIM_WIND_SPD"], field.copter.parameters["SIM_WIND_DIR"] = wind_mps, wind_from_deg
    begun_wh = field.copter.body.energy_wh
    field.launch([_sent(one) for one in plan.items])
    assert field.fly(900, lambda: field.copter.run.waited_s > 0)
    assert field.now == pytest.approx(flight.to_target.total_seconds(), rel=0.06)
    waited = field.now
    assert field.order(Command.SET_MISSION_CURRENT, plan.first_return) == 0
    assert home(field)
    slow_end_s = 10.0 / 0.5 - 10.0 / M350.descend_mps  # the last ten metres are flown at LAND_SPEED
    assert field.now - waited - slow_end_s == pytest.approx(flight.homeward.total_seconds(), rel=0.06)
    there = [s for s in flight.stages if s.phase not in {"area_check", "lower", "retract"}]
    assert begun_wh - field.copter.body.energy_wh == pytest.approx(sum(s.energy_wh for s in there), rel=0.12)


def _sent(planned: object) -> Item:
    command, place, params = planned.command, planned.place, planned.params  # type: ignore[attr-defined]
    known = [value if value is not None else float("nan") for value in params]
    return item(command, place, planned.altitude_m, *known, frame=planned.frame)  # type: ignore[attr-defined]


def test_a_pause_stops_it_in_the_air_and_the_mission_goes_on_after_it(out: Range) -> None:
    assert out.order(Command.PAUSE_CONTINUE, 0) == 0
    assert out.fly(12, lambda: out.copter.body.ground_mps < 0.1)
    stood = out.copter.place
    out.fly(30)
    assert distance_m(out.copter.place, stood) < 1.0
    assert out.copter.mode is Mode.AUTO
    assert out.order(Command.PAUSE_CONTINUE, 1) == 0
    assert out.fly(200, lambda: out.copter.run.waited_s > 0)


def test_called_back_it_lands_at_home(out: Range) -> None:
    assert out.order(Command.SET_MODE, 1, Mode.RTL) == 0
    assert home(out)
    assert out.copter.winch.kit


def test_called_back_with_rally_points_it_lands_at_the_nearest_of_them(out: Range) -> None:
    near, far = off(200, -250), off(-4000, 0)
    assert out.upload(ListKind.RALLY, [item(Command.RALLY_POINT, place, 40.0) for place in (far, near)]) == 0
    assert out.order(Command.SET_MODE, 1, Mode.RTL) == 0
    assert not home(out)
    assert distance_m(out.copter.place, near) < 1.0


def test_ordered_to_land_it_comes_down_where_it_is(out: Range) -> None:
    assert out.order(Command.LAND) == 0
    here = out.copter.place
    assert not home(out)
    assert distance_m(out.copter.place, here) < 100.0


def test_landed_by_order_in_the_middle_of_a_mission_it_does_not_take_off_again() -> None:
    field = Range()
    field.launch(delivery(TARGET))
    field.fly(3)
    assert field.order(Command.LAND) == 0
    assert field.fly(60, lambda: not field.copter.armed)
    field.fly(30)
    assert not field.copter.airborne


def test_a_lost_ground_station_brings_it_home_and_one_that_comes_back_changes_nothing(out: Range) -> None:
    out.beating, lost = False, out.now
    assert out.fly(60, lambda: out.copter.mode is Mode.RTL)
    assert 9.0 <= out.now - lost <= 11.0
    out.beating = True
    out.fly(20)
    assert out.copter.mode is Mode.RTL
    assert [text for text in out.texts() if "GCS" in text] == ["GCS Failsafe", "GCS Failsafe Cleared"]
    assert home(out)


def test_a_ground_station_with_another_number_does_not_count(out: Range) -> None:
    out.mav.srcSystem = 245  # MAVSDK's own
    assert out.fly(20, lambda: out.copter.mode is Mode.RTL)


def test_an_exclusion_fence_turns_it_round_only_after_it_has_crossed(out: Range) -> None:
    corners = (off(350, -400), off(800, -400), off(800, -900), off(350, -900))
    assert out.upload(ListKind.FENCE, ring(Command.FENCE_EXCLUSION, *corners)) == 0
    assert out.order(Command.FENCE_ENABLE, 1) == 0
    assert out.fly(60, lambda: out.copter.breaching)
    assert out.fly(1, lambda: out.copter.mode is Mode.RTL)
    assert out.fly(3, lambda: out.last("FENCE_STATUS").breach_status == 1)
    assert home(out)
    assert "Polygon fence breached" in out.texts()


def test_outside_of_its_fence_it_does_not_arm() -> None:
    field = Range()
    away = (off(500, 500), off(900, 500), off(900, 900))
    assert field.upload(ListKind.FENCE, ring(Command.FENCE_INCLUSION, *away)) == 0
    assert field.upload(ListKind.MISSION, delivery(TARGET)) == 0
    field.order(Command.FENCE_ENABLE, 1)
    assert field.order(Command.SET_MODE, 1, Mode.AUTO) == 0
    assert field.order(Command.ARM_DISARM, 1) == Result.FAILED
    field.fly(1)
    assert "Arm: Vehicle breaching Polygon fence" in field.texts()


def test_a_low_battery_brings_it_home_and_an_empty_one_down(out: Range) -> None:
    out.copter.body.energy_wh = 0.149 * M350.battery_wh
    assert out.fly(1, lambda: out.copter.mode is Mode.RTL)
    assert any(text.startswith("Battery 1 is low") for text in out.texts())
    out.copter.body.energy_wh = 0.069 * M350.battery_wh
    assert out.fly(1, lambda: out.copter.mode is Mode.LAND)
    assert not home(out)


def test_without_a_fix_it_does_not_arm_and_in_the_air_it_lands(out: Range) -> None:
    assert out.set("SIM_GPS1_ENABLE", 0.0) == 0.0
    assert out.fly(1, lambda: out.copter.mode is Mode.LAND)
    assert not home(out)
    assert out.order(Command.ARM_DISARM, 1) == Result.FAILED
    assert out.order(Command.SET_MODE, 1, Mode.AUTO) == Result.FAILED
    out.fly(2)
    assert out.last("GPS_RAW_INT").fix_type == 1


def test_what_is_wrong_before_the_start_shows_in_its_health_and_stops_the_arming() -> None:
    field = Range()
    ready = 1 << 28  # MAV_SYS_STATUS_PREARM_CHECK
    field.fly(2)
    assert field.last("SYS_STATUS").onboard_control_sensors_health & ready
    field.set("SIM_PREARM_FAIL", 1.0)
    field.fly(2)
    assert not field.last("SYS_STATUS").onboard_control_sensors_health & ready
    assert field.order(Command.ARM_DISARM, 1) == Result.FAILED
    field.fly(1)
    assert "Arm: Compasses inconsistent" in field.texts()


def test_a_jammed_winch_stands_until_it_is_freed(over: Range) -> None:
    over.set("SIM_WINCH_JAM", 10.0)
    over.order(Command.WINCH, 1, LENGTH, LINE_M, 1.0)
    over.fly(30)
    assert over.copter.winch.line_m == pytest.approx(10.0, abs=0.2)
    assert not over.last("WINCH_STATUS").status & 1  # not healthy
    over.set("SIM_WINCH_JAM", 0.0)
    over.fly(30)
    assert over.copter.winch.line_m == pytest.approx(LINE_M)


def test_motors_never_stop_in_the_air_unless_forced(out: Range) -> None:
    assert out.order(Command.ARM_DISARM, 0) == Result.FAILED
    assert out.copter.armed
    assert out.order(Command.ARM_DISARM, 0, 21196) == 0
    assert not out.copter.airborne


def test_armed_and_left_alone_it_stops_its_motors_after_a_while() -> None:
    field = Range()
    assert field.upload(ListKind.MISSION, delivery(TARGET)) == 0
    field.order(Command.SET_MODE, 1, Mode.AUTO)
    assert field.order(Command.ARM_DISARM, 1) == 0
    assert field.fly(15, lambda: not field.copter.armed)
    assert field.copter.body.up == 0.0


def test_no_mission_or_one_that_does_not_take_off_is_not_flown() -> None:
    field = Range()
    assert field.order(Command.SET_MODE, 1, Mode.AUTO) == Result.FAILED
    plain = [item(Command.WAYPOINT, HOME, 0.0, frame=Frame.AMSL), item(Command.WAYPOINT, TARGET, 50.0)]
    field.upload(ListKind.MISSION, plain)
    assert field.order(Command.SET_MODE, 1, Mode.AUTO) == Result.FAILED
    field.fly(1)
    assert "Auto: Missing Takeoff Cmd" in field.texts()


def test_where_auto_does_not_arm_guided_does_and_the_start_of_the_mission_changes_to_auto() -> None:
    field = Range()
    field.set("AUTO_OPTIONS", 0.0)
    assert field.upload(ListKind.MISSION, delivery(TARGET)) == 0
    assert field.order(Command.SET_MODE, 1, Mode.AUTO) == 0
    assert field.order(Command.ARM_DISARM, 1) == Result.FAILED
    field.fly(1)
    assert "Arm: AUTO mode not armable" in field.texts()
    assert field.order(Command.SET_MODE, 1, Mode.GUIDED) == 0
    assert field.order(Command.ARM_DISARM, 1) == 0
    assert field.order(Command.MISSION_START) == 0
    assert field.copter.mode is Mode.AUTO
    assert field.fly(30, lambda: field.copter.body.up > 2.0)


def test_a_take_off_by_command_works_in_guided_alone() -> None:
    field = Range()
    up = (0, 0, 0, 0, 0, 0, 20.0)
    assert field.order(Command.ARM_DISARM, 1) == 0
    assert field.order(Command.TAKEOFF, *up) == Result.FAILED
    assert field.order(Command.SET_MODE, 1, Mode.GUIDED) == 0
    assert field.order(Command.TAKEOFF, *up) == 0
    assert field.fly(20, lambda: field.copter.body.up > 19.5)


def test_at_home_a_dock_fills_the_battery_and_away_from_it_somebody_carries_the_drone_there(out: Range) -> None:
    out.order(Command.LAND)
    assert not home(out)
    left = out.copter.battery_share
    assert out.fly(600, lambda: distance_m(out.copter.place, HOME) < 1.0)
    assert out.fly(1800, lambda: out.copter.battery_share > min(1.0, left + 0.01))


def test_it_holds_ground_speed_until_the_airspeed_limit_binds() -> None:
    for wind_from, expected in ((90.0, 13.0), (270.0, 18.0)):  # against 10 m/s: 23 − 10; with it: what was asked for
        body, wind = Body(M350, 500.0, up=60.0), air(wind_mps=10.0, wind_from_deg=wind_from)
        for _ in range(300):
            body.fly(Aim(5000, 0, 60, 18.0, 5, 4), STEP_S, wind=wind, kit_kg=1.5, braking_mps2=2.0)
        assert body.ground_mps == pytest.approx(expected, abs=0.1)


def test_it_stops_where_it_was_sent_without_going_past() -> None:
    body, farthest = Body(M350, 500.0, up=HOVER_M), 0.0
    for _ in range(600):
        body.fly(
            Aim(400, 0, HOVER_M, 18.0, 5, 4), STEP_S, wind=air(wind_mps=0, wind_from_deg=0), kit_kg=0, braking_mps2=2
        )
        farthest = max(farthest, body.east)
    assert body.east == pytest.approx(400.0, abs=0.05)
    assert farthest < 400.2
