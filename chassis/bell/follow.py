"""A bell for several processes on one SQLite file: it hears every commit of the others.

SQLite has no notifications. `PRAGMA data_version` changes when another connection has written; asking costs
microseconds, so a thread asks ten times a second, from the first time somebody waits.
"""

import sqlite3
import threading
from pathlib import Path

from chassis.bell.local import LocalBell

ASK_EVERY_S = 0.1


class FollowBell:
    """A local bell that other processes' commits ring too."""

    def __init__(self, file: Path) -> None:
        self._file = file
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
        """Stop listening."""
        self._closed.set()

    def _follow(self) -> None:
        with self._start:
            if self._thread is None:
                self._thread = threading.Thread(target=self._listen, name="bell", daemon=True)
                self._thread.start()

    def _listen(self) -> None:
        connection = sqlite3.connect(self._file, check_same_thread=False)
        heard = None
        while not self._closed.wait(ASK_EVERY_S):
            version = connection.execute("PRAGMA data_version").fetchone()[0]
            if version != heard:
                heard = version
                self._local.ring()
        connection.close()
