"""Idempotency keys: the same request sent twice happens once, and the second gets the first one's answer.

The key is claimed before the command runs and finished afterwards. A claim that was never finished (the process
died), or that ended in a failure of ours, stays in doubt: it is never run again, because it may have been done.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Index, Integer, LargeBinary, String, delete
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant

IN_DOUBT_AFTER = timedelta(seconds=60)
OUR_FAILURE = 500
KEPT = timedelta(hours=24)


class KeyRow(Base):
    """A key of one actor. `status` is None while the command runs."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index("ix_idempotency_keys_claimed_at", "claimed_at"),)
    actor: Mapped[str] = mapped_column(String(96), primary_key=True)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    claimed_at: Mapped[datetime] = mapped_column(Instant)
    status: Mapped[int | None] = mapped_column(Integer)
    content_type: Mapped[str | None] = mapped_column(String(96))
    body: Mapped[bytes | None] = mapped_column(LargeBinary)


class Verdict(StrEnum):
    """What a claim found."""

    OURS = "ours"
    FINISHED = "finished"
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


def claim(session: Session, actor: str, key: str, digest: str, *, now: datetime) -> Claim:
    """Claim `key` for `actor`, or say why not; of any number at once exactly one gets OURS."""
    insert = postgres_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    row = {"actor": actor, "key": key, "digest": digest, "claimed_at": now}
    fresh = insert(KeyRow).values(**row).on_conflict_do_nothing().returning(KeyRow.key)
    if session.scalar(fresh) is not None:
        return Claim(Verdict.OURS)
    known = session.get(KeyRow, (actor, key), populate_existing=True)
    if known is None:  # given up between the two statements
        return claim(session, actor, key, digest, now=now)
    return _seen_before(known, digest, now)


def look(session: Session, actor: str, key: str, *, now: datetime) -> Claim | None:
    """What became of a key, without claiming it; None for one that nobody has used."""
    known = session.get(KeyRow, (actor, key))
    return None if known is None else _seen_before(known, known.digest, now)


def _seen_before(known: KeyRow, digest: str, now: datetime) -> Claim:
    if known.digest != digest:
        return Claim(Verdict.MISMATCH)
    if known.status is None:
        return Claim(Verdict.IN_PROGRESS if now - known.claimed_at < IN_DOUBT_AFTER else Verdict.IN_DOUBT)
    if known.status >= OUR_FAILURE:
        return Claim(Verdict.IN_DOUBT)
    return Claim(Verdict.FINISHED, known.status, known.content_type or "", known.body or b"")


def finish(session: Session, actor: str, key: str, *, status: int, content_type: str, body: bytes) -> None:
    """Keep the answer, a refusal by the command included, for whoever sends the same again."""
    row = session.get_one(KeyRow, (actor, key))
    row.status, row.content_type, row.body = status, content_type, body


def give_up(session: Session, actor: str, key: str) -> None:
    """The request was refused before its command began: the key may be used again."""
    session.execute(delete(KeyRow).where(KeyRow.actor == actor, KeyRow.key == key))


def purge(session: Session, *, now: datetime) -> None:
    """Forget keys older than a day."""
    session.execute(delete(KeyRow).where(KeyRow.claimed_at < now - KEPT))
