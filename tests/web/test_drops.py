"""The kit from the air on the pages of desk and caller, from the order to the shock."""

import pytest
from flask.testing import FlaskClient

from tests.dispatch.drops.conftest import OUT, A, Drop, furnish
from tests.dispatch.town import Town
from tests.web.browserless import Person, a_call
from web.i18n import catalogue

DOWN = (*OUT, A.ON_STATION, A.LOWER, A.RELEASE)


@pytest.fixture
def drop(kim: Person, town: Town) -> tuple[Drop, str]:
    """An arrest with a kit ordered, and the caller's link."""
    furnish(town)
    gate = {"conscious": "no", "breathing": "no"}
    taken = kim.post("/api/v1/calls", a_call(caller_number="+821055556666", gate=gate)).json
    one = Drop(town, taken["incident_id"], taken["call_id"])
    one.order()
    return one, f"/c/{taken['link_token']}"


def seen(kim: Person, drop: Drop) -> tuple[str, list[str]]:
    """The stage on the desk's card, and what was said so far."""
    shown = kim.get(f"/api/v1/incidents/{drop.incident_id}").json["incident"]["drop"]
    return shown["sortie"]["stage"], sorted(shown["marks"])


def test_the_desk_writes_down_what_the_caller_says_of_the_kit(kim: Person, drop: tuple[Drop, str]) -> None:
    one, _ = drop
    address = f"/api/v1/incidents/{one.incident_id}/kit"
    assert seen(kim, one) == ("offered", [])
    assert kim.post(address, {"mark": "kit_in_hand"}).status_code == 409
    one.fly(*DOWN)
    assert kim.post(f"{address}/unfetched", {"why": "alone"}).status_code == 204
    assert seen(kim, one) == ("down", ["kit_not_fetched_alone"])
    assert kim.post(address, {"mark": "kit_used"}).status_code == 422
    assert kim.post(address, {"mark": "pads_on"}).status_code == 204
    assert seen(kim, one) == ("in_hand", ["kit_in_hand", "kit_not_fetched_alone", "pads_on"])


def test_the_desk_calls_an_order_off_and_asks_a_flying_drone_back(kim: Person, drop: tuple[Drop, str]) -> None:
    one, _ = drop
    address = f"/api/v1/sorties/{one.sortie_id}/recall"
    assert kim.post(address, {"reason": "ambulance_ahead"}).json["state"] == "cancelled"
    assert kim.post(address, {"reason": "ambulance_ahead"}).status_code == 409
    one.order()
    one.fly(*OUT)
    answer = kim.post(f"/api/v1/sorties/{one.sortie_id}/recall", {"reason": "call_ended"}).json
    assert (answer["state"], answer["stage"]) == ("airborne", "coming")
    board = kim.get("/api/v1/desk/board").json["sorties"]
    assert [(sortie["id"], sortie["stage"]) for sortie in board] == [(one.sortie_id, "coming")]


@pytest.mark.parametrize(
    ("language", "fetch", "mine"), [("ko", "지금 가져오세요", "가져왔어요"), ("vi", "Hãy lấy ngay", "Đã lấy được")]
)
def test_the_callers_page_tells_and_asks_in_their_language_without_scripts(
    kim: Person, caller: FlaskClient, drop: tuple[Drop, str], language: str, fetch: str, mine: str
) -> None:
    one, link = drop
    page = f"{link}?speak={language}"
    assert "data-stands" not in caller.get(page).text
    one.fly(*OUT)
    assert 'data-stands="coming"' in caller.get(page).text
    assert catalogue(language)["caller.kit_minutes"] in caller.get(page).text, "when the drone is there, not the crew"
    assert caller.post(f"{link}/kit", data={"mark": "kit_in_hand"}).status_code == 409
    one.fly(A.ON_STATION, A.LOWER, A.RELEASE)
    told = caller.get(page).text
    assert fetch in told
    assert mine in told
    assert caller.post(f"{link}/kit", data={"mark": "kit_in_hand"}).status_code == 303
    assert caller.post(f"{link}/kit", data={"mark": "anything"}).status_code == 422
    assert 'value="pads_on"' in caller.get(f"{link}/news?speak={language}").text
    assert seen(kim, one) == ("in_hand", ["kit_in_hand"])
