"""The room every browser story begins in is quiet, however wild it was before, and nothing leaves it unseen."""

import pytest
from playwright.sync_api import Error

from dispatch.states import OPEN_INCIDENT
from tests.browser.calm import calm
from tests.browser.conftest import Site, Watched

CITY_HALL = {"source": "typed", "lat": 36.48, "lon": 127.289, "text": "세종시청"}
NOBODY_BREATHES = {"conscious": "no", "breathing": "no"}


def test_calm_ends_calls_brings_drones_home_and_puts_people_back_to_work(quiet_site: Site) -> None:
    site = quiet_site
    desk, crew, nurse, pilot = (site.person(login) for login in ("desk2", "crew", "nurse", "pilot"))
    arrest = {"complaint": "arrest", "locations": [CITY_HALL], "gate": NOBODY_BREATHES, "send": True}
    sick = desk.post("/api/v1/calls", {"complaint": "chest_pain", "locations": [CITY_HALL]})["incident_id"]
    job = desk.post(f"/api/v1/incidents/{sick}/assignments", {"unit_id": crew.facility})["assignment_id"]
    crew.post(f"/api/v1/assignments/{job}/steps", {"action": "depart"})
    desk.post("/api/v1/calls", arrest)
    incident = desk.post("/api/v1/calls", {"complaint": "fall", "locations": [CITY_HALL]})["incident_id"]
    [asked] = desk.post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": [nurse.facility]})["requests"]
    crew.post(f"/api/v1/units/{crew.facility}/service", {"out_of_service": "cleaning"})
    nurse.post(f"/api/v1/hospitals/{nurse.facility}/names", {"name": "김수간호사"})
    desk.post("/api/v1/simulation", {"on": True, "speed": 1})
    calm(site)
    board, own = desk.get("/api/v1/desk/board"), nurse.get("/api/v1/receiving/board")
    assert {one["stored_state"] for one in board["incidents"]}.isdisjoint(OPEN_INCIDENT)
    assert {one["state"] for one in board["incidents"] if one["id"] in {sick, incident}} == {"cancelled"}
    assert [alert for alert in board["alerts"] if alert["incident_id"] == incident] == []
    assert {one["state"] for one in own["requests"]} <= {"released", "declined", "expired", "offloaded", "redirected"}
    assert [one["state"] for one in own["requests"] if one["request_id"] == asked["id"]] == ["released"]
    assert own["names"] == []
    sorties = pilot.get("/api/v1/pad/board")["sorties"]
    assert {sortie["state"] for sortie in sorties} <= {"cancelled", "closed", "declined"}
    assert not board["simulation"]["on"]
    assert not any(unit["out_of_service"] for unit in board["units"] if unit["id"] == crew.facility)


@pytest.mark.browser
def test_what_would_leave_this_machine_goes_nowhere_and_is_a_fault(show: Watched) -> None:
    page = show(None, "/signin")
    page.evaluate("new Image().src = 'https://elsewhere.example/one.png'")
    page.wait_for_function("violations.length > 0")  # our own policy, before anything is asked for
    [stopped] = show.faults
    assert "elsewhere.example" in stopped
    show.faults.clear()
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("https://elsewhere.example/")
