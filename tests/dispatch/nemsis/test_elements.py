"""NEMSIS's names for what we keep, held to the list of interop.md section 2.3; an unknown says why."""

from dataclasses import replace

from hypothesis import given

from dispatch.care.record import CareRecord
from dispatch.nemsis.elements import NAMES, NOT_APPLICABLE, NOT_RECORDED, STAMPS, VITALS, nemsis, run_elements
from tests.dispatch.care.records import RECORDS, at, infarction

TIMES = {
    "dispatch": "eTimes.03",
    "ack": "eTimes.04",
    "en_route": "eTimes.05",
    "on_scene": "eTimes.06",
    "at_patient": "eTimes.07",
    "depart": "eTimes.09",
    "at_hospital": "eTimes.11",
    "hand_over": "eTimes.12",
    "clear": "eTimes.13",
}


def test_each_stamp_has_the_element_of_the_standard() -> None:
    assert {name: STAMPS[name] for name in TIMES} == TIMES
    assert (VITALS["systolic_mmhg"], VITALS["gcs"], VITALS["avpu"]) == ("eVitals.06", "eVitals.23", "eVitals.26")
    assert set(run_elements(infarction())) == set(NAMES)


def test_the_transfer_of_care_is_when_it_was_signed_for() -> None:
    record = infarction()
    assert run_elements(record)["eTimes.12"]["not"] == NOT_RECORDED
    signed = replace(record, stamps=(*record.stamps, replace(record.stamps[0], name="hand_over", at=at(50))))
    assert run_elements(signed)["eTimes.12"]["value"] == at(50).isoformat()


def test_who_stayed_has_no_arrival_and_says_that_there_cannot_be_one() -> None:
    stayed = replace(infarction(), stamps=infarction().stamps[:1], closed_at=at(60))
    told = run_elements(stayed)
    assert told["eTimes.11"] == {
        "name": "Patient Arrived at Destination Date/Time",
        "value": None,
        "not": NOT_APPLICABLE,
        "reason": "not applicable",
    }
    assert told["eTimes.03"]["not"] == NOT_RECORDED
    assert told["eDisposition.30"]["value"] == "no transport"


def test_drugs_that_stand_are_told_with_dose_and_route_and_struck_ones_are_not() -> None:
    (aspirin,) = nemsis(infarction())["eMedications"]
    assert (aspirin["eMedications.03"]["value"], aspirin["eMedications.05"]["value"]) == ("아스피린", 300.0)
    assert aspirin["eMedications.04"]["not"] == NOT_RECORDED


@given(RECORDS)
def test_every_element_has_a_value_or_a_reason_and_never_both(record: CareRecord) -> None:
    told = nemsis(record)
    groups = [told["elements"], *told["eVitals"], *told["eMedications"], *told["eProcedures"]]
    for one in (element for group in groups for element in group.values()):
        assert (one["value"] is None) == (one["not"] in {NOT_APPLICABLE, NOT_RECORDED}) == (one["reason"] is not None)
