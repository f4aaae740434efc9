"""A crew taps, the rules suggest, a person decides; and urgency is judged again until the patient is handed over."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chassis import topics
from chassis.audit import AuditRow
from chassis.errors import ForbiddenError, IllegalMoveError, InvalidInputError, NotFoundError
from chassis.events import EventRow
from dispatch.boards.field import crew_board, receiving_board
from dispatch.boards.incident import incident_view
from dispatch.crew.assessing import assess_patient, settle_raise
from dispatch.crew.caring import describe_patient, record_vitals
from dispatch.crew.retriaging import triage_at_door
from dispatch.crew.stepping import step
from dispatch.desk.asking import ask_hospitals, confirm_hospital, rank_now
from dispatch.desk.deciding import read_record
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.model import Vitals
from dispatch.record import plain
from dispatch.retriage import Change
from dispatch.review.agreement import Judged, Pair, compare
from dispatch.review.judging import judging_rows, read_judging
from dispatch.review.period import Span
from dispatch.scores.score import Scale
from dispatch.scores.sheets import assess
from dispatch.states import AssignmentAction as A
from dispatch.tables.assessments import AcuityRow, get_assessment
from dispatch.tables.cases import get_incident
from hospitals.intake.answering import accept
from tests.dispatch.town import Town, call

OCCLUSION = {"face": 2, "arm": 2, "leg": 1, "gaze": 1}
FELL = "높은 곳에서 떨어졌어요"


def at_patient(town: Town, text: str = "기운이 없어요") -> tuple[str, str]:
    """Incident and assignment of s1, which is at the patient."""
    taken = take_call(town.system, town.kim, call(complaint=None, text=text))
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    for action in (A.ACK, A.EN_ROUTE, A.ON_SCENE, A.AT_PATIENT):
        step(town.system, town.crew("s1"), job, action)
    return taken.incident_id, job


def goes_to(town: Town, incident: str, hospital_id: str) -> str:
    """The hospital agrees and becomes the destination; the request's id."""
    asked = ask_hospitals(town.system, town.kim, incident, hospital_ids=(hospital_id,))
    [request] = [one for one in asked if one.hospital_id == hospital_id]
    accept(town.system, town.nurse(hospital_id), request.id)
    confirm_hospital(town.system, town.crew("s1"), request.id)
    return request.id


def told(town: Town, topic: str, kind: str) -> list[dict[str, Any]]:
    with town.system.db.read() as session:
        wanted = select(EventRow.data).where(EventRow.topic == topic, EventRow.kind == kind).order_by(EventRow.id)
        return list(session.scalars(wanted))


def scores(town: Town, incident: str) -> dict[str, Any]:
    """As the desk reads them; the crew and the hospital read the same."""
    with town.system.db.read() as session:
        shown: dict[str, Any] = incident_view(session, town.system, get_incident(session, incident))["scores"]
        [job] = [j for j in crew_board(session, town.system, "s1")["jobs"] if j["incident_id"] == incident]
        assert job["scores"] == shown
    return shown


def test_news2_follows_the_vital_signs_and_says_what_is_missing(town: Town) -> None:
    incident, _ = at_patient(town)
    crew = town.crew("s1")
    record_vitals(town.system, crew, incident, Vitals(respiratory_rate_bpm=22, heart_rate_bpm=112, spo2_percent=95))
    first = scores(town, incident)["news2"]
    assert (first["total"], first["low"], first["trend"]) == (None, 5, None)
    assert first["missing"] == ["oxygen", "systolic_mmhg", "avpu", "temperature_c"]
    town.clock.advance(timedelta(minutes=5))
    rest = Vitals(oxygen=True, systolic_mmhg=88, avpu="C", temperature_c=38.4)
    record_vitals(town.system, crew, incident, rest)
    second = scores(town, incident)["news2"]
    assert (second["total"], second["band"], second["missing"]) == (14, "high", [])
    assert [one["low"] for one in second["course"]] == [5, 14]
    town.clock.advance(timedelta(minutes=16))
    record_vitals(town.system, crew, incident, Vitals(heart_rate_bpm=80))
    assert scores(town, incident)["news2"]["low"] == 0  # the others are too old to speak for now


