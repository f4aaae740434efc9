"""One suite over every bell: no wake-up is lost, and other processes are heard."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from chassis.bell import Bell
from chassis.bell.follow import FollowBell
from chassis.bell.local import LocalBell
from chassis.bell.postgres import PostgresBell
from chassis.clock import StillClock
from chassis.db import Database
from chassis.events import Event, append

SOON_S = 60.0  # long enough for a loaded machine; a bell that works ends the wait at once


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


def test_both_ends_that_lose_their_connection_find_each_other_again(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("a file has no connection to lose")
    here, there = shared(database), shared(database)
    listening = here.wait(after=here.count(), timeout_s=SOON_S)  # the first ring says that it listens
    there.ring()
    heard = here.wait(after=listening, timeout_s=SOON_S)
    assert heard > listening
    with database.engine.connect() as connection:
        others = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query ~ '^(LISTEN|NOTIFY)'"  # one server holds every story's own
        )
        cut = connection.execute(text(others)).all()
    assert len(cut) == 2
    again = here.wait(after=heard, timeout_s=SOON_S)  # back, and rings for what it may have missed
    assert again > heard
    there.ring()
    assert here.wait(after=again, timeout_s=SOON_S) > again
    here.close()
    there.close()


def test_a_file_that_comes_later_is_followed_from_then_on(tmp_path: Path, clock: StillClock) -> None:
    file = tmp_path / "later.sqlite"
    bell = FollowBell(file)
    assert bell.wait(after=0, timeout_s=0.2) == 0
    assert not file.exists()
    Database(f"sqlite:///{file}").engine.connect().close()
    assert bell.wait(after=0, timeout_s=SOON_S) > 0
    bell.close()


def test_ringing_never_raises_without_a_server(unused_tcp_port: int) -> None:
    bell = PostgresBell(f"postgresql+psycopg://nobody@127.0.0.1:{unused_tcp_port}/none")
    before = bell.count()
    bell.ring()
    assert bell.wait(after=before, timeout_s=SOON_S) > before
    bell.close()


@pytest.fixture
def unused_tcp_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
