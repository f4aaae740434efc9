"""One capacity, whatever the form: JSON, CSV and FHIR in; HAVE and FHIR out."""

import json
from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask

from chassis.identity import Role
from chassis.markup import read_markup
from hospitals.feeds.fhir import BED, CAPABILITY, HOSPITAL, PHYSICAL, ROLE_CODE
from hospitals.model import Capability
from hospitals.tables.board import get_hospital
from hospitals.tables.capacity import read_posts
from tests.dispatch.town import Town
from tests.web.conftest import PersonMaker

ADDRESS = "/api/v1/hospitals/h_far/capacity"
Json = dict[str, Any]


@pytest.fixture
def machine(app: APIFlask, person: PersonMaker) -> "Machine":
    """The hospital's own machine."""
    return Machine(app, person.machine(Role.HOSPITAL, "h_far"))


class Machine:
    """Posts with a token."""

    def __init__(self, app: APIFlask, token: str) -> None:
        self._client, self._token = app.test_client(), {"Authorization": f"Bearer {token}"}

    def post(self, body: object, kind: str = "application/json") -> Any:
        data = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return self._client.post(ADDRESS, data=data, content_type=kind, headers=self._token)


def bed(code: str, status: str, **more: object) -> Json:
    return {
        "resourceType": "Location",
        "type": [{"coding": [{"system": BED, "code": code}]}],
        "physicalType": {"coding": [{"system": PHYSICAL, "code": "bd"}]},
        "operationalStatus": {"code": status},
        **more,
    }


def service(code: str, active: bool | None, **more: object) -> Json:
    told = {} if active is None else {"active": active}
    return {
        "resourceType": "HealthcareService",
        "type": [{"coding": [{"system": CAPABILITY, "code": code}]}],
        **told,
        **more,
    }


def bundle(*resources: Json) -> Json:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}


def figures(answer: Any) -> dict[str, tuple[Any, ...]]:
    return {one["bed"]: (one["available"], one["baseline"], one["usable"]) for one in answer.json["beds"]}


def test_the_same_capacity_in_every_form_is_the_same_capacity(machine: Machine) -> None:
    forms: list[tuple[object, str]] = [
        ({"beds": {"O001": {"available": 2, "baseline": 3}}, "capabilities": {"stemi": "no"}}, "application/json"),
        ({"beds": {"hvec": 2, "HVS01": 3}, "capabilities": {"Y0010": "불가능"}}, "application/json"),
        ("hvec,hvs01,Y0010\r\n2,3,N", "text/csv; charset=utf-8"),
        (
            bundle(bed("O001", "U"), bed("O001", "U"), bed("O001", "O"), service("stemi", False)),
            "application/fhir+json",
        ),
    ]
    for body, kind in forms:
        answer = machine.post(body, kind)
        assert answer.status_code == 200, answer.json
        assert figures(answer)["O001"] == (2, 3, None)
        assert {one["capability"]: one["says"] for one in answer.json["answers"]}["stemi"] == "no"


def test_a_busy_specialist_is_posted_with_a_time_and_a_plain_yes_frees_him(machine: Machine, town: Town) -> None:
    until = (town.clock.now() + timedelta(minutes=40)).isoformat()
    word = {"says": "yes", "busy_until": until, "on_call": "심장내과 내선 3114"}
    told = machine.post({"capabilities": {"stemi": word}}).json["answers"]
    (answer,) = [one for one in told if one["capability"] == "stemi"]
    assert (answer["busy_until"][:19], answer["on_call"]) == (until[:19], "심장내과 내선 3114")
    again = machine.post({"capabilities": {"stemi": "yes"}}).json["answers"]
    (answer,) = [one for one in again if one["capability"] == "stemi"]
    assert (answer["busy_until"], answer["on_call"]) == (None, "심장내과 내선 3114")


@pytest.mark.parametrize(("says", "minutes"), [("no", 10), ("yes", -1), ("yes", 25 * 60)])
def test_a_time_that_cannot_be_meant_is_refused(machine: Machine, town: Town, says: str, minutes: int) -> None:
    until = (town.clock.now() + timedelta(minutes=minutes)).isoformat()
    answer = machine.post({"capabilities": {"stemi": {"says": says, "busy_until": until}}})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "capabilities.stemi.busy_until")


def test_every_wrong_key_of_a_post_is_told_at_once_and_nothing_is_kept(machine: Machine, town: Town) -> None:
    answer = machine.post({"beds": {"O099": 1, "hvec": 7, "hvs02": -1}, "capabilities": {"MKioskTy1": "Y", "x": "Y"}})
    assert answer.status_code == 422
    fields = [one["field"] for one in answer.json["errors"]]
    assert fields == ["beds.O099", "beds.hvs02", "capabilities.MKioskTy1", "capabilities.x"]
    with town.system.db.read() as session:
        assert read_posts(session, "h_far") == ()


