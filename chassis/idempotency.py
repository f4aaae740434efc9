"""Idempotency keys: the same request sent twice happens once, and the second gets the first one's answer.

The key is claimed before the command runs and finished afterwards. In between, the command's own transaction marks
it done: so of a claim that was never finished (the process died) it is known whether anything was done. What was, is
never run again; what was not, runs again under the same key. Two that run at once meet at the mark: one is turned back.
"""

import hashlib
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Index, Integer, LargeBinary, String, delete, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.errors import GoldentimeError

IN_DOUBT_AFTER = timedelta(seconds=60)
MARKED_IN_DOUBT_AFTER = timedelta(seconds=5)  # where a mark turns the slower of two back, waiting is only politeness
REFUSED, OUR_FAILURE = 400, 500
KEPT = timedelta(days=7)  # a device may lie in a drawer for a week before it sends what it holds
ANSWERS_KEPT = timedelta(hours=24)  # they may hold more than the key does


class AlreadyDoneError(GoldentimeError):
    """The first request with this key has been carried out."""

    code = "idempotency_done"


@dataclass(slots=True)
class Mark:
    """Under which key a command runs, and when it was claimed for it. `left` once a transaction of it has committed,
    `lost` where another was first."""

    actor: str
    key: str
    claimed_at: datetime
    left: bool = False
    lost: bool = False


RUNNING: ContextVar[Mark | None] = ContextVar("idempotency", default=None)


