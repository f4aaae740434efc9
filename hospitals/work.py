"""One command at work: what its steps share, so that they need not pass it around in pieces."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from chassis import events
from chassis.events import Event
from chassis.ground import Ground
from chassis.identity import Actor


@dataclass(frozen=True, slots=True)
class Work:
    """The open transaction, who acts and when. Steps add their events to `told`; the command appends them last."""

    session: Session
    actor: Actor
    now: datetime
    told: list[Event] = field(default_factory=list)


@contextmanager
def working(system: Ground, actor: Actor) -> Iterator[Work]:
    """One short transaction of `actor`: committed with its events at the end, rolled back when anything is raised."""
    with system.db.write() as session:
        work = Work(session, actor, system.clock.now())
        yield work
        events.append(session, work.told)
    system.bell.ring()
