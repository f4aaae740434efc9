"""One of a kind for a database: two hosts ask for the same task."""

import pytest
from sqlalchemy import text

from chassis.alone import Alone
from chassis.db import Database


@pytest.fixture
def both(database: Database) -> tuple[Alone, Alone]:
    if database.is_sqlite:
        pytest.skip("SQLite is one host's")
    return Alone(database, "link"), Alone(database, "link")


def test_the_second_has_it_when_the_first_lets_go(both: tuple[Alone, Alone]) -> None:
    first, second = both
    assert first.take()
    assert first.holds()
    assert not second.take()
    assert not second.holds()
    first.let_go()
    assert second.take()
    assert not first.holds()
    second.let_go()


@pytest.mark.parametrize("taken", [False, True])
def test_a_lock_that_went_with_its_connection_is_taken_anew_unless_somebody_has_it(
    both: tuple[Alone, Alone], database: Database, taken: bool
) -> None:
    first, second = both
    assert first.take()
    with database.engine.connect() as other:
        others = (
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
        )
        other.execute(text(others))
    if taken:
        assert any(second.take() for _ in range(500))  # the server takes a moment to end a session
    assert first.holds() is not taken
    first.let_go()
    second.let_go()


def test_another_task_is_another(both: tuple[Alone, Alone], database: Database) -> None:
    first, other = both[0], Alone(database, "other")
    assert first.take()
    assert other.take()
    first.let_go()
    other.let_go()
