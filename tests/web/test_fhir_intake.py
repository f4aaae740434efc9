"""Another service hands a patient over in FHIR: an incident with everything its crew measured and did, and once."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import select
from werkzeug.test import TestResponse

from chassis import topics
from chassis.events import EventRow
from chassis.identity import Role
from dispatch.care.entry import CareKind, CareSource
from dispatch.care.record import CareRecord
from dispatch.fhir.document import document, written
from dispatch.intake.patients import read_handover
from dispatch.tables.carerecord import read_record
from dispatch.tables.cases import IncidentRow
from dispatch.tables.intake import IntakeRow
from tests.dispatch.fhir.records import a_record, telling
from tests.dispatch.intake.test_patients import SAMPLE, facts_of
from tests.dispatch.town import Town
from tests.web.conftest import PersonMaker


class Relay:
    """The other service's machine."""

    def __init__(self, app: APIFlask, person: PersonMaker) -> None:
        self._client, self._token = app.test_client(), person.machine(Role.RELAY)

    def says(self, body: bytes) -> TestResponse:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/fhir+json"}
        return self._client.post("/api/v1/intake/fhir", data=body, headers=headers)


@pytest.fixture
def relay(app: APIFlask, person: PersonMaker) -> Relay:
    return Relay(app, person)


def records(town: Town) -> list[CareRecord]:
    with town.system.db.read() as session:
        ids = session.scalars(select(IncidentRow.id).order_by(IncidentRow.id))
        return [read_record(session, one, now=town.clock.now()) for one in ids]


def messages(town: Town) -> list[IntakeRow]:
    with town.system.db.read() as session:
        return list(session.scalars(select(IntakeRow).order_by(IntakeRow.id)))


@pytest.mark.skipif(not SAMPLE.exists(), reason="the recorded bundle is not here")
def test_the_recorded_bundle_becomes_an_incident_with_its_record(town: Town, relay: Relay) -> None:
    told = relay.says(SAMPLE.read_bytes())
    assert (told.status_code, told.json["state"]) == (201, "taken")
    [record] = records(town)
    assert record.incident_id == told.json["incident_id"]
    assert record.patient is not None
    assert (record.patient.age_years, record.patient.sex, record.patient.acuity) == (68, "male", 2)
    [signs] = record.sets
    assert (signs.source, signs.signs.systolic_mmhg, signs.signs.gcs) == (CareSource.IMPORT, 96, 14)
    assert {(one.kind, one.source) for one in record.entries} == {
        (kind, CareSource.IMPORT) for kind in (CareKind.DRUG, CareKind.PROCEDURE, CareKind.IMPRESSION)
    }
    assert record.complaint == "chest_pain"
    assert record.location is not None
    assert "ATMIST" in record.said[0]


def test_what_we_tell_comes_back_as_the_same_facts_through_the_door(town: Town, relay: Relay) -> None:
    past = timedelta(days=200)
    record = next(r for r in map(a_record, range(500)) if len(r.sets) > 2 and len(r.standing) > 3 and r.patient)
    record = replace(record, simulated=False)
    body = written(document(record, telling()))
    town.clock.advance(max(timedelta(), record.received_at + past - town.clock.now()))
    assert relay.says(body).json["state"] == "taken"
    [kept] = records(town)
    assert facts_of(kept)[1:] == facts_of(record)[1:]


def test_the_same_twice_is_once_and_more_of_it_adds_only_what_is_new(town: Town, relay: Relay) -> None:
    record = replace(a_record(7), simulated=False, closed_at=None)
    whole = document(record, telling())
    part = document(replace(record, sets=record.sets[:1], entries=()), telling())
    first = relay.says(written(part)).json
    again = relay.says(written(part)).json
    assert (again["again"], again["incident_id"]) == (True, first["incident_id"])
    then = relay.says(written(whole)).json
    assert (then["state"], then["incident_id"]) == ("linked", first["incident_id"])
    [kept] = records(town)
    assert len(kept.sets) == len(read_handover(written(whole)).sets)
    assert len(kept.entries) == len(read_handover(written(whole)).entries)
    with town.system.db.read() as session:
        told = list(session.scalars(select(EventRow).where(EventRow.subject == kept.incident_id)))
    entries = [one.data["entry"] for one in told if one.kind == "care" and one.topic == topics.desk("sejong")]
    assert sorted(entries) == sorted(one.id for one in kept.entries)
    assert len([one for one in told if one.kind == "vitals"]) == len(kept.sets)


def test_what_cannot_be_read_waits_for_a_person_beside_its_incident(
    town: Town, relay: Relay, person: PersonMaker
) -> None:
    bundle = document(replace(a_record(7), simulated=False), telling())
    bundle["entry"].append({"resource": {"resourceType": "ImagingStudy", "id": "ct", "status": "available"}})
    told = relay.says(written(bundle)).json
    assert (told["state"], told["reason"], told["doubts"]) == ("kept_for_person", "unread_parts", ["ImagingStudy ×1"])
    assert told["incident_id"]
    desk = person("kim")
    page, form = desk.get("/desk/messages").text, {"csrf_token": desk.csrf}
    [record] = records(town)
    assert record.number in page
    assert "ImagingStudy" in page
    address = f"/desk/messages/{told['message_id']}"
    assert f"{address}/call" not in page
    assert desk.client.post(f"{address}/call", data=form).status_code == 409
    assert desk.client.post(f"{address}/aside", data=form | {"reason": "no_action"}).status_code == 303
    assert len(records(town)) == 1


@pytest.mark.parametrize("body", [b"{", b'{"resourceType": "Patient"}', b"\xff\xfe"])
def test_what_is_no_handover_says_why_and_is_kept(town: Town, relay: Relay, body: bytes) -> None:
    told = relay.says(body)
    assert (told.status_code, told.content_type) == (422, "application/problem+json")
    assert told.json["code"] == "unreadable_message"
    [kept] = messages(town)
    assert kept.state == "kept_for_person"
    assert records(town) == []


def test_a_simulated_patient_of_others_is_nobody(town: Town, relay: Relay) -> None:
    told = relay.says(written(document(replace(a_record(7), simulated=True), telling()))).json
    assert (told["state"], told["reason"]) == ("ignored", "test")
    assert records(town) == []


def test_only_a_relay_hands_patients_in(person: PersonMaker) -> None:
    body: dict[str, Any] = json.loads(written(document(a_record(7), telling())))
    assert person("nurse").post("/api/v1/intake/fhir", body).status_code == 403