def test_a_sheet_with_one_wrong_cell_is_not_half_kept(machine: Machine, town: Town) -> None:
    at = town.clock.now().isoformat()
    answer = machine.post(f"reported_at,hvec\r\n{at},4\r\n{at},x", "text/csv")
    assert answer.status_code == 422
    assert answer.json["errors"] == [
        {"field": "3:hvec", "line": 3, "column": "hvec", "reason": "must be a whole number, Y, N or N1"}
    ]
    future = (town.clock.now() + timedelta(hours=1)).isoformat()
    assert machine.post(f"reported_at,hvec\r\n{at},4\r\n{future},3", "text/csv").status_code == 422
    with town.system.db.read() as session:
        assert read_posts(session, "h_far") == ()


def test_a_ward_says_whether_anything_is_free_and_no_number(machine: Machine) -> None:
    ward = {
        "physicalType": {"coding": [{"code": "wa"}]},
        "type": [{"coding": [{"system": ROLE_CODE, "code": "PEDICU"}]}],
    }
    answer = machine.post(bed("", "U") | ward, "application/fhir+json")
    assert figures(answer)["O009"] == (None, None, True)


def test_a_service_that_is_away_for_a_while_is_a_yes_with_a_time(machine: Machine, town: Town) -> None:
    end = (town.clock.now() + timedelta(minutes=30)).isoformat()
    away = [{"description": "in theatre", "during": {"end": end}}]
    answer = machine.post(service("stemi", True, notAvailable=away), "application/fhir+json")
    (told,) = [one for one in answer.json["answers"] if one["capability"] == "stemi"]
    assert (told["says"], told["busy_until"][:19]) == ("yes", end[:19])


@pytest.mark.parametrize(
    "wrong",
    [
        b"{",
        {"resourceType": "Patient"},
        bundle(),
        bed("O099", "U"),
        service("sadness", True),
        bed("O001", "U", modifierExtension=[{"url": "x"}]),
        bed("O001", "U", partOf={"reference": "Location/h_near"}),
        service("stemi", True, location=[{"identifier": {"system": HOSPITAL, "value": "h_near"}}]),
        {"resourceType": "Location", "identifier": [{"value": "h_far"}]},
    ],
)
def test_fhir_that_means_nothing_or_somebody_else_is_refused_by_place(machine: Machine, wrong: object) -> None:
    answer = machine.post(wrong, "application/fhir+json")
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_input")
    assert all(one["field"] and one["reason"] for one in answer.json["errors"])


def test_what_goes_out_as_fhir_comes_in_again_as_the_same(machine: Machine, person: PersonMaker, town: Town) -> None:
    until = town.clock.now() + timedelta(minutes=40)
    machine.post(
        {"beds": {"hvctayn": "Y"}, "capabilities": {"stemi": {"says": "yes", "busy_until": until.isoformat()}}}
    )
    told = person("kim").get("/fhir/HealthcareService?location=h_far").json
    assert told["resourceType"] == "Bundle"
    assert "김" not in json.dumps(told, ensure_ascii=False)
    assert machine.post(told, "application/fhir+json").status_code == 200
    with town.system.db.read() as session:
        answer = get_hospital(session, "h_far", now=town.clock.now()).answer(Capability.STEMI)
    assert answer is not None
    assert answer.busy_until == until


def test_locations_are_found_by_hospital_and_type(person: PersonMaker, machine: Machine) -> None:
    machine.post({"beds": {"hvec": -2, "hvctayn": "Y"}})
    kim = person("kim")
    (house,) = [e["resource"] for e in kim.get(f"/fhir/Location?identifier={HOSPITAL}|h_far").json["entry"]]
    assert (house["id"], house["status"], house["position"]["latitude"] > 36) == ("h_far", "active", True)
    wards = {e["resource"]["id"]: e["resource"] for e in kim.get("/fhir/Location?partof=Location/h_far").json["entry"]}
    assert wards["h_far-O001"]["operationalStatus"]["code"] == "O"
    assert wards["h_far-O027"]["operationalStatus"]["code"] == "U"
    assert kim.get("/fhir/Location?type=ER").json["total"] == 3
    assert kim.get("/fhir/Location?_id=nobody").json["total"] == 0
    answer = kim.get("/fhir/Location?near=1")
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_input")
    assert kim.get("/fhir/Location").content_type == "application/fhir+json; charset=utf-8"


def test_the_catchment_goes_out_as_have(person: PersonMaker, town: Town) -> None:
    kim = person("kim")
    answer = kim.get("/api/v1/hospitals/have.xml")
    assert answer.content_type == "application/xml; charset=utf-8"
    assert len(read_markup(answer.data).children) == 3
    (one,) = read_markup(kim.get("/api/v1/hospitals/h_near/have.xml").data).children
    assert one.said("lastupdatetime") == town.clock.now().isoformat()
    assert kim.get("/api/v1/hospitals/nobody/have.xml").status_code == 404
    assert person("nurse").get("/api/v1/hospitals/have.xml").status_code == 403


def test_the_description_tells_the_forms(app: APIFlask) -> None:
    paths = app.test_client().get("/openapi.json").json["paths"]
    taken = paths["/api/v1/hospitals/{hospital_id}/capacity"]["post"]["requestBody"]["content"]
    assert set(taken) == {"application/json", "text/csv", "application/fhir+json"}
    assert set(paths["/api/v1/hospitals/have.xml"]["get"]["responses"]["200"]["content"]) == {"application/xml"}
