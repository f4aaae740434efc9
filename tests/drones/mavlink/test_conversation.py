"""What is said with one vehicle and heard of it, whatever it is doing."""

from pymavlink.dialects.v20 import ardupilotmega as mav

from drones.mavlink.frames import Frames
from drones.vehicle import Mode
from tests.drones.mavlink.peer import Peer
from tests.drones.mavlink.story import Story
from tests.drones.scene import CITY_HALL, HANSOL, NOW


def test_a_vehicle_that_restarts_on_its_pad_is_read_and_loaded_anew() -> None:
    story = Story()
    assert story.wire.run(30, until=story.verified)
    story.peer.lists = {0: [], 1: [], 2: []}
    story.wire.run(10)
    story.peer.boot = story.clock.now()
    story.wire.run(0.6)
    assert story.wire.run(10, until=story.verified)
    assert story.peer.uploads == [1, 2, 0, 1, 2, 0]


def test_signed_lines_hear_nobody_without_the_passphrase() -> None:
    story = Story(passphrase="gold")
    assert story.wire.run(10, until=story.verified)
    forged = Peer(HANSOL, frames=Frames(system=1, component=1))
    for frame in forged.beat(story.clock.now()):
        story.talk.hear(frame, story.clock.now())
    state = story.talk.hearing.state
    assert state is not None
    assert state.place == CITY_HALL
    wrong = Frames("silver", system=1, component=1, started=NOW)
    assert not Frames("gold", started=NOW).unpack(wrong.pack(mav.MAVLink_mission_current_message(3)))


def test_a_heartbeat_of_ground_station_255_goes_out_each_second() -> None:
    story = Story()
    story.wire.run(20)
    assert len(story.peer.heard_gcs) == 20


def test_what_it_says_is_kept_with_its_units() -> None:
    story = Story()
    story.wire.run(3)
    state = story.talk.hearing.state
    assert state is not None
    assert (state.battery_share, state.battery_v, state.fix, state.satellites, state.hdop) == (0.87, 48.0, 3, 14, 0.8)
    assert (state.ekf_ok, state.prearm_ok, state.armed, state.in_air) == (True, True, False, False)
    assert (state.place, state.altitude_m, state.amsl_m, state.heading_deg) == (CITY_HALL, 0.0, 40.0, 90.0)
    assert (state.wind_mps, state.wind_from_deg, state.line_m, state.mode) == (4.0, 270.0, 0.0, Mode.STABILIZE)


def test_what_is_said_no_more_is_not_known_any_more() -> None:
    story = Story()
    story.wire.run(3)
    story.peer.line_m = None
    story.wire.run(3)
    assert story.talk.hearing.state is not None
    assert story.talk.hearing.state.line_m == 0.0
    story.wire.run(3)
    assert story.talk.hearing.state.line_m is None
    assert story.talk.hearing.state.place == CITY_HALL


def test_another_make_of_autopilot_is_not_heard() -> None:
    story = Story()
    story.peer.make = mav.MAV_AUTOPILOT_PX4
    story.wire.run(10)
    assert story.talk.hearing.state is None
    assert story.peer.commands == story.peer.uploads == []


def test_a_failsafe_that_is_off_is_found_on_the_ground() -> None:
    story = Story()
    story.peer.settings |= {"FS_GCS_ENABLE": 0.0, "FENCE_TYPE": 3.0}
    story.wire.run(40)
    told = [note.text for note in story.told() if note.code == "setting"]
    assert sorted(told) == ["FENCE_TYPE is 3", "FS_GCS_ENABLE is 0"]


def test_a_vehicle_that_is_set_right_is_not_spoken_of() -> None:
    story = Story(loss=0.2)
    story.wire.run(60)
    assert "setting" not in story.codes()
