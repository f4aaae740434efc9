"""A bell for several processes on PostgreSQL: LISTEN and NOTIFY on a connection of its own.

Ringing is local at once; the others are told by a thread that gathers rings, so that a command never waits for a
second connection. A lost connection is made again; what was missed meanwhile is one ring.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import structlog

from chassis.bell.local import LocalBell

CHANNEL = "goldentime"
AGAIN_AFTER_S = 1.0
log = structlog.get_logger("goldentime.bell")


class PostgresBell:
    """Threads start with the first use; `close` ends them."""

    def __init__(self, url: str) -> None:
        self._dsn = url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._local = LocalBell()
        self._start = threading.Lock()
        self._started: set[str] = set()
        self._to_tell = threading.Event()
        self._closed = threading.Event()

    def ring(self) -> None:
        """See Bell."""
        self._local.ring()
        self._to_tell.set()
        self._once("tell", self._tell)

    def count(self) -> int:
        """See Bell."""
        return self._local.count()

    def wait(self, *, after: int, timeout_s: float) -> int:
        """See Bell."""
        self._once("listen", self._listen)
        return self._local.wait(after=after, timeout_s=timeout_s)

    def close(self) -> None:
        """End the threads."""
        self._closed.set()
        self._to_tell.set()

    def _once(self, name: str, work: object) -> None:
        with self._start:
            if name not in self._started:
                self._started.add(name)
                threading.Thread(target=work, name=f"bell-{name}", daemon=True).start()  # type: ignore[arg-type]

    def _tell(self) -> None:
        for connection in self._connections():
            while not self._closed.is_set():
                self._to_tell.wait()
                self._to_tell.clear()
                connection.execute(f"NOTIFY {CHANNEL}")

    def _listen(self) -> None:
        for connection in self._connections():
            connection.execute(f"LISTEN {CHANNEL}")
            self._local.ring()  # whatever was missed while there was no connection
            while not self._closed.is_set():
                for _ in connection.notifies(timeout=1.0, stop_after=1):
                    self._local.ring()

    def _connections(self) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
        """A fresh connection each time the one before was lost."""
        while not self._closed.is_set():
            with self._surviving(), psycopg.connect(self._dsn, autocommit=True, connect_timeout=5) as connection:
                yield connection

    @contextmanager
    def _surviving(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            if not self._closed.is_set():
                log.warning("bell_lost", error=type(error).__name__)
                self._closed.wait(AGAIN_AFTER_S)
