"""Fit the model that ships, and judge it: on unseen rows where there are some, else by cross-validation."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from dispatch.estimate.acuity import Estimate, Kept, Model, NoEstimate, Weights, estimate
from dispatch.estimate.crossing import CUT, FOLDS, REPEATS, Unseen, choose, cross, kept
from dispatch.estimate.fitting import Penalty, fit, table, unmeasured
from dispatch.estimate.judging import Array, Levels
from dispatch.estimate.ktas import Case, digest, read_cases
from dispatch.estimate.lexicon import Lexicon, read
from dispatch.estimate.report import Report, report

VERSION = "acuity-2026.11"
UNKNOWN_LEVEL = 3  # what a case without an estimate is counted as


@dataclass(frozen=True, slots=True)
class Judged:
    """The model with signs, the model without, and the nurses, on the same rows; parts of the rows by name."""

    data_sha256: str
    unseen_rows: bool  # True: rows the fitted model has never met. False: cross-validation on its own rows
    repeats: int
    folds: int
    measured: Report
    said: Report
    nurses: Report
    parts: dict[str, Report]
    unread: int  # complaints in which the list finds nothing
    penalties: tuple[Penalty, ...] = ()


def train(data: bytes, words: Lexicon, *, repeats: int = REPEATS, folds: int = FOLDS) -> tuple[Model, Judged]:
    """The model of these rows, with what cross-validation found of it."""
    cases = read_cases(data)
    weights: list[Weights] = []
    runs: list[tuple[Unseen, ...]] = []
    for signs in (True, False):
        made = table(cases, words, signs=signs)
        weights.append(fit(made, choose(made, seed=0)))
        runs.append(cross(made, repeats=repeats, folds=folds))
    level = _experts(cases)
    came = [kept(level, tuple(run.levels for run in some)) for some in runs]
    model = Model(VERSION, words.version, digest(data), CUT, weights[0], weights[1], came[0], came[1])
    return model, _crossed(data, cases, words, runs[0], runs[1], folds)


def evaluate(data: bytes, model: Model, words: Lexicon, *, repeats: int = REPEATS, folds: int = FOLDS) -> Judged:
    """Judge `model` on rows it has not seen; for the very rows it was fitted to, cross-validate instead."""
    if digest(data) == model.data_sha256:
        return train(data, words, repeats=repeats, folds=folds)[1]
    cases = read_cases(data)
    measured = _run(cases, model, words, signs=True)
    said = _run(cases, model, words, signs=False)
    level = _experts(cases)
    return Judged(
        digest(data),
        True,
        1,
        1,
        report(level, [measured[0]], [measured[1]]),
        report(level, [said[0]], [said[1]]),
        report(level, [_nurses(cases)]),
        _parts(cases, [measured[0]], [measured[1]]),
        _unread(cases, words),
    )


def model_text(model: Model) -> str:
    """The model as it is committed: JSON, one feature a line."""
    data = {
        "version": model.version,
        "lexicon_version": model.lexicon_version,
        "data_sha256": model.data_sha256,
        "cut": model.cut,
        "kept_measured": _kept_rows(model.kept_measured),
        "kept_said": _kept_rows(model.kept_said),
    }
    lines = [f'  "{key}": {json.dumps(value)},' for key, value in data.items()]
    lines += [_weights_text("measured", model.measured) + ",", _weights_text("said", model.said)]
    return "\n".join(("{", *lines, "}")) + "\n"


def _crossed(
    data: bytes, cases: Sequence[Case], words: Lexicon, runs: tuple[Unseen, ...], said: tuple[Unseen, ...], folds: int
) -> Judged:
    level = _experts(cases)
    levels, grave = [run.levels for run in runs], [run.grave for run in runs]
    return Judged(
        digest(data),
        False,
        len(runs),
        folds,
        report(level, levels, grave),
        report(level, [run.levels for run in said], [run.grave for run in said]),
        report(level, [_nurses(cases)]),
        _parts(cases, levels, grave),
        _unread(cases, words),
        tuple(penalty for run in runs for penalty in run.penalties),
    )


def _run(cases: Sequence[Case], model: Model, words: Lexicon, *, signs: bool) -> tuple[Levels, Array]:
    """Levels and chances of levels 1–2 exactly as they are served, case by case."""
    shown = [case.shown if signs else unmeasured(case.shown) for case in cases]
    answers = [estimate(one, model, words) for one in shown]
    return np.array([_level(one) for one in answers]), np.array([_grave(one) for one in answers])


def _level(answer: Estimate | NoEstimate) -> int:
    return answer.level if isinstance(answer, Estimate) else UNKNOWN_LEVEL


def _grave(answer: Estimate | NoEstimate) -> float:
    return answer.grave if isinstance(answer, Estimate) else 0.0


def _parts(cases: Sequence[Case], said: list[Levels], grave: list[Array]) -> dict[str, Report]:
    level = _experts(cases)
    ages = np.array([case.shown.age_years or 0 for case in cases])
    male = np.array([case.shown.sex == "male" for case in cases])
    hurt = np.array([bool(case.shown.injury) for case in cases])
    old = ages >= 65
    parts = {"under 65": ~old, "65 and over": old, "women": ~male, "men": male, "injury": hurt, "illness": ~hurt}
    return {
        name: report(level[which], [run[which] for run in said], [run[which] for run in grave])
        for name, which in parts.items()
        if which.any()
    }


def _experts(cases: Sequence[Case]) -> Levels:
    return np.array([case.expert for case in cases])


def _nurses(cases: Sequence[Case]) -> Levels:
    return np.array([case.nurse for case in cases])


def _unread(cases: Sequence[Case], words: Lexicon) -> int:
    return sum(not read(case.shown.complaint, words).concepts for case in cases)


def _kept_rows(rows: Mapping[int, Kept]) -> dict[str, dict[str, float]]:
    return {str(level): asdict(row) for level, row in rows.items()}


def _weights_text(name: str, weights: Weights) -> str:
    rows = zip(weights.names, weights.usual, weights.spread, weights.slopes, strict=True)
    lines = ",\n".join(f"    {json.dumps([one, usual, spread, *slopes])}" for one, usual, spread, slopes in rows)
    return f'  "{name}": {{"starts": {json.dumps(list(weights.starts))}, "features": [\n{lines}\n  ]}}'
