"""Premise notes over the wire: the desk keeps them, nobody else sees them."""

from typing import Any

from tests.web.browserless import Person, a_call
from tests.web.conftest import PersonMaker

HERE = {"lat": 36.48, "lon": 127.289}
DOG = {"kind": "dog", "scope": "building", "text": "큰 개", "source": "crew", "label": "101동"} | HERE


def written(who: Person, **more: Any) -> dict[str, Any]:
    answer = who.post("/api/v1/premises", DOG | more)
    assert answer.status_code == 201, answer.text
    note: dict[str, Any] = answer.json["note"]
    return note


def test_a_note_is_written_found_by_place_changed_and_ended(person: PersonMaker) -> None:
    kim = person("kim")
    note = written(kim)
    there = kim.post("/api/v1/premises/find", {"lat": 36.48, "lon": 127.289}).json["notes"]
    assert [(one["text"], one["label"], one["author"], one["state"]) for one in there] == [
        ("큰 개", "101동", "kim", "current")
    ]
    changed = kim.post(f"/api/v1/premises/{note['id']}/replace", DOG | {"text": "작은 개"}).json["note"]
    assert kim.post(f"/api/v1/premises/{changed['id']}/end", {"reason": "gone"}).json["note"]["state"] == "ended"
    assert kim.post("/api/v1/premises/find", {"lat": 36.48, "lon": 127.289}).json["notes"] == []
    listed = person("admin").get("/api/v1/premises/search?text=개").json["notes"]
    assert [(one["text"], one["state"], one["ended_reason"]) for one in listed] == [
        ("작은 개", "ended", "gone"),
        ("큰 개", "ended", "replaced"),
    ]
    assert person("admin").get("/api/v1/premises/search?state=expired").json["notes"] == []


def test_only_the_desk_reads_what_holds_for_an_incident(person: PersonMaker) -> None:
    kim = person("kim")
    written(kim)
    medical = written(kim, kind="medical", scope="person", number="010-2222-3333", text="투석")
    incident = kim.post("/api/v1/calls", a_call(caller_number="+821022223333")).json["incident_id"]
    path = f"/api/v1/incidents/{incident}/premises"
    shown = kim.get(path).json["notes"]
    assert [(one["kind"], one["text"]) for one in shown] == [("dog", "큰 개"), ("medical", None)]
    assert kim.post(f"{path}/{medical['id']}/open").json == {"text": "투석"}
    for login in ("crew", "nurse", "pilot", "admin"):
        assert person(login).get(path).status_code == 403
        assert person(login).post(f"{path}/{medical['id']}/open").status_code == 403
    assert "투석" not in person("admin").get("/api/v1/premises/search").text
    assert person("admin").get("/api/v1/premises/search?text=투석").json["notes"] == []


def test_a_hospital_never_hears_of_the_place(person: PersonMaker) -> None:
    kim, nurse = person("kim"), person("nurse")
    written(kim, text="비밀번호 1234", kind="door_code")
    incident = kim.post("/api/v1/calls", a_call()).json["incident_id"]
    job = kim.post(f"/api/v1/incidents/{incident}/send").json["assignment_ids"][0]
    asked = kim.post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": ["h_far"]}).json["requests"][0]
    nurse.post(f"/api/v1/requests/{asked['id']}/accept")
    kim.post(f"/api/v1/requests/{asked['id']}/confirm")
    assert incident in nurse.get("/api/v1/receiving/board").text
    assert "1234" not in nurse.get("/api/v1/receiving/board").text
    unit = next(j for j in kim.get(f"/api/v1/incidents/{incident}").json["incident"]["assignments"] if j["id"] == job)
    crew = person({"s1": "crew", "s2": "other-crew"}[unit["unit_id"]])
    assert crew.get("/api/v1/crew/me").json["jobs"][0]["cautions"][0]["text"] == "비밀번호 1234"


def test_a_note_that_cannot_be_true_names_its_field(person: PersonMaker) -> None:
    kim = person("kim")
    for body, field in (
        (DOG | {"radius_m": 1}, "radius_m"),
        (DOG | {"kind": "cat"}, "kind"),
        (DOG | {"lat": 99}, "lat"),
    ):
        answer = kim.post("/api/v1/premises", body)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
