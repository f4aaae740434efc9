"""Crossings and streets of the roads that are in force."""

import pytest

from chassis.geo import distance_m
from dispatch.where.searching import Offered, search_places
from tests.dispatch.town import Town
from tests.dispatch.traffic.conftest import corner_of
from tests.dispatch.traffic.conftest import town as streets_town

town = streets_town


@pytest.mark.parametrize("text", ["Row 4 & Column 7", "row4 and column 7", "column 7 / ROW 4"])
def test_two_streets_meet_at_their_corner(town: Town, text: str) -> None:
    with town.system.db.read() as session:
        found = search_places(session, town.system, "sejong", text)
    assert found.offers[0].kind is Offered.CROSSING
    assert distance_m(found.offers[0].place, corner_of(4, 7)) < 1
    assert found.offers[0].grid is not None


def test_a_street_alone_is_an_area_and_no_address(town: Town) -> None:
    with town.system.db.read() as session:
        found = search_places(session, town.system, "sejong", "Row 4")
    assert [(one.kind, one.ko) for one in found.offers] == [(Offered.STREET, "Row 4")]
    assert found.offers[0].radius_m > 1000


def test_streets_that_never_meet_say_so(town: Town) -> None:
    with town.system.db.read() as session:
        found = search_places(session, town.system, "sejong", "Row 4 & Row 9")
    assert (found.offers, found.why) == ((), "no_crossing")


@pytest.mark.parametrize("text", ["Row 4 120", "120 Row 4", "Row 4, 120-2"])
def test_a_house_number_gives_the_middle_of_its_street_and_says_that_it_is_no_more(town: Town, text: str) -> None:
    with town.system.db.read() as session:
        found = search_places(session, town.system, "sejong", text)
    assert [(one.kind, one.ko) for one in found.offers] == [(Offered.STREET, "Row 4")]
    assert found.why == "no_house_numbers"


def test_a_house_number_on_a_street_nobody_knows_gives_nothing(town: Town) -> None:
    with town.system.db.read() as session:
        found = search_places(session, town.system, "sejong", "없는길 12")
    assert (found.offers, found.why) == ((), None)
