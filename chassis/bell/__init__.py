"""The bell: a wake-up hint for readers of the event log. Losing a ring costs a heartbeat, never an event."""

from typing import Protocol


class Bell(Protocol):
    """Rung after a command has committed; heard by whoever waits for news.

    The way to use it without losing a wake-up: take `count()`, read the log, then `wait(after=count)`. A ring
    that came while reading ends the wait at once.
    """

    def ring(self) -> None:
        """Say that there is news. Never blocks for long, never raises."""
        ...

    def count(self) -> int:
        """How often it has rung, as far as this process knows."""
        ...

    def wait(self, *, after: int, timeout_s: float) -> int:
        """Wait until `count()` is above `after` or `timeout_s` has passed; returns the count."""
        ...
