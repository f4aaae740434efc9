"""The mission that is loaded into a vehicle, and what is compared when it is read back."""

from dataclasses import replace

import pytest
from shapely import Point, Polygon

from drones.exports.groundstation import plan_file
from drones.missionplan import Command, FlightPlan, Frame, compose, differences, fingerprint
from tests.drones.asking import ask, go
from tests.drones.scene import CITY_HALL, HANSOL, squadron


def plan() -> FlightPlan:
    return compose(go(ask(squadron())).flight, cruise_mps=18.0, home_amsl_m=40.0)


def test_a_mission_has_the_shape_that_flew() -> None:
    made = plan()
    commands = [item.command for item in made.items]
    assert commands == [16, 22, 178, 16, 16, 19, 16, 16, 21]
    assert made.items[0].frame == Frame.AMSL and made.items[0].altitude_m == 40.0
    assert made.items[1].altitude_m == 50.0 and made.items[2].params[:2] == (1.0, 18.0)
    assert [made.items[n].altitude_m for n in (3, 4, 5, 6)] == [50.0, 30.0, 30.0, 50.0]
    assert made.items[3].place == made.items[5].place == HANSOL and made.items[-1].place == CITY_HALL
    assert (made.hold, made.first_return) == (5, 6)


def test_nobody_waits_over_a_target_longer_than_two_minutes() -> None:
    made = plan()
    assert made.items[made.hold].params[0] == 120.0


def test_the_fence_holds_the_whole_way_and_little_else() -> None:
    made = plan()
    ring = Polygon([(corner.lon, corner.lat) for corner in made.inclusion])
    assert all(ring.contains(Point(i.place.lon, i.place.lat)) for i in made.items if i.place is not None)
    assert len(made.inclusion) < 30


def test_the_same_plan_has_the_same_fingerprint_and_another_one_another() -> None:
    made = plan()
    assert fingerprint(made) == fingerprint(plan())
    assert fingerprint(made) != fingerprint(replace(made, home=HANSOL))


def test_what_is_read_back_must_be_what_was_sent() -> None:
    sent = plan().items
    assert differences(sent, sent) == ()
    assert differences(sent, sent[:2]) == ("items: 2 held, 9 sent",)
    moved = (*sent[:3], replace(sent[3], place=CITY_HALL), *sent[4:])
    assert differences(sent, moved) == ("item 3: place",)
    lower = (*sent[:3], replace(sent[3], altitude_m=40.0), *sent[4:])
    assert differences(sent, lower) == ("item 3: altitude",)
    shorter = (*sent[:5], replace(sent[5], params=(60.0, 0.0, 1.0, 0.0)), *sent[6:])
    assert differences(sent, shorter) == ("item 5: parameter 1",)
    other = (*sent[:8], replace(sent[8], command=20))
    assert differences(sent, other) == ("item 8: command",)


def test_what_a_vehicle_may_change_is_no_difference() -> None:
    sent = plan().items
    held = list(sent)
    held[0] = replace(sent[0], altitude_m=583.6)
    held[5] = replace(sent[5], params=(120.0, 0.0, 1.0, 0.0))
    assert held[5].command == Command.LOITER_TIME and differences(sent, held) == ()


def test_a_home_that_nobody_knows_the_height_of_lies_no_metres_above_itself() -> None:
    """And never at the height of the sea; no file that has to say how high it lies is made of it."""
    unknown = compose(go(ask(squadron())).flight, cruise_mps=18.0)
    assert unknown.home_amsl_m is None
    assert (unknown.items[0].frame, unknown.items[0].altitude_m) == (Frame.RELATIVE, 0.0)
    with pytest.raises(ValueError, match="how high"):
        plan_file(unknown, cruise_mps=18.0)