def test_the_saturation_scale_is_the_patients_and_a_child_has_no_news2(town: Town) -> None:
    incident, _ = at_patient(town)
    crew = town.crew("s1")
    record_vitals(town.system, crew, incident, Vitals(spo2_percent=90, oxygen=False))
    assert scores(town, incident)["news2"]["low"] == 3
    describe_patient(town.system, crew, incident, spo2_scale=2)
    assert scores(town, incident)["news2"]["low"] == 0
    describe_patient(town.system, crew, incident, age_years=9)
    assert scores(town, incident)["news2"] == {"scale": "news2", "not_for": "under_16"}


def test_the_desk_hears_that_signs_were_taken_and_no_value(town: Town) -> None:
    incident, _ = at_patient(town)
    record_vitals(town.system, town.crew("s1"), incident, Vitals(heart_rate_bpm=44))
    [heard] = told(town, topics.desk("sejong"), "vitals")
    assert heard == {"incident_id": incident, "signs": ["heart_rate_bpm"]}


def test_a_suspected_occlusion_raises_nothing_until_a_person_accepts_it(town: Town) -> None:
    incident, _ = at_patient(town)
    made = assess_patient(town.system, town.crew("s1"), incident, Scale.RACE, OCCLUSION)
    [shown] = scores(town, incident)["assessments"]
    assert (shown["result"]["band"], shown["settled"]) == ("occlusion_likely", None)
    assert shown["raises"] == {"bundle": "stroke", "needs": ["ischaemic_stroke", "embolisation"]}
    assert rank_now(town.system, town.kim, incident)[1].bundle is None

    settle_raise(town.system, town.crew("s1"), made, accept=True)
    needs = rank_now(town.system, town.kim, incident)[1]
    assert (needs.bundle, [str(one) for one in needs.capabilities]) == ("stroke", ["ischaemic_stroke", "embolisation"])
    with town.system.db.read() as session:
        row = get_incident(session, incident)
        inputs, plan = read_record(session, str(row.decision_id))
        lines = session.scalars(select(AuditRow.action).where(AuditRow.subject == incident)).all()
    assert row.bundle == "stroke"
    assert inputs.triage.fired[-1] == "found.race"
    assert plan.triage.bundle == "stroke"
    assert {"assess", "settle_raise"} <= set(lines)


def test_what_was_accepted_is_taken_back_only_with_a_reason(town: Town) -> None:
    incident, _ = at_patient(town)
    made = assess_patient(town.system, town.crew("s1"), incident, Scale.CPSS, {"face": 1})
    settle_raise(town.system, town.kim, made, accept=True)
    with pytest.raises(InvalidInputError, match="reason"):
        settle_raise(town.system, town.kim, made, accept=False)
    settle_raise(town.system, town.kim, made, accept=False, reason=Change.FOUND_MORE)
    assert rank_now(town.system, town.kim, incident)[1].bundle is None


def test_a_suggestion_that_is_not_taken_changes_nothing(town: Town) -> None:
    incident, _ = at_patient(town)
    made = assess_patient(town.system, town.crew("s1"), incident, Scale.CPSS, {"arm": 1})
    settle_raise(town.system, town.crew("s1"), made, accept=False)
    [shown] = scores(town, incident)["assessments"]
    assert shown["settled"] == "dismissed"
    assert rank_now(town.system, town.kim, incident)[1].capabilities == ()


def test_field_triage_reads_the_newest_signs_and_keeps_what_it_read(town: Town) -> None:
    incident, _ = at_patient(town, FELL)
    describe_patient(town.system, town.crew("s1"), incident, age_years=70)
    record_vitals(town.system, town.crew("s1"), incident, Vitals(systolic_mmhg=105))
    made = assess_patient(town.system, town.crew("s1"), incident, Scale.FIELD_TRIAGE, {"fall_low": True})
    with town.system.db.read() as session:
        kept = get_assessment(session, made)
        again = assess(
            Scale(kept.scale),
            kept.findings["tapped"],
            signs=Vitals(**kept.findings["signs"]),
            age_years=kept.findings["age_years"],
        )
        assert kept.result["band"] == again.band == "red"
    assert [one["name"] for one in kept.result["reasons"]] == ["pressure_low", "fall_low"]


