"""The kit goes down on its line, comes off, and the line comes in."""

import math

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mav

from drones.kitstage import KitStage, stage_of
from drones.lowering import held, let_out_m, line_of, pulls
from drones.states import SortieReason, SortieState
from drones.vehicle import Mode, Severity
from tests.drones.mavlink.story import FIRST_RETURN, HOLD, WINCH, A, S, Story
from tests.drones.scene import CITY_HALL


def lengths(story: Story) -> list[float]:
    """What the winch was told."""
    return [params[2] for params in story.peer.given(WINCH)]


def test_the_kit_goes_down_comes_off_and_the_line_comes_in() -> None:
    story = Story()
    story.over_target()
    story.wire.run(5)
    assert not story.peer.given(WINCH)
    story.enter(S.LOWERING)
    assert story.wire.run(30, until=lambda: story.peer.line_m == pytest.approx(28.0))
    [(instance, action, length_m, speed_mps, *_)] = story.peer.given(WINCH)
    assert (instance, action, length_m, speed_mps) == (1.0, 1.0, pytest.approx(28.0), pytest.approx(1.0))
    story.enter(S.RELEASED)
    assert story.finishes(A.RETRACT)
    assert story.peer.gripper_open
    story.enter(S.RETRACTING)
    assert story.finishes(A.RETURN, within_s=40)
    assert story.peer.line_m == pytest.approx(0.0, abs=0.5)
    story.enter(S.RETURNING)
    assert story.wire.run(5, until=lambda: story.peer.item == FIRST_RETURN)
    story.peer.altitude_m, story.peer.armed, story.peer.place = 0.0, False, CITY_HALL
    assert story.finishes(A.LAND)


def test_a_lost_answer_does_not_let_out_twice_the_line() -> None:
    story = Story(loss=0.3)
    story.lowering(60)
    assert story.peer.line_m == pytest.approx(28.0, abs=0.5)


def test_lowering_is_stopped_and_the_kit_comes_up_again_unreleased() -> None:
    story = Story()
    story.lowering(3)
    story.enter(S.RETRACTING)
    assert story.finishes(A.RETURN)
    assert not story.peer.gripper_open
    assert story.peer.line_m == pytest.approx(0.0, abs=0.5)


def test_a_winch_that_tells_nothing_is_told_once() -> None:
    story = Story()
    story.peer.line_m = None
    story.over_target()
    story.enter(S.LOWERING)
    story.ticks(60)
    story.enter(S.RETRACTING, vehicle=story.sortie.vehicle)
    story.ticks(5)
    assert story.finishes(A.RETURN, within_s=60)
    assert lengths(story) == [pytest.approx(28.0), pytest.approx(-28.0)]


def test_after_a_restart_such_a_winch_is_not_told_again_and_lets_go_by_the_time() -> None:
    story = Story()
    story.peer.line_m = None
    story.over_target()
    story.enter(S.LOWERING)
    story.ticks(5)
    story.again()
    story.ticks(10)
    story.enter(S.RELEASED, vehicle=story.sortie.vehicle)
    story.ticks(20)
    assert not story.peer.gripper_open
    story.ticks(10)
    assert story.peer.gripper_open
    story.enter(S.RETRACTING, vehicle=story.sortie.vehicle)
    story.again()
    story.ticks(10)
    assert lengths(story) == [pytest.approx(28.0), pytest.approx(-28.0)]


def test_after_a_restart_the_line_is_counted_from_what_is_out() -> None:
    story = Story()
    story.lowering(35)
    story.again()
    story.peer.line_m, quiet = None, story.peer.line_m
    story.wire.run(2)  # its winch is not heard with the first heartbeat
    story.peer.line_m = quiet
    story.wire.run(20)
    assert lengths(story) == [pytest.approx(28.0)]


def test_nothing_is_let_out_where_the_vehicle_does_not_hold() -> None:
    story = Story()
    story.over_target()
    story.peer.item, story.peer.altitude_m = FIRST_RETURN + 1, 60.0
    story.wire.run(1)
    story.enter(S.LOWERING)
    story.wire.run(10)  # it goes back, and is not there yet
    assert story.peer.item == HOLD
    assert not story.peer.given(WINCH)
    story.peer.altitude_m = 30.0
    story.wire.run(5)
    assert lengths(story) == [pytest.approx(28.0)]


