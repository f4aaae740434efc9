"""A receiving hospital reads its inbound patients in FHIR: what its token may, before and after it has agreed."""

from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from fhir.resources.R4B.capabilitystatement import CapabilityStatement
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from chassis import accounts
from chassis.audit import AuditRow
from chassis.identity import Role
from dispatch.crew.caring import describe_patient, record_vitals
from dispatch.crew.stepping import step
from dispatch.desk.asking import ask_hospitals, confirm_hospital
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.fhir.checking import faults
from dispatch.model import Vitals
from dispatch.states import AssignmentAction as A
from hospitals.intake import answering
from hospitals.request import DeclineCode, Request
from hospitals.tables.requests import read_requests
from tests.dispatch.fhir.validity import mistakes
from tests.dispatch.town import Town, call
from tests.web.conftest import PersonMaker

ALL = ("system/*.rs",)


class Machine:
    """A hospital's own system with a token of its scopes."""

    def __init__(self, app: APIFlask, town: Town, *scopes: str, facility: str = "h_far") -> None:
        with town.system.db.write() as session:
            self.token = accounts.issue_token(
                session,
                name="emr",
                role=Role.HOSPITAL,
                region="sejong",
                facility=facility,
                now=town.clock.now(),
                scopes=scopes,
            )
        self.client: FlaskClient = app.test_client()

    def headers(self, **more: str) -> dict[str, str]:
        named = {"Authorization": f"Bearer {self.token}", "Accept": "application/fhir+json", "Accept-Language": "en"}
        return named | {name.replace("_", "-"): value for name, value in more.items()}

    def get(self, path: str, **more: str) -> TestResponse:
        return self.client.get(f"/fhir/{path}", headers=self.headers(**more))

    def post(self, path: str, body: Any) -> TestResponse:
        headers = self.headers() | {"Content-Type": "application/fhir+json"}
        return self.client.post(f"/fhir/{path}", json=body, headers=headers)

    def delete(self, path: str) -> TestResponse:
        return self.client.delete(f"/fhir/{path}", headers=self.headers())

    def runs(self) -> list[dict[str, Any]]:
        return [one["resource"] for one in self.get("Encounter").json.get("entry", [])]


@pytest.fixture
def emr(app: APIFlask, town: Town) -> Machine:
    """The system of h_far with every scope."""
    return Machine(app, town, *ALL)


def with_patient(town: Town) -> str:
    """A crew is at the side of a patient, and h_far is asked; returns the incident."""
    incident = take_call(town.system, town.kim, call()).incident_id
    job = send_unit(town.system, town.kim, incident, "s1")
    for action in (A.ACK, A.EN_ROUTE, A.ON_SCENE, A.AT_PATIENT):
        step(town.system, town.crew("s1"), job, action)
    describe_patient(town.system, town.crew("s1"), incident, age_years=61, sex="male", acuity=1)
    ask_hospitals(town.system, town.kim, incident, hospital_ids=("h_far",))
    return incident


def agreed(town: Town) -> str:
    """The same, and the hospital has agreed and is chosen."""
    incident = with_patient(town)
    [asked] = requests(town, incident)
    answering.accept(town.system, town.nurse("h_far"), asked.id)
    confirm_hospital(town.system, town.kim, asked.id)
    return incident


def requests(town: Town, incident: str) -> tuple[Request, ...]:
    with town.system.db.read() as session:
        return read_requests(session, incident_ids=(incident,))


def measure(town: Town, incident: str, **signs: int) -> None:
    record_vitals(town.system, town.crew("s1"), incident, Vitals(**signs))


def test_what_the_server_can_do_is_open_and_valid(app: APIFlask) -> None:
    told = app.test_client().get("/fhir/metadata")
    assert told.status_code == 200
    CapabilityStatement.model_validate(told.json)
    assert told.json["fhirVersion"] == "4.0.1"


def test_before_it_agrees_a_hospital_reads_the_minimum_and_nothing_of_others(
    app: APIFlask, town: Town, emr: Machine
) -> None:
    incident = with_patient(town)
    [run] = emr.runs()
    assert run["status"] == "planned"
    assert "identifier" not in run
    told = emr.get(f"Encounter/{run['id']}/$everything").json
    assert mistakes(told) == []
    assert {one["resource"]["resourceType"] for one in told["entry"]} <= {
        "Encounter",
        "Patient",
        "Organization",
        "Task",
        "Flag",
    }
    assert incident.replace("_", "-") not in str(told)
    assert incident not in str(told)
    assert Machine(app, town, *ALL, facility="h_silent").runs() == []
    assert Machine(app, town, *ALL, facility="h_silent").get(f"Encounter/{run['id']}").status_code == 404
    composed = emr.get(f"Composition/{run['id']}-report/$document")
    assert composed.status_code == 404


