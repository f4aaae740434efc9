"""Somebody else's system that is told things at an address: the columns of its row, whatever it listens for.

Its secret is made from `issue` and the system's key, and stored nowhere. `failures` counts the messages it has not
taken since it last took one.
"""

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Instant

SILENT_FROM = 3  # assumption: one or two lost messages are the network's


class Listener:
    """To be mixed into a row."""

    url: Mapped[str] = mapped_column(String(300))
    issue: Mapped[str] = mapped_column(String(64))
    set_by: Mapped[str] = mapped_column(String(64))
    set_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    failed_at: Mapped[datetime | None] = mapped_column(Instant)
    trouble: Mapped[str | None] = mapped_column(String(200))
    failures: Mapped[int] = mapped_column(Integer, default=0)

    def stand_at(self, url: str, *, issue: str, by: str, at: datetime) -> None:
        """It listens at `url` from now on, with a new secret; how another answered is forgotten."""
        self.url, self.issue, self.set_by, self.set_at = url, issue, by, at
        self.answered_at = self.failed_at = self.trouble = None
        self.failures = 0

    def answer(self, trouble: str | None, *, at: datetime) -> None:
        """It took a message, or did not, with what went wrong."""
        self.trouble = trouble
        self.failures = self.failures + 1 if trouble is not None else 0
        if trouble is None:
            self.answered_at = at
        else:
            self.failed_at = at

    def is_silent(self) -> bool:
        """Whether it has missed so many messages in a row that somebody should look."""
        return self.failures >= SILENT_FROM
