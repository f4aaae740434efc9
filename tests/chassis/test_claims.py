"""Several workers share one queue: each row goes to one of them, and comes back when that one dies."""

import threading
from datetime import timedelta

import pytest

from chassis.claims import LEASE, claim_deadlines, claim_deliveries
from chassis.clock import StillClock
from chassis.db import Database
from chassis.deadlines import Deadline, clear_deadline, set_deadline
from chassis.outbox import Delivery, DeliveryRow, DeliveryState, enqueue

MANY = 40


def put(database: Database, clock: StillClock, *keys: str, wait: timedelta = timedelta()) -> list[bool]:
    with database.write() as session:
        return [enqueue(session, Delivery(key, "r", "sms", {"n": key}, clock.now() + wait)) for key in keys]


def deliveries(database: Database, clock: StillClock, worker: str, limit: int = 20) -> list[str]:
    with database.write() as session:
        return [row.key for row in claim_deliveries(session, worker, now=clock.now(), limit=limit)]


def due(database: Database, clock: StillClock, worker: str) -> list[str]:
    with database.write() as session:
        return [deadline.subject for deadline in claim_deadlines(session, worker, now=clock.now())]


def set_at(database: Database, clock: StillClock, subject: str, wait: timedelta = timedelta()) -> None:
    with database.write() as session:
        set_deadline(session, Deadline("r", "ack", subject, clock.now() + wait, {"n": 1}))


def test_the_same_key_is_put_into_the_queue_once(database: Database, clock: StillClock) -> None:
    assert put(database, clock, "a") == [True]
    assert put(database, clock, "a") == [False]
    assert deliveries(database, clock, "w1") == ["a"]


def test_the_oldest_is_claimed_first_and_nothing_before_its_time(database: Database, clock: StillClock) -> None:
    put(database, clock, "later", wait=timedelta(seconds=2))
    put(database, clock, "sooner", wait=timedelta(seconds=1))
    assert deliveries(database, clock, "w1") == []
    clock.advance(timedelta(seconds=2))
    assert deliveries(database, clock, "w1", limit=1) == ["sooner"]
    assert deliveries(database, clock, "w1", limit=1) == ["later"]


def test_a_worker_that_dies_gives_its_rows_back_by_time(database: Database, clock: StillClock) -> None:
    put(database, clock, "a")
    set_at(database, clock, "s")
    assert (deliveries(database, clock, "dies"), due(database, clock, "dies")) == (["a"], ["s"])
    clock.advance(LEASE)
    assert (deliveries(database, clock, "w2"), due(database, clock, "w2")) == ([], [])
    clock.advance(timedelta(seconds=1))
    assert (deliveries(database, clock, "w2"), due(database, clock, "w2")) == (["a"], ["s"])
    with database.read() as session:
        assert session.get_one(DeliveryRow, "a").attempts == 2


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.DEAD])
def test_what_is_done_or_dead_is_never_claimed(database: Database, clock: StillClock, state: DeliveryState) -> None:
    put(database, clock, "a")
    with database.write() as session:
        session.get_one(DeliveryRow, "a").state = state
    assert deliveries(database, clock, "w1") == []


def test_four_workers_at_once_share_and_never_double(database: Database, clock: StillClock) -> None:
    put(database, clock, *(f"k{n:02d}" for n in range(MANY)))
    for n in range(MANY):
        set_at(database, clock, f"s{n:02d}")
    got = list[str]()

    def work(worker: str) -> None:
        for _ in range(8):
            got.extend(deliveries(database, clock, worker, limit=5) + due(database, clock, worker))

    workers = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(got) == len(set(got))
    assert {key for key in got if key.startswith("s")} == {f"s{n:02d}" for n in range(MANY)}
    clock.advance(LEASE + timedelta(seconds=1))
    left = deliveries(database, clock, "last", limit=MANY)
    assert len(left) == MANY  # all are given back, whoever had them


def test_deadlines_of_one_instant_come_by_kind_and_subject_in_whatever_order_they_were_set(
    database: Database, clock: StillClock
) -> None:
    keys = [("ring", "b"), ("ack", "c"), ("ring", "a"), ("ack", "a")]
    with database.write() as session:
        for kind, subject in keys:
            set_deadline(session, Deadline("r", kind, subject, clock.now(), {}))
        set_deadline(session, Deadline("r", "zeal", "z", clock.now() - timedelta(seconds=1), {}))
    with database.write() as session:
        claimed = claim_deadlines(session, "w1", now=clock.now())
    assert [(one.kind, one.subject) for one in claimed] == [("zeal", "z"), *sorted(keys)]


def test_a_deadline_is_moved_by_setting_it_again_and_ends_by_clearing(database: Database, clock: StillClock) -> None:
    set_at(database, clock, "s", timedelta(seconds=10))
    set_at(database, clock, "s", timedelta(seconds=30))
    clock.advance(timedelta(seconds=10))
    assert due(database, clock, "w1") == []
    clock.advance(timedelta(seconds=20))
    assert due(database, clock, "w1") == ["s"]
    with database.write() as session:
        clear_deadline(session, "ack", "s")
        clear_deadline(session, "ack", "nobody")
    clock.advance(LEASE * 2)
    assert due(database, clock, "w1") == []


def test_a_deadline_set_again_while_somebody_looks_at_it_is_looked_at_again(
    database: Database, clock: StillClock
) -> None:
    set_at(database, clock, "s")
    assert due(database, clock, "w1") == ["s"]
    set_at(database, clock, "s")
    assert due(database, clock, "w2") == ["s"]
