"""A key happens once: claimed by one, answered alike afterwards, run again only when nothing was done."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from chassis import idempotency
from chassis.clock import StillClock
from chassis.db import Database
from chassis.idempotency import AlreadyDoneError, Claim, KeyRow, Mark, Verdict, digest_of

DIGEST = digest_of("POST", "/api/v1/calls", b"{}")


@pytest.fixture
def running() -> Iterator[Mark]:
    """A command runs under the key."""
    mark = Mark("kim", "k1")
    idempotency.RUNNING.set(mark)
    yield mark
    idempotency.RUNNING.set(None)


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


def test_what_broke_or_never_finished_runs_again_when_nothing_was_done(database: Database, clock: StillClock) -> None:
    claimed(database, clock)
    clock.advance(idempotency.IN_DOUBT_AFTER)
    assert claimed(database, clock).verdict is Verdict.OURS
    assert claimed(database, clock).verdict is Verdict.IN_PROGRESS
    answered(database, 500)
    assert claimed(database, clock).verdict is Verdict.OURS


def test_what_was_done_is_never_run_again_whatever_became_of_its_answer(
    database: Database, clock: StillClock, running: Mark
) -> None:
    claimed(database, clock)
    done(database, clock)
    clock.advance(idempotency.IN_DOUBT_AFTER)
    assert claimed(database, clock).verdict is Verdict.DONE
    answered(database, 500)
    assert claimed(database, clock).verdict is Verdict.DONE
    done(database, clock)  # the same command writes once more
    assert running.left


def test_of_two_that_run_at_once_the_slower_is_turned_back(
    database: Database, clock: StillClock, running: Mark
) -> None:
    claimed(database, clock)
    done(database, clock)
    slower = Mark(running.actor, running.key)
    idempotency.RUNNING.set(slower)
    with pytest.raises(AlreadyDoneError):
        done(database, clock)
    assert slower.lost


def test_a_transaction_that_fails_leaves_no_mark(database: Database, clock: StillClock, running: Mark) -> None:
    claimed(database, clock)
    with pytest.raises(ZeroDivisionError), database.write() as session:
        idempotency.leave_mark(session, now=clock.now())
        _ = 1 / 0
    assert not running.left
    clock.advance(idempotency.IN_DOUBT_AFTER)
    assert claimed(database, clock).verdict is Verdict.OURS


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


def test_answers_are_forgotten_after_a_day_and_keys_after_a_week(database: Database, clock: StillClock) -> None:
    claimed(database, clock)
    answered(database, 201)
    clock.advance(idempotency.ANSWERS_KEPT)
    purged(database, clock)
    assert claimed(database, clock).verdict is Verdict.FINISHED
    clock.advance(timedelta(seconds=1))
    purged(database, clock)
    assert claimed(database, clock).verdict is Verdict.DONE
    clock.advance(idempotency.KEPT - idempotency.ANSWERS_KEPT)
    purged(database, clock)
    assert kept(database) == 0


def done(database: Database, clock: StillClock) -> None:
    with database.write() as session:
        idempotency.leave_mark(session, now=clock.now())
    idempotency.mark_left()


def purged(database: Database, clock: StillClock) -> None:
    with database.write() as session:
        idempotency.purge(session, now=clock.now())


def kept(database: Database) -> int:
    with database.read() as session:
        return session.query(KeyRow).count()
