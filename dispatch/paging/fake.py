"""A pager for tests: keeps what was sent and fails when told to."""

from collections import deque
from dataclasses import dataclass, field

from dispatch.paging import Message, Receipt, Ring


@dataclass(slots=True)
class FakePaging:
    """`failures` are raised first, one a message; everything else is kept in `sent` and `rung`."""

    sent: list[Message] = field(default_factory=list)
    rung: list[Ring] = field(default_factory=list)
    failures: deque[Exception] = field(default_factory=deque)

    def send(self, message: Message) -> Receipt:
        """See Paging."""
        if self.failures:
            raise self.failures.popleft()
        self.sent.append(message)
        return Receipt(f"fake-{len(self.sent)}", "sent")

    def ring(self, ring: Ring) -> Receipt:
        """See Paging."""
        if self.failures:
            raise self.failures.popleft()
        self.rung.append(ring)
        return Receipt(f"fake-ring-{len(self.rung)}", "queued")