def test_casualties_are_told_apart_by_their_tags(town: Town) -> None:
    incident, _ = at_patient(town, FELL)
    crew = town.crew("s1")
    still = {"walks": False, "breathes": False, "breathes_opened": True}
    assess_patient(town.system, crew, incident, Scale.START, {"walks": True}, tag="0412")
    assess_patient(town.system, crew, incident, Scale.START, still, tag="0413")
    assess_patient(
        town.system, crew, incident, Scale.START, {"walks": False, "over_30": True, "breathes": True}, tag="0412"
    )
    shown = scores(town, incident)["assessments"]
    assert {one["tag"]: one["result"]["band"] for one in shown} == {"0413": "immediate", "0412": "immediate"}


@pytest.mark.parametrize(
    ("scale", "findings", "field"),
    [
        (Scale.RACE, {"gaze": 2}, "gaze"),
        (Scale.LAMS, {"leg": 1}, "leg"),
        (Scale.CPSS, {"face": True}, "face"),
        (Scale.START, {"walks": 1}, "walks"),
        (Scale.CPSS, {"face": None}, "findings"),
        (Scale.NEWS2, {}, "findings"),
    ],
)
def test_an_answer_the_sheet_does_not_have_is_named(
    town: Town, scale: Scale, findings: dict[str, Any], field: str
) -> None:
    incident, _ = at_patient(town)
    with pytest.raises(InvalidInputError) as caught:
        assess_patient(town.system, town.crew("s1"), incident, scale, findings)
    assert caught.value.field == field
    assert scores(town, incident)["assessments"] == []


def test_only_those_on_the_incident_assess_and_only_the_receiving_hospital_hears(town: Town) -> None:
    incident, _ = at_patient(town)
    with pytest.raises(ForbiddenError):
        assess_patient(town.system, town.crew("s2"), incident, Scale.CPSS, {"face": 1})
    made = assess_patient(town.system, town.crew("s1"), incident, Scale.CPSS, {"face": 1})
    with pytest.raises(ForbiddenError):
        settle_raise(town.system, town.crew("s2"), made, accept=True)
    with pytest.raises(ForbiddenError):
        settle_raise(town.system, town.nurse("h_far"), made, accept=True)
    assert told(town, topics.hospital("sejong", "h_far"), "assessed") == []
    goes_to(town, incident, "h_far")
    settle_raise(town.system, town.crew("s1"), made, accept=True)
    [heard] = told(town, topics.hospital("sejong", "h_far"), "assessed")
    assert (heard["scale"], heard["settled"]) == ("cpss", "accepted")
    assert told(town, topics.hospital("sejong", "h_silent"), "assessed") == []


def test_nothing_to_accept_cannot_be_accepted(town: Town) -> None:
    incident, _ = at_patient(town)
    made = assess_patient(town.system, town.crew("s1"), incident, Scale.CPSS, {"face": 0, "arm": 0, "speech": 0})
    with pytest.raises(IllegalMoveError):
        settle_raise(town.system, town.crew("s1"), made, accept=True)
    with pytest.raises(NotFoundError):
        settle_raise(town.system, town.crew("s1"), "asm_none", accept=True)


def levels(town: Town, incident: str) -> list[tuple[str, str, int, str | None]]:
    with town.system.db.read() as session:
        rows = session.scalars(select(AcuityRow).where(AcuityRow.incident_id == incident).order_by(AcuityRow.id))
        return [(row.side, row.stage, row.level, row.reason) for row in rows]


