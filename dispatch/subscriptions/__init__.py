"""Posting to hospitals' own systems: a port with two adapters (resthook, fake). What they are told: docs/interop.md."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Hook:
    """Where a hospital's system listens, and the secret by which it knows us."""

    url: str
    secret: str = field(repr=False)


class Hooks(Protocol):
    """Posts a message, with no transaction open, and possibly twice: at least once.

    `post` returns once it was taken, or raises TemporaryFailureError or FinalFailureError of `dispatch.paging`; no
    other error leaves it.
    """

    def post(self, hook: Hook, body: bytes) -> None: ...
