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


def test_only_the_hospitals_known_administrator_keeps_its_telephones_and_lamp(town: Town, person: PersonMaker) -> None:
    nurse, admin = person("nurse"), person("admin")
    phones, mine = {"doctor_phone": "+821033334444"}, "/api/v1/hospitals/h_far"
    assert nurse.get("/api/v1/receiving/board").json["contacts"] is None
    assert nurse.post(f"{mine}/contacts", phones).status_code == 403
    [account] = [one for one in admin.get("/api/v1/admin/people").json["people"] if one["login"] == "nurse"]
    about = {"name": "nurse", "role": "hospital", "facility": "h_far", "duty": "administrator"}
    assert admin.post(f"/api/v1/admin/people/{account['id']}", about).json["duty"] == "administrator"
    assert nurse.post(f"{mine}/contacts", phones).status_code == 204
    assert nurse.post(f"{mine}/lamp", {"url": "https://lamp.example/"}).status_code == 201
    shown = nurse.get("/api/v1/receiving/board").json["contacts"]
    assert (shown["doctor_phone"], shown["lamp"]["url"]) == ("+821033334444", "https://lamp.example/")
    assert nurse.post("/api/v1/hospitals/h_near/contacts", phones).status_code == 403
    assert nurse.post("/api/v1/hospitals/h_near/lamp/remove", {}).status_code == 403
    assert admin.post("/api/v1/hospitals/h_near/contacts", phones).status_code == 204


def test_a_duty_that_is_tapped_goes_with_the_answer_and_opens_nothing(town: Town, person: PersonMaker) -> None:
    nurse, desk = person("nurse"), person("kim")
    name = {"name": "김원장", "duty": "administrator"}
    name_id = nurse.post("/api/v1/hospitals/h_far/names", name).json["id"]
    assert nurse.get("/api/v1/receiving/board").json["names"] == [{"id": name_id, **name}]
    assert nurse.post("/api/v1/hospitals/h_far/lamp", {"url": "https://lamp.example/"}).status_code == 403
    incident = desk.post("/api/v1/calls", call()).json["incident_id"]
    desk.post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": ["h_far"]})
    [asked] = nurse.get("/api/v1/receiving/board").json["requests"]
    said = nurse.post(f"/api/v1/requests/{asked['request_id']}/accept", {"name_id": name_id}).json
    assert (said["answered_name"], said["answered_duty"]) == ("김원장", "administrator")
