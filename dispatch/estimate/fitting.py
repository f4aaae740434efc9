"""Fitting the ordinal model: four cuts between five levels, ridge on slopes, slopes drawn together, signs held.

Deterministic: the same cases give the same weights, whatever their order to within the rounding that is stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from dispatch.estimate.acuity import Weights
from dispatch.estimate.features import VITALS, features, signs_of
from dispatch.estimate.ktas import Case
from dispatch.estimate.lexicon import Lexicon
from dispatch.estimate.presentation import Presentation
from dispatch.model import Vitals

CUTS = (1, 2, 3, 4)
DIGITS = 5

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Penalty:
    """How hard the mean slope of a feature is held to 0, and its four slopes to their mean."""

    size: float
    apart: float


GRID = tuple(Penalty(size, apart) for size in (2.0, 5.0, 10.0, 20.0) for apart in (20.0, 40.0))


@dataclass(frozen=True, slots=True)
class Table:
    """Cases as numbers: NaN is unknown. `level` is the experts'."""

    names: tuple[str, ...]
    held: tuple[int, ...]
    values: Array
    level: NDArray[np.int64]

    def rows(self, which: NDArray[np.int64]) -> "Table":
        """Some of the cases."""
        return Table(self.names, self.held, self.values[which], self.level[which])


def table(cases: Sequence[Case], words: Lexicon, *, signs: bool) -> Table:
    """`signs` False is what a caller can tell: nothing measured, and no feature that needs it."""
    shown = [case.shown if signs else unmeasured(case.shown) for case in cases]
    made = [features(one, words) for one in shown]
    names = tuple(name for name in made[0] if signs or name not in VITALS)
    values = [[np.nan if (value := row[name]) is None else value for name in names] for row in made]
    return Table(
        names, signs_of(names, words), np.array(values, dtype=np.float64), np.array([case.expert for case in cases])
    )


def unmeasured(case: Presentation) -> Presentation:
    """The same case before anyone has measured: pain and mental state can be asked, the rest cannot."""
    return replace(case, signs=Vitals(pain=case.signs.pain, avpu=case.signs.avpu))


def fit(cases: Table, penalty: Penalty) -> Weights:
    """The weights with the least penalised loss."""
    usual, spread = _scales(cases.values)
    standing = np.nan_to_num((cases.values - usual) / spread)
    slopes, starts = _solve(standing, cases, penalty)
    return Weights(
        cases.names,
        _rounded(usual),
        _rounded(spread),
        tuple(_rounded(row) for row in slopes),
        _rounded(starts),
    )


def chances(cases: Table, weights: Weights) -> Array:
    """For every case the four chances of being this grave or graver, as `acuity.at_most` has them."""
    standing = np.nan_to_num((cases.values - np.array(weights.usual)) / np.array(weights.spread))
    odds = standing @ np.array(weights.slopes) + np.array(weights.starts)
    rising: Array = np.maximum.accumulate(1 / (1 + np.exp(-odds)), axis=1)
    return rising


def loss(cases: Table, weights: Weights) -> float:
    """Mean negative log of the chance given to the true level: what the penalty is chosen by."""
    up_to = np.hstack([np.zeros((len(cases.level), 1)), chances(cases, weights), np.ones((len(cases.level), 1))])
    given = np.diff(up_to, axis=1)[np.arange(len(cases.level)), cases.level - 1]
    return float(-np.log(np.maximum(given, 1e-3)).mean())


def _scales(values: Array) -> tuple[Array, Array]:
    usual, spread = np.nanmean(values, axis=0), np.nanstd(values, axis=0)
    return usual, np.where(spread < 1e-9, 1.0, spread)


def _solve(standing: Array, cases: Table, penalty: Penalty) -> tuple[Array, Array]:
    width = standing.shape[1]
    graver = (cases.level[:, None] <= np.array(CUTS)).astype(np.float64)

    def cost(flat: Array) -> tuple[float, Array]:
        slopes, starts = flat[: 4 * width].reshape(width, 4), flat[4 * width :]
        odds = standing @ slopes + starts
        mean = slopes.mean(axis=1, keepdims=True)
        apart = slopes - mean
        value = (np.logaddexp(0, odds) - graver * odds).sum()
        value += 2 * penalty.size * (mean**2).sum() + penalty.apart / 2 * (apart**2).sum()
        wrong = 1 / (1 + np.exp(-odds)) - graver
        turn = standing.T @ wrong + penalty.size * mean + penalty.apart * apart
        return float(value), np.concatenate([turn.ravel(), wrong.sum(axis=0)])

    share = np.clip(graver.mean(axis=0), 1e-3, 1 - 1e-3)
    first = np.concatenate([np.zeros(4 * width), np.log(share / (1 - share))])
    bounds = [_bound(held) for held in cases.held for _ in CUTS] + [(None, None)] * 4
    best = minimize(cost, first, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
    return best.x[: 4 * width].reshape(width, 4), best.x[4 * width :]


def _bound(held: int) -> tuple[float | None, float | None]:
    return {1: (0.0, None), -1: (None, 0.0), 0: (None, None)}[held]


def _rounded(values: Array) -> tuple[float, ...]:
    return tuple(round(float(value), DIGITS) for value in values)
