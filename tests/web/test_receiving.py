"""The hospital's own board: what it is reminded of, and what it may say."""

from datetime import timedelta
from typing import Any

from tests.dispatch.town import Town
from tests.web.conftest import PersonMaker

CITY_HALL = {"source": "typed", "lat": 36.48, "lon": 127.289, "text": "세종시청"}
OLD = timedelta(minutes=31)


def call(complaint: str = "chest_pain") -> dict[str, Any]:
    return {"complaint": complaint, "locations": [CITY_HALL], "gate": {"conscious": "yes", "breathing": "yes"}}


def test_a_hospital_is_reminded_while_somebody_is_looked_for_and_no_longer(town: Town, person: PersonMaker) -> None:
    nurse, desk = person("nurse"), person("kim")
    assert nurse.get("/api/v1/receiving/board").json["reminders"] == []
    incident = desk.post("/api/v1/calls", call()).json["incident_id"]
    read = nurse.get("/api/v1/receiving/board").json["reminders"]
    assert {(one["figure"], one["code"]) for one in read} == {("bed", "O001"), ("capability", "stemi")}
    town.clock.advance(OLD)
    nurse.post("/api/v1/hospitals/h_far/still-correct", {"capabilities": ["stemi"]})
    board = nurse.get("/api/v1/receiving/board").json
    assert [one["code"] for one in board["reminders"] if one["old_at"] <= board["now"]] == ["O001"]
    desk.post(f"/api/v1/incidents/{incident}/cancel", {"reason": "test"})
    assert nurse.get("/api/v1/receiving/board").json["reminders"] == []


def test_surge_is_posted_with_the_rest_and_reaches_the_desk(person: PersonMaker) -> None:
    nurse = person("nurse")
    told = nurse.post("/api/v1/hospitals/h_far/capacity", {"surge": {"red": 2, "yellow": 5}})
    assert told.status_code == 200
    [far] = [one for one in person("kim").get("/api/v1/desk/board").json["hospitals"] if one["id"] == "h_far"]
    assert (far["surge"]["red"], far["surge"]["yellow"], far["surge"]["green"]) == (2, 5, None)
    wrong = nurse.post("/api/v1/hospitals/h_far/capacity", {"surge": {"red": -2}})
    assert (wrong.status_code, wrong.json["errors"][0]["field"]) == (422, "surge.red")
