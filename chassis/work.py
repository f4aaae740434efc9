"""One command at work: its transaction, who acts, the instant it happens, and what it has to say at the end."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from chassis import audit, events, idempotency
from chassis.errors import OutrunError
from chassis.events import Event
from chassis.ground import Ground
from chassis.identity import Actor


@dataclass(frozen=True, slots=True)
class Work:
    """Passed down through the steps of a command; nobody below commits. `told` is written last and all at once."""

    session: Session
    actor: Actor
    now: datetime
    told: list[Event] = field(default_factory=list)


@contextmanager
def working(system: Ground, actor: Actor) -> Iterator[Work]:
    """One short transaction; afterwards the bell rings. Nothing is kept when anything is raised.

    The idempotency key of the request, where it came with one, is marked done in it (chassis.idempotency).
    Raises OutrunError when somebody else has written a row since this command read it.
    """
    try:
        with system.db.write() as session:
            work = Work(session, actor, system.clock.now())
            yield work
            events.append(session, work.told)
            idempotency.leave_mark(session, now=work.now)
    except StaleDataError as error:
        raise OutrunError("somebody else has written it since") from error
    idempotency.mark_left()
    system.bell.ring()


def record_change(
    work: Work,
    action: str,
    subject: str,
    old: Mapping[str, Any] | None,
    new: Mapping[str, Any] | None,
    *,
    region: str | None = None,
    reason: str | None = None,
) -> None:
    """One line of the audit for this command; `region` defaults to the actor's."""
    audit.record(work.session, work.actor, action, subject, at=work.now, region=region, old=old, new=new, reason=reason)
