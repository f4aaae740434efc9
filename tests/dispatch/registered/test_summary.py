"""A health summary in FHIR R4: what is certain comes in, everything else is left out and counted, nothing crashes."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.registered.card import MOST_LINES, Contact, Entry
from dispatch.registered.fhir import LARGEST, LeftOut, Summary, SummaryError, Unread, read_summary

SNOMED = "http://snomed.info/sct"


def concept(text: str, code: str | None = None, system: str = SNOMED) -> dict[str, Any]:
    return {"text": text} | ({"coding": [{"system": system, "code": code, "display": text}]} if code else {})


def status(code: str) -> dict[str, Any]:
    return {"coding": [{"code": code}]}


PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "name": [{"family": "홍", "given": ["길동"]}],
    "birthDate": "1948-03-01",
    "gender": "male",
    "communication": [{"language": {"coding": [{"code": "ko"}]}}],
    "contact": [
        {
            "name": {"text": "홍보호"},
            "telecom": [{"system": "email", "value": "a@b"}, {"system": "phone", "value": "010-7777-8888"}],
            "relationship": [{"text": "딸"}],
        }
    ],
}
ABOUT = {"reference": "Patient/p1"}
CONDITION = {
    "resourceType": "Condition",
    "clinicalStatus": status("active"),
    "subject": ABOUT,
    "code": concept("심방세동", "49436004"),
}
ALLERGY = {
    "resourceType": "AllergyIntolerance",
    "clinicalStatus": status("active"),
    "patient": ABOUT,
    "criticality": "high",
    "code": concept("페니실린", "764146007"),
    "reaction": [{"manifestation": [concept("아나필락시스")]}],
}
STATEMENT = {
    "resourceType": "MedicationStatement",
    "status": "active",
    "subject": ABOUT,
    "medicationReference": {"reference": "#m"},
    "contained": [
        {"resourceType": "Medication", "id": "m", "code": concept("와파린", "B01AA03", "http://www.whocc.no/atc")}
    ],
}
REQUEST = {
    "resourceType": "MedicationRequest",
    "status": "active",
    "intent": "order",
    "subject": ABOUT,
    "medicationCodeableConcept": {"coding": [{"system": "urn:house", "code": "7", "display": "메트포르민"}]},
}


def bundle(*resources: dict[str, Any]) -> bytes:
    entries = [{"resource": one} for one in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def read(*resources: dict[str, Any]) -> Summary:
    return read_summary(bundle(*resources), year=2026)


def test_a_whole_summary_becomes_the_parts_of_a_card() -> None:
    found = read(PATIENT, CONDITION, ALLERGY, STATEMENT, REQUEST)
    assert found == Summary(
        name="홍길동",
        birth_year=1948,
        sex="male",
        languages=("ko",),
        contacts=(Contact("홍보호", "010-7777-8888", "딸"),),
        conditions=(Entry("심방세동", SNOMED, "49436004"),),
        drugs=(Entry("와파린", "http://www.whocc.no/atc", "B01AA03"), Entry("메트포르민")),
        allergies=(Entry("페니실린 (아나필락시스, !)", SNOMED, "764146007"),),
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"clinicalStatus": status("resolved")}, LeftOut.NOT_ACTIVE),
        ({"clinicalStatus": "active"}, LeftOut.NOT_ACTIVE),
        ({"verificationStatus": status("refuted")}, LeftOut.WRONG),
        ({"verificationStatus": status("entered-in-error")}, LeftOut.WRONG),
        ({"subject": {"reference": "Patient/other"}}, LeftOut.OTHER_PATIENT),
        ({"code": {"coding": [{"code": "1"}]}}, LeftOut.NO_WORDS),
        ({"code": None}, LeftOut.NO_WORDS),
        ({"resourceType": "Observation"}, LeftOut.OTHER_KIND),
    ],
)
def test_what_is_not_certain_is_left_out_and_counted(change: dict[str, Any], why: LeftOut) -> None:
    found = read(PATIENT, CONDITION | change)
    assert (found.conditions, found.left_out) == (None, {why: 1})


def test_what_nobody_has_called_over_comes_in() -> None:
    unsaid = {name: value for name, value in ALLERGY.items() if name != "clinicalStatus"}
    lasting = {name: value for name, value in CONDITION.items() if name != "clinicalStatus"}
    found = read(PATIENT, unsaid, lasting)
    assert [entry.text for entry in found.conditions or ()] == ["심방세동"]
    assert len(found.allergies or ()) == 1
    over = read(PATIENT, lasting | {"abatementDateTime": "2020-01-01"})
    assert (over.conditions, over.left_out) == (None, {LeftOut.NOT_ACTIVE: 1})


@pytest.mark.parametrize("change", [{"status": "stopped"}, {"intent": "plan"}, {"doNotPerform": True}])
def test_a_drug_that_is_not_taken_is_left_out(change: dict[str, Any]) -> None:
    assert read(PATIENT, REQUEST | change).drugs is None


def test_no_known_allergy_is_none_and_not_unknown() -> None:
    none = ALLERGY | {"code": concept("No known allergy", "716186003"), "reaction": []}
    assert read(PATIENT, none).allergies == ()
    assert read(PATIENT, CONDITION).allergies is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", Unread.NOT_JSON),
        (b"\xff\xfe", Unread.NOT_JSON),
        (b'{"resourceType": "Bundle", "x": NaN}', Unread.NOT_JSON),
        (b"[" * 100_000, Unread.NOT_JSON),
        (b"{}", Unread.NOT_A_BUNDLE),
        (b" " * (LARGEST + 1), Unread.TOO_LARGE),
        (bundle(), Unread.NOTHING_FOUND),
        (bundle(PATIENT, PATIENT | {"id": "p2"}), Unread.SEVERAL_PATIENTS),
        (bundle(PATIENT | {"deceasedBoolean": True}), Unread.DECEASED),
        (bundle(*[{"resourceType": "Flag"}] * 501), Unread.TOO_MANY),
    ],
)
def test_a_file_that_cannot_be_used_says_why(body: bytes, why: Unread) -> None:
    with pytest.raises(SummaryError) as refused:
        read_summary(body, year=2026)
    assert refused.value.why is why


def test_more_than_a_card_holds_is_counted() -> None:
    many = [CONDITION | {"code": concept(f"병 {n}")} for n in range(MOST_LINES + 2)]
    found = read(PATIENT, *many)
    assert (len(found.conditions or ()), found.left_out) == (MOST_LINES, {LeftOut.TOO_MANY: 2})


def test_our_own_handover_document_reads_as_a_summary(shared_data: Path) -> None:
    body = (shared_data / "interop" / "fhir" / "ems_handover_bundle_r4.json").read_bytes()
    found = read_summary(body, year=2026)
    assert found.left_out[LeftOut.OTHER_KIND] > 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(st.binary(max_size=300))
def test_no_bytes_at_all_make_it_crash(body: bytes) -> None:
    with pytest.raises(SummaryError):
        read_summary(body, year=2026)


@given(st.data())
def test_a_bundle_with_anything_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    """Some place of a good file holds something else: the reading ends with a summary, or says why not."""
    resources = copy.deepcopy([PATIENT, CONDITION, ALLERGY, STATEMENT, REQUEST])
    places = [(table, key) for one in resources for table, key in _places(one)]
    for table, key in data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=4, unique_by=str)):
        table[key] = data.draw(JSON)
    try:
        found = read_summary(bundle(*resources), year=2026)
    except SummaryError:
        return
    for part in (found.conditions, found.drugs, found.allergies):
        assert part is None or all(0 < len(one.text) <= 200 and one.text.isprintable() for one in part)
    assert found.birth_year is None or 1890 <= found.birth_year <= 2026


def _places(node: Any) -> list[tuple[Any, Any]]:
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [(node, key) for key, _ in pairs] + [place for _, inner in pairs for place in _places(inner)]
