"""NEMSIS's names for what we keep, held to the list of interop.md section 2.3; an unknown says why."""

from dataclasses import replace

from hypothesis import given

from dispatch.care.record import Ahead, CareRecord, Carrying, Named, Stamped
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


def test_an_alert_is_the_card_that_was_sent_and_nothing_else() -> None:
    silent = run_elements(infarction())  # a bundle is suspected, and nobody was alerted
    assert (silent["eDisposition.24"]["not"], silent["eDisposition.25"]["not"]) == (NOT_RECORDED, NOT_RECORDED)
    elsewhere, first = Ahead("h_near", at(20), ("stroke",)), Ahead("h_far", at(26))
    told = run_elements(replace(infarction(), ahead=(elsewhere, first)))
    assert (told["eDisposition.24"]["value"], told["eDisposition.25"]["value"]) == ("other", at(26).isoformat())
    teams = ("cath_lab", "resuscitation")
    cards = (elsewhere, first, Ahead("h_far", at(28), teams), Ahead("h_far", at(31), teams))
    told = run_elements(replace(infarction(), ahead=cards))
    assert told["eDisposition.24"]["value"] == "cath_lab resuscitation"
    assert told["eDisposition.25"]["value"] == at(28).isoformat()


def test_of_two_crews_the_run_is_that_of_the_one_who_carries() -> None:
    def ran(job: str, minutes: dict[str, int]) -> tuple[Stamped, ...]:
        return tuple(Stamped(name, at(minute), "human", job, assignment_id=job) for name, minute in minutes.items())

    first = {"dispatch": 1, "on_scene": 9, "at_patient": 10, "clear": 70}
    second = {"dispatch": 4, "on_scene": 14, "at_patient": 15, "depart": 25, "at_hospital": 40}
    units = tuple(Carrying(job, Named(job, job, job), "clear", False) for job in ("job_1", "job_2"))
    told = run_elements(replace(infarction(), units=units, stamps=ran("job_1", first) + ran("job_2", second)))
    shown = {name: told[TIMES[name]]["value"] for name in TIMES}
    assert {name: shown[name] for name in second} == {name: at(m).isoformat() for name, m in second.items()}
    assert shown["clear"] is None  # the other crew's is not this run's
    before = replace(infarction(), units=units, stamps=ran("job_1", first) + ran("job_2", {"at_patient": 15}))
    assert run_elements(before)["eTimes.07"]["value"] == at(10).isoformat()


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
