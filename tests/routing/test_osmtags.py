"""What OpenStreetMap's tags say to a driver."""

import pytest

from routing.kinds import Access, RoadClass
from routing.osmtags import (
    BACKWARD,
    BOTH,
    FORWARD,
    NEITHER,
    access,
    accesses,
    directions,
    maxspeed_kmh,
    road_class,
    street_name,
)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "motorway"}, RoadClass.MOTORWAY),
        ({"highway": "trunk_link"}, RoadClass.RAMP),
        ({"highway": "living_street"}, RoadClass.SERVICE),
        ({"highway": "service", "service": "driveway"}, RoadClass.SERVICE),
        ({"highway": "service", "service": "parking_aisle"}, None),
        ({"highway": "footway"}, None),
        ({"highway": "construction"}, None),
        ({"building": "yes"}, None),
        ({"highway": "residential", "area": "yes"}, None),
        ({"highway": "residential", "access": "private"}, None),
        ({"highway": "residential", "access": "private", "emergency": "yes"}, RoadClass.RESIDENTIAL),
        ({"highway": "residential", "access": "no", "motor_vehicle": "yes"}, RoadClass.RESIDENTIAL),
        ({"highway": "residential", "motor_vehicle": "no"}, None),
        ({"highway": "residential", "access": "destination"}, RoadClass.RESIDENTIAL),
    ],
)
def test_only_what_an_ambulance_may_drive_is_a_road(tags: dict[str, str], expected: RoadClass | None) -> None:
    assert road_class(tags) is expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, BOTH),
        ({"oneway": "yes"}, FORWARD),
        ({"oneway": "-1"}, BACKWARD),
        ({"oneway": "no", "highway": "motorway"}, BOTH),
        ({"highway": "motorway"}, FORWARD),
        ({"highway": "motorway_link"}, BOTH),
        ({"junction": "roundabout"}, FORWARD),
        ({"oneway": "reversible"}, NEITHER),
    ],
)
def test_a_road_runs_the_way_its_tags_say_or_imply(tags: dict[str, str], expected: tuple[bool, bool]) -> None:
    assert directions(tags) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50", 50.0),
        ("50 km/h", 50.0),
        ("30 mph", 48.28032),
        ("80;60", 60.0),
        ("100|80|80", 80.0),
        ("none", None),
        ("KR:urban", None),
        ("signals", None),
        ("0", None),
        ("", None),
        (None, None),
    ],
)
def test_a_posted_speed_is_read_in_its_unit_or_is_unknown(text: str | None, expected: float | None) -> None:
    assert maxspeed_kmh(text) == (pytest.approx(expected) if expected else None)


def test_a_road_without_a_name_goes_by_its_number() -> None:
    assert street_name({"name": "한누리대로", "ref": "1"}) == "한누리대로"
    assert street_name({"ref": "B 65"}) == "B 65"
    assert street_name({}) is None


STREET = {"highway": "residential"}


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (STREET, Access.ANYBODY),
        (STREET | {"access": "private"}, None),
        (STREET | {"access": "private", "motorcar": "yes"}, Access.ANYBODY),
        (STREET | {"access": "private", "emergency": "yes"}, Access.EMERGENCY),
        (STREET | {"access": "emergency"}, Access.EMERGENCY),
        (STREET | {"motor_vehicle": "no", "bus": "yes"}, Access.BUS),
        (STREET | {"motor_vehicle": "no", "psv": "designated"}, Access.BUS),
        (STREET | {"motor_vehicle": "no", "bus": "yes", "emergency": "yes"}, Access.EMERGENCY),
        (STREET | {"motor_vehicle": "no", "bus": "yes", "emergency": "no"}, None),
        (STREET | {"motor_vehicle": "no", "taxi": "yes"}, None),
        ({"highway": "busway"}, Access.BUS),
        ({"highway": "service", "service": "emergency_access"}, Access.EMERGENCY),
        ({"highway": "service", "service": "parking_aisle", "emergency": "yes"}, None),
        ({"highway": "pedestrian"}, None),
        ({"highway": "pedestrian", "emergency": "yes"}, Access.EMERGENCY),
        ({"highway": "footway", "emergency": "yes"}, None),
        ({"building": "yes"}, None),
    ],
)
def test_who_may_drive_a_road(tags: dict[str, str], expected: Access | None) -> None:
    assert access(tags) is expected
    assert (road_class(tags) is None) == (expected is None)


ONE_WAY = STREET | {"oneway": "yes"}


@pytest.mark.parametrize(
    ("tags", "against"),
    [
        (ONE_WAY, Access.CONTRAFLOW),
        (ONE_WAY | {"oneway:bus": "no"}, Access.BUS),
        (ONE_WAY | {"busway:left": "opposite_lane"}, Access.BUS),
        (ONE_WAY | {"oneway:emergency": "no"}, Access.EMERGENCY),
        (ONE_WAY | {"junction": "roundabout"}, None),
        (ONE_WAY | {"dual_carriageway": "yes"}, None),
        (ONE_WAY | {"access": "private", "emergency": "yes"}, None),
        (ONE_WAY | {"highway": "primary"}, None),
        (ONE_WAY | {"highway": "motorway"}, None),
        (ONE_WAY | {"highway": "trunk_link"}, None),
    ],
)
def test_who_may_drive_against_a_one_way_road(tags: dict[str, str], against: Access | None) -> None:
    assert accesses(tags, contraflow=True)[1] is against
    assert accesses(tags | {"oneway": "-1"}, contraflow=True)[0] is against
    chosen_away = None if against is Access.CONTRAFLOW else against
    assert accesses(tags, contraflow=False)[1] is chosen_away


def test_nobody_is_led_onto_a_road_whose_direction_changes_with_the_hour() -> None:
    assert accesses(STREET | {"oneway": "reversible"}, contraflow=True) == (None, None)
