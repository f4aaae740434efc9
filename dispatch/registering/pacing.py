"""How often one person may try numbers out. Who tries at once with many requests waits for their own turn."""

from datetime import timedelta

from chassis import audit
from chassis.db import wait_turn
from chassis.errors import TooManyError
from chassis.work import Work

WINDOW = timedelta(minutes=15)


def check_pace(work: Work, action: str, most: int) -> None:
    """Raises TooManyError for who has `most` lines of `action` in the audit within the window."""
    wait_turn(work.session, f"registered.{work.actor.id}")
    if audit.count_since(work.session, work.actor, action, work.now - WINDOW) >= most:
        raise TooManyError("cards", retry_after_s=round(WINDOW.total_seconds()))