def test_the_gripper_waits_for_the_kit_to_be_down() -> None:
    story = Story()
    story.lowering(3)
    story.enter(S.RELEASED)
    story.wire.run(15)
    assert not story.peer.gripper_open
    assert story.wire.run(15, until=lambda: story.peer.gripper_open)
    assert story.peer.line_m == pytest.approx(28.0, abs=0.5)


def test_a_gripper_that_does_not_open_is_asked_again_told_of_and_given_up() -> None:
    story = Story()
    story.peer.results[mav.MAV_CMD_DO_GRIPPER] = mav.MAV_RESULT_FAILED
    story.lowering(40)
    story.enter(S.RELEASED)
    story.wire.run(10)
    assert [note.severity for note in story.told() if note.code == "gripper_refused"] == [Severity.CRITICAL]
    assert len(story.peer.given(mav.MAV_CMD_DO_GRIPPER)) > 2
    assert story.finishes(A.RETRACT, within_s=40)
    assert story.done() == (A.RETRACT, SortieReason.NO_ANSWER)
    assert story.codes().count("kit_on_line") == 1
    story.enter(S.RETRACTING, reason=SortieReason.NO_ANSWER)
    assert story.finishes(A.RETURN, within_s=40)
    assert stage_of(story.sortie) is KitStage.NOT_COMING


def test_a_gripper_that_opens_at_the_second_try_lets_go() -> None:
    story = Story()
    story.peer.results[mav.MAV_CMD_DO_GRIPPER] = mav.MAV_RESULT_FAILED
    story.lowering(40)
    story.enter(S.RELEASED)
    story.wire.run(2)
    assert not story.account().let_go
    story.peer.results.clear()
    assert story.finishes(A.RETRACT, within_s=10)
    assert story.done() == (A.RETRACT, None)
    assert story.account().let_go


def test_a_line_called_back_before_the_gripper_was_asked_takes_the_kit_along() -> None:
    story = Story()
    story.lowering(40)
    story.enter(S.RELEASED)
    story.enter(S.RETRACTING)
    assert story.finishes(A.RETURN, within_s=40)
    assert not story.peer.gripper_open
    assert (story.account().let_go, stage_of(story.sortie)) == (False, KitStage.NOT_COMING)
    assert story.codes().count("kit_on_line") == 1


def test_a_gripper_that_answers_while_the_line_is_called_back_has_let_go() -> None:
    story = Story()
    story.lowering(40)
    story.enter(S.RELEASED)
    assert story.wire.run(5, until=lambda: story.peer.gripper_open)
    story.enter(S.RETRACTING)
    assert story.finishes(A.RETURN, within_s=40)
    assert story.account().let_go
    assert "kit_on_line" not in story.codes()


@pytest.mark.parametrize("state", [S.RETRACTING, S.ABORTED, S.DIVERTED])
def test_a_gripper_that_does_not_answer_is_asked_no_more_once_the_kit_goes_up(state: SortieState) -> None:
    story = Story()
    story.peer.deaf_to = {mav.MAV_CMD_DO_GRIPPER}
    story.lowering(40)
    story.enter(S.RELEASED)
    assert story.wire.run(5, until=lambda: len(story.peer.given(mav.MAV_CMD_DO_GRIPPER)) == 2)
    story.enter(state)
    story.peer.deaf_to = set()
    story.wire.run(20)
    assert len(story.peer.given(mav.MAV_CMD_DO_GRIPPER)) == 2
    assert not story.peer.gripper_open and not story.account().let_go


def test_what_is_known_to_have_come_off_is_not_said_to_hang_there_by_the_next_process() -> None:
    story = Story()
    story.lowering(40)
    story.enter(S.RELEASED)
    assert story.finishes(A.RETRACT, within_s=10)
    story.enter(S.RETRACTING, let_go_at=story.clock.now())
    story.again()
    story.wire.run(10)
    assert "kit_on_line" not in story.codes()


