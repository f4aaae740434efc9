"""What OpenStreetMap's tags say to a driver."""

import pytest

from routing.kinds import RoadClass
from routing.osmtags import BACKWARD, BOTH, FORWARD, directions, maxspeed_kmh, road_class, street_name


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
        ({"oneway": "reversible"}, BOTH),
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
