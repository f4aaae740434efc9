"""Crews at a scene: asked whether they are all right, heard when they are not, on the road with one tap."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from chassis.errors import ForbiddenError
from dispatch.boards.field import crew_board
from dispatch.crew.calling import call_for_help, end_call_for_help, say_all_right
from dispatch.crew.correcting import Mistake, correct_step
from dispatch.crew.stepping import step
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.premises import PremiseKind
from dispatch.safety import DANGEROUS, AskedFor, SafetyPolicy, ask_at, asked_for
from dispatch.states import AssignmentAction
from dispatch.tables.cases import StampRow
from dispatch.tables.records import AlertRow
from dispatch.watch import tick
from tests.dispatch.town import CITY_HALL, Town, call, north_of

A = AssignmentAction
POLICY = SafetyPolicy()
T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def there(town: Town) -> str:
    incident = take_call(town.system, town.kim, call()).incident_id
    job = send_unit(town.system, town.kim, incident, "s1")
    for action in (A.ACK, A.EN_ROUTE, A.ON_SCENE):
        town.clock.advance(timedelta(seconds=30))
        step(town.system, town.crew("s1"), job, action)
    return job


def wait(town: Town, time: timedelta) -> None:
    town.clock.advance(time)
    tick(town.system, "w1")


def asked(town: Town) -> bool:
    with town.system.db.read() as session:
        return crew_board(session, town.system, "s1")["jobs"][0]["check_in"] is not None


def alerts(town: Town, kind: str) -> list[AlertRow]:
    with town.system.db.read() as session:
        rows = list(session.scalars(select(AlertRow).where(AlertRow.kind == kind, AlertRow.open.is_(True))))
        session.expunge_all()
    return rows


def test_a_crew_that_stays_long_is_asked_and_its_answer_sets_the_next_question(town: Town) -> None:
    job = there(town)
    wait(town, POLICY.long_after - timedelta(seconds=1))
    assert not asked(town)
    wait(town, timedelta(seconds=1))
    assert asked(town)
    say_all_right(town.system, town.crew("s1"), job)
    assert not asked(town)
    wait(town, POLICY.every)
    assert asked(town)
    assert alerts(town, "crew_silent") == []


def test_silence_is_the_desks_at_once_until_the_crew_answers(town: Town) -> None:
    job = there(town)
    wait(town, POLICY.long_after)
    wait(town, POLICY.answer_within)
    [alert] = alerts(town, "crew_silent")
    assert (alert.level, alert.data["unit_id"]) == (1, "s1")
    assert asked(town)
    with pytest.raises(ForbiddenError):
        say_all_right(town.system, town.crew("s2"), job)
    say_all_right(town.system, town.crew("s1"), job)
    say_all_right(town.system, town.crew("s1"), job)
    assert alerts(town, "crew_silent") == []


def test_who_has_left_the_scene_is_asked_no_more(town: Town) -> None:
    job = there(town)
    wait(town, POLICY.long_after)
    step(town.system, town.crew("s1"), job, A.DEPART)
    wait(town, POLICY.answer_within)
    assert alerts(town, "crew_silent") == []
    assert not asked(town)


def test_who_has_ended_is_asked_no_more(town: Town) -> None:
    job = there(town)
    step(town.system, town.crew("s1"), job, A.NO_PATIENT)
    wait(town, POLICY.long_after + POLICY.answer_within)
    wait(town, POLICY.answer_within)
    assert alerts(town, "crew_silent") == []


def test_a_call_for_help_is_the_gravest_alert_with_the_place_and_the_newest_counts(town: Town) -> None:
    job = there(town)
    first, second = north_of(CITY_HALL, 100), north_of(CITY_HALL, 400)
    call_for_help(town.system, town.crew("s1"), "s1", place=first)
    call_for_help(town.system, town.crew("s1"), "s1", place=second)
    [alert] = alerts(town, "crew_emergency")
    assert (alert.level, alert.data["lat"]) == (1, second.lat)
    assert alert.incident_id is not None
    with pytest.raises(ForbiddenError):
        call_for_help(town.system, town.crew("s2"), "s1")
    end_call_for_help(town.system, town.kim, "s1")
    end_call_for_help(town.system, town.kim, "s1")
    assert alerts(town, "crew_emergency") == []
    assert job


def test_without_a_job_and_without_a_position_help_is_called_all_the_same(town: Town) -> None:
    call_for_help(town.system, town.crew("s2"), "s2")
    [alert] = alerts(town, "crew_emergency")
    assert (alert.subject, alert.incident_id) == ("s2", None)
    with town.system.db.read() as session:
        assert crew_board(session, town.system, "s2")["unit"]["emergency"] == alert.raised_at.isoformat()


def test_respond_leaves_both_stamps_and_skips_none(town: Town) -> None:
    incident = take_call(town.system, town.kim, call()).incident_id
    job = send_unit(town.system, town.kim, incident, "s1")
    assert step(town.system, town.crew("s1"), job, A.EN_ROUTE, respond=True) == "en_route"
    with town.system.db.read() as session:
        rows = session.scalars(select(StampRow).where(StampRow.assignment_id == job).order_by(StampRow.id)).all()
        assert [(row.name, row.skipped) for row in rows] == [("dispatch", []), ("ack", []), ("en_route", [])]
    wait(town, timedelta(minutes=2))
    assert alerts(town, "no_ack") == alerts(town, "late_turnout") == []


def test_respond_after_an_acknowledgement_is_only_the_road(town: Town) -> None:
    incident = take_call(town.system, town.kim, call()).incident_id
    job = send_unit(town.system, town.kim, incident, "s1")
    step(town.system, town.crew("s1"), job, A.ACK)
    step(town.system, town.crew("s1"), job, A.EN_ROUTE, respond=True)
    with town.system.db.read() as session:
        names = session.scalars(select(StampRow.name).where(StampRow.assignment_id == job)).all()
    assert sorted(names) == ["ack", "dispatch", "en_route"]


@given(
    kinds=st.sets(st.sampled_from(PremiseKind)),
    complaint=st.none() | st.sampled_from(["psychiatric", "chest_pain"]),
    answered=st.none() | st.integers(0, 600),
)
def test_a_warning_asks_sooner_and_every_answer_moves_the_question_on(
    kinds: set[PremiseKind], complaint: str | None, answered: int | None
) -> None:
    cause = asked_for(kinds, complaint)
    assert (cause is AskedFor.CAUTION) == bool(kinds & DANGEROUS)
    at = T0 + timedelta(minutes=answered) if answered is not None else None
    due = ask_at(cause, there_since=T0, answered_at=at, policy=POLICY)
    assert due > (at or T0)
    assert due <= ask_at(AskedFor.LONG, there_since=T0, answered_at=at, policy=POLICY)


def test_a_departure_taken_back_leaves_the_questions_as_they_were(town: Town) -> None:
    job = there(town)
    step(town.system, town.crew("s1"), job, A.AT_PATIENT)
    wait(town, POLICY.long_after - timedelta(seconds=6))
    step(town.system, town.crew("s1"), job, A.DEPART)
    wait(town, timedelta(seconds=3))
    correct_step(town.system, town.crew("s1"), job, Mistake.SLIP)
    assert not asked(town)
    wait(town, timedelta(seconds=3))
    assert asked(town)
    wait(town, POLICY.answer_within)
    assert len(alerts(town, "crew_silent")) == 1


def test_a_question_left_open_by_a_slip_is_asked_again_at_once(town: Town) -> None:
    job = there(town)
    wait(town, POLICY.long_after)
    assert asked(town)
    step(town.system, town.crew("s1"), job, A.DEPART)
    correct_step(town.system, town.crew("s1"), job, Mistake.SLIP)
    wait(town, timedelta(seconds=1))
    assert asked(town)
    wait(town, POLICY.answer_within)
    assert len(alerts(town, "crew_silent")) == 1


def test_an_arrival_taken_back_is_asked_from_the_real_one_on(town: Town) -> None:
    job = there(town)
    wait(town, timedelta(minutes=1))
    correct_step(town.system, town.crew("s1"), job, Mistake.TOO_EARLY)
    wait(town, POLICY.long_after)
    assert not asked(town)
    step(town.system, town.crew("s1"), job, A.ON_SCENE)
    wait(town, POLICY.long_after - timedelta(seconds=1))
    assert not asked(town)
    wait(town, timedelta(seconds=1))
    assert asked(town)
