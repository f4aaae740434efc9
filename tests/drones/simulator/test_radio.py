"""The line to the simulated vehicle: what it says how often, what gets lost, who is believed."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from drones.simulator.codes import Command, Mode, Result
from tests.drones.simulator.range import Range, delivery, off

POSITION = mavlink.MAVLINK_MSG_ID_GLOBAL_POSITION_INT
KEY, OTHER_KEY = bytes(range(32)), bytes(32)
TARGET = off(300.0, 200.0)


def told(field: Range, kind: str) -> int:
    """How many messages of a type came so far."""
    return sum(m.get_type() == kind for m in field.heard)


def test_a_message_comes_as_often_as_was_asked_for() -> None:
    field = Range()
    assert field.order(Command.SET_MESSAGE_INTERVAL, POSITION, 200_000) == 0
    field.fly(10)
    assert 48 <= told(field, "GLOBAL_POSITION_INT") <= 52
    assert field.order(Command.SET_MESSAGE_INTERVAL, POSITION, -1) == 0
    before = told(field, "GLOBAL_POSITION_INT")
    field.fly(10)
    assert told(field, "GLOBAL_POSITION_INT") == before
    assert field.order(Command.SET_MESSAGE_INTERVAL, 12920, 200_000) == Result.FAILED


def test_a_message_comes_when_it_is_asked_for() -> None:
    field = Range()
    assert field.order(Command.REQUEST_MESSAGE, mavlink.MAVLINK_MSG_ID_AUTOPILOT_VERSION) == 0
    assert field.last("AUTOPILOT_VERSION").capabilities & mavlink.MAV_PROTOCOL_CAPABILITY_MISSION_RALLY


def test_frames_get_lost_in_the_share_that_was_set() -> None:
    field = Range()
    field.copter.parameters["SIM_LINE_LOSS"] = 0.25
    field.order(Command.SET_MESSAGE_INTERVAL, POSITION, 100_000)
    answers = [field.order(Command.FENCE_ENABLE, 0) for _ in range(400)]
    assert 0.50 < sum(answer is not None for answer in answers) / 400 < 0.62  # there and back: 0.75²


def test_a_cut_line_is_silent_both_ways_and_comes_back() -> None:
    field = Range()
    field.set("SIM_LINE_CUT", 5.0)
    before = len(field.heard)
    field.fly(4.5)
    assert field.order(Command.SET_MODE, 1, Mode.GUIDED) is None
    assert len(field.heard) == before
    field.fly(1)
    assert len(field.heard) > before
    assert field.copter.mode is Mode.STABILIZE


def test_every_parameter_can_be_read_and_one_it_has_not_got_is_not_answered() -> None:
    field = Range()
    listed = field.send(mavlink.MAVLink_param_request_list_message(7, 1))
    assert len(listed) == len(field.copter.parameters.names)
    (one,) = field.send(mavlink.MAVLink_param_request_read_message(7, 1, b"FS_GCS_TIMEOUT", -1))
    assert one.param_value == 10.0
    assert field.set("NO_SUCH", 1.0) is None


def test_with_a_key_only_what_is_signed_with_it_is_heard() -> None:
    field = Range(key=KEY)
    assert field.order(Command.SET_MODE, 1, Mode.GUIDED) is None
    _sign(field, OTHER_KEY)
    assert field.order(Command.SET_MODE, 1, Mode.GUIDED) is None
    assert field.copter.mode is Mode.STABILIZE
    _sign(field, KEY)
    assert field.order(Command.SET_MODE, 1, Mode.GUIDED) == 0


def _sign(field: Range, key: bytes) -> None:
    signing: Any = field.mav.signing
    signing.secret_key, signing.sign_outgoing = key, True


def test_what_is_meant_for_another_vehicle_or_for_a_winch_of_its_own_is_not_answered() -> None:
    field = Range()
    winch = mavlink.MAV_COMP_ID_WINCH
    for system, component in ((8, 1), (7, winch)):
        order = mavlink.MAVLink_command_long_message(system, component, Command.WINCH, 0, 1, 1, 5, 1, 0, 0, 0)
        assert field.send(order) == []
    assert field.copter.winch.wanted_m == 0.0


@given(st.binary(max_size=300))
@settings(max_examples=40, deadline=None)
def test_noise_on_the_line_does_no_harm(noise: bytes) -> None:
    field = Range()
    field.radio.hear(noise, now=0.0)
    field.radio.hear(noise, now=0.1)
    field.fly(1)
    assert not field.copter.armed


ORDERS = st.one_of(
    st.tuples(st.just(Command.SET_MODE), st.just(1.0), st.sampled_from([float(mode) for mode in Mode])),
    st.tuples(st.just(Command.ARM_DISARM), st.sampled_from([0.0, 1.0])),
    st.tuples(st.just(Command.MISSION_START)),
    st.tuples(st.just(Command.PAUSE_CONTINUE), st.sampled_from([0.0, 1.0])),
    st.tuples(st.just(Command.SET_MISSION_CURRENT), st.integers(0, 9).map(float)),
    st.tuples(
        st.just(Command.WINCH), st.just(1.0), st.sampled_from([0.0, 1.0, 2.0]), st.floats(-70, 70), st.floats(0, 2)
    ),
    st.tuples(st.just(Command.LAND)),
    st.tuples(st.just(Command.RETURN_TO_LAUNCH)),
    st.tuples(st.just(Command.TAKEOFF), *[st.just(0.0)] * 6, st.floats(5, 60)),
)


@given(st.lists(st.tuples(ORDERS, st.floats(0.1, 40)), max_size=12))
@settings(max_examples=40, deadline=None)
def test_whatever_is_ordered_it_stays_a_vehicle_and_only_the_gripper_lets_the_kit_go(
    orders: list[tuple[tuple[float, ...], float]],
) -> None:
    field = Range()
    field.launch(delivery(TARGET))
    for order, seconds in orders:
        field.order(int(order[0]), *order[1:])
        before_wh, armed = field.copter.body.energy_wh, field.copter.armed
        field.fly(seconds)
        copter = field.copter
        assert copter.winch.kit
        assert copter.armed or not copter.airborne
        assert copter.airborne or copter.body.up == 0.0
        assert -0.01 <= copter.body.up < 130.0
        assert 0.0 <= copter.winch.line_m <= 60.0
        assert copter.body.energy_wh < before_wh or not armed or not copter.armed or not copter.airborne
        assert copter.run.current <= 8