def test_a_kit_dropped_with_its_line_far_from_the_target_is_not_down_there() -> None:
    story = Story()
    story.peer.results[mav.MAV_CMD_DO_GRIPPER] = mav.MAV_RESULT_FAILED
    story.lowering(40)
    story.enter(S.RELEASED)
    story.wire.run(3)
    story.enter(S.RETURNING, cut_at=story.clock.now())
    story.wire.run(1)
    story.peer.place = CITY_HALL
    story.peer.results.clear()
    assert story.wire.run(10, until=lambda: story.peer.gripper_open)
    story.wire.run(1)
    assert not story.account().let_go


def test_while_the_line_is_out_the_hold_does_not_run_out() -> None:
    story = Story()
    story.lowering(5)
    renewed = story.peer.given(mav.MAV_CMD_DO_SET_MISSION_CURRENT)
    assert renewed == [(float(HOLD), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)]
    story.wire.run(100)
    assert len(story.peer.given(mav.MAV_CMD_DO_SET_MISSION_CURRENT)) == 3
    story.peer.item = FIRST_RETURN
    assert story.wire.run(10, until=lambda: story.peer.item == HOLD)


def test_without_a_word_it_takes_the_kit_home_and_says_so() -> None:
    story = Story()
    story.over_target()
    story.wire.run(119)
    story.peer.item = FIRST_RETURN
    assert story.finishes(A.RETURN)
    assert story.done() == (A.RETURN, SortieReason.NO_ANSWER)
    assert not story.peer.given(WINCH)
    assert not story.peer.gripper_open


def test_a_pilot_who_never_answers_over_a_lowered_kit_gets_it_back() -> None:
    story = Story()
    story.over_target()
    story.enter(S.LOWERING)
    assert not story.finishes(A.RETRACT, within_s=140)
    assert story.finishes(A.RETRACT, within_s=20)
    assert story.done()[1] is SortieReason.NO_ANSWER


def test_a_fouled_line_is_left_behind() -> None:
    story = Story()
    story.lowering(3)
    story.enter(S.RETURNING, reason=SortieReason.OTHER, cut_at=story.clock.now())
    assert story.wire.run(5, until=lambda: story.peer.item == FIRST_RETURN)
    assert story.peer.gripper_open
    assert story.peer.given(WINCH)[-1][1] == mav.WINCH_RELAXED


def test_a_line_that_was_cut_just_before_landing_where_it_is_is_let_go_all_the_same() -> None:
    story = Story()
    story.lowering(3)
    story.enter(S.DIVERTED, reason=SortieReason.BATTERY, cut_at=story.clock.now())
    assert story.wire.run(10, until=lambda: story.peer.mode is Mode.LAND)
    assert story.wire.run(5, until=lambda: story.peer.given(WINCH)[-1][1] == mav.WINCH_RELAXED)
    assert story.peer.gripper_open


def test_a_reason_given_with_the_line_in_lets_nothing_go() -> None:
    story = Story()
    story.lowering(3)
    story.enter(S.RETRACTING)
    assert story.finishes(A.RETURN)
    story.enter(S.RETURNING, reason=SortieReason.SITE_UNSAFE)
    story.wire.run(10)
    assert not story.peer.gripper_open


def test_a_winch_that_never_felt_a_pull_tells_none() -> None:
    story, felt = Story(), []
    for kg in (0.0, 1.5, 0.0, math.nan):
        story.peer.pull_kg = kg
        story.wire.run(1)
        state = story.account().state
        assert state is not None
        felt.append(state.line_kg)
    assert felt == [None, 1.5, 0.0, None]


def test_the_gripper_waits_until_nothing_hangs_on_the_line() -> None:
    story = Story()
    story.peer.pull_kg = 1.5
    story.lowering(40)
    story.enter(S.RELEASED)
    story.wire.run(5)
    assert not story.peer.gripper_open
    story.peer.pull_kg = 0.1
    assert story.wire.run(3, until=lambda: story.peer.gripper_open)


