"""From the outbox to the outside: at least once, with one key, nobody blocked by a poisoned one."""

import threading
from datetime import timedelta

from chassis import audit, events, topics
from chassis.claims import LEASE, claim_deliveries
from chassis.outbox import Delivery, DeliveryRow, DeliveryState, enqueue
from dispatch.deliver import MOST_ATTEMPTS, deliver
from dispatch.desk.sending import send_plan
from dispatch.desk.taking import take_call
from dispatch.paging import FinalFailureError, TemporaryFailureError
from tests.dispatch.town import Town, call

TEXT = {"to": "+8210", "template": "caller_link", "language": "ko", "params": {"number": "1", "link": "l"}}


def put(town: Town, *keys: str) -> None:
    with town.system.db.write() as session:
        for key in keys:
            enqueue(session, Delivery(key, "sejong", "sms", TEXT, town.clock.now()))


def row(town: Town, key: str) -> DeliveryRow:
    with town.system.db.read() as session:
        return session.get_one(DeliveryRow, key)


def test_a_text_goes_out_once_and_is_on_record(town: Town) -> None:
    put(town, "k1")
    assert deliver(town.system, "w1") == 1
    assert deliver(town.system, "w1") == 0
    assert [message.key for message in town.paging.sent] == ["k1"]
    assert row(town, "k1").state == DeliveryState.SENT


def test_the_same_key_is_never_put_in_twice(town: Town) -> None:
    put(town, "k1")
    put(town, "k1")
    assert deliver(town.system, "w1") == 1


def test_a_black_hole_at_the_provider_never_touches_the_dispatch(town: Town) -> None:
    town.paging.failures.extend([TemporaryFailureError("nobody there")] * 2)
    taken = take_call(town.system, town.kim, call())
    assert send_plan(town.system, town.kim, taken.incident_id).assignment_ids
    assert town.paging.sent == []
    deliver(town.system, "w1")
    town.clock.advance(timedelta(seconds=10))
    deliver(town.system, "w1")
    assert len(town.paging.sent) == 2


def test_a_failure_is_put_off_as_long_as_the_provider_says(town: Town) -> None:
    put(town, "k1")
    town.paging.failures.append(TemporaryFailureError("busy", retry_after=timedelta(seconds=30)))
    deliver(town.system, "w1")
    assert row(town, "k1").due_at == town.clock.now() + timedelta(seconds=30)
    assert deliver(town.system, "w1") == 0


def test_waits_grow_and_after_enough_attempts_it_is_set_aside_with_its_reason(town: Town) -> None:
    put(town, "k1")
    town.paging.failures.extend([TemporaryFailureError("down")] * MOST_ATTEMPTS)
    waits = []
    for _ in range(MOST_ATTEMPTS):
        deliver(town.system, "w1")
        waits.append(row(town, "k1").due_at - town.clock.now())
        town.clock.move_to(max(row(town, "k1").due_at, town.clock.now()))
    assert waits[0] < waits[1] < waits[2]
    assert row(town, "k1").state == DeliveryState.DEAD
    assert "down" in str(row(town, "k1").last_error)


def test_a_final_failure_is_told_to_the_desk_at_once(town: Town) -> None:
    put(town, "k1")
    town.paging.failures.append(FinalFailureError("21211", "no such number"))
    deliver(town.system, "w1")
    assert row(town, "k1").state == DeliveryState.DEAD
    with town.system.db.read() as session:
        told = [e.kind for e in events.read(session, [topics.desk("sejong")], after=0)]
        assert session.query(audit.AuditRow).filter_by(action="delivery_dead").count() == 1
    assert told == ["delivery_dead"]


def test_a_poisoned_delivery_blocks_nobody(town: Town) -> None:
    with town.system.db.write() as session:
        enqueue(session, Delivery("bad", "sejong", "pigeon", {}, town.clock.now()))
    put(town, "good")
    deliver(town.system, "w1")
    assert row(town, "good").state == DeliveryState.SENT
    assert row(town, "bad").state == DeliveryState.WAITING


def test_two_workers_never_send_one_text_twice(town: Town) -> None:
    put(town, *(f"k{number:02d}" for number in range(30)))
    threads = [threading.Thread(target=lambda name=n: [deliver(town.system, name) for _ in range(3)]) for n in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(message.key for message in town.paging.sent) == [f"k{number:02d}" for number in range(30)]


def test_a_worker_that_died_after_claiming_gives_its_texts_back_by_time(town: Town) -> None:
    put(town, "k1")
    with town.system.db.write() as session:
        claim_deliveries(session, "dead", now=town.clock.now())
    assert deliver(town.system, "w2") == 0
    town.clock.advance(LEASE + timedelta(seconds=1))
    assert deliver(town.system, "w2") == 1
    assert town.paging.sent[0].key == "k1"
