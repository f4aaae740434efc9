"""A length of travel, passed between rooms as an answer: who ranks never asks the roads himself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self


@dataclass(frozen=True, slots=True)
class Travel:
    """Driving time between two places: `p50` as likely sooner as later, `p90` kept nine times in ten.

    `distance_m` is along the road; `access_m` the straight-line distance from the ends to the nearest road. `driven`
    is what the road alone says, before what is known of trips (None: not told); `trips` how many trips of our own p50
    and p90 were fitted on, 0 for a prior.
    """

    p50: timedelta
    p90: timedelta
    distance_m: float
    access_m: float = 0.0
    driven: timedelta | None = None
    trips: int = 0

    def __post_init__(self) -> None:
        if self.p50 < timedelta(0) or self.p90 < self.p50:
            raise ValueError("travel needs 0 ≤ p50 ≤ p90")

    @classmethod
    def until(cls, p50_at: datetime, p90_at: datetime | None, *, now: datetime) -> Self:
        """What is left of a way whose arrival was told; without a 90th percentile, no spread. Late is nothing left."""
        left = max(p50_at - now, timedelta(0))
        return cls(left, max((p90_at or p50_at) - now, left), 0.0)
