"""A bell for several processes on one SQLite file: it hears every commit of the others.

SQLite has no notifications. `PRAGMA data_version` changes when another connection has written; asking costs
microseconds, so a thread asks ten times a second, from the first time somebody waits.
"""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import structlog

from chassis.bell.local import LocalBell

ASK_EVERY_S = 0.1
AGAIN_AFTER_S = 1.0
log = structlog.get_logger("goldentime.bell")


class FollowBell:
    """A local bell that other processes' commits ring too."""

    def __init__(self, file: Path) -> None:
        self._address = f"{file.resolve().as_uri()}?mode=rw"  # never makes the file
        self._local = LocalBell()
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    def ring(self) -> None:
        """See Bell."""
        self._local.ring()

    def count(self) -> int:
        """See Bell."""
        return self._local.count()

    def wait(self, *, after: int, timeout_s: float) -> int:
        """See Bell."""
        self._follow()
        return self._local.wait(after=after, timeout_s=timeout_s)

    def close(self) -> None:
        """Stop listening; rings still reach this process."""
        self._closed.set()

    def _follow(self) -> None:
        with self._start:
            if self._thread is None:
                self._thread = threading.Thread(target=self._keep_asking, name="bell", daemon=True)
                self._thread.start()

    def _keep_asking(self) -> None:
        while not self._closed.is_set():
            try:
                with closing(sqlite3.connect(self._address, uri=True)) as connection:
                    self._ask(connection)
            except sqlite3.Error as error:
                log.warning("bell_lost", error=str(error))
                self._closed.wait(AGAIN_AFTER_S)

    def _ask(self, connection: sqlite3.Connection) -> None:
        heard = None  # the first answer always rings: something may have been missed
        while not self._closed.wait(ASK_EVERY_S):
            version = connection.execute("PRAGMA data_version").fetchone()[0]
            if version != heard:
                heard = version
                self._local.ring()
