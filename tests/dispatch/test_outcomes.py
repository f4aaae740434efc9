"""The hospital says what became of its patient; the crew that brought it reads it, and triage is held against it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from chassis import topics
from chassis.errors import ForbiddenError, IllegalMoveError, InvalidInputError, NotFoundError, TakenError
from dispatch.boards.record import open_record
from dispatch.care.entry import CareKind
from dispatch.care.outcome import EdDisposition, Fate, Outcome, was_grave
from dispatch.crew.caring import describe_patient
from dispatch.crew.outcomes import crew_outcomes, hospital_outcomes, return_outcome
from dispatch.crew.stepping import step
from dispatch.crew.treating import Said, add_entry
from dispatch.desk.closing import close_incident
from dispatch.review.outcomes import OutcomeFact, Seen, review_outcomes
from dispatch.review.period import Span
from dispatch.review.returned import outcomes_view
from dispatch.states import AssignmentAction as A
from dispatch.tables.outcomes import OutcomeRow
from tests.dispatch.test_assessing import at_patient, goes_to, told
from tests.dispatch.test_treating import chief
from tests.dispatch.town import Town

HOME = Outcome(EdDisposition.DISCHARGED, Fate.ALIVE, "늑간신경통", "M79.2")
CATH = Outcome(EdDisposition.INTERVENTION, Fate.ALIVE, "급성 심근경색", "I21.9", confirmed=True)


def brought(town: Town) -> tuple[str, str]:
    """Incident and request of a patient s1 has handed over to h_far."""
    incident, job = at_patient(town)
    request = goes_to(town, incident, "h_far")
    for action in (A.DEPART, A.AT_HOSPITAL, A.HAND_OVER, A.CLEAR):
        step(town.system, town.crew("s1"), job, action)
    return incident, request


def of_crew(town: Town, unit: str) -> list[object]:
    with town.system.db.read() as session:
        found = crew_outcomes(session, unit, now=town.clock.now())
    return [one["outcome"] and one["outcome"]["diagnosis"] for one in found]


def test_what_the_hospital_says_reaches_the_crew_that_brought_the_patient(town: Town) -> None:
    incident, request = brought(town)
    assert of_crew(town, "s1") == [None]
    return_outcome(town.system, town.nurse("h_far"), request, CATH)
    assert (of_crew(town, "s1"), of_crew(town, "s2")) == (["급성 심근경색"], [])
    assert told(town, topics.unit("sejong", "s1"), "outcome_returned") == [{}]
    assert told(town, topics.unit("sejong", "s2"), "outcome_returned") == []
    assert told(town, topics.desk("sejong"), "outcome_returned") == [{"incident_id": incident}]


def test_a_correction_says_why_and_keeps_the_earlier_word(town: Town) -> None:
    _, request = brought(town)
    first = return_outcome(town.system, town.nurse("h_far"), request, HOME)
    with pytest.raises(TakenError):
        return_outcome(town.system, town.nurse("h_far"), request, CATH)
    with pytest.raises(InvalidInputError):
        return_outcome(town.system, town.nurse("h_far"), request, CATH, corrects=first)
    return_outcome(town.system, town.nurse("h_far"), request, CATH, corrects=first, reason="재내원")
    with town.system.db.read() as session:
        [one] = hospital_outcomes(session, "h_far", now=town.clock.now())
    assert (one["outcome"]["diagnosis"], one["outcome"]["reason"]) == ("급성 심근경색", "재내원")
    assert [each["diagnosis"] for each in one["earlier"]] == ["늑간신경통"]


def test_a_hospital_speaks_of_its_own_patient_once_it_is_there(town: Town) -> None:
    incident, _ = at_patient(town)
    request = goes_to(town, incident, "h_far")
    with pytest.raises(IllegalMoveError):
        return_outcome(town.system, town.nurse("h_far"), request, HOME)
    with pytest.raises(NotFoundError):
        return_outcome(town.system, town.nurse("h_silent"), request, HOME)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Outcome(EdDisposition.DIED, Fate.ALIVE), "fate"),
        (Outcome(EdDisposition.ADMITTED, Fate.ALIVE, icd10="heart"), "icd10"),
    ],
)
def test_what_cannot_be_true_together_is_named(town: Town, said: Outcome, field: str) -> None:
    _, request = brought(town)
    with pytest.raises(InvalidInputError) as caught:
        return_outcome(town.system, town.nurse("h_far"), request, said)
    assert caught.value.field == field


def test_a_hospital_is_asked_for_its_patients_of_the_last_days_only(town: Town) -> None:
    brought(town)
    with town.system.db.read() as session:
        assert [one["outcome"] for one in hospital_outcomes(session, "h_far", now=town.clock.now())] == [None]
        later = town.clock.now() + timedelta(days=15)
        assert hospital_outcomes(session, "h_far", now=later) == []
        assert hospital_outcomes(session, "h_silent", now=town.clock.now()) == []


def test_triage_is_held_against_the_outcome_and_says_who_has_none_yet(town: Town) -> None:
    incident, job = at_patient(town)
    request = goes_to(town, incident, "h_far")
    describe_patient(town.system, town.crew("s1"), incident, acuity=4)
    for action in (A.DEPART, A.AT_HOSPITAL, A.HAND_OVER, A.CLEAR):
        step(town.system, town.crew("s1"), job, action)

    def view() -> dict[str, object]:
        with town.system.db.read() as session:
            return outcomes_view(session, town.system, "sejong", span=Span.WEEK, last=None, simulated=False)

    assert (view()["brought"], view()["returned"], view()["waiting"]) == (1, 0, 1)
    return_outcome(town.system, town.nurse("h_far"), request, CATH)
    found = view()
    assert (found["returned"], found["waiting"]) == (1, 0)
    crew = found["against"][1]  # type: ignore[index]
    assert (crew["seen"], crew["grave"], crew["under"], crew["over"]) == ("crew", 1, 1, 0)
    assert crew["under_share"] is None  # one patient is no share


def test_the_record_is_read_by_its_crew_its_hospital_and_a_supervisor_and_every_look_is_known(town: Town) -> None:
    incident, request = brought(town)
    add_entry(town.system, town.crew("s1"), incident, Said(CareKind.ALLERGY, "none_known"))
    return_outcome(town.system, town.nurse("h_far"), request, CATH)
    crew, nurse, boss = (
        open_record(town.system, who, incident) for who in (town.crew("s1"), town.nurse("h_far"), chief(town))
    )
    assert (crew["may_amend"], nurse["may_amend"], boss["may_amend"]) == (True, False, True)
    assert crew["incident"]["place"] == "세종시청"
    assert "place" not in nurse["incident"]
    assert [one["code"] for one in nurse["entries"]] == ["none_known"]
    assert nurse["outcomes"][0]["icd10"] == "I21.9"
    assert "allergies" not in {one["item"] for one in crew["missing"]}
    for other, refusal in (
        (town.crew("s2"), ForbiddenError),
        (town.kim, ForbiddenError),
        (town.nurse("h_silent"), NotFoundError),
    ):
        with pytest.raises(refusal):
            open_record(town.system, other, incident)


def test_a_day_after_the_handover_the_hospital_no_longer_reads_it(town: Town) -> None:
    incident, _ = brought(town)
    close_incident(town.system, town.kim, incident, "handed_over")
    open_record(town.system, town.nurse("h_far"), incident)
    town.clock.advance(timedelta(hours=24))
    with pytest.raises(NotFoundError):
        open_record(town.system, town.nurse("h_far"), incident)
    open_record(town.system, town.crew("s1"), incident)


def test_a_hospital_reads_its_own_word_and_not_another_hospitals(town: Town) -> None:
    incident, request = brought(town)
    return_outcome(town.system, town.nurse("h_far"), request, CATH)
    read = {who.id: open_record(town.system, who, incident)["outcomes"] for who in (town.nurse("h_far"), chief(town))}
    assert [len(one) for one in read.values()] == [1, 1]
    with town.system.db.write() as session:
        session.scalars(select(OutcomeRow)).one().hospital_id = "h_silent"
    read = {who.id: open_record(town.system, who, incident)["outcomes"] for who in (town.nurse("h_far"), chief(town))}
    assert [len(one) for one in read.values()] == [0, 1]


SAID = st.builds(
    Outcome, st.sampled_from(EdDisposition), st.sampled_from(Fate), confirmed=st.sampled_from([None, True, False])
)
LEVEL = st.sampled_from([None, 1, 2, 3, 4, 5])
FACTS = st.lists(st.builds(OutcomeFact, LEVEL, LEVEL, st.sampled_from([None, "stemi", "stroke"]), st.none() | SAID))


@given(FACTS, st.randoms())
def test_every_patient_is_counted_once_and_in_any_order(facts: list[OutcomeFact], chance: object) -> None:
    found = review_outcomes(facts)
    assert found.brought == found.returned + found.waiting == len(facts)
    for one in found.against:
        judged = [f for f in facts if f.said and (f.dispatch if one.seen is Seen.DISPATCH else f.crew) is not None]
        assert one.grave + one.others == len(judged)
        assert one.grave == sum(was_grave(f.said) for f in judged if f.said)
        assert (one.under <= one.grave, one.over <= one.others) == (True, True)
    assert all(each.confirmed <= each.answered <= each.brought for each in found.bundles)
    chance.shuffle(facts)  # type: ignore[attr-defined]
    assert review_outcomes(facts) == found
