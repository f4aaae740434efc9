"""Repeated, stratified, nested cross-validation: every case is judged by a model that has not seen it.

Inside each training part the penalty is chosen by its own folds; usual values and spreads are the training part's. The
levels of a test part decide nothing.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dispatch.estimate.acuity import LEVELS, Kept
from dispatch.estimate.fitting import GRID, Array, Penalty, Table, chances, fit, loss
from dispatch.estimate.judging import Levels, wilson

FOLDS = 5
REPEATS = 10
INNER = 4
MISS_COSTS = 1.6  # a patient called too light costs this many times one called too grave: fixed, never tuned
CUT = round(1 / (1 + MISS_COSTS), 4)


@dataclass(frozen=True, slots=True)
class Unseen:
    """One repeat: for every case the chances from a model that had not seen it, and the penalties that were chosen."""

    up_to: Array
    penalties: tuple[Penalty, ...]

    @property
    def levels(self) -> Levels:
        """The levels those chances give."""
        return levels_of(self.up_to)

    @property
    def grave(self) -> Array:
        """The chances of level 1 or 2."""
        return self.up_to[:, 1]


def levels_of(up_to: Array, cut: float = CUT) -> Levels:
    """As `acuity.level_of`, for many cases."""
    return np.asarray(LEVELS[-1] - (up_to >= cut).sum(axis=1), dtype=np.int64)


def cross(cases: Table, *, repeats: int = REPEATS, folds: int = FOLDS) -> tuple[Unseen, ...]:
    """`repeats` times every case once in a test part."""
    return tuple(_once(cases, folds, seed) for seed in range(repeats))


def choose(cases: Table, seed: int) -> Penalty:
    """The penalty of the grid that predicts best within `cases`; of equals the earlier."""
    parts = split(cases.level, INNER, seed)
    return min(GRID, key=lambda penalty: sum(_left_out(cases, part, penalty) for part in parts))


def split(level: Levels, folds: int, seed: int) -> list[NDArray[np.int64]]:
    """Cases dealt into `folds` parts, each level as evenly as can be."""
    return split_by(level, folds, seed)


def split_by(label: NDArray[Any], folds: int, seed: int) -> list[NDArray[np.int64]]:
    """As `split`, for labels of any kind."""
    chance = np.random.default_rng(seed)
    order = np.concatenate([chance.permutation(np.flatnonzero(label == one)) for one in np.unique(label)])
    return [np.sort(order[at::folds]) for at in range(folds)]


def kept(level: Levels, said: tuple[Levels, ...]) -> dict[int, Kept]:
    """What became of each level that unseen cases got, over all repeats; intervals for the cases of one repeat."""
    return {one: _kept(one, [level[run == one] for run in said]) for one in LEVELS}


def _kept(one: int, got: list[Levels]) -> Kept:
    every = np.concatenate(got)
    cases = round(len(every) / len(got))
    right = float((every <= one).mean()) if len(every) else 0.0
    graver = float((every < one).mean()) if len(every) else 0.0
    low, high = wilson(round(right * cases), cases)
    return Kept(cases, round(right, 4), round(low, 4), round(high, 4), round(graver, 4))


def _once(cases: Table, folds: int, seed: int) -> Unseen:
    up_to = np.zeros((len(cases.level), len(LEVELS) - 1))
    chosen = []
    for part in split(cases.level, folds, seed):
        rest = cases.rows(np.setdiff1d(np.arange(len(cases.level)), part))
        chosen.append(choose(rest, seed))
        up_to[part] = chances(cases.rows(part), fit(rest, chosen[-1]))
    return Unseen(up_to, tuple(chosen))


def _left_out(cases: Table, part: NDArray[np.int64], penalty: Penalty) -> float:
    rest = np.setdiff1d(np.arange(len(cases.level)), part)
    return loss(cases.rows(part), fit(cases.rows(rest), penalty)) * len(part)
