"""A card broken open: by whom, for how long, who hears of it, and an end to trying numbers out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from chassis.audit import AuditRow
from chassis.errors import ForbiddenError, InvalidInputError, NotFoundError, TooManyError
from chassis.identity import Actor, Role
from dispatch.boards.registered import odd_looks
from dispatch.desk.closing import close_incident
from dispatch.desk.taking import take_call
from dispatch.registered.policy import RegisteredPolicy
from dispatch.registered.showing import GlassReason, notice_delay
from dispatch.registering import breaking, keeping, looking
from dispatch.registering.breaking import Breaking
from dispatch.registering.pacing import WINDOW
from dispatch.watch import tick
from tests.dispatch.registered.looks import WHY, asked, everything, notices, patient_on_the_way, read_kinds
from tests.dispatch.registered.people import NUMBER, OTHER, registered, visitor
from tests.dispatch.town import Town, call


def test_breaking_a_card_open_is_seen_at_once_and_told_once_the_incident_is_over(town: Town) -> None:
    registered(town, number=OTHER)
    incident = take_call(town.system, town.kim, call()).incident_id
    [shown] = breaking.break_glass(town.system, town.kim, asked(incident_id=incident))
    assert shown["allergies"][0]["text"] == "페니실린쇼크"
    assert read_kinds(town) == ["glass_broken"]
    policy = town.system.policy.registered
    town.clock.advance(policy.notice_after)
    tick(town.system, "worker")
    assert notices(town) == []  # the incident is still open
    assert keeping.cards_of(town.system, visitor(town, OTHER))[0].looks == ()
    close_incident(town.system, town.kim, incident, "treated_on_scene")
    town.clock.advance(policy.notice_after)
    tick(town.system, "worker")
    assert len(notices(town)) == 1
    [look] = keeping.cards_of(town.system, visitor(town, OTHER))[0].looks
    assert (look.reason, look.role) == ("number_found", "dispatcher")
    with town.system.db.read() as session:
        [odd] = odd_looks(session, town.system, "sejong")
    assert (odd["words"], odd["by"]) == (WHY, "김상황")


def test_where_telling_could_endanger_it_waits_longer() -> None:
    policy = RegisteredPolicy()
    waits = {reason: notice_delay(reason, policy) for reason in GlassReason}
    assert max(waits.values()) == waits[GlassReason.DANGER] > waits[GlassReason.OTHER]


def test_a_broken_card_shuts_by_itself_and_is_read_by_nobody_else(town: Town) -> None:
    registered(town, number=OTHER)
    [shown] = breaking.break_glass(town.system, town.kim, asked())
    again = breaking.read_again(town.system, town.kim, shown["look_id"])
    assert again == shown
    with pytest.raises(NotFoundError):
        breaking.read_again(town.system, town.lee, shown["look_id"])
    town.clock.advance(town.system.policy.registered.glass_lasts)
    with pytest.raises(ForbiddenError):
        breaking.read_again(town.system, town.kim, shown["look_id"])


def test_who_may_break_one_open_needs_words_and_a_patient_of_their_own(town: Town) -> None:
    registered(town, number=OTHER)
    incident = take_call(town.system, town.kim, call()).incident_id
    job, request = patient_on_the_way(town, incident)
    crew, nurse = town.crew("s1"), town.nurse("h_far")
    assert len(breaking.break_glass(town.system, crew, asked(assignment_id=job))) == 1
    assert len(breaking.break_glass(town.system, nurse, asked(request_id=request))) == 1
    for actor, what in (
        (crew, asked()),
        (town.crew("s2"), asked(assignment_id=job)),
        (nurse, asked()),
        (town.nurse("h_near"), asked(request_id=request)),
        (Actor("a", "관리", Role.ADMIN, "sejong"), asked(incident_id=incident)),
        (Actor("p", "조종", Role.PILOT, "sejong", "pad1"), asked(assignment_id=job)),
    ):
        with pytest.raises(ForbiddenError):
            breaking.break_glass(town.system, actor, what)
    with pytest.raises(InvalidInputError):
        breaking.break_glass(town.system, town.kim, Breaking(OTHER, GlassReason.OTHER, "  "))


def test_trying_numbers_out_comes_to_an_end(town: Town) -> None:
    for n in range(breaking.MOST_A_WINDOW):
        assert breaking.break_glass(town.system, town.kim, asked(f"0105555000{n}")) == []
    with pytest.raises(TooManyError):
        breaking.break_glass(town.system, town.kim, asked())
    with town.system.db.read() as session:
        tried = session.scalars(select(AuditRow).where(AuditRow.action == "break_glass")).all()
    assert {row.reason for row in tried} == {"number_found"}


def test_looking_numbers_up_on_the_call_form_comes_to_an_end_and_is_on_record(town: Town) -> None:
    registered(town)
    numbers = [NUMBER, *(f"010555500{n:02d}" for n in range(looking.MOST_A_WINDOW - 1))]
    found = [len(looking.look_by_number(town.system, town.kim, number)) for number in numbers]
    assert found == [1] + [0] * (looking.MOST_A_WINDOW - 1)
    with pytest.raises(TooManyError):
        looking.look_by_number(town.system, town.kim, NUMBER)
    assert len(looking.look_by_number(town.system, town.lee, NUMBER)) == 1
    with town.system.db.read() as session:
        lines = select(AuditRow.new).where(AuditRow.action == "look_up_number", AuditRow.subject == town.kim.id)
        told = [(line or {})["found"] for line in session.scalars(lines.order_by(AuditRow.id))]
    assert told == found
    assert "5555000" not in everything(town)
    town.clock.advance(WINDOW + timedelta(seconds=1))
    assert len(looking.look_by_number(town.system, town.kim, NUMBER)) == 1


def test_tries_at_once_do_not_pass_the_pace(town: Town) -> None:
    def attempt(n: int) -> bool:
        try:
            breaking.break_glass(town.system, town.kim, asked(f"010555500{n:02d}"))
        except TooManyError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        went = list(pool.map(attempt, range(breaking.MOST_A_WINDOW + 6)))
    assert sum(went) == breaking.MOST_A_WINDOW
