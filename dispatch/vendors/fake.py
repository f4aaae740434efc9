"""Vendors for tests: keep what they were told and fail when told to."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from dispatch.vendors import Vendor


@dataclass(slots=True)
class FakeVendors:
    """`failures` are raised first, one a message; everything else is kept in `told`."""

    told: list[tuple[Vendor, bytes, datetime, str]] = field(default_factory=list)
    failures: deque[Exception] = field(default_factory=deque)

    def tell(self, vendor: Vendor, body: bytes, *, at: datetime, key: str) -> None:
        """See Vendors."""
        if self.failures:
            raise self.failures.popleft()
        self.told.append((vendor, body, at, key))
