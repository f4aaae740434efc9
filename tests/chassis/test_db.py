"""Storage under many hands: fair writers, ordered events, one winner."""

import threading
from datetime import datetime

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
