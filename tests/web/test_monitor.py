"""A monitor's signs come in with their own times, once each; the card sent ahead is read by somebody with a name."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chassis.audit import AuditRow
from chassis.events import EventRow
from chassis.identity import Role
from tests.dispatch.town import Town
from tests.web.browserless import Person, a_call
from tests.web.conftest import PersonMaker

LOINC = "http://loinc.org"


def begun(kim: Person, crew: Person) -> tuple[str, str]:
    sent = kim.post("/api/v1/calls", a_call(send=True)).json
    incident, job = sent["incident"]["id"], sent["sent"]["assignment_ids"][0]
    for action in ("ack", "en_route", "on_scene", "at_patient"):
        crew.post(f"/api/v1/assignments/{job}/steps", {"action": action})
    return incident, job


def chosen(kim: Person, crew: Person, nurse: Person, incident: str) -> str:
    asked: str = kim.post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": ["h_far"]}).json["requests"][0][
        "id"
    ]
    nurse.post(f"/api/v1/requests/{asked}/accept")
    crew.post(f"/api/v1/requests/{asked}/confirm")
    return asked


def observation(code: str, value: float, unit: str, at: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": code, "display": f"code {code}"}]},
        "effectiveDateTime": at,
        "valueQuantity": {"value": value, "code": unit},
        **more,
    }


def bundle(*observations: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in observations]}


def hand_in(who: Person, incident: str, told: Any, device: str = "zoll-7") -> Any:
    path = f"/api/v1/incidents/{incident}/vitals/import?device={device}"
    headers = {"X-CSRF-Token": who.csrf, "Content-Type": "application/fhir+json"}
    return who.client.post(path, json=told, headers=headers)


def events_of(town: Town, incident: str) -> list[str]:
    """What the crew's stream was told of the patient."""
    with town.system.db.read() as session:
        wanted = select(EventRow.kind).where(EventRow.subject == incident, EventRow.topic.contains(".unit."))
        return sorted(kind for kind in session.scalars(wanted) if kind in {"care", "vitals"})


def audited(town: Town, incident: str) -> list[tuple[int, int]]:
    with town.system.db.read() as session:
        wanted = select(AuditRow.new).where(AuditRow.action == "import_vitals", AuditRow.subject == incident)
        return [(one["sets"], one["findings"]) for one in session.scalars(wanted.order_by(AuditRow.id)) if one]


def test_a_batch_goes_on_record_once_with_the_monitors_own_times(town: Town, person: PersonMaker) -> None:
    kim, crew, nurse = person("kim"), person("crew"), person("nurse")
    incident, _ = begun(kim, crew)
    chosen(kim, crew, nurse, incident)
    town.clock.advance(timedelta(minutes=30))
    at = [(town.clock.now() - timedelta(minutes=m)).isoformat() for m in (20, 19, 2)]
    body = {
        "device": "zoll-7",
        "sets": [
            {"at": at[2], "heart_rate_bpm": 101.4, "spo2_percent": 94},
            {"at": at[0], "heart_rate_bpm": 96, "temperature_c": 36.64},
            {"at": at[1], "heart_rate_bpm": 97, "spo2_percent": 312},
        ],
    }
    path = f"/api/v1/incidents/{incident}/vitals/import"
    first = crew.post(path, body)
    assert (first.status_code, first.json["kept"], first.json["known"]) == (200, 3, 0)
    assert [(one["name"], one["reason"], one["value"]) for one in first.json["kept_out"]] == [
        ("spo2_percent", "impossible", "312"),
    ]
    again = crew.post(path, body)
    assert (again.json["kept"], again.json["known"]) == (0, 3)
    [inbound] = nurse.get("/api/v1/receiving/board").json["inbound"]
    assert [(one["at"], one["heart_rate_bpm"], one["device"]) for one in inbound["vitals"]] == [
        (at[0], 96, "zoll-7"),
        (at[1], 97, "zoll-7"),
        (at[2], 101, "zoll-7"),
    ]
    pieces = inbound["trends"]["signs"]["heart_rate_bpm"]["pieces"]
    assert [[value for _, value in piece] for piece in pieces] == [[96, 97], [101]]
    assert crew.get("/api/v1/crew/me").json["jobs"][0]["vitals"][0]["device"] == "zoll-7"


