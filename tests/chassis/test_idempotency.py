"""A key happens once: claimed by one, answered alike afterwards, run again only when nothing was done."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chassis import idempotency
from chassis.clock import StillClock
from chassis.db import Database
from chassis.idempotency import AlreadyDoneError, Claim, KeyRow, Mark, Verdict, digest_of

DIGEST = digest_of("POST", "/api/v1/calls", b"{}")


@pytest.fixture
def running(clock: StillClock) -> Iterator[Mark]:
    """A command runs under the key."""
    mark = Mark("kim", "k1", clock.now())
    idempotency.RUNNING.set(mark)
    yield mark
    idempotency.RUNNING.set(None)


def claimed(database: Database, clock: StillClock, *, actor: str = "kim", digest: str = DIGEST) -> Claim:
    with database.write() as session:
        return idempotency.claim(session, actor, "k1", digest, now=clock.now())


def answered(database: Database, status: int, *, by: Mark | None = None) -> None:
    """The request that has the key is answered, or another that has lost it."""
    with database.write() as session:
        at = session.query(KeyRow).one().claimed_at
        mark = by or Mark("kim", "k1", at)
        idempotency.finish(session, mark, status=status, content_type="application/json", body=b'{"a":1}')


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
    slower = Mark(running.actor, running.key, running.claimed_at)
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
        idempotency.give_up(session, Mark("kim", "k1", clock.now()))
    assert claimed(database, clock).verdict is Verdict.OURS


def test_of_two_that_take_a_broken_key_over_in_one_instant_one_runs(
    database: Database, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other comes between the look at the key and the claim of it, and not even the clock has moved."""
    claimed(database, clock)
    answered(database, 500)
    looked, verdicts = idempotency._seen_before, list[Verdict]()

    def overtaken(*seen: Any) -> Claim:
        found = looked(*seen)
        monkeypatch.setattr(idempotency, "_seen_before", looked)
        session.expunge_all()  # the other sees the row for itself
        verdicts.append(idempotency.claim(session, "kim", "k1", DIGEST, now=clock.now()).verdict)
        return found

    monkeypatch.setattr(idempotency, "_seen_before", overtaken)
    with database.write() as session:
        verdicts.append(idempotency.claim(session, "kim", "k1", DIGEST, now=clock.now()).verdict)
    assert verdicts == [Verdict.OURS, Verdict.IN_PROGRESS]


def test_who_has_lost_the_key_neither_answers_for_the_next_nor_frees_it(
    database: Database, clock: StillClock, running: Mark
) -> None:
    """The first hangs, the second takes its key over, and the first is refused with nothing done."""
    claimed(database, clock)
    clock.advance(idempotency.IN_DOUBT_AFTER)
    assert claimed(database, clock).verdict is Verdict.OURS
    answered(database, 409, by=running)
    with database.write() as session:
        idempotency.give_up(session, running)
    assert claimed(database, clock).verdict is Verdict.IN_PROGRESS
    answered(database, 201)
    assert claimed(database, clock).status == 201


def test_who_was_slow_and_was_first_all_the_same_keeps_its_answer(
    database: Database, clock: StillClock, running: Mark
) -> None:
    claimed(database, clock)
    clock.advance(idempotency.IN_DOUBT_AFTER)
    assert claimed(database, clock).verdict is Verdict.OURS
    done(database, clock)
    answered(database, 201, by=running)
    assert claimed(database, clock).status == 201


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
