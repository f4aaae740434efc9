"""The handover document: valid for two parsers of others and our own table, the same twice, and nothing invented."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dispatch.care.entry import NONE_KNOWN, CareEntry, CareKind
from dispatch.care.record import CareRecord, VitalSet
from dispatch.fhir.case import TASK_STATUS, asked, status_of
from dispatch.fhir.checking import faults
from dispatch.fhir.codes import LOINC
from dispatch.fhir.document import document, entry_of, everything, written
from dispatch.model import Patient, Vitals
from hospitals.request import RequestState
from tests.dispatch.fhir.records import HOSPITAL, NOON, a_record, a_request, telling
from tests.dispatch.fhir.validity import mistakes

PLAIN = CareRecord(as_of=NOON, incident_id="inc_1", number="1", region="sejong", received_at=NOON)
DRUG = CareEntry("cre_1", CareKind.DRUG, "aspirin", NOON, "s1", "김구급", dose=300.0, unit="mg", route="po")


def kept(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


def observation(bundle: dict[str, Any], code: str) -> dict[str, Any]:
    [found] = [one for one in kept(bundle, "Observation") if code in {c["code"] for c in one["code"]["coding"]}]
    return found


@pytest.mark.parametrize("seed", range(60))
def test_whatever_the_case_the_bundle_is_valid(seed: int) -> None:
    record, told = a_record(seed), telling("en" if seed % 2 else "ko")
    assert mistakes(document(record, told, a_request(seed))) == []
    kept_all = [entry_of(one, told) for one in everything(record, told, a_request(seed))]
    assert mistakes({"resourceType": "Bundle", "type": "searchset", "entry": kept_all}) == []
    before = [entry_of(one, told) for one in asked(a_request(seed), HOSPITAL, told)]
    assert mistakes({"resourceType": "Bundle", "type": "searchset", "entry": before}) == []


@pytest.mark.parametrize("seed", range(20))
def test_the_same_record_is_the_same_bytes_whenever_it_is_read(seed: int) -> None:
    later = replace(a_record(seed), as_of=NOON + timedelta(days=1))
    assert written(document(a_record(seed), telling())) == written(document(later, telling()))


def test_another_sign_makes_another_document_and_leaves_every_other_id() -> None:
    first = replace(PLAIN, sets=(VitalSet(1, NOON, "s1", Vitals(heart_rate_bpm=80)),))
    then = replace(first, sets=(*first.sets, VitalSet(2, NOON, "s1", Vitals(spo2_percent=93))))
    a, b = document(first, telling()), document(then, telling())
    assert a["identifier"] != b["identifier"]
    assert a["id"] == b["id"]
    assert {e["fullUrl"] for e in a["entry"]} < {e["fullUrl"] for e in b["entry"]}


def test_signs_carry_their_loinc_and_ucum_codes() -> None:
    signs = Vitals(112, 96, 60, 24, 93, 36.4, 148, 14, 8, "V", True)
    told = document(replace(PLAIN, sets=(VitalSet(1, NOON, "s1", signs),)), telling())
    said = {"8867-4": (112, "/min"), "9279-1": (24, "/min"), "8310-5": (36.4, "Cel"), "2339-0": (148, "mg/dL")}
    for code, (value, unit) in said.items():
        assert (
            observation(told, code)["valueQuantity"]["value"],
            observation(told, code)["valueQuantity"]["code"],
        ) == (
            value,
            unit,
        )
    assert {c["code"] for c in observation(told, "59408-5")["code"]["coding"]} == {"2708-6", "59408-5"}
    upper, lower = observation(told, "85354-9")["component"]
    assert (upper["valueQuantity"]["value"], lower["valueQuantity"]["code"]) == (96, "mm[Hg]")
    [answer] = observation(told, "67775-7")["valueCodeableConcept"]["coding"]
    assert (answer["system"], answer["display"]) == (LOINC, "Verbal")


def test_a_pressure_felt_at_the_wrist_has_no_lower_half_and_says_why() -> None:
    told = document(replace(PLAIN, sets=(VitalSet(1, NOON, "s1", Vitals(systolic_mmhg=90)),)), telling())
    _, lower = observation(told, "85354-9")["component"]
    assert "valueQuantity" not in lower
    assert lower["dataAbsentReason"]["coding"][0]["code"] == "not-performed"


def test_a_patient_is_nobody_and_has_no_invented_birthday() -> None:
    record = replace(PLAIN, name="홍길동", patient=Patient("pat_1", 68, "male", 2))
    told = document(record, telling("en"))
    [patient] = kept(told, "Patient")
    assert patient["name"] == [{"use": "anonymous", "text": "Unnamed man"}]
    assert "birthDate" not in patient
    assert observation(told, "30525-0")["valueQuantity"]["value"] == 68
    assert "홍길동" not in json.dumps(told, ensure_ascii=False)


def test_asked_and_none_is_not_the_same_as_never_asked() -> None:
    none = CareEntry("cre_2", CareKind.ALLERGY, NONE_KNOWN, NOON, "s1", "김구급")
    [known] = kept(document(replace(PLAIN, entries=(none,)), telling()), "AllergyIntolerance")
    assert known["code"]["coding"][0]["code"] == "no-known-allergies"
    silent = document(PLAIN, telling())
    assert kept(silent, "AllergyIntolerance") == []
    [composition] = kept(silent, "Composition")
    [section] = [one for one in composition["section"] if one["code"]["coding"][0]["code"] == "48765-2"]
    assert section["emptyReason"]["coding"][0]["code"] == "notasked"


def test_what_was_struck_leaves_the_document_and_stays_readable_as_an_error() -> None:
    struck = replace(DRUG, id="cre_2", amends="cre_1", reason="never given", struck=True)
    record = replace(PLAIN, entries=(DRUG, struck))
    assert kept(document(record, telling()), "MedicationAdministration") == []
    [wrong] = [one for one in everything(record, telling()) if one["resourceType"] == "MedicationAdministration"]
    assert wrong["status"] == "entered-in-error"
    assert (
        wrong["id"] == kept(document(replace(PLAIN, entries=(DRUG,)), telling()), "MedicationAdministration")[0]["id"]
    )


def test_a_drug_has_its_dose_and_its_time() -> None:
    [given] = kept(document(replace(PLAIN, entries=(DRUG,)), telling()), "MedicationAdministration")
    assert given["dosage"]["dose"] == {"value": 300, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"}
    assert given["effectiveDateTime"] == "2026-06-01T03:00:00+00:00"


def test_the_encounter_follows_the_run() -> None:
    assert status_of(PLAIN) == "planned"
    steps = {"at_patient": "in-progress", "at_hospital": "arrived", "hand_over": "finished"}
    for seed in range(40):
        record = a_record(seed)
        if record.closed_at is None:
            names = [stamp.name for stamp in record.stamps]
            expected = next((steps[one] for one in reversed(steps) if one in names), "planned")
            assert status_of(record) == expected
    assert status_of(replace(PLAIN, closed_at=NOON)) == "cancelled"


def test_every_state_of_a_request_is_a_state_of_a_task() -> None:
    assert set(TASK_STATUS) == set(RequestState)


def test_before_it_agrees_a_hospital_reads_the_minimum_only() -> None:
    told = asked(replace(a_request(3), state=RequestState.SENT), HOSPITAL, telling())
    assert {one["resourceType"] for one in told} <= {"Encounter", "Patient", "Organization", "Task", "Flag"}
    [run] = [one for one in told if one["resourceType"] == "Encounter"]
    assert "identifier" not in run  # whose patient it is


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda b: b["entry"][0]["resource"].update(status="nonsense"), "value set"),
        (lambda b: b["entry"][1]["resource"]["subject"].update(reference="Patient/nobody"), "leads nowhere"),
        (lambda b: b["entry"][1]["resource"]["class"].update(code="AMB"), "is not of"),
        (lambda b: b["entry"].reverse(), "begins with its composition"),
        (lambda b: b["entry"][2]["resource"]["_birthDate"]["extension"][0].update(valueCode="dunno"), "no reason"),
        (lambda b: b["entry"][2]["resource"].update(id="a_b"), "no id"),
        (lambda b: b.pop("identifier"), "a document has one"),
    ],
)
def test_our_own_table_finds_what_the_libraries_let_by(break_it: Any, said: str) -> None:
    told = document(replace(PLAIN, hospital=HOSPITAL), telling())
    assert faults(told) == []
    break_it(told)
    assert any(said in one for one in faults(told)), faults(told)
