"""The estimated acuity, 1 (gravest) to 5, with its chances: a plain linear ordinal model, read from `acuity.json`.

Advice only. The rules decide, and `raised` is the one way an estimate may be used: it never makes anything less grave.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from math import exp

from dispatch.estimate.features import features
from dispatch.estimate.lexicon import Lexicon, lexicon, read
from dispatch.estimate.presentation import Presentation

LEVELS = (1, 2, 3, 4, 5)
ADULT_FROM = 15  # the cases it learnt from were 16 and older
REASONS = 5


class NoEstimate(StrEnum):
    """Why there is none."""

    NOTHING_TO_GO_BY = "nothing_to_go_by"  # neither a complaint that the list knows nor a sign
    CHILD = "child"  # it has learnt from adults alone


@dataclass(frozen=True, slots=True)
class Weights:
    """One fit. For each feature the usual value, the spread and a slope for each of the four cuts between levels."""

    names: tuple[str, ...]
    usual: tuple[float, ...]
    spread: tuple[float, ...]
    slopes: tuple[tuple[float, ...], ...]
    starts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """Of the cases that got this level while unseen: how many, the share truly this grave or graver with its 95 %
    interval (the predictive value of the level), and the share truly graver."""

    cases: int
    right: float
    low: float
    high: float
    graver: float


@dataclass(frozen=True, slots=True)
class Model:
    """What was fitted, by which list and at which cut; `said` serves while no signs were taken."""

    version: str
    lexicon_version: str
    data_sha256: str
    cut: float
    measured: Weights
    said: Weights
    kept_measured: Mapping[int, Kept]
    kept_said: Mapping[int, Kept]


@dataclass(frozen=True, slots=True)
class Reason:
    """A feature that moved the estimate of levels 1–2, and by how much (log odds; above 0 makes graver)."""

    feature: str
    by: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """`chances[k]` is the chance of level k+1; `kept` what became of this level on unseen cases."""

    level: int
    chances: tuple[float, ...]
    grave: float  # the chance of level 1 or 2
    kept: Kept
    reasons: tuple[Reason, ...]
    red: tuple[str, ...]
    measured: bool
    version: str


def estimate(case: Presentation, model: Model, words: Lexicon) -> Estimate | NoEstimate:
    """Same case, same answer; adding a red flag to the complaint never makes the level less grave."""
    reading = read(case.complaint, words)
    if not reading.concepts and not case.measured and case.signs.avpu is None:
        return NoEstimate.NOTHING_TO_GO_BY
    if case.age_years is not None and case.age_years < ADULT_FROM:
        return NoEstimate.CHILD
    weights = model.measured if case.measured else model.said
    kept = model.kept_measured if case.measured else model.kept_said
    made = _standing(case, words, weights)
    up_to = at_most(made, weights)
    level = level_of(up_to, model.cut)
    chances = tuple(after - before for before, after in zip((0.0, *up_to), (*up_to, 1.0), strict=True))
    reasons = _reasons(made, weights)
    return Estimate(level, chances, up_to[1], kept[level], reasons, reading.red, case.measured, model.version)


def raised(by_rules: int, estimated: int) -> int:
    """The graver of the two; an estimate never lowers what the rules say."""
    return min(by_rules, estimated)


def at_most(standing: tuple[float, ...], weights: Weights) -> tuple[float, ...]:
    """The chances of level 1, of 2 or graver, of 3 or graver, of 4 or graver; never falling."""
    chances: list[float] = []
    for cut, start in enumerate(weights.starts):
        odds = start + sum(value * slope[cut] for value, slope in zip(standing, weights.slopes, strict=True))
        chances.append(max(chances[-1] if chances else 0.0, _logistic(odds)))
    return tuple(chances)


def level_of(up_to: tuple[float, ...], cut: float) -> int:
    """The gravest level whose chance, or a graver one's, reaches the cut; 5 when none does."""
    return next((level for level, chance in zip(LEVELS, up_to, strict=False) if chance >= cut), LEVELS[-1])


@cache
def fitted() -> Model:
    """The model that ships."""
    return parse(files("dispatch.estimate").joinpath("acuity.json").read_text(encoding="utf-8"))


def estimate_now(case: Presentation) -> Estimate | NoEstimate:
    """Estimate one case by the model and the list that ship."""
    return estimate(case, fitted(), lexicon())


def parse(text: str) -> Model:
    """Read a model; raises KeyError, TypeError or ValueError for what is not one."""
    data = json.loads(text)
    return Model(
        data["version"],
        data["lexicon_version"],
        data["data_sha256"],
        float(data["cut"]),
        _weights(data["measured"]),
        _weights(data["said"]),
        _kept(data["kept_measured"]),
        _kept(data["kept_said"]),
    )


def _kept(data: dict[str, dict[str, float]]) -> dict[int, Kept]:
    return {
        int(level): Kept(int(row["cases"]), row["right"], row["low"], row["high"], row["graver"])
        for level, row in data.items()
    }


def _weights(data: dict[str, list[list[float]]]) -> Weights:
    """A row a feature: name, usual, spread, four slopes."""
    rows = data["features"]
    return Weights(
        tuple(str(row[0]) for row in rows),
        tuple(row[1] for row in rows),
        tuple(row[2] for row in rows),
        tuple(tuple(row[3:]) for row in rows),
        tuple(data["starts"]),  # type: ignore[arg-type]
    )


def _standing(case: Presentation, words: Lexicon, weights: Weights) -> tuple[float, ...]:
    """Each feature as so many spreads from the usual; the unknown stands at the usual."""
    made = features(case, words)
    rows = zip(weights.names, weights.usual, weights.spread, strict=True)
    return tuple(0.0 if (value := made[name]) is None else (value - usual) / spread for name, usual, spread in rows)


def _reasons(standing: tuple[float, ...], weights: Weights) -> tuple[Reason, ...]:
    rows = zip(weights.names, standing, weights.slopes, strict=True)
    moved = [Reason(name, value * slope[1]) for name, value, slope in rows if value * slope[1]]
    return tuple(sorted(moved, key=lambda reason: (-abs(reason.by), reason.feature))[:REASONS])


def _logistic(odds: float) -> float:
    return 1 / (1 + exp(-odds)) if odds >= 0 else exp(odds) / (1 + exp(odds))
