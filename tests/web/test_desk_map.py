"""What the console's map is told: how far help reaches now, and the ground of each zone of demand."""

import pytest

from dispatch.tables.fleet import UnitRow
from tests.dispatch.town import Town
from tests.web.conftest import PersonMaker

ZONES_SHOWN = {0, 1, 2}


def test_every_zone_says_how_many_free_units_reach_it_and_the_share_agrees(person: PersonMaker) -> None:
    told = person("kim").get("/api/v1/desk/board").json["coverage"]
    assert told["within_s"] == 480
    assert told["zones"]
    assert set(told["zones"].values()) <= ZONES_SHOWN
    assert (told["now"] > 0) == any(told["zones"].values())


def test_a_unit_that_leaves_service_uncovers_its_zones(town: Town, person: PersonMaker) -> None:
    with town.system.db.write() as session:
        for row in session.query(UnitRow):
            row.out_of_service = "repair"
    told = person("kim").get("/api/v1/desk/board").json["coverage"]
    assert told["now"] == 0
    assert set(told["zones"].values()) == {0}


def test_the_map_knows_the_ground_of_every_zone_on_the_board(person: PersonMaker) -> None:
    kim = person("kim")
    demand = kim.get("/api/v1/desk/map").json["demand"]
    assert {zone["id"] for zone in demand} == set(kim.get("/api/v1/desk/board").json["coverage"]["zones"])
    assert all(zone["ring"][0] == zone["ring"][-1] and len(zone["ring"]) > 3 for zone in demand)


@pytest.mark.parametrize(("login", "status"), [("kim", 200), ("nurse", 403), ("pilot", 403)])
def test_the_map_window_is_the_desk_s(person: PersonMaker, login: str, status: int) -> None:
    assert person(login).get("/desk/map").status_code == status
