"""A bell for several processes on PostgreSQL: LISTEN and NOTIFY on connections of its own.

Ringing is local at once; the others are told by a thread that gathers rings, so that a command never waits for a
second connection. A lost connection is made again; what was missed meanwhile is one ring, in both directions.
"""

import threading
from collections.abc import Callable

import psycopg
import structlog

from chassis.bell.local import LocalBell

CHANNEL = "goldentime"
AGAIN_AFTER_S = 1.0
CLOSED_SEEN_WITHIN_S = 1.0
log = structlog.get_logger("goldentime.bell")
Connection = psycopg.Connection[tuple[object, ...]]


class PostgresBell:
    """Threads start with the first use; `close` ends them."""

    def __init__(self, url: str) -> None:
        self._dsn = url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._local = LocalBell()
        self._start = threading.Lock()
        self._started: set[str] = set()
        self._to_tell = threading.Event()
        self._closed = threading.Event()
        self._teller: int | None = None  # the backend our own notifications come from

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
        """End the threads; rings still reach this process."""
        self._closed.set()
        self._to_tell.set()

    def _once(self, name: str, work: Callable[[Connection], None]) -> None:
        with self._start:
            if name not in self._started:
                self._started.add(name)
                threading.Thread(target=self._keep_at, args=(work,), name=f"bell-{name}", daemon=True).start()

    def _keep_at(self, work: Callable[[Connection], None]) -> None:
        """Do `work` on a connection, and on a fresh one whenever that is lost."""
        while not self._closed.is_set():
            try:
                with psycopg.connect(self._dsn, autocommit=True, connect_timeout=5) as connection:
                    work(connection)
            except psycopg.Error as error:
                if not self._closed.is_set():
                    log.warning("bell_lost", error=type(error).__name__)
                    self._closed.wait(AGAIN_AFTER_S)

    def _tell(self, connection: Connection) -> None:
        self._teller = connection.info.backend_pid
        while True:
            self._to_tell.wait()
            if self._closed.is_set():
                return
            self._to_tell.clear()  # before telling: what rings meanwhile is told next
            try:
                connection.execute(f"NOTIFY {CHANNEL}")
            except psycopg.Error:
                self._to_tell.set()  # told again on the next connection
                raise

    def _listen(self, connection: Connection) -> None:
        connection.execute(f"LISTEN {CHANNEL}")
        self._local.ring()  # whatever was missed while there was no connection
        while not self._closed.is_set():
            for notice in connection.notifies(timeout=CLOSED_SEEN_WITHIN_S, stop_after=1):
                if notice.pid != self._teller:  # our own rings were heard already
                    self._local.ring()
