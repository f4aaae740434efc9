"""Waiting, going on and coming home: asked for, or of its own accord."""

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mav

from chassis.geo import between
from drones.homeward import way_back
from drones.states import SortieReason
from drones.vehicle import Mode
from tests.drones.mavlink.story import BENT, CORNER_A, CORNER_B, MODE, PLAN, A, S, Story
from tests.drones.scene import CITY_HALL, HANSOL


def test_pause_and_go_on() -> None:
    story = Story()
    story.launch()
    story.wire.run(3)
    story.enter(S.AIRBORNE, paused_at=story.clock.now())
    story.wire.run(10)
    story.enter(S.AIRBORNE)
    story.wire.run(10)
    assert [p[0] for p in story.peer.given(mav.MAV_CMD_DO_PAUSE_CONTINUE)] == [0.0, 1.0]


def test_a_pause_that_is_refused_in_motion_is_asked_for_again() -> None:
    story = Story()
    story.launch()
    story.wire.run(3)
    story.peer.results[mav.MAV_CMD_DO_PAUSE_CONTINUE] = mav.MAV_RESULT_FAILED
    story.peer.speed_mps = 12.0
    story.wire.run(1)
    story.enter(S.AIRBORNE, paused_at=story.clock.now())
    story.wire.run(10)
    assert len([p for p in story.peer.given(mav.MAV_CMD_DO_PAUSE_CONTINUE) if p[0] == 0.0]) > 2
    story.peer.results.clear()
    story.wire.run(4)
    story.peer.speed_mps = 0.0
    told = len(story.peer.commands)
    story.wire.run(20)
    assert len(story.peer.commands) == told
    story.peer.speed_mps = 9.0
    story.wire.run(4)
    assert len(story.peer.commands) > told


def test_one_press_brings_it_home_at_once_and_the_line_in() -> None:
    story = Story()
    story.lowering(3)
    story.enter(S.ABORTED)
    assert story.wire.run(1, until=lambda: story.peer.item == PLAN.first_return)
    assert story.wire.run(20, until=lambda: story.peer.line_m == pytest.approx(0.0, abs=0.5))
    assert (story.peer.mode, story.peer.gripper_open) == (Mode.AUTO, False)


def test_land_now_is_where_it_is() -> None:
    story = Story()
    story.launch()
    story.enter(S.DIVERTED)
    assert story.wire.run(1, until=lambda: story.peer.mode is Mode.LAND)
    story.peer.armed, story.peer.altitude_m = False, 0.0
    assert story.finishes(A.LAND)


def test_a_lost_link_is_seen_and_what_the_vehicle_did_meanwhile_stays() -> None:
    story = Story()
    story.launch()
    story.wire.cut = True
    story.wire.run(12)
    account = story.account()
    assert account.state is not None
    assert account.state.link_lost_since is not None
    assert (account.done, "link_lost" in story.codes()) == (None, True)
    story.peer.mode = Mode.RTL
    story.wire.cut = False
    story.peer.out.clear()
    story.wire.run(1)
    story.peer.text("GCS Failsafe")
    assert story.finishes(A.ABORT)
    story.wire.run(1)
    assert story.done() == (A.ABORT, SortieReason.LOST_LINK)
    story.enter(S.ABORTED)
    story.wire.run(30)
    assert story.peer.mode is Mode.RTL
    assert len(story.peer.given(MODE)) == 1


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("Battery 1 is low 45.10V used 9000 mAh", "battery_low", SortieReason.BATTERY),
        ("Polygon fence breached", "fence_breach", SortieReason.AIRSPACE),
        ("GCS Failsafe", "gcs_failsafe", SortieReason.LOST_LINK),
    ],
)
def test_a_failsafe_ends_the_way_out_with_its_reason(text: str, code: str, reason: SortieReason) -> None:
    story = Story()
    story.launch()
    story.peer.text(text)
    story.peer.mode = Mode.RTL
    story.wire.run(2)
    assert story.done() == (A.ABORT, reason)
    assert code in story.codes()


def test_nobody_takes_a_vehicle_from_a_pilot_with_a_transmitter() -> None:
    story = Story()
    story.launch()
    story.wire.run(3)
    told = len(story.peer.commands)
    story.peer.mode = Mode.LOITER
    story.wire.run(1)
    story.enter(S.AIRBORNE, paused_at=story.clock.now())
    story.wire.run(30)
    assert len(story.peer.commands) == told
    assert "mode_loiter" in story.codes()
    story.enter(S.ABORTED)
    assert story.wire.run(1, until=lambda: story.peer.mode is Mode.RTL)


def test_broken_off_behind_a_bend_it_goes_back_the_way_it_came() -> None:
    story = Story(plan=BENT)
    story.launch()
    story.peer.item, story.peer.place = 5, between(CORNER_B, HANSOL, 0.3)
    story.wire.run(1)
    story.enter(S.ABORTED)
    assert story.wire.run(2, until=lambda: story.peer.item == BENT.first_return + 1)
    story.wire.run(20)
    assert story.peer.mode is Mode.AUTO
    assert BENT.items[BENT.first_return + 1].place == CORNER_B


def test_it_returns_straight_after_all_when_the_vehicle_does_not_heed() -> None:
    story = Story(plan=BENT)
    story.launch()
    story.peer.results[mav.MAV_CMD_DO_SET_MISSION_CURRENT] = mav.MAV_RESULT_FAILED
    story.peer.item, story.peer.place = BENT.hold, HANSOL
    story.wire.run(1)
    story.enter(S.ABORTED)
    assert not story.wire.run(5, until=lambda: story.peer.mode is Mode.RTL)
    assert story.wire.run(5, until=lambda: story.peer.mode is Mode.RTL)


def test_before_the_first_bend_home_is_straight() -> None:
    assert way_back(BENT, between(CITY_HALL, CORNER_A, 0.5), 3) is None
    assert way_back(BENT, HANSOL, BENT.hold) == BENT.first_return
    assert way_back(PLAN, HANSOL, PLAN.hold) == PLAN.first_return
    assert way_back(PLAN, HANSOL, PLAN.hold - 1) == PLAN.first_return
    assert way_back(PLAN, between(CITY_HALL, HANSOL, 0.9), PLAN.hold - 2) is None
    assert way_back(BENT, None, 4) is None
    assert way_back(BENT, HANSOL, BENT.first_return) is None


def test_what_went_home_while_nobody_heard_it_went_for_want_of_a_link() -> None:
    story = Story()
    story.launch()
    story.wire.run(2)
    heard = story.account().state
    story.wire.cut = True
    story.wire.run(11)
    story.enter(S.AIRBORNE, vehicle=heard)
    story.again()
    story.peer.mode = Mode.RTL
    story.wire.cut = False
    assert story.finishes(A.ABORT)
    assert story.done() == (A.ABORT, SortieReason.LOST_LINK)
