"""Coming in and keeping a card: a code to the telephone, one's own cards only, gone for good when withdrawn."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import inspect, select, text

from chassis.audit import AuditRow
from chassis.errors import InvalidInputError, NotFoundError, StaleError, TooManyError
from chassis.outbox import DeliveryRow
from chassis.sealing import SealError, sealer_of
from dispatch.deliver import deliver
from dispatch.desk.taking import take_call
from dispatch.registered.card import Card, Contact, Entry, Need, Relation, card_of, card_plain, complete_card, merged
from dispatch.registering import entering, keeping, looking
from dispatch.registering.pacing import WINDOW
from dispatch.registering.passing import keep_time, purge_coming_in
from dispatch.registering.renewing import seal_anew
from dispatch.tables.registered import RegisteredCodeRow, RegisteredRow, RegisteredVisitRow
from tests.dispatch.registered.people import CARD, EVERYBODY, NUMBER, OTHER, code_of, registered, visitor
from tests.dispatch.town import Town, call

words = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20)
entries = st.none() | st.lists(st.builds(Entry, words), max_size=5).map(tuple)
cards = st.builds(
    Card,
    name=words,
    relation=st.sampled_from(Relation),
    birth_year=st.none() | st.integers(1900, 2026),
    sex=st.sampled_from([None, "female", "male"]),
    languages=st.lists(words, max_size=3).map(tuple),
    conditions=entries,
    drugs=entries,
    allergies=entries,
    contacts=st.lists(st.builds(Contact, words, st.just("010-1234-5678"), words), max_size=3).map(tuple),
    address=st.none() | words,
    access=st.none() | words,
    needs=st.lists(st.sampled_from(Need), max_size=3).map(tuple),
)


@given(cards)
def test_a_card_comes_out_as_it_went_in_and_tidying_it_twice_changes_nothing(card: Card) -> None:
    tidy = complete_card(card, year=2026)
    assert card_of(card_plain(tidy)) == tidy
    assert complete_card(tidy, year=2026) == tidy
    for part in ("conditions", "drugs", "allergies"):
        assert (getattr(tidy, part) is None) == (getattr(card, part) is None)  # unknown stays unknown, none stays none


@given(entries, entries)
def test_an_import_never_takes_away_what_was_said(
    known: tuple[Entry, ...] | None, more: tuple[Entry, ...] | None
) -> None:
    said = {one.text.casefold() for one in (*(known or ()), *(more or ()))}
    assert {one.text.casefold() for one in merged(known, more) or ()} == said


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"birth_year": 2027}, "birth_year"),
        ({"sex": "?"}, "sex"),
        ({"drugs": (Entry("x" * 201),)}, "drugs"),
        ({"contacts": (Contact("딸", "12"),)}, "contacts"),
        ({"access": "x" * 501}, "access"),
    ],
)
def test_a_card_that_cannot_be_true_names_its_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        complete_card(replace(CARD, **change), year=2026)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_wrong_code_a_used_one_and_a_late_one_open_nothing(town: Town) -> None:
    code_id = entering.ask_code(town.system, "sejong", NUMBER, address="a", speaks="en")
    code = code_of(town)
    assert "code" in town.paging.sent[-1].body
    assert town.paging.sent[-1].to == NUMBER
    wrong = "000000" if code != "000000" else "111111"
    for given_code in (wrong, "abc"):
        with pytest.raises(InvalidInputError):
            entering.enter(town.system, "sejong", code_id, given_code)
    assert entering.enter(town.system, "sejong", code_id, f" {code[:3]} {code[3:]}")
    with pytest.raises(InvalidInputError):
        entering.enter(town.system, "sejong", code_id, code)
    late = entering.ask_code(town.system, "sejong", NUMBER, address="a", speaks="ko")
    late_code = code_of(town)
    town.clock.advance(entering.CODE_LIVES)
    with pytest.raises(InvalidInputError):
        entering.enter(town.system, "sejong", late, late_code)


def test_guessing_a_code_ends_after_a_few_tries(town: Town) -> None:
    code_id = entering.ask_code(town.system, "sejong", NUMBER, address="a", speaks="ko")
    code = code_of(town)
    for n in range(3):
        with pytest.raises(InvalidInputError):
            entering.enter(town.system, "sejong", code_id, f"{(int(code) + n + 1) % 1_000_000:06d}")
    with pytest.raises(InvalidInputError):
        entering.enter(town.system, "sejong", code_id, code)


def test_a_number_and_an_address_get_only_so_many_codes(town: Town) -> None:
    for _ in range(entering.MOST_A_NUMBER):
        entering.ask_code(town.system, "sejong", NUMBER, address="a", speaks="ko")
    with pytest.raises(TooManyError):
        entering.ask_code(town.system, "sejong", "010 9999 0000", address="b", speaks="ko")
    for n in range(entering.MOST_AN_ADDRESS - entering.MOST_A_NUMBER):
        entering.ask_code(town.system, "sejong", f"0105555000{n}", address="a", speaks="ko")
    with pytest.raises(TooManyError):
        entering.ask_code(town.system, "sejong", OTHER, address="a", speaks="ko")
    town.clock.advance(WINDOW + timedelta(seconds=1))
    entering.ask_code(town.system, "sejong", NUMBER, address="a", speaks="ko")


def test_a_number_gets_only_so_many_codes_a_day(town: Town) -> None:
    for _ in range(6):
        entering.ask_code(town.system, "sejong", NUMBER, address="a", speaks="ko")
        town.clock.advance(WINDOW)
        with town.system.db.write() as session:
            purge_coming_in(session, now=town.clock.now())
    with pytest.raises(TooManyError):
        entering.ask_code(town.system, "sejong", NUMBER, address="b", speaks="ko")
    town.clock.advance(entering.DAY)
    entering.ask_code(town.system, "sejong", NUMBER, address="a", speaks="ko")


def test_a_visit_ends_by_itself_and_by_leaving(town: Town) -> None:
    code_id = entering.ask_code(town.system, "sejong", NUMBER, address="a", speaks="ko")
    token = entering.enter(town.system, "sejong", code_id, code_of(town))
    with town.system.db.read() as session:
        assert entering.find_visitor(session, town.system, token).number == NUMBER
    town.clock.advance(entering.VISIT_LIVES)
    with town.system.db.read() as session, pytest.raises(NotFoundError):
        entering.find_visitor(session, town.system, token)
    with town.system.db.write() as session:
        assert purge_coming_in(session, now=town.clock.now() + entering.DAY) == 2
        assert session.scalars(select(RegisteredVisitRow)).all() == []
        assert session.scalars(select(RegisteredCodeRow)).all() == []


def test_nobody_reaches_the_card_of_another_number(town: Town) -> None:
    person, stranger = registered(town), visitor(town, OTHER)
    assert keeping.cards_of(town.system, stranger) == ()
    for act in (
        lambda: keeping.own_card(town.system, stranger, person),
        lambda: keeping.renew_card(town.system, stranger, person),
        lambda: keeping.withdraw_card(town.system, stranger, person),
        lambda: keeping.drop_number(town.system, stranger, person, NUMBER),
        lambda: keeping.save_card(town.system, stranger, CARD, (), person_id=person, seen=1),
    ):
        with pytest.raises(NotFoundError):
            act()


def test_two_who_change_a_card_at_once_do_not_overwrite_each_other(town: Town) -> None:
    person, me = registered(town), visitor(town)
    kept = keeping.own_card(town.system, me, person)
    assert (kept.held.card, kept.numbers) == (CARD, (NUMBER,))
    changed = replace(CARD, drugs=())
    keeping.save_card(town.system, me, changed, (), person_id=person, seen=kept.version)
    with pytest.raises(StaleError):
        keeping.save_card(town.system, me, CARD, EVERYBODY, person_id=person, seen=kept.version)
    now_kept = keeping.own_card(town.system, me, person)
    assert (now_kept.held.card, now_kept.held.shared) == (changed, ())


def test_a_guardian_keeps_cards_of_others_and_a_call_from_either_number_finds_them(town: Town) -> None:
    registered(town)
    me = visitor(town)
    mother = replace(CARD, name="어머니", relation=Relation.PARENT)
    person = keeping.save_card(town.system, me, mother, EVERYBODY, person_id=None, seen=0)
    code_id = entering.ask_code(town.system, "sejong", OTHER, address="a", speaks="ko", person_id=person)
    code = code_of(town)
    with pytest.raises(InvalidInputError):
        entering.enter(town.system, "sejong", code_id, code)  # a code for a number of a card begins no visit
    keeping.add_number(town.system, me, person, code_id, code)
    names = lambda number: [one["name"] for one in looking.look_by_number(town.system, town.kim, number)]  # noqa: E731
    assert names(NUMBER) == [CARD.name, "어머니"]
    assert names("+82 10-3333-4444") == ["어머니"]
    keeping.drop_number(town.system, me, person, OTHER)
    assert names(OTHER) == []
    keeping.drop_number(town.system, me, person, NUMBER)
    assert names(NUMBER) == [CARD.name, "어머니"]  # the owner's own number stays


def test_withdrawing_deletes_for_good(town: Town) -> None:
    person = registered(town)
    incident = take_call(town.system, town.kim, call()).incident_id
    looking.look_for_incident(town.system, town.kim, incident)
    keeping.withdraw_card(town.system, visitor(town), person)
    with town.system.db.read() as session:
        tables = [name for name in inspect(session.get_bind()).get_table_names() if name.startswith("registered_")]
        kept = {name: str(session.execute(text(f"SELECT * FROM {name}")).all()) for name in tables}
        assert [name for name, rows in kept.items() if person in rows] == []
        left = session.scalars(select(AuditRow.action).where(AuditRow.subject == person).order_by(AuditRow.id)).all()
        assert left == ["register_card", "look_at_card", "withdraw_card"]
    assert looking.look_by_number(town.system, town.kim, NUMBER) == []


def test_a_consent_ends_matching_is_announced_before_and_deletes_after(town: Town) -> None:
    person, policy = registered(town), town.system.policy.registered
    assert keep_time(town.system) == 0
    town.clock.advance(policy.lasts - policy.warn_before)
    assert [keep_time(town.system), keep_time(town.system)] == [1, 0]
    deliver(town.system, "worker")
    assert "/registered" in town.paging.sent[-1].body
    town.clock.advance(policy.warn_before)
    assert looking.look_by_number(town.system, town.kim, NUMBER) == []
    assert keeping.cards_of(town.system, visitor(town))[0].held.person_id == person  # its owner may renew it still
    town.clock.advance(policy.kept_after)
    assert keep_time(town.system) == 1
    assert keeping.cards_of(town.system, visitor(town)) == ()


def test_a_renewed_consent_holds_anew(town: Town) -> None:
    person, policy = registered(town), town.system.policy.registered
    town.clock.advance(policy.lasts + timedelta(days=1))
    keeping.renew_card(town.system, visitor(town), person)
    assert [one["age_days"] for one in looking.look_by_number(town.system, town.kim, NUMBER)] == [0]
    town.clock.advance(policy.old_after)
    assert [one["is_old"] for one in looking.look_by_number(town.system, town.kim, NUMBER)] == [True]


def test_a_new_secret_opens_what_an_old_one_sealed_until_all_is_sealed_anew(town: Town) -> None:
    person = registered(town)
    newer = replace(town.system, settings=replace(town.system.settings, card_keys=("n" * 40,)))
    assert [one["id"] for one in looking.look_by_number(newer, town.kim, NUMBER)] == [person]
    assert seal_anew(newer) == 1
    only_new = replace(town.system, settings=replace(newer.settings, secret_key="another " * 8))
    assert [one["id"] for one in looking.look_by_number(only_new, town.kim, NUMBER)] == [person]
    with town.system.db.read() as session:
        row = session.scalars(select(RegisteredRow)).one()
        with pytest.raises(SealError):
            sealer_of(town.system.settings).opened(row.sealed)
        assert row.owner in sealer_of(only_new.settings).fingerprints("number", "01099990000")


def test_a_text_lies_sealed_in_the_outbox(town: Town) -> None:
    entering.ask_code(town.system, "sejong", OTHER, address="a", speaks="ko")
    with town.system.db.read() as session:
        row = session.scalars(select(DeliveryRow).where(DeliveryRow.channel == "registered")).one()
        told = str(row.payload) + row.key
    assert "3333" not in told
    assert code_of(town) not in told


def test_a_card_changed_with_the_consent_ticked_begins_anew_and_without_it_does_not(town: Town) -> None:
    person, lasts = registered(town), town.system.policy.registered.lasts
    town.clock.advance(lasts + timedelta(days=1))
    me = visitor(town)
    assert looking.look_by_number(town.system, town.kim, NUMBER) == []
    seen = keeping.own_card(town.system, me, person).version
    keeping.save_card(town.system, me, CARD, EVERYBODY, person_id=person, seen=seen)
    assert looking.look_by_number(town.system, town.kim, NUMBER) == []
    keeping.save_card(town.system, me, CARD, EVERYBODY, person_id=person, seen=seen + 1, consented=True)
    kept = keeping.own_card(town.system, me, person)
    assert (kept.consented_at, kept.held.expires_at) == (town.clock.now(), town.clock.now() + lasts)
    assert [one["id"] for one in looking.look_by_number(town.system, town.kim, NUMBER)] == [person]
