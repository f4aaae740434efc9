"""Median, p90 and the share within target of measured lengths of time. Never a mean: one long wait would hide in it.

Percentiles are nearest rank: a length that was really measured. Below a minimum of measurements there is none.
"""

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from dispatch.model import Priority
from dispatch.review.targets import Interval

MEDIAN_FROM, P90_FROM = 5, 10  # measurements below which a percentile would say more than is known
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Measure:
    """One interval of one incident; of one unit on it where `unit_job` names its assignment."""

    interval: Interval
    incident_id: str
    unit_job: str | None
    priority: Priority | None
    zone: str | None
    hour: int
    took: timedelta | None  # None: it was due, and its end is not on record
    target: timedelta | None


@dataclass(frozen=True, slots=True)
class Figures:
    """`n` were measured; `within` of `judged` kept their target. `judged` is less than `n` where some have none, and
    more where some were due without an end on record."""

    n: int
    median_s: float | None
    p90_s: float | None
    judged: int
    within: int

    @property
    def share(self) -> float | None:
        """The share within target, 0–1; None when nothing was judged."""
        return self.within / self.judged if self.judged else None


def figures(measures: Iterable[Measure]) -> Figures:
    """The figures of `measures`; their order does not matter."""
    listed = list(measures)
    took = sorted(one.took.total_seconds() for one in listed if one.took is not None)
    judged = [one.took is not None and one.took <= one.target for one in listed if one.target is not None]
    return Figures(
        n=len(took),
        median_s=percentile(took, 0.5) if len(took) >= MEDIAN_FROM else None,
        p90_s=percentile(took, 0.9) if len(took) >= P90_FROM else None,
        judged=len(judged),
        within=sum(judged),
    )


def percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest measured value that at least `share` of all do not exceed. Raises ValueError for none."""
    if not ordered:
        raise ValueError("nothing was measured")
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def split(measures: Iterable[Measure], key: Callable[[Measure], Key]) -> dict[Key, Figures]:
    """The figures of each part; the parts add up to the whole."""
    parts: dict[Key, list[Measure]] = {}
    for one in measures:
        parts.setdefault(key(one), []).append(one)
    return {part: figures(mine) for part, mine in parts.items()}
