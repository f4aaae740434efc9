"""The main job through the API: a call, a decision, a unit, a hospital that listens, a patient handed over."""

from typing import Any

import pytest
from apiflask import APIFlask

from tests.dispatch.town import Town
from tests.web.browserless import SEJONG_CITY_HALL, Person, a_call
from tests.web.conftest import PersonMaker


def taken(kim: Person, **more: Any) -> dict[str, Any]:
    answer = kim.post("/api/v1/calls", a_call(**more))
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json
    return body


def test_from_the_call_to_the_handover(person: PersonMaker) -> None:
    kim, crew, nurse = person("kim"), person("crew"), person("nurse")
    incident = taken(kim)["incident"]["id"]
    sent = kim.post(f"/api/v1/incidents/{incident}/send").json
    job = sent["assignment_ids"][0]
    for action in ("ack", "en_route", "on_scene", "at_patient"):
        assert crew.post(f"/api/v1/assignments/{job}/steps", {"action": action}).status_code == 200
    asked = crew.post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": ["h_far"]}).json["requests"][0]
    assert nurse.get("/api/v1/receiving/board").json["inbound"] == []
    assert nurse.post(f"/api/v1/requests/{asked['id']}/accept").status_code == 200
    assert crew.post(f"/api/v1/requests/{asked['id']}/confirm").json["state"] == "confirmed"
    vitals = {"heart_rate_bpm": 110, "spo2_percent": 93, "systolic_mmhg": 98}
    assert crew.post(f"/api/v1/incidents/{incident}/vitals", vitals).status_code == 204
    crew.post(f"/api/v1/assignments/{job}/steps", {"action": "depart"})
    inbound = nurse.get("/api/v1/receiving/board").json["inbound"][0]
    assert inbound["vitals"][0]["heart_rate_bpm"] == 110
    assert inbound["eta"] is not None
    for action in ("at_hospital", "hand_over", "clear"):
        crew.post(f"/api/v1/assignments/{job}/steps", {"action": action})
    closed = kim.post(f"/api/v1/incidents/{incident}/close", {"reason": "transported"})
    assert closed.json["incident"]["state"] == "closed"


def test_a_call_with_send_goes_at_once(person: PersonMaker) -> None:
    body = taken(person("kim"), send=True)
    assert len(body["sent"]["assignment_ids"]) == 1
    assert body["incident"]["state"] == "assigned"


def test_the_decision_shows_every_unit_and_every_hospital_with_reasons(person: PersonMaker) -> None:
    kim = person("kim")
    plan = kim.get(f"/api/v1/decisions/{taken(kim)['decision_id']}").json
    assert len(plan["units"]["options"]) + len(plan["units"]["greyed"]) == 4
    assert len(plan["hospitals"]["options"]) + len(plan["hospitals"]["excluded"]) == 3
    assert all(option["terms"] for option in plan["hospitals"]["options"])
    assert plan["hospitals"]["options"][-1]["hospital_id"] == "h_near"
    assert plan["hospitals"]["options"][-1]["phone_first"] is True


def test_who_comes_second_learns_who_when_and_for_what(person: PersonMaker) -> None:
    kim, chief = person("kim"), person("chief")
    first, second = taken(kim), taken(chief)
    kim.post(f"/api/v1/incidents/{first['incident']['id']}/assignments", {"unit_id": "s1"})
    answer = chief.post(f"/api/v1/incidents/{second['incident']['id']}/assignments", {"unit_id": "s1"})
    assert answer.status_code == 409
    assert (answer.json["code"], answer.json["by"], answer.json["why"]) == ("taken", "kim", first["number"])


def test_a_hospital_sees_no_names_of_incident_or_patient_before_it_is_chosen(person: PersonMaker) -> None:
    kim, nurse = person("kim"), person("nurse")
    incident = taken(kim, caller_number="+821012345678")["incident"]["id"]
    kim.post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": ["h_far"]})
    board = nurse.get("/api/v1/receiving/board").text
    assert incident not in board
    assert "+821012345678" not in board
    assert "세종시청" not in board


def test_another_hospitals_request_does_not_exist_for_me(person: PersonMaker) -> None:
    kim, stranger = person("kim"), person("other-nurse")
    incident = taken(kim)["incident"]["id"]
    asked = kim.post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": ["h_far"]}).json["requests"][0]
    assert stranger.post(f"/api/v1/requests/{asked['id']}/accept").status_code == 404
    assert stranger.get("/api/v1/receiving/board").json["requests"] == []


BAD = [
    ({"complaint": "lost_cat"}, "complaint"),
    ({"age_years": 200}, "age_years"),
    ({"locations": [SEJONG_CITY_HALL | {"lat": 123}]}, "locations.0.lat"),
    ({"locations": [{"source": "grid", "text": "가나다"}]}, "grid"),
    ({"caller_number": "call me"}, "caller_number"),
    ({"surprise": 1}, "surprise"),
    ({"gate": {"conscious": "maybe"}}, "gate.conscious"),
]


