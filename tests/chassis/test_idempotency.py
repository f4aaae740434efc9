"""A key happens once: claimed by one, answered alike afterwards, never run twice when nobody knows."""

import threading
from datetime import timedelta

from chassis import idempotency
from chassis.clock import StillClock
from chassis.db import Database
from chassis.idempotency import Claim, KeyRow, Verdict, digest_of

DIGEST = digest_of("POST", "/api/v1/calls", b"{}")


def claimed(database: Database, clock: StillClock, *, actor: str = "kim", digest: str = DIGEST) -> Claim:
    with database.write() as session:
        return idempotency.claim(session, actor, "k1", digest, now=clock.now())


def answered(database: Database, status: int) -> None:
    with database.write() as session:
        idempotency.finish(session, "kim", "k1", status=status, content_type="application/json", body=b'{"a":1}')


def test_the_first_has_it_and_the_next_gets_its_answer(database: Database, clock: StillClock) -> None:
    assert claimed(database, clock).verdict is Verdict.OURS
    assert claimed(database, clock).verdict is Verdict.IN_PROGRESS
    answered(database, 201)
    assert claimed(database, clock) == Claim(Verdict.FINISHED, 201, "application/json", b'{"a":1}')


def test_of_twelve_at_once_exactly_one_runs(database: Database, clock: StillClock) -> None:
    verdicts = list[Verdict]()
    senders = [threading.Thread(target=lambda: verdicts.append(claimed(database, clock).verdict)) for _ in range(12)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(verdicts) == sorted([Verdict.OURS] + [Verdict.IN_PROGRESS] * 11)


def test_a_refusal_by_the_command_is_an_answer_too(database: Database, clock: StillClock) -> None:
    claimed(database, clock)
    answered(database, 409)
    assert claimed(database, clock).status == 409


def test_what_broke_or_never_finished_is_in_doubt_and_stays_so(database: Database, clock: StillClock) -> None:
    claimed(database, clock)
    clock.advance(idempotency.IN_DOUBT_AFTER)
    assert claimed(database, clock).verdict is Verdict.IN_DOUBT
    answered(database, 500)
    assert claimed(database, clock).verdict is Verdict.IN_DOUBT


def test_another_request_never_gets_the_answer_of_the_first(database: Database, clock: StillClock) -> None:
    claimed(database, clock)
    answered(database, 201)
    assert claimed(database, clock, digest=digest_of("POST", "/api/v1/calls", b"[]")).verdict is Verdict.MISMATCH
    assert len({digest_of("POST", "/a", b"b"), digest_of("POST", "/ab", b""), digest_of("PATCH", "/a", b"b")}) == 3


def test_a_key_belongs_to_whoever_sent_it(database: Database, clock: StillClock) -> None:
    assert claimed(database, clock, actor="kim").verdict is Verdict.OURS
    assert claimed(database, clock, actor="lee").verdict is Verdict.OURS


def test_a_key_given_up_is_free_again(database: Database, clock: StillClock) -> None:
    claimed(database, clock)
    with database.write() as session:
        idempotency.give_up(session, "kim", "k1")
    assert claimed(database, clock).verdict is Verdict.OURS


def test_keys_are_forgotten_after_a_day_and_not_before(database: Database, clock: StillClock) -> None:
    claimed(database, clock)
    clock.advance(idempotency.KEPT)
    purged(database, clock)
    assert kept(database) == 1
    clock.advance(timedelta(seconds=1))
    purged(database, clock)
    assert kept(database) == 0


def purged(database: Database, clock: StillClock) -> None:
    with database.write() as session:
        idempotency.purge(session, now=clock.now())


def kept(database: Database) -> int:
    with database.read() as session:
        return session.query(KeyRow).count()