def test_the_crew_judges_again_on_the_way_and_at_the_door(town: Town) -> None:
    incident, job = at_patient(town)
    crew = town.crew("s1")
    describe_patient(town.system, crew, incident, acuity=3)
    step(town.system, crew, job, A.DEPART)
    describe_patient(town.system, crew, incident, acuity=2)  # raising is free
    step(town.system, crew, job, A.AT_HOSPITAL)
    with pytest.raises(InvalidInputError, match="reason"):
        describe_patient(town.system, crew, incident, acuity=4)
    describe_patient(town.system, crew, incident, acuity=4, reason=Change.TREATED)
    assert levels(town, incident) == [
        ("crew", "at_patient", 3, None),
        ("crew", "in_transit", 2, None),
        ("crew", "handover", 4, "treated"),
    ]


def test_the_hospital_judges_its_own_patient_once_it_is_there(town: Town) -> None:
    incident, job = at_patient(town)
    request = goes_to(town, incident, "h_far")
    describe_patient(town.system, town.crew("s1"), incident, acuity=2)
    with pytest.raises(IllegalMoveError):
        triage_at_door(town.system, town.nurse("h_far"), request, 3)
    for action in (A.DEPART, A.AT_HOSPITAL):
        town.clock.advance(timedelta(minutes=3))
        step(town.system, town.crew("s1"), job, action)
    with pytest.raises(NotFoundError):
        triage_at_door(town.system, town.nurse("h_silent"), request, 3)
    triage_at_door(town.system, town.nurse("h_far"), request, 3)
    assert levels(town, incident)[-1] == ("hospital", "handover", 3, None)
    with town.system.db.read() as session:
        [inbound] = receiving_board(session, town.system, "h_far")["inbound"]
    assert inbound["scores"]["acuities"][-1]["side"] == "hospital"
    assert inbound["patient"]["acuity"] == 2  # the crew's stays the crew's


def agreed(pairs: Iterable[tuple[int, int]]) -> Any:
    return compare([Judged(None, None, crew, hospital) for crew, hospital in pairs], Pair.CREW_HOSPITAL)


def test_more_urgent_than_the_reference_is_over_triage(town: Town) -> None:
    found = agreed([(2, 2)] * 15 + [(1, 3)] * 3 + [(4, 2)] * 2)
    assert (found.n, found.same, found.over, found.under) == (20, 15, 3, 2)
    assert found.cells[0][2] == 3
    assert found.shares["over"].share == 0.15
    assert found.shares["over"].lower < 0.15 < found.shares["over"].upper
    assert agreed([(2, 3)] * 19).shares is None
    assert agreed([(n, n) for n in (1, 2, 3, 4, 5) for _ in range(4)]).kappa == 1.0
    assert agreed([(n, 6 - n) for n in (1, 2, 3, 4, 5) for _ in range(4)]).kappa == -1.0
    assert agreed([(3, 3)] * 20).kappa is None


def test_a_day_is_compared_caller_crew_and_hospital(town: Town) -> None:
    incident, job = at_patient(town)
    request = goes_to(town, incident, "h_far")
    describe_patient(town.system, town.crew("s1"), incident, acuity=3)
    for action in (A.DEPART, A.AT_HOSPITAL):
        step(town.system, town.crew("s1"), job, action)
    triage_at_door(town.system, town.nurse("h_far"), request, 4)
    at_patient_of_nobody = take_call(town.system, town.kim, call())
    with town.system.db.read() as session:
        found = read_judging(session, town.system, "sejong", span=Span.DAY, last=None, simulated=False)
        priority = get_incident(session, incident).priority
        assert get_incident(session, at_patient_of_nobody.incident_id).priority is not None
    by = {one.pair: one for one in found.pairs}
    assert {pair: one.n for pair, one in by.items()} == dict.fromkeys(Pair, 1)
    assert by[Pair.CREW_HOSPITAL].cells[2][3] == 1
    assert by[Pair.DESK_CREW].cells[(priority or 0) - 1][2] == 1
    rows = list(judging_rows(found))
    assert ("crew_hospital", "over", "patients", "<5") in rows
    assert 1 not in [row[3] for row in rows]
    assert plain(found)["pairs"][0]["shares"] is None