@pytest.mark.parametrize(("change", "field"), BAD)
def test_bad_input_names_the_field(person: PersonMaker, change: dict[str, Any], field: str) -> None:
    answer = person("kim").post("/api/v1/calls", a_call(**change))
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "invalid_input"
    assert field in [one["field"] for one in answer.json["errors"]]


def test_a_call_without_or_far_from_any_place_is_kept_with_a_warning(person: PersonMaker) -> None:
    kim = person("kim")
    nowhere = taken(kim, locations=[])
    assert nowhere["warnings"] == ["location_missing"]
    far = taken(kim, locations=[{"source": "app", "lat": 33.4, "lon": 126.5, "radius_m": 12}])
    assert far["warnings"] == ["location_outside_area"]
    queue = [row["id"] for row in kim.get("/api/v1/desk/board").json["incidents"]]
    assert {nowhere["incident"]["id"], far["incident"]["id"]} <= set(queue)


def test_an_unknown_hospital_unit_or_incident_is_named(person: PersonMaker) -> None:
    kim = person("kim")
    incident = taken(kim)["incident"]["id"]
    for path, body in (
        (f"/api/v1/incidents/{incident}/requests", {"hospital_ids": ["h_none"]}),
        (f"/api/v1/incidents/{incident}/assignments", {"unit_id": "h_none"}),
        ("/api/v1/incidents/h_none/send", {}),
    ):
        answer = kim.post(path, body)
        assert (answer.status_code, answer.json["id"]) == (404, "h_none")


def test_an_illegal_step_lists_the_legal_ones(person: PersonMaker) -> None:
    kim, crew = person("kim"), person("crew")
    incident = taken(kim)["incident"]["id"]
    job = kim.post(f"/api/v1/incidents/{incident}/send").json["assignment_ids"][0]
    crew.post(f"/api/v1/assignments/{job}/steps", {"action": "on_scene"})
    answer = crew.post(f"/api/v1/assignments/{job}/steps", {"action": "ack"})
    assert (answer.status_code, answer.json["code"]) == (409, "illegal_move")
    assert "at_patient" in answer.json["allowed"]


def test_vitals_out_of_range_name_the_sign(person: PersonMaker) -> None:
    kim, crew = person("kim"), person("crew")
    incident = taken(kim)["incident"]["id"]
    kim.post(f"/api/v1/incidents/{incident}/send")
    answer = crew.post(f"/api/v1/incidents/{incident}/vitals", {"spo2_percent": 140})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "spo2_percent"


def test_a_body_that_is_no_json_or_too_big_is_refused_clearly(person: PersonMaker) -> None:
    kim = person("kim")
    headers = {"X-CSRF-Token": kim.csrf, "Content-Type": "application/json"}
    broken = kim.client.post("/api/v1/calls", data="{oops", headers=headers)
    assert broken.status_code == 400
    assert broken.mimetype == "application/problem+json"
    huge = kim.client.post("/api/v1/calls", data="x" * 300_000, headers=headers)
    assert huge.status_code == 413
    assert huge.json["code"] == "request_entity_too_large"


def test_the_callers_link_shows_when_help_comes_and_takes_a_position(app: APIFlask, person: PersonMaker) -> None:
    kim = person("kim")
    body = taken(kim, locations=[{"source": "phone", "lat": 36.49, "lon": 127.28, "radius_m": 900}])
    caller, link = app.test_client(), body["link_token"]
    assert caller.get(f"/api/v1/caller/{link}").json["verification"] == "unverified"
    where = {"lat": 36.481, "lon": 127.288, "accuracy_m": 9}
    assert caller.post(f"/api/v1/caller/{link}/location", json=where).status_code == 204
    place = kim.get(f"/api/v1/incidents/{body['incident']['id']}").json["incident"]["place"]
    assert (place["lat"], place["source"]) == (36.481, "link")
    assert caller.get("/api/v1/caller/guess").status_code == 404


def test_everything_that_was_done_stands_in_the_audit(person: PersonMaker, town: Town) -> None:
    kim, chief = person("kim"), person("chief")
    incident = taken(kim)["incident"]["id"]
    kim.post(f"/api/v1/incidents/{incident}/cancel", {"reason": "false_alarm"})
    lines = chief.get(f"/api/v1/incidents/{incident}/audit").json["audit"]
    assert [line["action"] for line in lines] == ["take_call", "cancel"]
    assert lines[-1]["reason"] == "false_alarm"
    assert kim.get(f"/api/v1/incidents/{incident}/audit").status_code == 403
