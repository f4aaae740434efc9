"""What comes in: the recorded bundle, our own again, and whatever else somebody may send."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.care.entry import NONE_KNOWN, CareKind
from dispatch.care.quicklists import UNOBTAINABLE
from dispatch.care.record import CareRecord
from dispatch.fhir.codes import CARE
from dispatch.fhir.document import document, written
from dispatch.intake.patients import Handover, ToldEntry, ToldSigns, own_code, read_handover
from dispatch.intake.unreadable import UnreadableError
from dispatch.intake.values import text_of
from dispatch.model import Vitals
from dispatch.scores.score import Scale
from tests.dispatch.fhir.records import a_record, a_request, telling

SHARED = Path(os.environ.get("GOLDENTIME_SHARED_DATA", Path(__file__).parents[4] / "shared" / "data"))
SAMPLE = SHARED / "interop" / "fhir" / "ems_handover_bundle_r4.json"
BUNDLE: dict[str, Any] = {"resourceType": "Bundle", "type": "document", "timestamp": "2026-06-01T12:00:00+09:00"}


def of(*resources: dict[str, Any]) -> Handover:
    patient = {"resourceType": "Patient", "id": "p"}
    return read_handover(json.dumps(BUNDLE | {"entry": [{"resource": one} for one in (patient, *resources)]}).encode())


GONE = "gone_since"


def facts_of(record: CareRecord) -> tuple[object, ...]:
    """What has to come through: patient, signs by instant, entries; words as one line, which is how they come in."""
    signs: dict[datetime, dict[str, Any]] = {}
    for one in sorted(record.sets, key=lambda taken: (taken.measured_at, taken.id)):
        taken = {name: value for name in VITALS if (value := getattr(one.signs, name)) is not None}
        signs.setdefault(one.measured_at, {}).update(taken)
    for coma in (one for one in record.assessments if one.scale is Scale.GCS):
        parts = [coma.findings[name] for name in ("eyes", "verbal", "motor")]
        if "NT" not in parts:
            signs.setdefault(coma.at, {})["gcs"] = sum(parts)
    known = {entry.kind for entry in record.standing if entry.code != UNOBTAINABLE}
    entries = {
        (
            e.kind,
            e.code if e.code != GONE else None,  # a line that our lists have lost comes in as its words
            text_of(words, 200) if (words := e.text or (GONE if e.code == GONE else None)) else None,
            e.done_at,
            e.dose,
            e.unit if e.dose else None,
            e.route,
        )
        for e in record.standing
        if e.code != UNOBTAINABLE
    }
    asked = (CareKind.ALLERGY, CareKind.MEDICATION, CareKind.HISTORY)
    silent = {e.kind for e in record.standing if e.code == UNOBTAINABLE and e.kind in asked and e.kind not in known}
    entries |= {(kind, UNOBTAINABLE, None, None, None, None, None) for kind in silent}
    patient = record.patient
    who = (patient.age_years, patient.sex, patient.acuity) if patient else (None, None, None)
    return who, {at: values for at, values in signs.items() if values}, entries


VITALS = tuple(Vitals.__dataclass_fields__)


def told_facts(told: Handover) -> tuple[object, ...]:
    signs = {
        one.at: {name: value for name in VITALS if (value := getattr(one.signs, name)) is not None} for one in told.sets
    }
    entries = {(e.kind, e.code, e.text, e.at, e.dose, e.unit, e.route) for e in told.entries}
    return (told.age_years, told.sex, told.acuity), signs, entries


@given(st.integers(0, 100_000))
@settings(max_examples=60, deadline=None)
def test_what_we_tell_comes_in_again_as_the_same_facts(seed: int) -> None:
    record = a_record(seed)
    for language in ("ko", "en"):
        told = read_handover(written(document(record, telling(language), a_request(seed))))
        assert told_facts(told) == facts_of(record)
        assert told.unread == ()
        assert told.simulated is record.simulated


@pytest.mark.skipif(not SAMPLE.exists(), reason="the recorded bundle is not here")
def test_the_recorded_bundle_comes_in_whole() -> None:
    told = read_handover(SAMPLE.read_bytes())
    assert (told.age_years, told.sex, told.acuity, told.alert) == (68, "male", 2, "stemi")
    [taken] = told.sets
    assert taken == ToldSigns(
        datetime.fromisoformat("2026-11-22T13:12:00+09:00"),
        Vitals(112, 96, 60, 24, 93, 36.4, 148, 14, 8),
    )
    told_of = {(one.kind, one.code) for one in told.entries}
    assert {(CareKind.DRUG, "aspirin")} <= told_of
    [aspirin] = [one for one in told.entries if one.kind is CareKind.DRUG]
    assert (aspirin.dose, aspirin.unit) == (300.0, "mg")
    assert {one.kind for one in told.entries} == {CareKind.DRUG, CareKind.PROCEDURE, CareKind.IMPRESSION}
    assert told.case == "urn:sejong119:incident|20261122-0001-1"
    assert told.destination == "충남대학교병원"
    assert told.place is not None
    assert told.narrative[0].startswith("ATMIST")
    assert told.unread == ()


def test_what_is_wrong_refuted_or_not_done_is_nobodys_fact() -> None:
    wrong = {"coding": [{"code": "entered-in-error"}]}
    told = of(
        {"resourceType": "Procedure", "status": "not-done", "code": {"text": "intubation"}},
        {"resourceType": "Condition", "verificationStatus": wrong, "code": {"text": "STEMI"}},
        {"resourceType": "Observation", "status": "cancelled", "code": {"coding": [{"code": "8867-4"}]}},
    )
    assert (told.entries, told.sets, told.unread) == ((), (), ())


def test_what_nobody_understands_is_counted_and_never_dropped() -> None:
    pulse = {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]}
    told = of(
        {"resourceType": "ImagingStudy", "status": "available"},
        {"resourceType": "Observation", "status": "final", "code": {"coding": [{"code": "1234-5"}]}},
        {"resourceType": "Observation", "status": "final", "code": pulse, "valueQuantity": {"value": 9000}},
        {"resourceType": "Observation", "status": "final", "code": pulse, "valueQuantity": {"value": 80, "code": "Hz"}},
    )
    assert told.unread == ("ImagingStudy ×1", "Observation ×3")
    assert told.sets == ()


def test_other_units_are_reckoned_into_ours() -> None:
    def taken(code: str, value: float, unit: str) -> Vitals:
        coded = {"coding": [{"system": "http://loinc.org", "code": code}]}
        [found] = of(
            {
                "resourceType": "Observation",
                "status": "final",
                "code": coded,
                "valueQuantity": {"value": value, "code": unit},
            }
        ).sets
        return found.signs

    assert taken("8310-5", 98.6, "[degF]").temperature_c == 37.0
    assert taken("2339-0", 8.2, "mmol/L").glucose_mg_dl == 148
    assert taken("41653-7", 148, "mg/dL").glucose_mg_dl == 148


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", None),
        (b"[]", None),
        (b'{"resourceType": "Patient"}', "resourceType"),
        (b'{"resourceType": "Bundle"}', "Patient"),
        (json.dumps(BUNDLE | {"entry": [{"resource": {"resourceType": "Patient"}}] * 2}).encode(), "Patient"),
        (json.dumps(BUNDLE | {"entry": [{"resource": {"resourceType": "x"}}] * 1001}).encode(), "entry"),
        (b" " * (256 * 1024 + 1), None),
    ],
)
def test_what_is_no_handover_of_one_patient_says_where(body: bytes, field: str | None) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_handover(body)
    assert caught.value.field == field


NAMES = st.sampled_from(
    [
        "coding",
        "code",
        "system",
        "status",
        "valueQuantity",
        "value",
        "unit",
        "text",
        "dosage",
        "dose",
        "note",
        "payload",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
KINDS = st.sampled_from(
    [
        "Observation",
        "Condition",
        "Procedure",
        "MedicationAdministration",
        "Flag",
        "Encounter",
        "Location",
        "Communication",
    ]
)
FIELDS = st.sampled_from(
    [
        "code",
        "status",
        "valueQuantity",
        "component",
        "effectiveDateTime",
        "medicationCodeableConcept",
        "dosage",
        "meta",
        "verificationStatus",
        "category",
        "note",
        "payload",
        "position",
        "identifier",
        "priority",
        "hospitalization",
    ]
)


@given(st.lists(st.tuples(KINDS, st.dictionaries(FIELDS, JSON, max_size=5)), max_size=4))
@settings(max_examples=150, deadline=None)
def test_nothing_that_can_be_sent_breaks_it(resources: list[tuple[str, dict[str, Any]]]) -> None:
    told = of(*({"resourceType": kind, **more} for kind, more in resources))
    assert all(isinstance(one, ToldEntry) for one in told.entries)
    assert all(one.at is None or one.at.tzinfo is not None for one in told.sets)


def test_a_code_of_ours_that_nobody_has_is_told_in_its_words() -> None:
    made_up = {"coding": [{"system": CARE, "code": "x" * 80}], "text": "무엇인지 모름"}
    assert own_code(CareKind.DRUG, made_up) is None
    assert own_code(CareKind.DRUG, {"coding": [{"system": CARE, "code": "aspirin"}]}) == "aspirin"
    assert own_code(CareKind.ALLERGY, {"coding": [{"system": CARE, "code": NONE_KNOWN}]}) == NONE_KNOWN
