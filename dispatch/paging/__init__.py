"""Text messages and calls to people outside: a port with three adapters (sms, console, fake)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

SOON = timedelta(minutes=2)  # a late text about a running mission is harmful


@dataclass(frozen=True, slots=True)
class Message:
    """One text. `key` is the same for every attempt, so that a receiver can see a repetition. What has not left the
    provider after `valid_for` is not sent any more."""

    to: str
    body: str
    key: str
    valid_for: timedelta = SOON


@dataclass(frozen=True, slots=True)
class Ring:
    """One telephone call: whoever picks up hears what the provider fetches from `url` (TwiML)."""

    to: str
    url: str
    key: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the provider said: its own id for the message, and a status word (queued, sent, …)."""

    remote_id: str
    status: str


class TemporaryFailureError(Exception):
    """Try again later; `retry_after` when the provider said how much later."""

    def __init__(self, reason: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class FinalFailureError(Exception):
    """Trying again is useless: a wrong number, a recipient who opted out. `code` is the provider's."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code


class Paging(Protocol):
    """Sends texts and places calls, with no transaction open, and possibly twice for one key: at least once.

    `send` and `ring` return a receipt as soon as the provider has taken it, or raise TemporaryFailureError or
    FinalFailureError; no other error leaves them.
    """

    def send(self, message: Message) -> Receipt: ...

    def ring(self, ring: Ring) -> Receipt: ...
