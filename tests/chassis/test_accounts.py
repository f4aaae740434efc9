"""People, machines, and how often somebody may be wrong."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from chassis import accounts
from chassis.accounts import FailureRow, TokenRow, UserRow
from chassis.clock import StillClock
from chassis.db import Database
from chassis.errors import InvalidInputError
from chassis.identity import Actor, Role
from chassis.ids import CountedIds

PASSWORD = "correct horse battery"
DESK, ELSEWHERE = "10.0.0.7", "203.0.113.9"


@pytest.fixture
def kim(database: Database, clock: StillClock, ids: CountedIds) -> UserRow:
    """A dispatcher on record."""
    with database.write() as session:
        return add(session, ids, clock, login="kim")


def add(session: Session, ids: CountedIds, clock: StillClock, *, login: str, password: str = PASSWORD) -> UserRow:
    who = {"login": login, "name": "김상황", "role": Role.DISPATCHER, "region": "sejong", "password": password}
    return accounts.create_user(session, ids, now=clock.now(), **who)


def attempt(database: Database, clock: StillClock, login: str, address: str = DESK) -> timedelta | None:
    with database.write() as session:
        return accounts.begin_attempt(session, login, address, now=clock.now())


def test_a_password_is_kept_as_argon2_and_opens_only_its_account(kim: UserRow) -> None:
    assert kim.password.startswith("$argon2id$")
    assert accounts.check_password(kim, PASSWORD)
    assert not accounts.check_password(kim, PASSWORD + " ")


def test_nobody_opens_an_unknown_or_a_switched_off_account(kim: UserRow) -> None:
    assert not accounts.check_password(None, "nobody has this password")
    kim.active = False
    assert not accounts.check_password(kim, PASSWORD)


def test_a_short_password_and_a_taken_login_are_refused_by_name(
    database: Database, clock: StillClock, ids: CountedIds, kim: UserRow
) -> None:
    for change, field in (({"login": "lee", "password": "short"}, "password"), ({"login": "kim"}, "login")):
        with pytest.raises(InvalidInputError) as refused, database.write() as session:
            add(session, ids, clock, **change)
        assert refused.value.field == field


def test_a_token_is_stored_as_a_fingerprint_and_names_its_machine(database: Database, clock: StillClock) -> None:
    with database.write() as session:
        token = accounts.issue_token(
            session, name="beds feed", role=Role.HOSPITAL, region="sejong", facility="h1", now=clock.now()
        )
    with database.read() as session:
        found = accounts.find_token(session, token, now=clock.now())
        assert token not in {row.fingerprint for row in session.query(TokenRow)}
    assert found is not None
    machine = accounts.machine_of(found)
    assert machine == Actor(machine.id, "beds feed", Role.HOSPITAL, "sejong", "h1")
    assert token not in machine.id


def test_a_token_ends_at_the_instant_it_says(database: Database, clock: StillClock) -> None:
    ends = clock.now() + timedelta(hours=1)
    with database.write() as session:
        token = accounts.issue_token(session, name="m", role=Role.ADMIN, region="r", now=clock.now(), expires_at=ends)
    with database.read() as session:
        assert accounts.find_token(session, token, now=ends - timedelta(seconds=1)) is not None
        assert accounts.find_token(session, token, now=ends) is None
        assert accounts.find_token(session, token + "x", now=clock.now()) is None


def test_five_failures_close_the_door_until_the_first_is_a_quarter_of_an_hour_old(
    database: Database, clock: StillClock
) -> None:
    for _ in range(5):
        assert attempt(database, clock, "kim") is None
        clock.advance(timedelta(minutes=1))
    assert attempt(database, clock, "kim") == timedelta(minutes=10)
    clock.advance(timedelta(minutes=10))
    assert attempt(database, clock, "kim") is None
    assert attempt(database, clock, "kim") == timedelta(minutes=1)


def test_nobody_can_lock_a_dispatcher_out_from_elsewhere(database: Database, clock: StillClock) -> None:
    for _ in range(6):
        attempt(database, clock, "kim", ELSEWHERE)
    assert attempt(database, clock, "kim", ELSEWHERE) is not None
    assert attempt(database, clock, "kim", DESK) is None


def test_one_persons_typing_mistakes_do_not_close_the_whole_centre(database: Database, clock: StillClock) -> None:
    for _ in range(6):
        attempt(database, clock, "kim")
    assert attempt(database, clock, "lee") is None


def test_guessing_through_many_names_closes_the_address(database: Database, clock: StillClock) -> None:
    tried = [attempt(database, clock, f"name{n}", ELSEWHERE) for n in range(accounts.FAILURES_PER_ADDRESS + 1)]
    assert tried[-1] is not None
    assert set(tried[:-1]) == {None}


def test_a_shift_that_signs_in_together_is_not_taken_for_guessing(database: Database, clock: StillClock) -> None:
    for n in range(accounts.FAILURES_PER_ADDRESS + 10):
        assert attempt(database, clock, f"name{n}") is None
        with database.write() as session:
            accounts.forgive(session, f"name{n}", DESK)


def test_a_good_account_does_not_wash_its_address_clean(database: Database, clock: StillClock) -> None:
    for _ in range(5):
        attempt(database, clock, "kim", ELSEWHERE)
    attempt(database, clock, "mallory", ELSEWHERE)
    with database.write() as session:
        accounts.forgive(session, "mallory", ELSEWHERE)
    assert attempt(database, clock, "kim", ELSEWHERE) is not None


def test_of_twenty_guesses_at_once_five_are_looked_at(database: Database, clock: StillClock) -> None:
    tried = list[timedelta | None]()
    guesses = [threading.Thread(target=lambda: tried.append(attempt(database, clock, "kim"))) for _ in range(20)]
    for guess in guesses:
        guess.start()
    for guess in guesses:
        guess.join()
    assert tried.count(None) == 5
    assert len(tried) == 20


def test_what_people_type_as_a_name_is_not_kept(database: Database, clock: StillClock) -> None:
    attempt(database, clock, "my secret password, typed too early")
    with database.read() as session:
        assert "secret" not in session.query(FailureRow).one().login


def test_signing_out_everywhere_raises_the_version(database: Database, kim: UserRow) -> None:
    with database.write() as session:
        accounts.end_sessions(session, kim.id)
    with database.read() as session:
        assert session.get_one(UserRow, kim.id).session_version == kim.session_version + 1