@pytest.mark.parametrize(("hangs_kg", "stands_kg"), [(15.0, 2.0), (0.2, 0.9)])
def test_a_winch_with_another_scale_is_taken_as_telling_no_pull(hangs_kg: float, stands_kg: float) -> None:
    """ArduPilot's Daiwa says ten times too much: a bare line would keep the gripper shut for ever."""
    story = Story()
    story.peer.pull_kg = hangs_kg
    story.over_target()
    story.ticks(1)
    assert not held(story.sortie.flight, story.sortie.vehicle)
    story.enter(S.LOWERING, vehicle=story.sortie.vehicle)
    story.again()  # what was felt stands written
    story.wire.run(8)
    story.peer.pull_kg = stands_kg
    story.wire.run(32)
    state = story.account().state
    assert state is not None
    assert (state.line_kg, state.line_most_kg) == (pytest.approx(stands_kg), pytest.approx(hangs_kg))
    assert pulls(story.sortie.flight, state) is None
    assert let_out_m(story.sortie.flight, state) == line_of(story.sortie.flight)[0]
    story.enter(S.RELEASED, vehicle=state)
    assert story.wire.run(5, until=lambda: story.peer.gripper_open)


def test_what_catches_the_line_near_the_ground_is_no_other_scale() -> None:
    story = Story()
    story.peer.pull_kg = 1.5
    story.lowering(15)
    story.peer.pull_kg = 5.0
    story.wire.run(2)
    state = story.account().state
    assert state is not None
    assert state.line_most_kg == 1.5
    assert held(story.sortie.flight, state)


def rising(story: Story) -> None:
    """The gripper has opened, and the line comes in."""
    assert story.finishes(A.RETRACT, within_s=10)
    story.enter(S.RETRACTING, vehicle=story.account().state)


def test_where_no_pull_is_told_the_grippers_word_is_enough() -> None:
    story = Story()
    story.lowering(40)
    story.enter(S.RELEASED)
    assert story.finishes(A.RETRACT, within_s=10)
    assert story.account().let_go


def felt(kg: float = 1.5) -> Story:
    """A kit that was felt on its way, stands on the ground, and is let go."""
    story = Story()
    story.peer.pull_kg = 1.5
    story.lowering(29)
    story.peer.pull_kg = 0.1
    story.wire.run(5)
    story.enter(S.RELEASED, vehicle=story.account().state)
    rising(story)
    story.peer.pull_kg = kg
    return story


def test_a_kit_is_off_when_more_line_came_in_than_lay_on_the_ground_and_nothing_pulls() -> None:
    story = felt(0.1)
    assert not story.account().let_go
    assert story.wire.run(10, until=lambda: story.account().let_go)
    assert 25.0 < (story.peer.line_m or 0.0) < 27.0
    assert not story.account().hung


@pytest.mark.parametrize("anew", [False, True])
def test_a_kit_that_pulls_at_the_line_for_a_metre_comes_up_again(anew: bool) -> None:
    story = felt()
    if anew:
        story.again()
    assert story.wire.run(10, until=lambda: story.account().hung)
    assert not story.account().let_go
    assert story.codes().count("kit_on_line") == 1


def test_what_pulls_more_than_a_kit_can_is_not_taken_for_it() -> None:
    story = felt(9.0)
    assert not story.wire.run(15, until=lambda: story.account().hung or story.account().let_go)


def test_a_winch_that_falls_silent_does_not_keep_a_kit_from_being_down_for_ever() -> None:
    story = felt(math.nan)
    assert not story.wire.run(19, until=lambda: story.account().let_go or story.account().hung)
    assert story.wire.run(3, until=lambda: story.account().let_go)


def test_a_kit_that_hung_is_not_let_go_by_touching_the_ground_at_home() -> None:
    story = felt()
    assert story.wire.run(10, until=lambda: story.account().hung)
    story.enter(S.RETRACTING, vehicle=story.account().state, hung_at=story.clock.now())
    assert story.finishes(A.RETURN, within_s=40)
    story.enter(S.RETURNING, vehicle=story.account().state, hung_at=story.clock.now())
    story.peer.pull_kg = 0.0
    assert not story.wire.run(30, until=lambda: story.account().let_go)


def test_a_kit_that_came_to_rest_early_is_off_no_sooner_than_it_would_lift() -> None:
    """The ground is four metres higher than the station's: so much more line lies there."""
    story = Story()
    story.peer.pull_kg = 1.5
    story.lowering(24)
    story.peer.pull_kg = 0.1
    story.wire.run(10)
    story.enter(S.RELEASED, vehicle=story.account().state)
    rising(story)
    story.again()
    assert story.wire.run(15, until=lambda: story.account().let_go)
    assert (story.peer.line_m or 0.0) < 23.0
