"""Runs that end without transport: what has to be said, what is shown, how the run ends, what supervisors count."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from chassis.errors import ForbiddenError, IllegalMoveError, InvalidInputError
from dispatch.boards.field import crew_board
from dispatch.crew.caring import describe_patient, record_vitals
from dispatch.crew.ending import ask_second_look, end_without_transport
from dispatch.crew.stepping import step
from dispatch.desk.closing import close_incident
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.model import Vitals
from dispatch.review.period import Span
from dispatch.review.unmoved import read_unmoved, unmoved_rows
from dispatch.review.untransported import Run, judge_runs
from dispatch.states import ASSIGNMENT, AssignmentAction, AssignmentState
from dispatch.tables.cases import IncidentRow, StampRow, get_assignment
from dispatch.tables.records import AlertRow
from dispatch.tables.untransported import UntransportedRow, leaving_of
from dispatch.untransported import (
    DISPOSITIONS,
    ENDS,
    NEMSIS,
    WHYS,
    Capacity,
    Counsel,
    Leaving,
    NoVitals,
    Outcome,
    Unsigned,
    Why,
    Wisher,
    Witness,
    missing_of,
)
from tests.dispatch.town import Town, call

A = AssignmentAction
SIGNED = "M10 10" + "".join(f"L{x} 40" for x in range(20, 90, 10))
WISH = Leaving(
    Outcome.REFUSAL,
    Why.FEELS_BETTER,
    who=Wisher.PATIENT,
    capacity=Capacity.ABLE,
    risks_told=True,
    against_advice=True,
    witness=Witness.FAMILY,
    counsel=(Counsel.CALL_AGAIN, Counsel.NOT_ALONE),
    signature=SIGNED,
)


def at_scene(town: Town) -> tuple[str, str]:
    incident = take_call(town.system, town.kim, call()).incident_id
    job = send_unit(town.system, town.kim, incident, "s1")
    for action in (A.ACK, A.EN_ROUTE, A.ON_SCENE, A.AT_PATIENT):
        town.clock.advance(timedelta(minutes=1))
        step(town.system, town.crew("s1"), job, action)
    return incident, job


def well(town: Town, incident: str) -> None:
    signs = Vitals(
        heart_rate_bpm=76, systolic_mmhg=124, respiratory_rate_bpm=14, spo2_percent=98, temperature_c=36.6, avpu="A"
    )
    record_vitals(town.system, town.crew("s1"), incident, replace(signs, oxygen=False))
    describe_patient(town.system, town.crew("s1"), incident, age_years=44)


def looks(town: Town) -> list[AlertRow]:
    with town.system.db.read() as session:
        rows = list(session.scalars(select(AlertRow).where(AlertRow.kind == "second_look", AlertRow.open.is_(True))))
        session.expunge_all()
    return rows


@pytest.mark.parametrize(
    ("left_out", "field"),
    [
        ({"who": None}, "who"),
        ({"capacity": None}, "capacity"),
        ({"risks_told": False}, "risks_told"),
        ({"witness": None}, "witness"),
        ({"signature": None}, "signature"),
        ({"why": Why.OBVIOUS}, "why"),
        ({"signature": "M1 1L2 2"}, "signature"),
    ],
)
def test_what_is_missing_of_a_wish_to_stay_is_asked_for_by_name(
    town: Town, left_out: dict[str, object], field: str
) -> None:
    incident, job = at_scene(town)
    well(town, incident)
    with pytest.raises(InvalidInputError) as caught:
        end_without_transport(town.system, town.crew("s1"), job, replace(WISH, **left_out))  # type: ignore[arg-type]
    assert caught.value.field == field
    with town.system.db.read() as session:
        assert get_assignment(session, job).state == AssignmentState.AT_PATIENT


def test_without_any_vital_sign_the_reason_is_asked_for(town: Town) -> None:
    _, job = at_scene(town)
    with pytest.raises(InvalidInputError) as caught:
        end_without_transport(town.system, town.crew("s1"), job, WISH)
    assert caught.value.field == "no_vitals"
    said = replace(WISH, no_vitals=NoVitals.NOT_WANTED, signature=None, unsigned=Unsigned.NOT_WILLING)
    assert end_without_transport(town.system, town.crew("s1"), job, said) == "refusal"
    assert "not_measured" in looks(town)[0].data["flags"]


def test_it_ends_the_run_with_its_stamp_keeps_what_was_said_and_proposes_how_to_close(town: Town) -> None:
    incident, job = at_scene(town)
    well(town, incident)
    pressed = town.clock.now() - timedelta(seconds=3)
    assert end_without_transport(town.system, town.crew("s1"), job, WISH, device_at=pressed) == "refusal"
    with town.system.db.read() as session:
        [left] = session.scalars(select(StampRow).where(StampRow.assignment_id == job, StampRow.name == "refusal"))
        row = session.get_one(UntransportedRow, job)
        assert (left.device_at, row.device_at) == (pressed, pressed)
        assert leaving_of(row) == WISH
        assert session.get_one(IncidentRow, incident).disposition == "refusal"
    close_incident(town.system, town.kim, incident, "refusal")


def test_sent_twice_it_is_kept_once_and_sent_late_it_is_kept_and_moves_nothing(town: Town) -> None:
    incident, job = at_scene(town)
    well(town, incident)
    end_without_transport(town.system, town.crew("s1"), job, WISH)
    again = replace(WISH, why=Why.FAMILY_WISH)
    assert end_without_transport(town.system, town.crew("s1"), job, again) == "refusal"
    second = send_unit(town.system, town.kim, incident, "s2")
    for action in (A.ON_SCENE, A.TREAT_ONLY):  # the desk was faster
        step(town.system, town.kim, second, action)
    late = Leaving(Outcome.LIFT_ASSIST, Why.FALL_UNHURT)
    assert end_without_transport(town.system, town.crew("s2"), second, late) == "treated_not_transported"
    with town.system.db.read() as session:
        kept = session.scalars(select(UntransportedRow).order_by(UntransportedRow.assignment_id)).all()
        assert {row.assignment_id: row.why for row in kept} == {job: "feels_better", second: "fall_unhurt"}


def test_what_speaks_against_it_is_shown_before_and_never_in_the_way(town: Town) -> None:
    incident, job = at_scene(town)
    describe_patient(town.system, town.crew("s1"), incident, age_years=12)
    record_vitals(town.system, town.crew("s1"), incident, Vitals(gcs=13))
    with town.system.db.read() as session:
        leaving = crew_board(session, town.system, "s1")["jobs"][0]["leaving"]
    assert {"unconscious", "child"} <= set(leaving["flags"])
    assert leaving["measured"]
    ask_second_look(town.system, town.crew("s1"), job)
    assert looks(town)[0].data["ended"] is False
    assert end_without_transport(town.system, town.crew("s1"), job, WISH) == "refusal"
    with town.system.db.read() as session:
        assert {"unconscious", "child"} <= set(session.get_one(UntransportedRow, job).flags)


def test_a_high_news2_and_doubtful_capacity_are_flags(town: Town) -> None:
    incident, job = at_scene(town)
    grave = Vitals(heart_rate_bpm=135, systolic_mmhg=88, respiratory_rate_bpm=26, spo2_percent=90)
    record_vitals(town.system, town.crew("s1"), incident, grave)
    said = replace(WISH, capacity=Capacity.UNCLEAR)
    end_without_transport(town.system, town.crew("s1"), job, said)
    assert {"news2_high", "news2_sign", "not_able"} <= set(looks(town)[0].data["flags"])


def test_another_crew_and_an_end_that_does_not_fit_are_refused(town: Town) -> None:
    _, job = at_scene(town)
    with pytest.raises(ForbiddenError):
        end_without_transport(town.system, town.crew("s2"), job, Leaving(Outcome.GONE, Why.LEFT))
    step(town.system, town.crew("s1"), job, A.DEPART)
    with pytest.raises(IllegalMoveError):
        end_without_transport(town.system, town.crew("s1"), job, Leaving(Outcome.GONE, Why.LEFT))


def test_on_the_way_it_is_called_off(town: Town) -> None:
    incident = take_call(town.system, town.kim, call()).incident_id
    job = send_unit(town.system, town.kim, incident, "s1")
    step(town.system, town.crew("s1"), job, A.ACK)
    said = Leaving(Outcome.CANCELLED, Why.CALLED_OFF)
    assert end_without_transport(town.system, town.crew("s1"), job, said) == "cancelled"
    assert looks(town) == []


def test_supervisors_read_the_share_of_those_that_reached_a_scene(town: Town) -> None:
    incident, job = at_scene(town)
    well(town, incident)
    end_without_transport(town.system, town.crew("s1"), job, WISH)
    second = send_unit(town.system, town.kim, incident, "s2")
    for action in (A.ON_SCENE, A.DEPART, A.AT_HOSPITAL, A.HAND_OVER, A.CLEAR):
        step(town.system, town.kim, second, action)
    with town.system.db.read() as session:
        found = read_unmoved(session, town.system, "sejong", span=Span.DAY, last=None, simulated=False)
    one = found.found
    assert (one.runs, one.there, one.without, one.untold, one.signed, one.refused) == (2, 2, 1, 0, 1, 1)
    assert one.whys == {"refusal": {"feels_better": 1}}
    assert ("there", "without", "runs", "<5") in list(unmoved_rows(found))


def test_every_outcome_has_reasons_an_end_and_names_for_export() -> None:
    assert set(WHYS) == set(ENDS) == set(NEMSIS) == set(Outcome)
    assert set(Outcome) - set(DISPOSITIONS) == {Outcome.CANCELLED}
    assert {why for whys in WHYS.values() for why in whys} == set(Why)
    for action in ENDS.values():
        assert any(action in ASSIGNMENT.allowed(state) for state in AssignmentState)
    for names in NEMSIS.values():
        assert {"eDisposition.27", "eDisposition.30"} <= set(names)


@given(outcome=st.sampled_from(Outcome), why=st.sampled_from(Why), measured=st.booleans())
def test_only_a_wish_to_stay_asks_for_more_than_the_reason(outcome: Outcome, why: Why, measured: bool) -> None:
    missing = missing_of(Leaving(outcome, why), measured=measured)
    fits = why in WHYS[outcome]
    assert ("why" in missing) != fits
    assert outcome is Outcome.REFUSAL or missing == (() if fits else ("why",))


@given(
    runs=st.lists(
        st.builds(
            Run,
            state=st.sampled_from(AssignmentState),
            there=st.booleans(),
            outcome=st.none() | st.sampled_from(Outcome),
            why=st.just("other"),
        )
    )
)
def test_the_counts_of_a_report_add_up(runs: list[Run]) -> None:
    found = judge_runs(runs)
    assert found.there + found.called_off == found.runs
    assert found.untold + sum(found.outcomes.values()) == found.without <= found.there
    assert {name: sum(whys.values()) for name, whys in found.whys.items()} == found.outcomes
