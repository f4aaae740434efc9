"""Crew, hospital and medical director write to each other about one patient, and see what was read."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.errors import ForbiddenError, IllegalMoveError, InvalidInputError, NotFoundError
from chassis.identity import Actor, Role
from dispatch.boards.field import crew_board, receiving_board
from dispatch.boards.incident import incident_view
from dispatch.crew.stepping import step
from dispatch.desk.closing import close_incident
from dispatch.desk.outside import go_outside
from dispatch.guidance.writing import see_lines, write_line
from dispatch.states import AssignmentAction as A
from dispatch.tables.cases import get_incident
from dispatch.tables.talk import KEPT_FOR, lines_of, purge_talk
from tests.dispatch.orders.test_ordering import director
from tests.dispatch.test_assessing import at_patient, goes_to
from tests.dispatch.town import Town


@pytest.fixture
def case(town: Town) -> tuple[str, str]:
    """Incident and assignment of s1, whose patient goes to h_far."""
    incident, job = at_patient(town)
    goes_to(town, incident, "h_far")
    return incident, job


def crews(town: Town) -> dict[str, Any]:
    with town.system.db.read() as session:
        talk: dict[str, Any] = crew_board(session, town.system, "s1")["jobs"][0]["talk"]
    return talk


def hospitals(town: Town, hospital_id: str = "h_far") -> dict[str, Any]:
    with town.system.db.read() as session:
        talk: dict[str, Any] = receiving_board(session, town.system, hospital_id)["inbound"][0]["talk"]
    return talk


def test_a_line_is_delivered_then_read_and_its_writer_sees_both(town: Town, case: tuple[str, str]) -> None:
    incident, _ = case
    nurse = town.nurse("h_far")
    line = write_line(town.system, town.crew("s1"), incident, phrase="worse")
    assert (hospitals(town)["unread"], crews(town)["unread"]) == (1, 0)
    see_lines(town.system, nurse, incident, newest=line, read=False)
    [mine] = crews(town)["lines"]
    assert (set(mine["delivered"]), set(mine["read"])) == ({"hospital"}, set())
    assert hospitals(town)["unread"] == 1
    town.clock.advance(timedelta(seconds=20))
    for _ in range(2):
        see_lines(town.system, nurse, incident, newest=line, read=True)
    [mine] = crews(town)["lines"]
    assert mine["read"] == {"hospital": town.clock.now().isoformat()}
    assert hospitals(town)["unread"] == 0


def test_a_line_sent_again_is_the_same_line(town: Town, case: tuple[str, str]) -> None:
    incident, _ = case
    device = town.clock.now() - timedelta(minutes=2)
    first = write_line(town.system, town.crew("s1"), incident, text="혈압 80", device_at=device)
    town.clock.advance(timedelta(minutes=5))
    assert write_line(town.system, town.crew("s1"), incident, text="혈압 80", device_at=device) == first
    assert write_line(town.system, town.crew("s1"), incident, text="혈압 90", device_at=device) != first
    assert [one["text"] for one in hospitals(town)["lines"]] == ["혈압 80", "혈압 90"]


def test_the_next_hospital_does_not_read_what_was_written_to_the_first(town: Town, case: tuple[str, str]) -> None:
    incident, _ = case
    write_line(town.system, town.nurse("h_far"), incident, phrase="team_ready")
    go_outside(town.system, town.crew("s1"), incident, "어느 병원")
    goes_to(town, incident, "h_silent")
    write_line(town.system, director(), incident, text="계속하세요")
    assert [one["side"] for one in hospitals(town, "h_silent")["lines"]] == ["director"]
    assert [one["side"] for one in crews(town)["lines"]] == ["hospital", "director"]
    with pytest.raises(NotFoundError):
        write_line(town.system, town.nurse("h_far"), incident, text="여보세요")


def test_a_dispatcher_sees_that_there_is_talk_and_not_what_it_says(town: Town, case: tuple[str, str]) -> None:
    incident, _ = case
    write_line(town.system, town.crew("s1"), incident, text="가슴이 아프다 함")
    with town.system.db.read() as session:
        shown = incident_view(session, town.system, get_incident(session, incident))
    assert shown["guidance"]["lines"] == 1
    assert "아프다" not in str(shown)
    for stranger in (town.kim, Actor("usr_chief", "박팀장", Role.SUPERVISOR, "sejong"), town.crew("s2")):
        with pytest.raises((NotFoundError, ForbiddenError)):
            write_line(town.system, stranger, incident, text="?")


def test_talk_ends_with_the_case_but_what_a_crew_could_not_send_is_kept(town: Town, case: tuple[str, str]) -> None:
    incident, job = case
    device = town.clock.now()
    town.clock.advance(timedelta(minutes=1))
    for action in (A.DEPART, A.AT_HOSPITAL, A.HAND_OVER, A.CLEAR):
        step(town.system, town.crew("s1"), job, action)
    close_incident(town.system, town.kim, incident, "transported")
    with pytest.raises(IllegalMoveError):
        write_line(town.system, town.nurse("h_far"), incident, phrase="understood")
    with pytest.raises(IllegalMoveError):
        write_line(
            town.system, town.crew("s1"), incident, text="늦음", device_at=town.clock.now() + timedelta(seconds=1)
        )
    write_line(town.system, town.crew("s1"), incident, text="먼저 썼음", device_at=device)
    with town.system.db.read() as session:
        assert [line.text for line in lines_of(session, incident)] == ["먼저 썼음"]


@pytest.mark.parametrize("wrong", [{}, {"text": "a", "phrase": "worse"}, {"phrase": "team_ready"}, {"text": "x" * 501}])
def test_a_line_has_words_or_a_phrase_of_its_side(town: Town, case: tuple[str, str], wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError):
        write_line(town.system, town.crew("s1"), case[0], **wrong)


def test_words_are_forgotten_after_their_time_and_that_somebody_wrote_is_not(town: Town, case: tuple[str, str]) -> None:
    incident, _ = case
    write_line(town.system, town.crew("s1"), incident, text="혈압 80")
    town.clock.advance(KEPT_FOR + timedelta(seconds=1))
    write_line(town.system, town.crew("s1"), incident, phrase="better")
    with town.system.db.write() as session:
        assert [purge_talk(session, now=town.clock.now()) for _ in range(2)] == [1, 0]
    with town.system.db.read() as session:
        assert [(line.text, line.phrase) for line in lines_of(session, incident)] == [(None, None), (None, "better")]
