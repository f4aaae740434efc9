"""How good levels are beside the experts': agreement, who is missed, and whether chances mean what they say."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, nan, sqrt

import numpy as np
from numpy.typing import NDArray

Levels = NDArray[np.int64]
Array = NDArray[np.float64]
GRAVE = 2  # levels 1 and 2
SENSITIVITY = 0.85
RESAMPLES = 1000
SEED = 20190906  # the day the data set was published


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases whose chance of levels 1–2 lay in a tenth: mean chance given, share that truly was."""

    cases: int
    given: float
    came: float


def kappa(true: Levels, said: Levels) -> float:
    """Cohen's kappa with quadratic weights; 0 where neither side ever varies."""
    table = confusion(true, said).astype(np.float64)
    weight = np.subtract.outer(np.arange(5), np.arange(5)) ** 2
    chance = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    expected = (weight * chance).sum()
    return float(1 - (weight * table).sum() / expected) if expected else 0.0


def confusion(true: Levels, said: Levels) -> NDArray[np.int64]:
    """Rows the experts' level, columns the level said."""
    table = np.zeros((5, 5), dtype=np.int64)
    np.add.at(table, (true - 1, said - 1), 1)
    return table


def auc(true: Levels, score: Array) -> float:
    """The chance that a case of levels 1–2 scores above another; ties count half."""
    grave, other = score[true <= GRAVE], score[true > GRAVE]
    above = (grave[:, None] > other).sum() + (grave[:, None] == other).sum() / 2
    return float(above / (len(grave) * len(other))) if len(grave) and len(other) else nan


def specificity(true: Levels, score: Array) -> float:
    """The share of levels 3–5 below the highest threshold that still finds 85 % of levels 1–2."""
    grave = np.sort(score[true <= GRAVE])[::-1]
    return _share(score[true > GRAVE] < grave[ceil(SENSITIVITY * len(grave)) - 1]) if len(grave) else nan


def under(true: Levels, said: Levels) -> float:
    """The share said to be less grave than it was."""
    return float((said > true).mean())


def over(true: Levels, said: Levels) -> float:
    """The share said to be graver than it was."""
    return float((said < true).mean())


def exact(true: Levels, said: Levels) -> float:
    """The share of levels that were right."""
    return float((said == true).mean())


def sensitivity(true: Levels, said: Levels) -> float:
    """The share of levels 1–2 that were called 1 or 2."""
    return _share(said[true <= GRAVE] <= GRAVE)


def precision(true: Levels, said: Levels) -> float:
    """Of those called 1 or 2, the share that was."""
    return _share(true[said <= GRAVE] <= GRAVE)


def brier(true: Levels, score: Array) -> float:
    """Mean squared distance of the chance of levels 1–2 from what was."""
    return float(((score - (true <= GRAVE)) ** 2).mean())


def reliability(true: Levels, score: Array) -> tuple[Bin, ...]:
    """Chance given beside share that came, by tenths; empty tenths are left out."""
    tenth = np.minimum((score * 10).astype(int), 9)
    made = ((tenth == at) for at in range(10))
    return tuple(
        Bin(int(inside.sum()), float(score[inside].mean()), float((true[inside] <= GRAVE).mean()))
        for inside in made
        if inside.any()
    )


def interval(figure: Callable[[NDArray[np.int64]], float], size: int) -> Interval:
    """A figure of cases by number, with the percentile interval of resampled cases; always the same resamples."""
    chance = np.random.default_rng(SEED)
    drawn = [figure(chance.integers(0, size, size)) for _ in range(RESAMPLES)]
    told = [one for one in drawn if one == one]  # a resample without any such case tells nothing
    low, high = np.percentile(told, [2.5, 97.5]) if told else (nan, nan)
    return Interval(figure(np.arange(size)), float(low), float(high))


def wilson(hits: int, cases: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927); the whole range when there are no cases."""
    if not cases:
        return 0.0, 1.0
    z, share = 1.959964, hits / cases
    middle = (share + z * z / (2 * cases)) / (1 + z * z / cases)
    half = z * sqrt(share * (1 - share) / cases + z * z / (4 * cases * cases)) / (1 + z * z / cases)
    return max(0.0, middle - half), min(1.0, middle + half)


def _share(which: NDArray[np.bool_]) -> float:
    """NaN where there is nothing to share."""
    return float(which.mean()) if len(which) else nan
