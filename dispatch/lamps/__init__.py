"""The lamp on a hospital's desk: a port with two adapters (webhook, fake). What it is told: docs/interop.md."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chassis.secrets import sign
from hospitals.lamp import Showing

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Lamp:
    """Where a lamp listens, and the secret both sides know."""

    hospital_id: str
    url: str
    secret: str = field(repr=False)


class Lamps(Protocol):
    """Tells lamps what to show, with no transaction open, and possibly twice for one key: at least once.

    `show` returns once the lamp has taken it, or raises TemporaryFailureError or FinalFailureError of
    `dispatch.paging`; no other error leaves it. `at` is when `showing` was true: a lamp that has heard of a later
    instant stays as it is.
    """

    def show(self, lamp: Lamp, showing: Showing, *, at: datetime, key: str) -> None: ...


def body_of(lamp: Lamp, showing: Showing, at: datetime) -> bytes:
    """The message, the same bytes for the same content."""
    told = {
        "format": FORMAT,
        "hospital_id": lamp.hospital_id,
        "state": showing.state.value,
        "requests": showing.requests,
        "worst_acuity": showing.worst_acuity,
        "at": at.isoformat(),
    }
    return json.dumps(told, separators=(",", ":"), sort_keys=True).encode()


def secret_of(key: str, hospital_id: str, issue: str) -> str:
    """The secret of a lamp, made anew each time it is needed from the system's key: it is stored nowhere."""
    return sign(key, f"lamp:{hospital_id}:{issue}")