class KeyRow(Base):
    """A key of one actor. `status` is None while the command runs; `done_at` comes with the command's transaction."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index("ix_idempotency_keys_claimed_at", "claimed_at"),)
    actor: Mapped[str] = mapped_column(String(96), primary_key=True)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    claimed_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    status: Mapped[int | None] = mapped_column(Integer)
    content_type: Mapped[str | None] = mapped_column(String(96))
    body: Mapped[bytes | None] = mapped_column(LargeBinary)


class Verdict(StrEnum):
    """What a claim found."""

    OURS = "ours"
    FINISHED = "finished"
    DONE = "idempotency_done"  # and nobody has its answer
    MISMATCH = "idempotency_mismatch"
    IN_PROGRESS = "idempotency_in_progress"
    IN_DOUBT = "idempotency_in_doubt"


@dataclass(frozen=True, slots=True)
class Claim:
    """The verdict, and the stored answer when it is FINISHED."""

    verdict: Verdict
    status: int = 0
    content_type: str = ""
    body: bytes = b""


def digest_of(method: str, path: str, body: bytes) -> str:
    """What has to be the same for two requests to be the same."""
    return hashlib.sha256(b"\0".join([method.encode(), path.encode(), body])).hexdigest()


def claim(
    session: Session, actor: str, key: str, digest: str, *, now: datetime, patience: timedelta = IN_DOUBT_AFTER
) -> Claim:
    """Claim `key` for `actor`, or say why not; of any number at once exactly one gets OURS.

    A claim that was left behind with nothing done goes to whoever comes after `patience`.
    """
    insert = postgres_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    row = {"actor": actor, "key": key, "digest": digest, "claimed_at": now}
    fresh = insert(KeyRow).values(**row).on_conflict_do_nothing().returning(KeyRow.key)
    if session.scalar(fresh) is not None:
        return Claim(Verdict.OURS)
    known = session.get(KeyRow, (actor, key), populate_existing=True)
    if known is None:  # given up between the two statements
        return claim(session, actor, key, digest, now=now, patience=patience)
    seen = _seen_before(known, digest, now, patience)
    return _take_over(session, known, now) if seen.verdict is Verdict.IN_DOUBT else seen


def look(session: Session, actor: str, key: str, *, now: datetime) -> Claim | None:
    """What became of a key, without claiming it; None for one that nobody has used."""
    known = session.get(KeyRow, (actor, key))
    return None if known is None else _seen_before(known, known.digest, now, IN_DOUBT_AFTER)


def _seen_before(known: KeyRow, digest: str, now: datetime, patience: timedelta) -> Claim:
    if known.digest != digest:
        return Claim(Verdict.MISMATCH)
    if known.status is not None and known.status < OUR_FAILURE:
        return _finished(known)
    if known.done_at is not None:
        return Claim(Verdict.DONE)
    running = known.status is None and now - known.claimed_at < patience
    return Claim(Verdict.IN_PROGRESS if running else Verdict.IN_DOUBT)


def _finished(known: KeyRow) -> Claim:
    if known.body is None or known.status is None:  # its answer has been forgotten
        return Claim(Verdict.DONE)
    return Claim(Verdict.FINISHED, known.status, known.content_type or "", known.body)


def _take_over(session: Session, known: KeyRow, now: datetime) -> Claim:
    """Nothing was done under it: it starts anew, for one of those who come."""
    same = (KeyRow.actor == known.actor, KeyRow.key == known.key, KeyRow.claimed_at == known.claimed_at)
    ended = KeyRow.status.is_not_distinct_from(known.status)  # of two in one instant the second finds it running again
    left = update(KeyRow).where(*same, ended, KeyRow.done_at.is_(None)).values(claimed_at=now, status=None, body=None)
    return Claim(Verdict.OURS if session.scalar(left.returning(KeyRow.key)) is not None else Verdict.IN_PROGRESS)


def leave_mark(session: Session, *, now: datetime) -> None:
    """In the command's own transaction, as the last thing: what it writes is done under its key, and only once.

    Raises AlreadyDoneError where another request with this key was faster; then nothing of this one is kept.
    """
    mark = RUNNING.get()
    if mark is None or mark.left:
        return
    mine = update(KeyRow).where(KeyRow.actor == mark.actor, KeyRow.key == mark.key, KeyRow.done_at.is_(None))
    if session.scalar(mine.values(done_at=now).returning(KeyRow.key)) is None:
        mark.lost = True
        raise AlreadyDoneError("the first request with this key has been carried out")


def mark_left() -> None:
    """The transaction has committed: what this command writes beyond it needs no other mark."""
    mark = RUNNING.get()
    if mark is not None:
        mark.left = True


def was_done(session: Session, actor: str, key: str) -> bool:
    """Whether some request with this key has been carried out."""
    known = session.get(KeyRow, (actor, key), populate_existing=True)
    return known is not None and known.done_at is not None


def finish(session: Session, mark: Mark, *, status: int, content_type: str, body: bytes) -> None:
    """Keep the answer, a refusal by the command included, for whoever sends the same again.

    Of a request that has done nothing and whose key has gone to another meanwhile, nothing is kept.
    """
    answer = {"status": status, "content_type": content_type, "body": body}
    session.execute(update(KeyRow).where(*_claimed_by(mark)).values(answer))


def give_up(session: Session, mark: Mark) -> None:
    """The request was refused before its command began: the key may be used again, unless another has it by now."""
    session.execute(delete(KeyRow).where(*_claimed_by(mark), KeyRow.done_at.is_(None)))


def _claimed_by(mark: Mark) -> tuple[ColumnElement[bool], ...]:
    """The key while it is this request's. Whoever has done what it was for is never taken over."""
    mine = (KeyRow.actor == mark.actor, KeyRow.key == mark.key)
    return mine if mark.left else (*mine, KeyRow.claimed_at == mark.claimed_at)


def purge(session: Session, *, now: datetime) -> None:
    """Forget answers older than a day, and keys older than a week."""
    session.execute(delete(KeyRow).where(KeyRow.claimed_at < now - KEPT))
    old = (KeyRow.claimed_at < now - ANSWERS_KEPT, KeyRow.status < REFUSED, KeyRow.body.is_not(None))
    session.execute(update(KeyRow).where(*old).values(body=None))
