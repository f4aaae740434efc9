"""Advice beside the rules: on record shown or not, answered once by a person, and never making anything less grave."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from chassis.audit import AuditRow
from chassis.errors import IllegalMoveError, InvalidInputError, NotFoundError
from dispatch.advice import Advice, AdviceAnswer, AdviceKind, AdvicePolicy, Standing, advise, lowers
from dispatch.crew.caring import describe_patient, record_vitals
from dispatch.desk.advising import advice_view, answer_advice
from dispatch.desk.sending import send_plan
from dispatch.desk.suggesting import suggest_from, take_suggestion
from dispatch.desk.taking import answer_gate, take_call
from dispatch.estimate.presentation import Presentation
from dispatch.model import Gate, Priority, Tri, Vitals
from dispatch.protocols import read_rules
from dispatch.review.advice import AdviceFact, taken
from dispatch.review.advised import read_advice
from dispatch.review.reading import day_of
from dispatch.tables.advice import AdviceRow
from dispatch.tables.cases import IncidentRow
from dispatch.tables.patients import find_patient
from tests.dispatch.town import Town, call

RULES = read_rules()
SHADOW, OFF = AdvicePolicy(shown=False), AdvicePolicy(kept=False)
SAYS = [
    "가슴이 쥐어짜듯 아파요",
    "발목을 삐었어요",
    "열이 나요",
    "숨이 차요",
    "knee pain",
    "my baby has a fever",
    "",
    "여보세요",
]
STANDING = st.builds(
    Standing,
    complaint=st.sampled_from([None, "fever", "chest_pain"]),
    priority=st.sampled_from([None, *Priority]),
    acuity=st.sampled_from([None, 1, 2, 3, 4, 5]),
)
CALM = Gate(Tri.YES, Tri.YES)


def with_policy(town: Town, policy: AdvicePolicy) -> Town:
    return replace(town, system=replace(town.system, policy=replace(town.system.policy, advice=policy)))


def rows(town: Town, incident_id: str) -> list[AdviceRow]:
    with town.system.db.read() as session:
        return list(
            session.scalars(select(AdviceRow).where(AdviceRow.incident_id == incident_id).order_by(AdviceRow.at))
        )


def view(town: Town, incident_id: str) -> dict[str, dict[str, object]]:
    with town.system.db.read() as session:
        return {one["kind"]: one for one in advice_view(session, session.get_one(IncidentRow, incident_id))}


def incident(town: Town, incident_id: str) -> IncidentRow:
    with town.system.db.read() as session:
        return session.get_one(IncidentRow, incident_id)


def taken_call(town: Town, text: str, *, gate: Gate = CALM, complaint: str | None = None) -> str:
    made = replace(call(), text=text, complaint=complaint, gate=gate, age_years=64)
    return take_call(town.system, town.kim, made).incident_id


@given(st.sampled_from(SAYS), STANDING, st.booleans(), st.booleans())
def test_nothing_that_would_lower_is_ever_shown(text: str, standing: Standing, kept: bool, shown: bool) -> None:
    case = Presentation(text, age_years=50)
    for one in advise(case, standing, RULES, AdvicePolicy(kept, shown, 0.3)):
        assert kept
        if one.shown:
            assert shown
            assert not lowers(one, standing, RULES)


def test_the_desk_sees_what_is_likely_and_how_often_that_was_right(town: Town) -> None:
    made = taken_call(town, "아버지가 가슴이 쥐어짜듯 아프다고 하세요")
    shown = view(town, made)["complaint"]
    assert shown["offered"] == "chest_pain"
    assert 0.5 <= shown["chance"] <= 1
    assert 0.5 < shown["right"] <= 1


def test_agreeing_writes_the_complaint_down_and_is_on_record(town: Town) -> None:
    made = taken_call(town, "아버지가 가슴이 쥐어짜듯 아프다고 하세요")
    before = incident(town, made)
    advice = str(view(town, made)["complaint"]["id"])
    answer_advice(town.system, town.kim, made, advice, AdviceAnswer.ACCEPTED)
    after = incident(town, made)
    assert (before.complaint, after.complaint) == (None, "chest_pain")
    assert after.priority <= before.priority
    assert after.decision_id != before.decision_id
    assert "complaint" not in view(town, made)
    kept = next(row for row in rows(town, made) if row.id == advice)
    assert (kept.answer, kept.answered_by) == ("accepted", town.kim.id)
    with town.system.db.read() as session:
        audit = session.scalars(select(AuditRow).where(AuditRow.action == "answer_advice")).one()
    assert audit.new == {"complaint": "chest_pain", "answer": "accepted"}


def test_passing_it_by_changes_nothing_and_is_asked_no_more(town: Town) -> None:
    made = taken_call(town, "아버지가 가슴이 쥐어짜듯 아프다고 하세요")
    advice = str(view(town, made)["complaint"]["id"])
    answer_advice(town.system, town.kim, made, advice, AdviceAnswer.IGNORED)
    answer_gate(town.system, town.kim, made, CALM)
    assert incident(town, made).complaint is None
    assert view(town, made) == {}
    with pytest.raises(IllegalMoveError):
        answer_advice(town.system, town.kim, made, advice, AdviceAnswer.ACCEPTED)


def test_in_shadow_everything_is_kept_and_nothing_shown(town: Town) -> None:
    quiet = with_policy(town, SHADOW)
    made = taken_call(quiet, "아버지가 가슴이 쥐어짜듯 아프다고 하세요")
    assert {row.kind for row in rows(quiet, made)} == {"complaint", "acuity"}
    assert view(quiet, made) == {}
    with pytest.raises(NotFoundError):
        answer_advice(quiet.system, quiet.kim, made, rows(quiet, made)[0].id, AdviceAnswer.ACCEPTED)


def test_switched_off_nothing_is_thought_or_kept(town: Town) -> None:
    silent = with_policy(town, OFF)
    assert rows(silent, taken_call(silent, "가슴이 쥐어짜듯 아파요")) == []


def test_signs_of_a_crew_bring_a_graver_estimate_that_may_be_agreed_to(town: Town) -> None:
    made = taken_call(town, "열이 나요", complaint="fever")
    assert "acuity" not in view(town, made) or int(str(view(town, made)["acuity"]["offered"])) < 4
    send_plan(town.system, town.kim, made)
    crew = next(town.crew(job) for job in units_on(town, made))
    record_vitals(town.system, crew, made, Vitals(128, 78, 45, 30, 84, 39.6, avpu="V"))
    shown = view(town, made)["acuity"]
    assert int(str(shown["offered"])) <= 2
    answer_advice(town.system, town.kim, made, str(shown["id"]), AdviceAnswer.ACCEPTED)
    with town.system.db.read() as session:
        patient = find_patient(session, made)
        assert patient is not None
        assert str(patient.acuity) == shown["offered"]
    assert incident(town, made).priority == Priority.P4  # the rules' own priority is left to the rules


def units_on(town: Town, incident_id: str) -> list[str]:
    from dispatch.tables.cases import assignments_of

    with town.system.db.read() as session:
        return [job.unit_id for job in assignments_of(session, [incident_id])[incident_id]]


def test_agreeing_is_turned_down_once_it_would_lower(town: Town) -> None:
    made = taken_call(town, "열이 나요", complaint="fever")
    send_plan(town.system, town.kim, made)
    crew = next(town.crew(job) for job in units_on(town, made))
    record_vitals(town.system, crew, made, Vitals(128, 78, 45, 30, 84, 39.6, avpu="V"))
    advice = str(view(town, made)["acuity"]["id"])
    with town.system.db.write() as session:
        patient = find_patient(session, made)
        assert patient is not None
        patient.acuity = 1
    with pytest.raises(InvalidInputError):
        answer_advice(town.system, town.kim, made, advice, AdviceAnswer.ACCEPTED)
    assert next(row for row in rows(town, made) if row.id == advice).answer is None


def test_the_same_thought_is_written_down_once(town: Town) -> None:
    made = taken_call(town, "아버지가 가슴이 쥐어짜듯 아프다고 하세요")
    count = len(rows(town, made))
    answer_gate(town.system, town.kim, made, CALM)
    assert len(rows(town, made)) == count


def test_a_supervisor_sees_how_it_was_taken_and_what_the_crew_found(town: Town) -> None:
    made = taken_call(town, "아버지가 가슴이 쥐어짜듯 아프다고 하세요")
    answer_advice(town.system, town.kim, made, str(view(town, made)["complaint"]["id"]), AdviceAnswer.ACCEPTED)
    send_plan(town.system, town.kim, made)
    crew = next(town.crew(job) for job in units_on(town, made))
    describe_patient(town.system, crew, made, acuity=3)
    with town.system.db.read() as session:
        today = day_of(town.clock.now(), "Asia/Seoul")
        complaint, acuity = taken(read_advice(session, "sejong", today, simulated=False))
    assert (complaint.made, complaint.accepted, complaint.judged) == (1, 1, 0)
    assert (acuity.judged, acuity.agreed + acuity.under + acuity.over) == (1, 1)


def test_counts_of_the_review_are_as_worked_by_hand() -> None:
    level, name = AdviceKind.ACUITY, AdviceKind.COMPLAINT
    facts = [
        AdviceFact(level, "3", True, AdviceAnswer.ACCEPTED, "2"),
        AdviceFact(level, "2", False, None, "3"),
        AdviceFact(level, "2", False, None, "2"),
        AdviceFact(level, "2", False, None, None),
        AdviceFact(name, "fever", True, AdviceAnswer.IGNORED, "stroke"),
    ]
    complaint, acuity = taken(facts)
    assert (acuity.made, acuity.judged, acuity.agreed, acuity.under, acuity.over) == (4, 3, 1, 1, 1)
    assert (complaint.shown, complaint.accepted, complaint.ignored, complaint.agreed) == (1, 0, 1, 0)


def test_a_code_the_rules_do_not_know_would_lower() -> None:
    strange = Advice(AdviceKind.COMPLAINT, "drowning_in_paper", 0.9, 0.9, "m", shown=True)
    assert lowers(strange, Standing(None, Priority.P4, 4), RULES)


def test_words_that_are_being_typed_suggest_and_leave_nothing_behind(town: Town) -> None:
    heard = suggest_from(town.system, town.kim, "한누리대로 12 앞인데 아버지가 가슴이 쥐어짜듯 아프다고 하세요")
    assert heard.complaint is not None
    assert (heard.complaint.offered, heard.complaint.shown) == ("chest_pain", True)
    assert [one["text"] for one in heard.places] == ["한누리대로 12"]
    assert suggest_from(town.system, town.kim, "여보세요").complaint is None
    assert suggest_from(with_policy(town, SHADOW).system, town.kim, "가슴이 쥐어짜듯 아파요").complaint is None
    with town.system.db.read() as session:
        assert session.scalars(select(AdviceRow)).all() == []
    with pytest.raises(InvalidInputError):
        suggest_from(town.system, town.kim, "가" * 4001)


def test_a_complaint_taken_over_while_typing_is_an_answer_on_record(town: Town) -> None:
    made = taken_call(town, "아버지가 가슴이 쥐어짜듯 아프다고 하세요", complaint="chest_pain")
    take_suggestion(town.system, town.kim, made)
    (kept,) = [row for row in rows(town, made) if row.kind == "complaint"]
    assert (kept.offered, kept.answer, kept.answered_by, kept.shown) == ("chest_pain", "accepted", town.kim.id, True)


def test_what_was_not_advised_is_not_counted_as_agreed(town: Town) -> None:
    made = taken_call(town, "아버지가 가슴이 쥐어짜듯 아프다고 하세요", complaint="fever")
    take_suggestion(town.system, town.kim, made)
    assert all(row.answer is None for row in rows(town, made))
