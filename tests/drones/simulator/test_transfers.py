"""Missions, fences and rally points over the wire, with the ways of a real ArduPilot."""

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from drones.simulator.codes import Answer, Command, Frame, ListKind
from tests.drones.simulator.range import AMSL_M, HOME, Range, delivery, item, off, ring

TARGET = off(900.0, -1200.0)
SQUARE = (off(-50, -50), off(50, -50), off(50, 50), off(-50, 50))


def test_what_was_sent_is_read_back_as_a_real_vehicle_gives_it() -> None:
    field, sent = Range(), delivery(TARGET)
    assert field.upload(ListKind.MISSION, sent) == Answer.ACCEPTED
    held = field.download(ListKind.MISSION)
    assert [(m.command, m.x, m.y) for m in held[1:]] == [(i.command, i.lat_e7, i.lon_e7) for i in sent[1:]]
    hold = next(m for m in held if m.command == Command.LOITER_TIME)
    assert (hold.param1, hold.param3) == (120.0, 1.0)  # the third comes back changed


def test_home_is_the_vehicles_own_whatever_was_sent() -> None:
    field, sent = Range(), delivery(TARGET)
    field.upload(ListKind.MISSION, [item(Command.WAYPOINT, TARGET, 0.0, frame=Frame.AMSL), *sent[1:]])
    first = field.download(ListKind.MISSION)[0]
    assert (first.x, first.y, first.z) == (round(HOME.lat * 1e7), round(HOME.lon * 1e7), AMSL_M)


def test_a_refused_upload_has_already_destroyed_the_mission_that_was_there() -> None:
    field, sent = Range(), delivery(TARGET)
    field.upload(ListKind.MISSION, sent)
    unknown = [*sent[:2], item(2001, TARGET, 60.0), *sent[2:]]  # takes pictures, which it has no camera for
    assert field.upload(ListKind.MISSION, unknown) == Answer.UNSUPPORTED
    assert len(field.download(ListKind.MISSION)) == 2


def test_an_item_is_refused_when_it_was_told_to_refuse_it() -> None:
    field = Range()
    field.set("SIM_MIS_REFUSE", 4.0)
    assert field.upload(ListKind.MISSION, delivery(TARGET)) == Answer.UNSUPPORTED
    field.set("SIM_MIS_REFUSE", 0.0)
    assert field.upload(ListKind.MISSION, delivery(TARGET)) == Answer.ACCEPTED


def test_a_fence_of_two_corners_is_refused_and_the_old_one_stays() -> None:
    field = Range()
    assert field.upload(ListKind.FENCE, ring(Command.FENCE_INCLUSION, *SQUARE)) == Answer.ACCEPTED
    assert field.upload(ListKind.FENCE, ring(Command.FENCE_EXCLUSION, *SQUARE[:2])) == Answer.ERROR
    assert len(field.download(ListKind.FENCE)) == len(SQUARE)


def test_an_unknown_frame_is_refused() -> None:
    field = Range()
    odd = [*delivery(TARGET)[:2], item(Command.WAYPOINT, TARGET, 60.0, frame=7)]
    assert field.upload(ListKind.MISSION, odd) == Answer.UNSUPPORTED_FRAME


def test_when_the_last_answer_is_lost_the_last_item_sent_again_is_an_error_but_all_is_there() -> None:
    field, sent = Range(), delivery(TARGET)
    field.set("SIM_ACK_LOSS", 1.0)
    assert field.upload(ListKind.MISSION, sent) == Answer.ERROR
    assert len(field.download(ListKind.MISSION)) == len(sent)


def test_an_upload_gets_through_a_line_that_loses_nearly_a_third() -> None:
    field, sent = Range(), delivery(TARGET)
    field.copter.parameters["SIM_LINE_LOSS"] = 0.3
    answer = field.upload(ListKind.MISSION, sent)
    field.copter.parameters["SIM_LINE_LOSS"] = 0.0
    assert answer in {Answer.ACCEPTED, Answer.ERROR}  # an error when the last answer was among the lost
    assert [m.command for m in field.download(ListKind.MISSION)] == [one.command for one in sent]


def test_it_asks_again_for_an_item_that_does_not_come_and_gives_up_in_the_end() -> None:
    field = Range()
    field.send(mavlink.MAVLink_mission_count_message(7, 1, 5, ListKind.MISSION))
    field.fly(12)
    asked = [m.seq for m in field.heard if m.get_type() == "MISSION_REQUEST_INT"]
    assert 5 <= len(asked) <= 9
    assert set(asked) == {0}
    assert "Mission upload timeout" in field.texts()


def test_a_second_ground_station_cannot_interrupt_an_upload() -> None:
    field = Range()
    field.send(mavlink.MAVLink_mission_count_message(7, 1, 5, ListKind.MISSION))
    field.mav.srcSystem = 254
    (answer,) = field.send(mavlink.MAVLink_mission_count_message(7, 1, 3, ListKind.MISSION))
    assert answer.type == Answer.DENIED


def test_more_than_it_can_hold_is_refused() -> None:
    field = Range()
    (answer,) = field.send(mavlink.MAVLink_mission_count_message(7, 1, 5000, ListKind.MISSION))
    assert answer.type == Answer.NO_SPACE


def test_lists_are_cleared_one_by_one() -> None:
    field = Range()
    field.upload(ListKind.MISSION, delivery(TARGET))
    field.upload(ListKind.FENCE, ring(Command.FENCE_INCLUSION, *SQUARE))
    (answer,) = field.send(mavlink.MAVLink_mission_clear_all_message(7, 1, ListKind.FENCE))
    assert answer.type == Answer.ACCEPTED
    assert not field.download(ListKind.FENCE)
    assert field.download(ListKind.MISSION)
