"""Whether the minutes come true: promises against trips, and how far from it chance alone may lead. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from routing.calibrate import Trip, TripModels
from routing.eta import T_90, p50_ms, p90_ms, t_quantile

CHANCE = 0.02  # that a kept promise looks broken, both sides together: one look in fifty


@dataclass(frozen=True, slots=True)
class Judged:
    """How `n` predictions came true: shares within p50 and p90, the median of |took − p50| in seconds and of
    |took − p50| / p50, and the median of took / p50. All None for no trips."""

    n: int
    within_p50: int
    within_p90: int
    error_s: float | None
    error_share: float | None
    ratio: float | None


def judge(promises: Sequence[tuple[float, float, float]]) -> Judged:
    """Over (p50, p90, took) of each trip, in one unit of seconds."""
    if not promises:
        return Judged(0, 0, 0, None, None, None)
    p50, p90, took = (np.array(column, dtype=np.float64) for column in zip(*promises, strict=True))
    off = np.abs(took - p50)
    return Judged(
        n=len(promises),
        within_p50=int((took <= p50).sum()),
        within_p90=int((took <= p90).sum()),
        error_s=float(np.median(off)),
        error_share=float(np.median(off / p50)),
        ratio=float(np.median(took / p50)),
    )


def promises(trips: Iterable[Trip], models: TripModels) -> list[tuple[float, float, float]]:
    """What the models would have promised for each trip, and what it took: (p50, p90, took) in seconds."""
    told = []
    for trip in trips:
        model = models.of(siren=trip.siren, night=trip.night)
        median = p50_ms(trip.driven_ms, model)
        told.append((median / 1000, p90_ms(median, model) / 1000, trip.took_ms / 1000))
    return told


def band(n: int, share: float) -> tuple[int, int]:
    """Between which counts, both allowed, `n` trips of which each stays within with chance `share` lie with 98 %.

    40 to 49 of 50 for nine in ten.
    """
    chances = [math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]
    low, below = 0, chances[0]
    while below <= CHANCE / 2:
        low += 1
        below += chances[low]
    high, above = n, chances[n]
    while above <= CHANCE / 2:
        high -= 1
        above += chances[high]
    return low, high


@dataclass(frozen=True, slots=True)
class Off:
    """`within` of `n` trips stayed within the time that a `share` of them should; by chance it is `low` to `high`."""

    n: int
    within: int
    share: float
    low: int
    high: int


def off(n: int, within: int, share: float) -> Off | None:
    """What is wrong with a count; None where chance explains it."""
    low, high = band(n, share)
    return None if low <= within <= high else Off(n, within, share, low, high)


def curve(told: Sequence[tuple[float, float, float]], shares: Sequence[float]) -> tuple[float, ...]:
    """How many of the trips stayed within what each of `shares` (0 to 1) should, by their own p50 and p90."""
    p50, p90, took = (np.array(column, dtype=np.float64) for column in zip(*told, strict=True))
    widths = np.log(took / p50) / np.maximum(np.log(p90 / p50), 1e-9) * T_90
    return tuple(float((widths <= t_quantile(share)).mean()) for share in shares)
