"""One suite over every bell: no wake-up is lost, and other processes are heard."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.bell import Bell
from chassis.bell.follow import FollowBell
from chassis.bell.local import LocalBell
from chassis.bell.postgres import PostgresBell
from chassis.clock import StillClock
from chassis.db import Database
from chassis.events import Event, append

SOON_S = 10.0  # long enough for a loaded machine; a bell that works ends the wait at once


@pytest.fixture(params=["local", "shared"])
def bell(request: pytest.FixtureRequest, database: Database) -> Iterator[Bell]:
    """Each bell that fits the database."""
    made = LocalBell() if request.param == "local" else shared(database)
    yield made
    if isinstance(made, FollowBell | PostgresBell):
        made.close()


def shared(database: Database) -> FollowBell | PostgresBell:
    """The bell that hears other processes on this database."""
    return FollowBell(Path(str(database.engine.url.database))) if database.is_sqlite else PostgresBell(database.url)


def test_a_ring_ends_the_wait(bell: Bell) -> None:
    before = bell.count()
    heard: list[int] = []
    waiter = threading.Thread(target=lambda: heard.append(bell.wait(after=before, timeout_s=SOON_S)))
    waiter.start()
    bell.ring()
    waiter.join(SOON_S)
    assert heard[0] > before


def test_a_ring_while_reading_is_not_lost(bell: Bell) -> None:
    """Count first, then read, then wait: what rang in between ends the wait at once."""
    before = bell.count()
    bell.ring()
    assert bell.wait(after=before, timeout_s=SOON_S) > before


def test_nothing_rings_by_itself_for_a_local_bell() -> None:
    bell = LocalBell()
    assert bell.wait(after=bell.count(), timeout_s=0.01) == 0


def test_a_commit_of_another_process_is_heard(database: Database, clock: StillClock) -> None:
    here, there = shared(database), shared(database)
    before = here.wait(after=here.count(), timeout_s=0.3)  # begins to listen
    with database.write() as session:
        append(session, [Event("r", "r.desk", "k", "s", {}, clock.now())])
    there.ring()
    assert here.wait(after=before, timeout_s=SOON_S) > before
    here.close()
    there.close()
