"""The newest part of a region's log in memory, read by one thread for every stream of this process.

A thousand listeners cost one query per event, not a thousand. A stream whose position is older than the buffer
reads the database itself. Of live values only the newest is kept, so a slow stream never sends a place left behind.
"""

import threading
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import takewhile
from time import monotonic

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from chassis import events
from chassis.events import Event, LiveValue
from dispatch.system import System

LOOK_EVERY_S = 1.0  # a ring that was lost costs this long
BLIND_AFTER_S = 3.0
NEVER = float("-inf")
KEPT = 5000
log = structlog.get_logger("goldentime.hub")


@dataclass(frozen=True, slots=True)
class Position:
    """How far somebody has seen: the id of an event, the revision of a value."""

    event: int
    revision: int


@dataclass(frozen=True, slots=True)
class News:
    """What a stream had not seen, and how far the hub has seen. No `events` when the buffer starts too late."""

    events: tuple[Event, ...] | None
    values: tuple[LiveValue, ...]
    seen: Position


class Hub:
    """Starts with its first listener. Within a region ids are in order, so nothing is ever passed over."""

    def __init__(self, system: System, region: str) -> None:
        self._system, self._region = system, region
        self._changed = threading.Condition()
        self._events: deque[Event] = deque()
        self._values: dict[str, dict[tuple[str, str], LiveValue]] = {}  # by topic; what changed last stands last
        self._floor = 0  # every event above this id is in the buffer
        self._seen = Position(0, 0)
        self._looked_at = NEVER
        self._thread: threading.Thread | None = None
        self.closed = False

    def start(self) -> Position:
        """Begin to read the log, unless it is being read; returns the newest position."""
        with self._changed:
            if self._thread is None:
                with self._system.db.read() as session:
                    self._floor = events.newest_id(session, self._region)
                self._seen = Position(self._floor, 0)
                self._look_until_nothing_is_new()
                self._thread = threading.Thread(target=self._run, name=f"hub-{self._region}", daemon=True)
                self._thread.start()
            return self._seen

    def close(self) -> None:
        """Stop; open streams end at once."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()
        self._system.bell.ring()

    def reaches(self, event: int) -> bool:
        """Whether everything after an event is in memory."""
        with self._changed:
            return event >= self._floor

    def sees(self) -> bool:
        """Whether the log could be read just now. A stream that beats although it cannot see would be a lie."""
        return monotonic() - self._looked_at < BLIND_AFTER_S

    def behind(self, session: Session) -> int:
        """How many events, at most, it has still to read."""
        return max(0, events.newest_id(session, self._region) - self._seen.event)

    def news(self, seen: Position, topics: Collection[str], timeout_s: float) -> News:
        """Wait until something is new to who has seen as far as `seen`, and give what belongs to `topics`."""
        with self._changed:
            self._changed.wait_for(lambda: self._seen != seen or self.closed, timeout=timeout_s)
            values = [v for topic in topics for v in self._values_after(topic, seen.revision)]
            values.sort(key=lambda v: v.revision)
            known = seen.event >= self._floor
            return News(self._events_after(seen.event, topics) if known else None, tuple(values), self._seen)

    def _events_after(self, seen: int, topics: Collection[str]) -> tuple[Event, ...]:
        newer = takewhile(lambda event: event.id > seen, reversed(self._events))
        return tuple(event for event in newer if event.topic in topics)[::-1]

    def _values_after(self, topic: str, seen: int) -> list[LiveValue]:
        return list(takewhile(lambda value: value.revision > seen, reversed(self._values.get(topic, {}).values())))

    def _run(self) -> None:
        bell = self._system.bell
        while not self.closed:
            rung = bell.count()  # before reading: a ring that comes meanwhile ends the wait at once
            try:
                self._look_until_nothing_is_new()
            except SQLAlchemyError as error:
                if self._looked_at != NEVER:  # said once, not every second
                    log.warning("hub_blind", region=self._region, error=type(error).__name__)
                self._looked_at = NEVER
            bell.wait(after=rung, timeout_s=LOOK_EVERY_S)

    def _look_until_nothing_is_new(self) -> None:
        while self._look():
            pass

    def _look(self) -> bool:
        seen = self._seen
        with self._system.db.read() as session:
            fresh = events.read_region(session, self._region, after=seen.event)
            values = events.read_live_since(session, self._region, after=seen.revision)
        self._looked_at = monotonic()
        if fresh or values:
            with self._changed:
                self._keep(fresh, values)
                self._changed.notify_all()
        return bool(fresh or values)

    def _keep(self, fresh: Sequence[Event], values: Sequence[LiveValue]) -> None:
        for event in fresh:
            if len(self._events) == KEPT:
                self._floor = self._events.popleft().id
            self._events.append(event)
        for value in values:
            newest = self._values.setdefault(value.topic, {})
            newest.pop((value.kind, value.subject), None)
            newest[value.kind, value.subject] = value
        self._seen = Position(
            fresh[-1].id if fresh else self._seen.event, values[-1].revision if values else self._seen.revision
        )


class Hubs:
    """The hubs of this process, one per region that somebody listens to."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._making = threading.Lock()
        self._hubs: dict[str, Hub] = {}

    def of(self, region: str) -> Hub:
        """The hub of a region."""
        with self._making:
            return self._hubs.setdefault(region, Hub(self._system, region))

    def all_see(self) -> bool:
        """Whether every region that somebody listens to can be read just now."""
        return all(hub.sees() for hub in self._listening())

    def behind(self, session: Session) -> int:
        """How many events, at most, the slowest hub has still to read."""
        return max((hub.behind(session) for hub in self._listening()), default=0)

    def close(self) -> None:
        """Stop them all."""
        for hub in self._listening():
            hub.close()

    def _listening(self) -> list[Hub]:
        with self._making:
            return list(self._hubs.values())