def test_after_it_is_chosen_it_reads_the_record_as_it_grows(emr: Machine, town: Town) -> None:
    incident = agreed(town)
    [run] = emr.runs()
    assert run["status"] == "in-progress"
    measure(town, incident, heart_rate_bpm=112, systolic_mmhg=96, diastolic_mmhg=60, spo2_percent=93)
    document = emr.get(f"Composition/{run['id']}-report/$document")
    assert mistakes(document.json) == []
    assert document.json["type"] == "document"
    told = emr.get(f"Observation?encounter={run['id']}").json
    assert {c["code"] for one in told["entry"] for c in one["resource"]["code"]["coding"]} >= {"8867-4", "85354-9"}
    [patient] = emr.get(f"Patient?patient={run['id']}-patient").json["entry"]
    assert emr.get(f"Patient/{patient['resource']['id']}").json["name"][0]["use"] == "anonymous"
    [narrative] = emr.get("Communication").json["entry"]
    assert "HR 112" in narrative["resource"]["payload"][0]["contentString"] or "112" in str(narrative)
    assert faults(emr.get(f"Encounter/{run['id']}/$everything").json) == []


def test_who_reads_a_patient_leaves_a_line_an_hour(emr: Machine, town: Town) -> None:
    incident = agreed(town)

    def lines() -> list[tuple[str, str]]:
        with town.system.db.read() as session:
            noted = select(AuditRow).where(AuditRow.action == "read_fhir")
            rows = session.scalars(noted.order_by(AuditRow.id)).all()
        return [(row.subject, row.region) for row in rows]

    assert lines() == []
    [run] = emr.runs()
    emr.get(f"Encounter/{run['id']}/$everything")
    assert lines() == [(incident, "sejong")]
    town.clock.advance(timedelta(minutes=61))
    emr.get(f"Encounter/{run['id']}")
    assert lines() == [(incident, "sejong")] * 2


def test_what_has_not_changed_is_not_sent_again(emr: Machine, town: Town) -> None:
    incident = agreed(town)
    [run] = emr.runs()
    path = f"Composition/{run['id']}-report/$document"
    first = emr.get(path)
    assert "Last-Modified" not in first.headers  # an acuity has no time, and is news all the same
    town.clock.advance(timedelta(minutes=5))
    assert emr.get(path, If_None_Match=first.headers["ETag"]).status_code == 304
    town.clock.advance(timedelta(seconds=30))
    measure(town, incident, heart_rate_bpm=60)
    assert emr.get(path, If_None_Match=first.headers["ETag"]).status_code == 200


def test_after_the_patient_went_elsewhere_nothing_is_left_to_read(emr: Machine, town: Town) -> None:
    incident = with_patient(town)
    [run] = emr.runs()
    [asked] = requests(town, incident)
    answering.decline(town.system, town.nurse("h_far"), asked.id, code=DeclineCode.CROWDING)
    assert emr.runs() == []
    assert emr.get(f"Encounter/{run['id']}").status_code == 404


def test_a_token_reads_what_it_has_a_scope_for_and_is_told_what_is_missing(app: APIFlask, town: Town) -> None:
    agreed(town)
    narrow = Machine(app, town, "system/Encounter.rs")
    [run] = narrow.runs()
    refused = narrow.get(f"Observation?encounter={run['id']}")
    assert refused.status_code == 403
    assert refused.content_type == "application/fhir+json"
    assert refused.json["resourceType"] == "OperationOutcome"
    assert "system/Observation.s" in refused.json["issue"][0]["diagnostics"]
    assert 'scope="system/Observation.s"' in refused.headers["WWW-Authenticate"]
    told = narrow.get(f"Encounter/{run['id']}/$everything").json
    assert {one["resource"]["resourceType"] for one in told["entry"]} == {"Encounter"}
    assert Machine(app, town).get("Encounter").status_code == 403
    both = Machine(app, town, "system/Composition.r", "system/Encounter.r")
    assert both.get(f"Composition/{run['id']}-report/$document").status_code == 403


def test_errors_are_outcomes_for_who_speaks_fhir_and_problems_for_the_rest(emr: Machine, app: APIFlask) -> None:
    lost = emr.get("Encounter/nobody")
    assert (lost.status_code, lost.json["issue"][0]["code"]) == (404, "not-found")
    odd = emr.get("Encounter?near=1")
    assert (odd.status_code, odd.json["issue"][0]["code"]) == (422, "invalid")
    assert emr.get("Nonsense").status_code == 404
    plain = app.test_client().get("/fhir/Encounter/nobody")
    assert (plain.status_code, plain.json["code"]) == (401, "sign_in")


def test_a_person_of_the_hospital_reads_what_the_page_shows(town: Town, person: PersonMaker) -> None:
    with_patient(town)
    assert person("nurse").get("/fhir/Encounter").json["total"] == 1
    assert person("other-nurse").get("/fhir/Encounter").json["total"] == 0
    assert person("kim").get("/fhir/Encounter").status_code == 403


def test_only_the_machine_of_a_hospital_is_given_scopes(person: PersonMaker) -> None:
    admin = person("admin")
    machine = {"name": "emr", "role": "hospital", "facility": "h_far", "scopes": ["system/Encounter.rs"]}
    made = admin.post("/api/v1/admin/tokens", machine)
    assert (made.status_code, made.json["scopes"]) == (201, ["system/Encounter.rs"])
    [kept] = [one for one in admin.get("/api/v1/admin/machines").json["tokens"] if one["id"] == made.json["id"]]
    assert kept["scopes"] == ["system/Encounter.rs"]
    wrong = admin.post("/api/v1/admin/tokens", machine | {"scopes": ["everything"]})
    assert (wrong.status_code, wrong.json["errors"][0]["field"]) == (422, "scopes")
    crew = machine | {"role": "paramedic", "facility": "s1"}
    assert admin.post("/api/v1/admin/tokens", crew).status_code == 422