def test_fhir_observations_are_converted_or_told_why_not(town: Town, person: PersonMaker) -> None:
    kim, crew = person("kim"), person("crew")
    incident, _ = begun(kim, crew)
    town.clock.advance(timedelta(minutes=5))
    at = town.clock.now().isoformat()
    pressure = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": "85354-9"}]},
        "effectiveDateTime": at,
        "component": [
            {"code": {"coding": [{"system": LOINC, "code": "8480-6"}]}, "valueQuantity": {"value": 16, "code": "kPa"}},
            {
                "code": {"coding": [{"system": LOINC, "code": "8462-4"}]},
                "valueQuantity": {"value": 70, "code": "mm[Hg]"},
            },
        ],
    }
    told = bundle(
        observation("8867-4", 88, "/min", at),
        observation("59408-5", 93, "%", at),
        observation("8310-5", 98.6, "[degF]", at),
        observation("2339-0", 5.5, "mmol/L", at),
        pressure,
        observation("19889-5", 35, "mm[Hg]", at),
        observation("9279-1", 18, "furlong", at),
        observation("9269-2", 15, "{score}", at, status="entered-in-error"),
        observation("72514-3", 3, "{score}", at.removesuffix("+00:00")),
        observation("8867-4", 12, "/min", at, modifierExtension=[{"url": "x"}]),
    )
    answer = hand_in(crew, incident, told)
    assert answer.status_code == 200, answer.text
    assert (answer.json["kept"], [one["code"] for one in answer.json["unknown"]]) == (1, ["19889-5"])
    out = {(one["name"], one["reason"]) for one in answer.json["kept_out"]}
    assert out == {
        ("respiratory_rate_bpm", "unit"),
        ("9269-2", "status"),
        ("72514-3", "no_time"),
        ("8867-4", "modified"),
    }
    [job] = crew.get("/api/v1/crew/me").json["jobs"]
    [vitals] = job["vitals"]
    signs = ("heart_rate_bpm", "spo2_percent", "temperature_c", "glucose_mg_dl", "systolic_mmhg", "diastolic_mmhg")
    assert [vitals[name] for name in signs] == [88, 93, 37.0, 99, 120, 70]
    assert [one["text"] for one in job["care"]] == ["code 19889-5: 35 mm[Hg]"]
    assert events_of(town, incident) == ["care", "vitals"]
    assert hand_in(crew, incident, told).json["kept"] == 0
    assert len(crew.get("/api/v1/crew/me").json["jobs"][0]["care"]) == 1
    assert events_of(town, incident) == ["care", "vitals"]
    alone = bundle(observation("19889-5", 36, "mm[Hg]", at))
    assert hand_in(crew, incident, alone).json["kept"] == 0
    assert events_of(town, incident) == ["care", "care", "vitals"]
    assert audited(town, incident) == [(1, 1), (0, 1)]


@pytest.mark.parametrize("told", [{"resourceType": "Patient"}, [], "x", 7])
def test_what_is_no_observation_is_refused_with_its_reason(person: PersonMaker, told: Any) -> None:
    kim, crew = person("kim"), person("crew")
    incident, _ = begun(kim, crew)
    answer = hand_in(crew, incident, told)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "resourceType")


def test_a_gateway_hands_in_where_its_unit_is_and_reads_nothing(town: Town, person: PersonMaker) -> None:
    kim, crew = person("kim"), person("crew")
    incident, _ = begun(kim, crew)
    client = crew.client.application.test_client()  # type: ignore[attr-defined]
    body = {"device": "m", "sets": [{"at": town.clock.now().isoformat(), "heart_rate_bpm": 90}]}
    path = f"/api/v1/incidents/{incident}/vitals/import"
    mine, other = ({"Authorization": f"Bearer {person.machine(Role.MONITOR, unit)}"} for unit in ("s1", "s2"))
    assert client.post(path, json=body, headers=mine).json["kept"] == 1
    assert client.post(path, json=body, headers=other).status_code == 403
    assert client.get("/api/v1/crew/me", headers=mine).status_code == 403
    assert client.post(f"/api/v1/incidents/{incident}/vitals", json={"pain": 1}, headers=mine).status_code == 403


def test_a_card_is_sent_ahead_read_once_and_its_changes_are_told(town: Town, person: PersonMaker) -> None:
    kim, crew, nurse = person("kim"), person("crew"), person("nurse")
    incident, _ = begun(kim, crew)
    path = f"/api/v1/incidents/{incident}/pre-alert"
    assert crew.get("/api/v1/crew/me").json["jobs"][0]["pre_alert"] is None
    assert crew.post(path, {"teams": ["cath_lab"]}).json["code"] == "illegal_move"  # nobody to send it to
    asked = chosen(kim, crew, nurse, incident)
    crew.patch(f"/api/v1/incidents/{incident}/patient", {"age_years": 61, "sex": "male", "acuity": 2})
    crew.post(f"/api/v1/incidents/{incident}/vitals", {"heart_rate_bpm": 104})
    draft = crew.get("/api/v1/crew/me").json["jobs"][0]["pre_alert"]["draft"]
    assert (draft["teams"], draft["room"], draft["age_years"]) == (["cath_lab"], "resus", 61)
    tapped = {"teams": draft["teams"], "room": draft["room"], "precautions": ["airborne"]}
    assert crew.post(path, tapped).status_code == 201
    [inbound] = nurse.get("/api/v1/receiving/board").json["inbound"]
    card = inbound["pre_alert"]
    assert (card["card"]["vitals"], card["card"]["precautions"]) == ({"heart_rate_bpm": 104}, ["airborne"])
    assert (card["seen_at"], card["changes"], card["by"]) == (None, [], "crew")
    assert person("other-nurse").post(f"/api/v1/requests/{asked}/pre-alert/seen").status_code == 404
    assert nurse.post(f"/api/v1/requests/{asked}/pre-alert/seen").status_code == 204
    seen_at = town.clock.now().isoformat()
    town.clock.advance(timedelta(minutes=1))
    assert nurse.post(f"/api/v1/requests/{asked}/pre-alert/seen").status_code == 204
    crew.patch(f"/api/v1/incidents/{incident}/patient", {"acuity": 1})
    [inbound] = nurse.get("/api/v1/receiving/board").json["inbound"]
    card = inbound["pre_alert"]
    assert (card["seen_at"], card["seen_by"]) == (seen_at, "nurse")
    assert card["card"]["acuity"] == 2
    assert {"field": "acuity", "was": 2, "now": 1} in card["changes"]
    sent = crew.get("/api/v1/crew/me").json["jobs"][0]["pre_alert"]["sent"]
    assert (sent["seen_by"], {"field": "acuity", "was": 2, "now": 1} in sent["changes"]) == ("nurse", True)
    assert crew.post(path, tapped).status_code == 201  # sent again: unread again, and nothing has changed since
    [inbound] = nurse.get("/api/v1/receiving/board").json["inbound"]
    assert (inbound["pre_alert"]["seen_at"], inbound["pre_alert"]["changes"]) == (None, [])
