"""Hooks for tests: keep what was posted and fail when told to."""

from collections import deque
from dataclasses import dataclass, field

from dispatch.subscriptions import Hook


@dataclass(slots=True)
class FakeHooks:
    """`failures` are raised first, one a message; everything else is kept in `posted`."""

    posted: list[tuple[Hook, bytes]] = field(default_factory=list)
    failures: deque[Exception] = field(default_factory=deque)

    def post(self, hook: Hook, body: bytes) -> None:
        """See Hooks."""
        if self.failures:
            raise self.failures.popleft()
        self.posted.append((hook, body))
