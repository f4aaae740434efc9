"""Paired figures and how far chance may have made them. Pure, seeded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
DRAWS = 10_000
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the interval that holds it in 95 of 100 draws of other pairs from the same ones."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f})"


def paired_ratio(those: Sequence[float], against: Sequence[float], *, seed: int = 0) -> Estimate:
    """The mean of `those` over the mean of `against`, pair by pair the same trips; a bootstrap over the pairs."""
    return _bootstrap(those, against, lambda a, b: a.mean(axis=-1) / b.mean(axis=-1), seed)


def paired_difference(those: Sequence[float], against: Sequence[float], *, seed: int = 0) -> Estimate:
    """The mean of `those` less `against`, pair by pair; a bootstrap over the pairs."""
    return _bootstrap(those, against, lambda a, b: a.mean(axis=-1) - b.mean(axis=-1), seed)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of them stay within, interpolated."""
    return float(np.quantile(np.array(values, dtype=np.float64), share))


def _bootstrap(
    those: Sequence[float], against: Sequence[float], figure: Callable[[Reals, Reals], Reals], seed: int
) -> Estimate:
    if len(those) != len(against) or not those:
        raise ValueError(f"{len(those)} and {len(against)} trips are no pairs")
    a, b = np.array(those, dtype=np.float64), np.array(against, dtype=np.float64)
    drawn = np.random.default_rng(seed).integers(0, len(a), size=(DRAWS, len(a)))
    low, high = np.quantile(figure(a[drawn], b[drawn]), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(float(figure(a, b)), float(low), float(high))
