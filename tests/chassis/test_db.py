"""Storage under many hands: fair writers, ordered events, one winner."""

import threading
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from chassis import audit, events
from chassis.clock import StillClock
from chassis.db import Database, FairLock
from chassis.events import Event, EventRow, LiveValue
from chassis.identity import system_actor

WRITERS, EACH = 8, 30


def event(number: int, at: datetime) -> Event:
    return Event("r", "r.desk", "counted", str(number), {"n": number}, at)


def test_the_lock_serves_in_the_order_they_came() -> None:
    lock, order, threads = FairLock(), list[int](), list[threading.Thread]()
    with lock:
        for number in range(6):
            thread = threading.Thread(target=lambda n=number: order.append(n) if enter(lock) else None)
            thread.start()
            threads.append(thread)
            while len(lock._waiting) <= number:
                pass
    for thread in threads:
        thread.join()
    assert order == sorted(order)


def enter(lock: FairLock) -> bool:
    with lock:
        return True


def test_eight_writers_all_finish_and_lose_nothing(database: Database, clock: StillClock) -> None:
    failed = list[Exception]()

    def write(writer: int) -> None:
        try:
            for number in range(EACH):
                with database.write() as session:
                    events.append(session, [event(writer * EACH + number, clock.now())])
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with database.read() as session:
        assert session.query(EventRow).count() == WRITERS * EACH


def test_a_tailing_reader_misses_nothing_while_eight_write(database: Database, clock: StillClock) -> None:
    """PostgreSQL gives ids before commit; without the lock at append a reader passes some over."""
    done, seen = threading.Event(), list[int]()

    def tail() -> None:
        after = 0
        while True:
            ending = done.is_set()
            with database.read() as session:
                fresh = events.read_region(session, "r", after=after)
            seen.extend(e.id for e in fresh)
            after = fresh[-1].id if fresh else after
            if ending and not fresh:
                return

    def write(writer: int) -> None:
        for number in range(EACH):
            with database.write() as session:
                events.append(session, [event(writer * EACH + number, clock.now())])

    reader = threading.Thread(target=tail)
    reader.start()
    writers = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert len(seen) == WRITERS * EACH
    assert seen == sorted(seen)


def row(number: int, at: datetime) -> EventRow:
    return EventRow(region="r", topic="r.desk", kind="counted", subject=str(number), data={}, at=at)


def test_without_the_lock_a_reader_would_pass_an_event_over(database: Database, clock: StillClock) -> None:
    """The trap itself, step by step: the earlier id becomes visible after the later one."""
    if database.is_sqlite:
        pytest.skip("SQLite has one writer: the trap does not exist there")
    with database.write() as slow:
        slow.add(row(1, clock.now()))
        slow.flush()
        with database.write() as quick:
            quick.add(row(2, clock.now()))
        seen = subjects(database, after=0)
    after = newest(database)
    assert seen == ["2"]
    assert subjects(database, after=after) == []
    assert subjects(database, after=0) == ["1", "2"]


def test_whoever_appends_second_waits_for_the_first_to_end(database: Database, clock: StillClock) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer: the second waits for the whole transaction")

    def append_second() -> None:
        with database.write() as session:
            events.append(session, [event(2, clock.now())])

    second = threading.Thread(target=append_second)
    with database.write() as session:
        events.append(session, [event(1, clock.now())])
        second.start()
        while second.is_alive() and waiting_for_a_turn(database) == 0:
            pass
        assert subjects(database, after=0) == []
    second.join()
    assert subjects(database, after=0) == ["1", "2"]


def test_two_regions_never_wait_for_each_other(database: Database, clock: StillClock) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer")
    with database.write() as here:
        events.append(here, [event(1, clock.now())])
        with database.write() as there:
            events.append(there, [Event("q", "q.desk", "counted", "2", {}, clock.now())])
    assert subjects(database, after=0) == ["1"]


def subjects(database: Database, *, after: int) -> list[str]:
    with database.read() as session:
        return [e.subject for e in events.read_region(session, "r", after=after)]


def newest(database: Database) -> int:
    with database.read() as session:
        return events.newest_id(session, "r")


def waiting_for_a_turn(database: Database) -> int:
    with database.read() as session:
        blocked = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        return int(session.execute(text(blocked)).scalar_one())


def test_a_write_inside_a_write_is_an_error_and_not_a_silence(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'nested.sqlite'}")
    with database.write(), pytest.raises(RuntimeError, match="inside a write"), database.write():
        pass
    with database.write() as session:
        assert session.scalar(text("SELECT 1")) == 1
    database.close()


def test_what_was_read_outlives_its_session_and_cannot_be_changed(database: Database, clock: StillClock) -> None:
    with database.write() as session:
        session.add(row(1, clock.now()))
    with database.read() as session:
        read = session.query(EventRow).one()
        read.kind = "forged"
    with database.read() as session:
        assert session.query(EventRow).one().kind == "counted"
    assert read.subject == "1"


def test_what_raises_is_rolled_back_with_its_events(database: Database, clock: StillClock) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as session:
        events.append(session, [event(1, clock.now())])
        raise ZeroDivisionError
    with database.read() as session:
        assert events.newest_id(session, "r") == 0


def test_a_live_value_is_replaced_and_its_revision_rises(database: Database, clock: StillClock) -> None:
    for lat in (1.0, 2.0):
        with database.write() as session:
            events.put_live(session, [LiveValue("r", "r.desk", "position", "u1", {"lat": lat}, clock.now())])
    with database.read() as session:
        values = events.read_live(session, ["r.desk"])
    assert [(v.data["lat"], v.revision) for v in values] == [(2.0, 2)]


@pytest.mark.parametrize("change", ["UPDATE audit SET action = 'x'", "DELETE FROM audit"])
def test_the_audit_cannot_be_changed(database: Database, clock: StillClock, change: str) -> None:
    with database.write() as session:
        audit.record(session, system_actor("r"), "did", "thing", at=clock.now())
    with pytest.raises(Exception, match="append-only"), database.write() as session:
        session.execute(text(change))


def test_a_naive_instant_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="aware"), database.write() as session:
        events.append(session, [event(1, datetime(2026, 1, 1))])  # noqa: DTZ001
