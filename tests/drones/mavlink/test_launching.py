"""A launch: one word, heeded once, whatever dies in between."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mav

from drones.states import SortieReason
from drones.vehicle import Mode
from tests.drones.mavlink.peer import Peer
from tests.drones.mavlink.story import ARM, HOLD, MODE, START, A, S, Story, loaded
from tests.drones.scene import HANSOL


def test_a_launch_fences_sets_the_mode_arms_and_starts_in_this_order_once() -> None:
    story = Story()
    story.launch()
    order = [command for command, _ in story.peer.commands]
    assert order == [mav.MAV_CMD_DO_FENCE_ENABLE, MODE, ARM, START]
    assert story.peer.given(MODE) == [(1.0, 3.0, 0.0, 0.0, 0.0, 0.0, 0.0)]


def test_a_vehicle_that_does_not_arm_says_why() -> None:
    story = loaded()
    story.peer.results[ARM] = mav.MAV_RESULT_FAILED
    story.peer.text("Arm: Vehicle breaching Polygon fence")
    story.press()
    assert story.finishes(A.STAND_DOWN)
    assert story.done() == (A.STAND_DOWN, SortieReason.TECHNICAL)
    assert not story.peer.given(START)


def test_the_refusal_is_in_the_notes() -> None:
    story = loaded()
    story.peer.results[ARM] = mav.MAV_RESULT_FAILED
    story.press()
    story.wire.run(0.2)
    story.peer.text("Arm: Battery 1 low voltage")
    story.wire.run(5)
    notes = story.told()
    assert [n.text for n in notes if n.code == "not_launched"] == ["arm: Arm: Battery 1 low voltage"]
    assert [n.code for n in notes if n.text.startswith("Arm:")] == ["prearm"]


def test_one_that_does_not_arm_in_auto_arms_in_guided_and_starts_from_there() -> None:
    story = loaded()

    def obey(command: int, params: tuple[float, ...]) -> None:
        if command == ARM:
            story.peer.results.pop(ARM, None)
        Peer.obey(story.peer, command, params)
        story.peer.results[ARM] = mav.MAV_RESULT_FAILED if story.peer.mode is Mode.AUTO else mav.MAV_RESULT_ACCEPTED

    story.peer.obey = obey  # type: ignore[method-assign]
    story.press()
    story.wire.run(0.2)
    story.peer.text("Arm: AUTO mode not armable")
    assert story.wire.run(20, until=lambda: story.peer.item == 1)
    assert [params[1] for params in story.peer.given(MODE)] == [3.0, 4.0]


def test_a_word_to_launch_that_nobody_heard_is_never_heeded_later() -> None:
    story = loaded()
    story.wire.cut = True
    story.wire.run(5)
    story.press()
    assert story.done() == (A.STAND_DOWN, SortieReason.LOST_LINK)
    story.wire.cut = False
    story.wire.run(60)
    assert not story.peer.given(ARM)


@pytest.mark.parametrize(("late_s", "arms"), [(170, False), (31, False), (25, True), (-0.3, True)])
def test_a_press_that_has_waited_is_no_word_any_more(late_s: float, arms: bool) -> None:
    story = loaded()
    story.enter(S.LAUNCHING)
    pressed = story.clock.now() - timedelta(seconds=late_s)  # by the clock of the server that took the press
    sortie = replace(story.sortie, armed_at=story.clock.now(), entered={**story.sortie.entered, S.LAUNCHING: pressed})
    story.sortie = sortie
    story.talk.start(sortie, story.clock.now())
    story.wire.run(4.5)  # it is read back first, in steps of a tenth of a second
    assert story.peer.armed is arms
    if not arms:
        assert story.done() == (A.STAND_DOWN, SortieReason.TECHNICAL)
        assert story.codes().count("not_launched") == 1


def pressed_before(story: Story, seconds: float) -> None:
    """The press has waited so long by the time it is heeded."""
    story.enter(S.LAUNCHING)
    pressed, now = story.clock.now() - timedelta(seconds=seconds), story.clock.now()
    story.sortie = replace(story.sortie, armed_at=now, entered={**story.sortie.entered, S.LAUNCHING: pressed})
    story.talk.start(story.sortie, now)


def test_a_slow_reading_takes_nothing_from_the_time_to_arm_and_to_rise() -> None:
    story = loaded()
    pressed_before(story, 8)
    story.peer.deaf = True
    story.wire.run(18)
    story.peer.deaf = False
    assert story.wire.run(4, until=lambda: bool(story.peer.commands))
    story.peer.results[ARM] = mav.MAV_RESULT_IN_PROGRESS
    story.wire.run(4)
    story.peer.results.clear()
    assert story.wire.run(20, until=lambda: bool(story.peer.given(START)))
    assert story.clock.now() - story.sortie.entered[S.LAUNCHING] > timedelta(seconds=30)
    story.wire.run(15)  # it takes its time to rise
    assert story.done()[0] is None
    assert story.peer.armed
    story.peer.altitude_m = 10.0
    assert story.finishes(A.TAKE_OFF)


def test_a_reading_without_end_arms_nothing() -> None:
    story = loaded()
    pressed_before(story, 15)
    story.peer.deaf = True
    story.wire.run(16)
    story.peer.deaf = False
    story.wire.run(60)
    assert not story.peer.given(ARM)
    assert story.done() == (A.STAND_DOWN, SortieReason.TECHNICAL)


def test_a_worker_killed_between_the_word_and_the_arming_leaves_the_drone_on_the_ground() -> None:
    story = loaded()
    story.enter(S.LAUNCHING, armed_at=story.clock.now())
    story.again()
    assert story.finishes(A.STAND_DOWN, within_s=40)
    assert not story.peer.given(ARM)


def test_a_worker_killed_after_the_arming_disarms_what_never_rose() -> None:
    story = loaded()
    story.press()
    assert story.wire.run(10, until=lambda: story.peer.armed)
    story.again()
    assert story.wire.run(40, until=lambda: not story.peer.armed)
    assert story.finishes(A.STAND_DOWN)
    assert [params[0] for params in story.peer.given(ARM)] == [1.0, 0.0]


def test_a_worker_killed_in_flight_takes_hold_again_and_arms_nothing() -> None:
    story = Story()
    story.launch()
    armed, uploads = len(story.peer.given(ARM)), list(story.peer.uploads)
    story.again()
    story.peer.place, story.peer.altitude_m, story.peer.item = HANSOL, 30.0, HOLD
    assert story.finishes(A.ON_STATION)
    assert (len(story.peer.given(ARM)), story.peer.uploads) == (armed, uploads)


def test_calling_it_off_while_it_arms_is_the_last_word() -> None:
    story = loaded()
    story.press()
    story.peer.results[ARM] = mav.MAV_RESULT_TEMPORARILY_REJECTED
    story.wire.run(1.0, until=lambda: bool(story.peer.given(ARM)))
    story.enter(S.ABORTED)
    story.peer.results.clear()
    story.wire.run(30)
    assert not story.peer.armed
    assert not story.peer.given(START)
    assert story.done() == (A.LAND, None)


def test_a_start_that_nobody_answered_is_not_given_again_in_the_air() -> None:
    story = loaded()
    story.press()
    story.peer.results[START] = mav.MAV_RESULT_TEMPORARILY_REJECTED
    assert story.wire.run(10, until=lambda: bool(story.peer.given(START)))
    story.peer.mode, story.peer.item, story.peer.altitude_m = Mode.AUTO, 1, 10.0  # it was heeded, and the answer lost
    assert story.finishes(A.TAKE_OFF)
    story.enter(S.AIRBORNE)
    started = len(story.peer.given(START))
    story.peer.mode = Mode.RTL
    story.wire.run(20)
    assert len(story.peer.given(START)) == started
    assert story.peer.mode is Mode.RTL


def test_what_a_vehicle_says_while_the_database_is_away_is_told_afterwards() -> None:
    """Left alone for want of a word and followed again, it flies for the same sortie: its notes are still of this
    flight."""
    story = loaded()
    story.launch()
    story.account()
    story.talk.leave(story.clock.now())
    story.peer.text("Battery 1 low voltage")
    story.wire.run(2)
    story.talk.follow(story.sortie, story.clock.now())
    assert "Battery 1 low voltage" in [note.text for note in story.account().notes]


def slowly(story: Story, rounds: int, deaf_s: float) -> None:
    """A radio that lets a few questions through, again and again."""
    for _ in range(rounds):
        story.peer.deaf = True
        story.wire.run(deaf_s)
        story.peer.deaf = False
        story.wire.run(0.8)


def test_a_reading_that_gets_on_may_take_longer_than_thirty_seconds() -> None:
    story = loaded()
    story.press()
    slowly(story, 3, 14.0)
    assert not story.peer.given(ARM) and story.done()[0] is None
    assert story.wire.run(40, until=lambda: bool(story.peer.given(START)))
    assert story.clock.now() - story.sortie.entered[S.LAUNCHING] > timedelta(seconds=40)


def test_a_reading_that_begins_again_and_again_is_given_up_after_three_minutes() -> None:
    """Nothing is armed by a list that was looked over so long ago."""
    story = loaded()
    story.press()
    while story.done()[0] is None:
        slowly(story, 1, 8.0)
        assert story.talk.keeping is not None
        story.talk.keeping.read()
    took = story.clock.now() - story.sortie.entered[S.LAUNCHING]
    assert timedelta(seconds=180) < took < timedelta(seconds=195)
    assert story.done() == (A.STAND_DOWN, SortieReason.TECHNICAL)
    assert not story.peer.given(ARM)
