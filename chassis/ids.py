"""Identity comes in by the door: ids are short strings `prefix_…` that sort by the time they were made."""

import itertools
import os
import time
from dataclasses import dataclass, field
from typing import Protocol

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32, lower case: no i, l, o, u to misread


class Ids(Protocol):
    """A source of ids that never repeat."""

    def new(self, prefix: str) -> str:
        """A fresh id such as `inc_01j9…`; `prefix` says what it names."""
        ...


def _base32(number: int, width: int) -> str:
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(width)))


class RandomIds:
    """48 bits of milliseconds and 60 random bits: sortable, unguessable, collision-free in practice."""

    def new(self, prefix: str) -> str:
        milliseconds = time.time_ns() // 1_000_000
        return f"{prefix}_{_base32(milliseconds, 10)}{_base32(int.from_bytes(os.urandom(8)), 12)}"


@dataclass(slots=True)
class CountedIds:
    """`inc_000001`, `inc_000002`, … : the same run gives the same ids; for tests and simulation."""

    _count: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def new(self, prefix: str) -> str:
        return f"{prefix}_{next(self._count):06d}"
