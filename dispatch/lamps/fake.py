"""Lamps for tests: keep what they were told and fail when told to."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from dispatch.lamps import Lamp
from hospitals.lamp import Showing


@dataclass(slots=True)
class FakeLamps:
    """`failures` are raised first, one a message; everything else is kept in `shown`."""

    shown: list[tuple[Lamp, Showing, datetime, str]] = field(default_factory=list)
    failures: deque[Exception] = field(default_factory=deque)

    def show(self, lamp: Lamp, showing: Showing, *, at: datetime, key: str) -> None:
        """See Lamps."""
        if self.failures:
            raise self.failures.popleft()
        self.shown.append((lamp, showing, at, key))
