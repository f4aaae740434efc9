"""All figures of a set of levels beside the experts', for one run or for the repeats of a cross-validation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.estimate import judging
from dispatch.estimate.judging import Array, Bin, Interval, Levels

BY_LEVEL: dict[str, Callable[[Levels, Levels], float]] = {
    "kappa": judging.kappa,
    "exact": judging.exact,
    "under": judging.under,
    "over": judging.over,
    "sensitivity": judging.sensitivity,
    "precision": judging.precision,
}
BY_CHANCE: dict[str, Callable[[Levels, Array], float]] = {
    "auc": judging.auc,
    "specificity": judging.specificity,
    "brier": judging.brier,
}


@dataclass(frozen=True, slots=True)
class Report:
    """Each figure with its interval; `spread` its standard deviation over repeats (0 for one run)."""

    cases: int
    figures: dict[str, Interval]
    spread: dict[str, float]
    confusion: Array  # rows the experts' level; a mean over repeats
    reliability: tuple[Bin, ...]


def report(true: Levels, said: Sequence[Levels], grave: Sequence[Array] = ()) -> Report:
    """`said` and `grave` hold one entry a repeat; without chances, as for people, there are only figures by level."""
    runs = [(name, [_levels(figure, true, run) for run in said]) for name, figure in BY_LEVEL.items()] + [
        (name, [_chances(figure, true, run) for run in grave]) for name, figure in BY_CHANCE.items() if len(grave)
    ]
    return Report(
        cases=len(true),
        figures={name: judging.interval(_mean(each), len(true)) for name, each in runs},
        spread={name: float(np.std([one(np.arange(len(true))) for one in each])) for name, each in runs},
        confusion=np.mean([judging.confusion(true, run) for run in said], axis=0),
        reliability=judging.reliability(true, np.mean(grave, axis=0)) if len(grave) else (),
    )


Figure = Callable[[NDArray[np.int64]], float]


def _levels(figure: Callable[[Levels, Levels], float], true: Levels, said: Levels) -> Figure:
    return lambda which: figure(true[which], said[which])


def _chances(figure: Callable[[Levels, Array], float], true: Levels, grave: Array) -> Figure:
    return lambda which: figure(true[which], grave[which])


def _mean(each: list[Figure]) -> Figure:
    return lambda which: float(np.mean([one(which) for one in each]))
