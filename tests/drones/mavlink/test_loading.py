"""A plan goes to the vehicle whole, over lines that lose what they carry, and is read back."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymavlink.dialects.v20 import ardupilotmega as mav

from drones.lacks import Lack
from drones.mavlink.exchange import Kind
from drones.mavlink.wire import lists_of
from tests.drones.mavlink.story import ARM, PLAN, START, A, Story, loaded


def test_a_plan_is_loaded_fence_first_and_read_back() -> None:
    story = Story()
    assert story.wire.run(10, until=story.verified)
    assert story.peer.uploads == [1, 2, 0]
    assert [len(story.peer.lists[kind]) for kind in (0, 1, 2)] == [len(PLAN.items), len(PLAN.inclusion) + 3, 1]


@pytest.mark.parametrize("seed", range(5))
def test_three_of_ten_frames_lost_either_way_only_take_longer(seed: int) -> None:
    story = Story(loss=0.3)
    story.wire.chance.seed(seed)
    assert story.wire.run(600, until=story.verified)
    assert [item.seq for item in story.peer.lists[0]] == list(range(len(PLAN.items)))


def test_a_lost_last_answer_is_no_failure() -> None:
    story = Story()
    story.peer.loses_final_ack = 3
    assert story.wire.run(60, until=story.verified)
    assert story.peer.uploads == [1, 2, 0]
    assert story.codes() == []


def test_a_refused_upload_is_told_and_nothing_is_verified_or_armed() -> None:
    story = Story()
    story.peer.unsupported = frozenset({mav.MAV_CMD_DO_CHANGE_SPEED})
    assert not story.wire.run(10, until=story.verified)
    [note] = [n for n in story.told() if n.code.startswith("plan_")]
    assert (note.code, note.text) == ("plan_refused", "mission: unsupported")
    assert len(story.peer.lists[0]) < len(PLAN.items)
    story.press()
    assert story.finishes(A.STAND_DOWN, within_s=60)
    assert not story.peer.given(ARM)


def test_what_a_vehicle_holds_already_is_not_sent_again() -> None:
    story = loaded()
    story.again()
    assert story.wire.run(10, until=story.verified)
    assert story.peer.uploads == [1, 2, 0]


@pytest.mark.parametrize(("name", "held"), [("RTL_ALT", PLAN.cruise_m * 100.0), ("RTL_ALT_M", PLAN.cruise_m)])
def test_it_is_to_come_home_by_itself_at_the_height_of_the_flight(name: str, held: float) -> None:
    """In centimetres, or in metres where the name says so."""
    story = Story()
    story.peer.settings.pop("RTL_ALT")
    story.peer.settings[name] = 15.0
    assert story.wire.run(60, until=story.verified)
    assert story.peer.settings[name] == held


@pytest.mark.parametrize(
    ("held", "said"),
    [({}, "RTL_ALT / RTL_ALT_M: not told"), ({"RTL_ALT": 1500.0}, f"RTL_ALT is 15 m, not {PLAN.cruise_m:g} m")],
)
def test_one_whose_return_cannot_be_set_is_not_verified_and_says_why(held: dict[str, float], said: str) -> None:
    story = Story()
    story.peer.settings, story.peer.stubborn = held, frozenset({"RTL_ALT"})
    assert not story.wire.run(60, until=story.verified)
    assert ("return_height", said) in {(note.code, note.text) for note in story.told()}
    story.press()
    story.wire.run(40)
    assert not story.peer.given(ARM)


def test_another_station_changing_the_mission_is_found_before_arming() -> None:
    """However shortly before: nobody has told us of it."""
    story = loaded()
    story.peer.lists[0] = story.peer.lists[0][:4]
    story.wire.run(1)
    story.press()
    assert story.wire.run(20, until=lambda: story.peer.armed)
    assert len(story.peer.lists[0]) == len(PLAN.items)
    assert "plan_touched" in story.codes()


def test_what_the_vehicle_holds_is_read_before_every_arming_and_not_sent_again() -> None:
    story = loaded()
    story.wire.run(5)
    sent = list(story.peer.uploads)
    story.peer.read.clear()
    story.press()
    assert story.wire.run(20, until=lambda: story.peer.armed)
    assert (story.peer.read, story.peer.uploads) == ([1, 2, 0], sent)


def tells_another_station(story: Story) -> None:
    story.peer.say(mav.MAVLink_mission_ack_message(254, 190, mav.MAV_MISSION_ACCEPTED, 0))


def is_read_by_another_station(story: Story) -> None:
    story.peer.say(mav.MAVLink_mission_count_message(253, 190, len(PLAN.items), 0))


def asks_our_number_for_items(story: Story) -> None:
    story.peer.say(mav.MAVLink_mission_request_int_message(255, 190, 0, 0))


def holds_fewer_items(story: Story) -> None:
    story.peer.lists[0] = story.peer.lists[0][:4]
    story.peer.say(mav.MAVLink_mission_current_message(0, 3))


def returns_lower(story: Story) -> None:
    story.peer.settings["RTL_ALT"] = 1500.0
    story.peer.say(mav.MAVLink_param_value_message(b"RTL_ALT", 1500.0, 9, 1, 0))


@pytest.mark.parametrize(
    "happens",
    [
        tells_another_station,
        is_read_by_another_station,
        asks_our_number_for_items,
        holds_fewer_items,
        returns_lower,
    ],
)
def test_when_others_may_have_changed_it_nothing_is_verified_until_it_is_read_again(
    happens: Callable[[Story], None],
) -> None:
    story = loaded()
    story.wire.run(5)
    happens(story)
    story.wire.run(0.5)
    assert (story.verified(), lack_of(story)) == (False, Lack.PLAN_TOUCHED)
    assert "plan_touched" in story.codes()
    assert story.wire.run(10, until=story.verified)
    assert lack_of(story) is None
    assert (len(story.peer.lists[0]), story.peer.settings["RTL_ALT"]) == (len(PLAN.items), PLAN.cruise_m * 100.0)


def test_a_restarted_vehicle_is_not_verified_until_it_was_read() -> None:
    story = loaded()
    story.wire.run(10)
    story.peer.boot, story.peer.deaf = story.clock.now(), True
    story.wire.run(1)
    assert (story.verified(), lack_of(story)) == (False, Lack.RESTARTED)
    story.peer.deaf = False
    assert story.wire.run(10, until=story.verified)


def test_one_that_others_speak_to_while_it_is_being_armed_is_not_started() -> None:
    story = loaded()
    story.peer.results[ARM] = mav.MAV_RESULT_IN_PROGRESS
    story.press()
    assert story.wire.run(10, until=lambda: bool(story.peer.given(ARM)))
    tells_another_station(story)
    assert story.finishes(A.STAND_DOWN)
    assert not story.peer.given(START)


def lack_of(story: Story) -> Lack | None:
    state = story.account().state
    assert state is not None
    return state.plan_lack


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.1, 0.3, 0.4]), st.integers(0, 2))
def test_whatever_gets_lost_what_is_verified_is_what_the_vehicle_holds(seed: int, loss: float, acks: int) -> None:
    story = Story(loss=loss)
    story.wire.chance.seed(seed)
    story.peer.loses_final_ack = acks
    story.wire.run(300, until=story.verified)
    if story.verified():
        held = [(item.command, item.x, item.y) for item in story.peer.lists[0]]
        assert held == [(item.command, item.x, item.y) for item in lists_of(PLAN)[Kind.MISSION]]
        assert len(story.peer.lists[1]) == len(lists_of(PLAN)[Kind.FENCE])
    else:
        assert loss > 0.3 or "plan_silent" in story.codes()
