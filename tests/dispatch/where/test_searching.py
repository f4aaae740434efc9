"""A typed place against what the region knows, in a real database."""

from typing import Any

import pytest

from chassis.errors import InvalidInputsError
from chassis.geo import LatLon
from chassis.gridref import gridref
from dispatch.boards.field import crew_board
from dispatch.boards.incident import incident_view
from dispatch.calls import NewCall
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.model import Gate, Hint, HintKind, Hypothesis, LocationSource
from dispatch.tables.areas import LandmarkRow
from dispatch.tables.cases import get_incident
from dispatch.where.loading import load_hints
from dispatch.where.searching import Found, Nowhere, Offered, search_places
from tests.dispatch.town import CITY_HALL, Town

TABLE = ["kind,value,lat,lon", "pole,1234A567,36.481,127.290", "elevator,0012-345,36.482,127.291"]


def search(town: Town, text: str) -> Found:
    """What the desk is offered."""
    with town.system.db.read() as session:
        return search_places(session, town.system, "sejong", text)


def test_an_exact_position_is_one_offer_with_its_point_number(town: Town) -> None:
    number = gridref(CITY_HALL)
    assert number is not None
    found = search(town, number)
    assert [(one.kind, one.grid) for one in found.offers] == [(Offered.GRID, number)]


def test_a_position_in_another_city_is_said_to_be_outside(town: Town) -> None:
    assert search(town, "35.1796, 129.0756") == Found((), why=Nowhere.OUTSIDE)


def test_a_number_on_a_pole_is_found_once_the_region_has_loaded_its_table(town: Town) -> None:
    hint = Hint(HintKind.POLE, "1234A567")
    assert search(town, "전봇대 1234A567") == Found((), hint, Nowhere.UNKNOWN_NUMBER)
    assert load_hints(town.system, town.kim, "sejong", TABLE) == 2
    found = search(town, "전봇대 1234A567")
    assert [(one.kind, one.place) for one in found.offers] == [(Offered.POLE, LatLon(36.481, 127.290))]
    assert search(town, "0012345").offers[0].kind is Offered.ELEVATOR
    assert load_hints(town.system, town.kim, "sejong", TABLE[:2]) == 2  # the elevators' table stands as it was


@pytest.mark.parametrize(
    "line", ["pole,12345,36.4,127.2", "elevator,1234A567,36.4,127.2", "pole,1234A567,north,127.2", "pole,1234A567,95,1"]
)
def test_a_wrong_line_loads_nothing_and_is_named(town: Town, line: str) -> None:
    with pytest.raises(InvalidInputsError) as refused:
        load_hints(town.system, town.kim, "sejong", [*TABLE, line])
    assert refused.value.mistakes[0]["field"] == "line 4"
    assert search(town, "1234A567").offers == ()


def test_landmarks_are_found_in_both_languages_without_any_roads(town: Town) -> None:
    with town.system.db.write() as session:
        row = {
            "region": "sejong",
            "name_ko": "세종호수공원",
            "name_en": "Sejong Lake Park",
            "lat": 36.4985,
            "lon": 127.27,
        }
        session.add(LandmarkRow(id="lake", **row))
    for text in ("호수공원", "lake park", "SEJONG LAKE"):
        assert [one.ko for one in search(town, text).offers] == ["세종호수공원"]
    assert search(town, "한누리대로 & 절재로").why is Nowhere.NO_CROSSING


def test_desk_and_crew_read_the_number_on_the_pole_and_its_place_once_the_table_holds_it(town: Town) -> None:
    said = Hypothesis(LocationSource.TYPED, None, "전봇대 1234A567")
    incident = take_call(town.system, town.kim, NewCall("sejong", hypotheses=(said,), gate=Gate())).incident_id
    send_unit(town.system, town.kim, incident, "s1", sure=True)

    def shown() -> list[list[dict[str, Any]]]:
        with town.system.db.read() as session:
            desk = incident_view(session, town.system, get_incident(session, incident))["hints"]
            return [desk, crew_board(session, town.system, "s1")["jobs"][0]["hints"]]

    hint = {"kind": "pole", "value": "1234A567", "place": None}
    assert shown() == [[hint], [hint]]
    load_hints(town.system, town.kim, "sejong", TABLE)
    assert [one[0]["place"] for one in shown()] == [{"lat": 36.481, "lon": 127.290}] * 2
