"""The record of care over HTTP: sent twice it is written once, and a doubt is a problem with a sentence."""

import pytest
from apiflask import APIFlask

from tests.web.browserless import Person, a_call
from tests.web.conftest import PersonMaker

GIVEN = {"kind": "drug", "code": "adrenaline", "dose": 1, "unit": "mg", "route": "iv"}


@pytest.fixture
def incident(app: APIFlask, person: PersonMaker) -> str:
    """An incident s1 was sent to."""
    kim = person("kim")
    made = str(kim.post("/api/v1/calls", a_call()).json["incident"]["id"])
    kim.post(f"/api/v1/incidents/{made}/assignments", {"unit_id": "s1"})
    return made


def care(who: Person, incident: str) -> list[dict[str, object]]:
    return list(who.get(f"/api/v1/incidents/{incident}/care").json["entries"])


def test_an_entry_sent_twice_is_written_once(incident: str, person: PersonMaker) -> None:
    crew, path = person("crew"), f"/api/v1/incidents/{incident}/care"
    twice = [crew.post(path, GIVEN, Idempotency_Key="k1") for _ in range(2)]
    assert [one.status_code for one in twice] == [201, 201]
    assert twice[0].json == twice[1].json
    assert [one["id"] for one in care(crew, incident)] == [twice[0].json["id"]]


def test_a_doubt_is_said_and_overridden(incident: str, person: PersonMaker) -> None:
    crew, path = person("crew"), f"/api/v1/incidents/{incident}/care"
    asked = crew.post(path, GIVEN | {"dose": 10})
    assert (asked.status_code, asked.json["code"]) == (409, "doubtful")
    assert asked.json["doubts"] == [
        {"code": "dose_high", "against": None, "least": 0.01, "most": 1.0, "unit": "mg"},
    ]
    assert crew.post(path, GIVEN | {"dose": 10, "sure": True}).status_code == 201
    assert care(crew, incident)[0]["despite"] == ["dose_high"]


def test_amended_and_struck_the_originals_are_read_with_their_reasons(incident: str, person: PersonMaker) -> None:
    crew = person("crew")
    first = crew.post(f"/api/v1/incidents/{incident}/care", GIVEN).json["id"]
    second = crew.post(f"/api/v1/care/{first}/amend", GIVEN | {"dose": 0.5, "reason": "slip"}).json["id"]
    assert crew.post(f"/api/v1/care/{second}/strike", {"reason": "not given"}).status_code == 201
    assert crew.post(f"/api/v1/care/{second}/strike", {"reason": "again"}).json["code"] == "illegal_move"
    read = care(crew, incident)
    assert person("kim").get(f"/api/v1/incidents/{incident}/care").status_code == 403  # a dispatcher reads no record
    assert [(one["amends"], one["reason"], one["struck"], one["stands"]) for one in read] == [
        (None, None, False, False),
        (first, "slip", False, False),
        (second, "not given", True, False),
    ]
    assert person("other-crew").get(f"/api/v1/incidents/{incident}/care").status_code == 403


def test_the_quick_lists_come_with_words_versions_and_sources(person: PersonMaker) -> None:
    found = person("nurse").get("/api/v1/care/lists").json
    assert set(found["lists"]) >= {"drug", "procedure", "allergy", "medication", "history", "impression", "finding"}
    drug = found["lists"]["drug"]
    assert drug["version"]
    assert drug["sources"]
    [adrenaline] = [one for one in drug["items"] if one["code"] == "adrenaline"]
    assert (adrenaline["codes"], adrenaline["doses"][0]) == (
        {"atc": "C01CA24"},
        {"dose": 1, "unit": "mg", "route": "iv"},
    )
    assert found["routes"]["iv"] == {"ko": "정맥", "en": "IV"}


def test_a_hospital_tells_the_outcome_and_the_crew_and_the_supervisor_read_it(
    app: APIFlask, person: PersonMaker
) -> None:
    kim, crew, nurse = person("kim"), person("crew"), person("nurse")
    incident = kim.post("/api/v1/calls", a_call()).json["incident"]["id"]
    job = kim.post(f"/api/v1/incidents/{incident}/assignments", {"unit_id": "s1"}).json["assignment_id"]
    [asked] = kim.post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": ["h_far"]}).json["requests"]
    nurse.post(f"/api/v1/requests/{asked['id']}/accept", {})
    kim.post(f"/api/v1/requests/{asked['id']}/confirm")
    for action in ("ack", "en_route", "on_scene", "at_patient", "depart", "at_hospital", "hand_over", "clear"):
        assert crew.post(f"/api/v1/assignments/{job}/steps", {"action": action}).status_code == 200
    said = {"ed_disposition": "intensive_care", "fate": "alive", "diagnosis": "패혈증", "icd10": "A41.9"}
    path = f"/api/v1/requests/{asked['id']}/outcome"
    assert person("other-nurse").post(path, said).status_code == 404
    assert crew.post(path, said).status_code == 403
    twice = [nurse.post(path, said, Idempotency_Key="o1") for _ in range(2)]
    assert [one.status_code for one in twice] == [201, 201]
    assert nurse.post(path, said).json["code"] == "taken"
    assert nurse.get("/api/v1/receiving/outcomes").json["patients"][0]["outcome"]["icd10"] == "A41.9"
    assert crew.get("/api/v1/crew/outcomes").json["cases"][0]["outcome"]["diagnosis"] == "패혈증"
    chief = person("chief")
    assert chief.get("/api/v1/chief/outcomes").json["returned"] == 1
    assert chief.get(f"/api/v1/incidents/{incident}/record").json["outcomes"][0]["fate"] == "alive"
    assert chief.get(f"/record/{incident}").status_code == 200
    assert person("other-crew").get(f"/api/v1/incidents/{incident}/record").status_code == 403
