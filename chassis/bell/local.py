"""A bell for one process."""

import threading


class LocalBell:
    """Heard by every thread of this process."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self._count = 0

    def ring(self) -> None:
        """See Bell."""
        with self._rung:
            self._count += 1
            self._rung.notify_all()

    def count(self) -> int:
        """See Bell."""
        with self._rung:
            return self._count

    def wait(self, *, after: int, timeout_s: float) -> int:
        """See Bell."""
        with self._rung:
            self._rung.wait_for(lambda: self._count > after, timeout=timeout_s)
            return self._count
