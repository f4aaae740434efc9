"""When a zone is closed, and which authorisation opens it."""

from dataclasses import replace
from datetime import time, timedelta
from functools import partial

import pytest

from chassis.geo import LatLon, distance_m
from dispatch.city.reading import read_pack
from drones.airspace.closing import closed_zones, opening
from drones.airspace.outline import east_of
from drones.model import Circle, Datum, Given, Ring, Zone
from drones.windows import Slot
from tests.drones.scene import NOW, P65B, PAPER

HOUR = timedelta(hours=1)


def closed(zone: Zone, altitude_m: float = 60.0) -> bool:
    return bool(closed_zones((zone,), start=NOW, end=NOW + HOUR, altitude_m=altitude_m))


@pytest.mark.parametrize(
    ("zone", "shut"),
    [
        (replace(P65B, floor_m=1000.0, floor_datum=Datum.SEA), True),  # nobody knows how high the ground is
        (replace(P65B, floor_m=1000.0, floor_datum=Datum.SEA, ground_max_m=460.0), False),
        (replace(P65B, floor_m=500.0, floor_datum=Datum.SEA, ground_max_m=460.0), True),
        (replace(P65B, floor_m=1000.0), False),
    ],
)
def test_a_floor_above_the_sea_counts_from_the_highest_ground(zone: Zone, shut: bool) -> None:
    assert closed(zone) is shut


def test_an_authorisation_for_office_hours_opens_nothing_at_night() -> None:
    office = tuple(Slot(day, time(0), time(9)) for day in range(5))  # 09 to 18 in Korea
    assert not closed(replace(P65B, authorised=(replace(PAPER, slots=office),)))
    night = replace(P65B, authorised=(replace(PAPER, slots=tuple(Slot(s.day, time(9), time(0)) for s in office)),))
    assert closed(night)


def test_of_several_the_one_that_lasts_longest_is_named() -> None:
    called = replace(
        PAPER, id="aut_2", document_no="전화 17", given=Given.TELEPHONE, valid_until=NOW + 2 * HOUR, max_altitude_m=None
    )
    zone = replace(P65B, authorised=(PAPER, called))
    assert opening(zone, start=NOW, end=NOW + HOUR, altitude_m=60.0) == PAPER
    assert opening(zone, start=NOW, end=NOW + HOUR, altitude_m=140.0) == called
    assert opening(zone, start=NOW, end=NOW + 3 * HOUR, altitude_m=140.0) is None


def test_what_is_cut_out_of_a_circle_lies_west() -> None:
    circle = Circle(LatLon(36.574, 127.296), 5556.0)
    ring = east_of(circle, 127.262)
    assert min(corner.lon for corner in ring.corners) == 127.262
    assert all(distance_m(circle.centre, corner) < 5570.0 for corner in ring.corners)
    with pytest.raises(ValueError, match="does not cut"):
        east_of(circle, 127.0)


def test_sejong_flies_lawfully_by_example_papers_and_never_into_p65a() -> None:
    zones = {zone.id: zone for zone in read_pack("sejong").air}
    assert {zone_id: closed(zone) for zone_id, zone in zones.items()} == {
        "P65A": True,
        "P65B": False,
        "JCW-ATZ": False,
    }
    assert closed(zones["P65B"], altitude_m=130.0)
    assert isinstance(zones["JCW-ATZ"].shape, Ring)
    assert zones["P65B"].ceiling_m == pytest.approx(5486.4)


def test_what_was_approved_for_one_flight_opens_its_zone_to_no_other() -> None:
    own = replace(P65B, authorised=(replace(PAPER, sortie_id="sor_1"),))
    asked = partial(closed_zones, (own,), start=NOW, end=NOW + HOUR, altitude_m=60.0)
    assert asked(sortie_id="sor_1") == ()
    assert asked(sortie_id="sor_2") == asked() == (own,)
