"""Time comes in by the door: every instant in the system is an aware UTC datetime from a `Clock`."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that can say what time it is."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(slots=True)
class StillClock:
    """A clock that stands still until it is told to move; for tests, replay and simulation."""

    at: datetime = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> datetime:
        """Move forward by `by` and return the new instant."""
        if by < timedelta(0):
            raise ValueError("time does not run backwards")
        self.at += by
        return self.at

    def move_to(self, at: datetime) -> None:
        """Move forward to `at`; an instant already passed leaves the clock where it is."""
        self.at = max(self.at, at)
