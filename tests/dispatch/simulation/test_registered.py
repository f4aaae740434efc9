"""Invented registered people: recognisable as such, kept by the command everybody uses, and calling now and then."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from chassis.clock import StillClock
from chassis.db import Database
from chassis.ids import CountedIds
from dispatch.desk.taking import take_call
from dispatch.registered.card import Need, Relation
from dispatch.registering.looking import look_for_incident
from dispatch.simulation import day
from dispatch.simulation.registered import INVENTED, PAUSE, call_of, register_invented, who_may_call
from dispatch.tables.cases import CallRow
from dispatch.tables.registered import RegisteredRow
from tests.dispatch.town import Town, build_town

SAYS_SO = re.compile("보기|예시|가상|모의|견본|Ví Dụ")
PEOPLE = INVENTED["sejong"]
CARDS = [card for person in PEOPLE for card, _ in person.cards]


@pytest.fixture
def town(database: Database, clock: StillClock, ids: CountedIds, tmp_path: Path) -> Town:
    return build_town(database, clock, ids, tmp_path)


def test_nobody_can_take_them_for_real_people_or_reach_one_by_their_numbers() -> None:
    assert all(SAYS_SO.search(card.name) for card in CARDS)
    assert all(SAYS_SO.search(contact.name) for card in CARDS for contact in card.contacts)
    numbers = [person.number for person in PEOPLE] + [contact.number for card in CARDS for contact in card.contacts]
    assert all(re.fullmatch("010-[01][0-9]{3}-[0-9]{4}", number) for number in numbers)
    assert len({person.number for person in PEOPLE}) == len(PEOPLE)


def test_a_deaf_person_one_with_allergies_and_one_kept_by_a_guardian_are_among_them() -> None:
    assert any(Need.DEAF in card.needs for card in CARDS)
    assert any(card.allergies for card in CARDS)
    assert any(card.relation is not Relation.SELF for card in CARDS)


def test_their_cards_are_kept_once_and_each_call_finds_those_of_its_number(town: Town) -> None:
    register_invented(town.system, "sejong")
    register_invented(town.system, "sejong")
    with town.system.db.read() as session:
        assert len(session.scalars(select(RegisteredRow)).all()) == len(CARDS)
    for person in PEOPLE:
        taken = take_call(town.system, town.kim, call_of("sejong", person))
        found = look_for_incident(town.system, town.kim, taken.incident_id)
        assert {card["name"] for card in found} == {card.name for card, _ in person.cards}


def test_a_region_without_invented_people_gets_none(town: Town) -> None:
    register_invented(town.system, "daejeon")
    with town.system.db.read() as session:
        assert session.scalars(select(RegisteredRow)).all() == []
    assert who_may_call(town.system, "daejeon") == []


def test_nobody_calls_twice_within_a_while(town: Town) -> None:
    first = who_may_call(town.system, "sejong")[0]
    take_call(town.system, town.kim, call_of("sejong", first))
    assert first not in who_may_call(town.system, "sejong")
    assert len(who_may_call(town.system, "sejong")) == len(PEOPLE) - 1
    town.clock.advance(PAUSE + timedelta(seconds=1))
    assert first in who_may_call(town.system, "sejong")


def test_the_day_lets_them_call_until_each_has_called(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day, "REGISTERED_SHARE", 1.0)
    monkeypatch.setattr(day, "CALL_EVERY", timedelta(seconds=1))
    day.switch(town.system, town.kim, "sejong", on=True, speed=1)
    for _ in range(len(PEOPLE) + 1):
        town.clock.advance(timedelta(seconds=1))
        day.tick(town.system)
    with town.system.db.read() as session:
        rows = session.scalars(select(CallRow).order_by(CallRow.received_at)).all()
    assert sorted(row.caller_number for row in rows if row.caller_number) == sorted(one.number for one in PEOPLE)
    assert all(row.simulated for row in rows)
