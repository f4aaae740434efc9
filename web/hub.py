"""The newest part of a region's log in memory, read by one thread for every stream of this process.

A thousand listeners cost one query per event, not a thousand. A stream whose position is older than the buffer
reads the database itself.
"""

import threading
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

from chassis import events
from chassis.events import Event, LiveValue
from dispatch.system import System

LOOK_EVERY_S = 1.0  # a ring that was lost costs this long
KEPT = 5000


@dataclass(frozen=True, slots=True)
class Position:
    """How far a stream has seen: the id of an event, the revision of a value."""

    event: int
    revision: int


@dataclass(frozen=True, slots=True)
class News:
    """What a stream had not seen, and how far it has seen now. None of `events` when the buffer starts too late."""

    events: tuple[Event, ...] | None
    values: tuple[LiveValue, ...]
    seen: Position


class Hub:
    """Starts with its first listener. Within a region ids are in order, so nothing is ever passed over."""

    def __init__(self, system: System, region: str) -> None:
        self._system, self._region = system, region
        self._changed = threading.Condition()
        self._events: deque[Event] = deque(maxlen=KEPT)
        self._values: deque[LiveValue] = deque(maxlen=KEPT)
        self._floor = 0  # every event above this id is in the buffer
        self._seen = Position(0, 0)
        self._thread: threading.Thread | None = None
        self.closed = False

    def start(self) -> Position:
        """Begin to read the log, unless it is being read; returns the newest position."""
        with self._changed:
            if self._thread is None:
                with self._system.db.read() as session:
                    self._floor = events.newest_id(session, self._region)
                    self._seen = Position(self._floor, events.newest_revision(session, self._region))
                self._thread = threading.Thread(target=self._run, name=f"hub-{self._region}", daemon=True)
                self._thread.start()
            return self._seen

    def close(self) -> None:
        """Stop; open streams end at once."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()
        self._system.bell.ring()

    def news(self, seen: Position, topics: Collection[str], timeout_s: float) -> News:
        """Wait until something new is known, and give what belongs to `topics`."""
        with self._changed:
            self._changed.wait_for(lambda: self._seen != seen or self.closed, timeout=timeout_s)
            values = tuple(v for v in self._values if v.revision > seen.revision and v.topic in topics)
            if seen.event < self._floor:
                return News(None, values, Position(seen.event, self._seen.revision))
            fresh = tuple(e for e in self._events if e.id > seen.event and e.topic in topics)
            return News(fresh, values, self._seen)

    def _run(self) -> None:
        bell = self._system.bell
        while not self.closed:
            rung = bell.count()  # before reading: a ring that comes meanwhile ends the wait at once
            while self._read():
                pass
            bell.wait(after=rung, timeout_s=LOOK_EVERY_S)

    def _read(self) -> bool:
        seen = self._seen
        with self._system.db.read() as session:
            fresh = events.read_region(session, self._region, after=seen.event)
            values = events.read_live_since(session, self._region, after=seen.revision)
        if not fresh and not values:
            return False
        with self._changed:
            pushed_out = [*self._events, *fresh][: max(0, len(self._events) + len(fresh) - KEPT)]
            self._floor = pushed_out[-1].id if pushed_out else self._floor
            self._events.extend(fresh)
            self._values.extend(values)
            self._seen = Position(
                fresh[-1].id if fresh else seen.event, values[-1].revision if values else seen.revision
            )
            self._changed.notify_all()
        return True


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

    def close(self) -> None:
        """Stop them all."""
        for hub in list(self._hubs.values()):
            hub.close()
