"""A pager for one machine: writes what would be sent, the number masked, and keeps the last for the eyes of a test."""

from collections import deque
from dataclasses import dataclass, field

import structlog

from dispatch.paging import Message, Receipt, Ring

log = structlog.get_logger("goldentime.paging")


@dataclass(slots=True)
class ConsolePaging:
    """The default: nothing leaves the machine."""

    kept: deque[Message] = field(default_factory=lambda: deque(maxlen=100))

    def send(self, message: Message) -> Receipt:
        """See Paging."""
        self.kept.append(message)
        log.info("page", number=f"…{message.to[-4:]}", length=len(message.body), key=message.key)
        return Receipt(f"console-{message.key}", "delivered")

    def ring(self, ring: Ring) -> Receipt:
        """See Paging."""
        log.info("ring", number=f"…{ring.to[-4:]}", key=ring.key)
        return Receipt(f"console-{ring.key}", "completed")
