"""Fitting and judging: figures against hand-worked ones, no leak, and that what was fitted is what is served."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dispatch.estimate import judging
from dispatch.estimate.acuity import Estimate, estimate, fitted, parse
from dispatch.estimate.card import card, evaluation
from dispatch.estimate.crossing import CUT, cross, levels_of, split
from dispatch.estimate.fitting import GRID, Penalty, chances, fit, table
from dispatch.estimate.ktas import Case, read_cases
from dispatch.estimate.lexicon import lexicon
from dispatch.estimate.training import evaluate, model_text, train

WORDS = lexicon()
HEAD = (
    "Sex;Age;Arrival mode;Injury;Chief_complain;Mental;Pain;NRS_pain;SBP;DBP;HR;RR;BT;Saturation;KTAS_RN;"
    "Diagnosis in ED;Disposition;KTAS_expert"
)
# complaint, mental, systolic, pulse → level: made up, two kinds of each so that folds can be dealt
KINDS = (
    ("cardiac arrest", 4, 60, 140, 1),
    ("chest pain", 1, 120, 90, 2),
    ("abd pain", 1, 125, 84, 3),
    ("finger laceration", 1, 130, 76, 4),
    ("for medication", 1, 122, 70, 5),
)


def made_up(copies: int = 8, diagnosis: str = "x") -> bytes:
    rows = [
        f"{1 + at % 2};{30 + 5 * at};3;1;{text};{mental};0;#BOŞ!;{systolic + at};80;{pulse - at};20;36.5;??;{level};"
        f"{diagnosis};{at % 3};{level}"
        for at in range(copies)
        for text, mental, systolic, pulse, level in KINDS
    ]
    return "\n".join((HEAD, *rows)).encode()


def test_missing_marks_are_unknown_and_outcomes_are_never_read() -> None:
    one = read_cases(made_up(1))[0]
    assert (one.shown.signs.spo2_percent, one.shown.signs.pain) == (None, None)
    assert (one.shown.signs.avpu, one.shown.age_years, one.expert) == ("U", 30, 1)
    assert [case.shown for case in read_cases(made_up(2, "a"))] == [case.shown for case in read_cases(made_up(2, "b"))]


def test_the_nurses_level_is_no_input() -> None:
    same = made_up(3)
    other = re.sub(rb";\?\?;(\d);", rb";??;5;", same)
    assert other != same
    assert np.array_equal(
        table(read_cases(same), WORDS, signs=True).values,
        table(read_cases(other), WORDS, signs=True).values,
        equal_nan=True,
    )


@pytest.mark.parametrize(
    ("figure", "expected"),
    [(judging.kappa, 1 - (2 / 6) / (22 / 12)), (judging.under, 1 / 6), (judging.over, 1 / 6), (judging.exact, 4 / 6)],
)
def test_figures_by_level_are_as_worked_by_hand(figure: Callable[..., float], expected: float) -> None:
    """Disagreement by chance: mean squared difference of all 36 pairs, 66/36."""
    true, said = np.array([2, 2, 3, 3, 4, 4]), np.array([2, 3, 3, 3, 4, 3])
    if figure is judging.kappa:
        expected = 1 - np.mean((true - said) ** 2) / np.mean(np.subtract.outer(true, said) ** 2)
    assert figure(true, said) == pytest.approx(expected)


def test_figures_by_chance_are_as_worked_by_hand() -> None:
    true, score = np.array([1, 2, 3, 4, 5]), np.array([0.9, 0.4, 0.4, 0.3, 0.1])
    assert judging.auc(true, score) == pytest.approx(5.5 / 6)  # one tie
    assert judging.specificity(true, score) == pytest.approx(2 / 3)  # both must be found, so the threshold is 0.4
    assert judging.brier(true, score) == pytest.approx((0.01 + 0.36 + 0.16 + 0.09 + 0.01) / 5)
    assert judging.wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_parts_share_no_case_and_deal_every_level_evenly() -> None:
    level = np.repeat([1, 2, 3, 4, 5], [10, 112, 248, 215, 30])
    parts = split(level, 5, seed=3)
    assert sorted(np.concatenate(parts)) == list(range(len(level)))
    for one in (1, 2, 3, 4, 5):
        counts = [int((level[part] == one).sum()) for part in parts]
        assert max(counts) - min(counts) <= 1


def test_what_a_test_part_holds_changes_nothing_of_its_own_estimates() -> None:
    cases = list(read_cases(made_up()))
    made = table(cases, WORDS, signs=True)
    before = cross(made, repeats=1, folds=4)[0]
    part = split(made.level, 4, 0)[0]
    turned = made.level.copy()
    swapped = part[:2]
    turned[swapped] = turned[swapped][::-1]  # other levels in the part, as many of each
    rest = np.setdiff1d(np.arange(len(turned)), part)
    again = chances(made.rows(part), fit(made.rows(rest), before.penalties[0]))
    assert np.allclose(before.up_to[part], again)


def test_signs_held_by_knowledge_are_held() -> None:
    made = table(read_cases(made_up()), WORDS, signs=True)
    weights = fit(made, GRID[0])
    for held, slopes in zip(made.held, weights.slopes, strict=True):
        assert all(held * slope >= 0 for slope in slopes)


def test_a_model_survives_being_written_and_judges_rows_it_has_not_seen() -> None:
    model, judged = train(made_up(), WORDS, repeats=1, folds=4)
    again = parse(model_text(model))
    assert again == model
    unseen = evaluate(made_up(6), again, WORDS)
    assert unseen.unseen_rows
    assert "never seen" in evaluation(unseen)
    assert not judged.unseen_rows
    assert model.version in card(model, judged)


def cases_of(shared_data: Path) -> tuple[Case, ...]:
    return read_cases((shared_data / "ktas" / "ktas_development_half.csv").read_bytes())


def test_what_was_fitted_in_arrays_is_what_is_served_case_by_case(shared_data: Path) -> None:
    cases = cases_of(shared_data)
    model = fitted()
    by_array = chances(table(cases, WORDS, signs=True), model.measured)
    levels = levels_of(by_array)
    for case, row, level in zip(cases, by_array, levels, strict=True):
        answer = estimate(case.shown, model, WORDS)
        if isinstance(answer, Estimate) and answer.measured:
            assert answer.grave == pytest.approx(row[1], abs=1e-9)
            assert answer.level == level


def test_the_model_that_ships_was_fitted_to_these_rows_by_this_code(shared_data: Path) -> None:
    made = table(cases_of(shared_data), WORDS, signs=True)
    model = fitted()
    assert model.lexicon_version == WORDS.version
    assert model.cut == CUT
    closest = min(_apart(made, penalty) for penalty in GRID)
    assert closest < 0.01


def _apart(made: object, penalty: Penalty) -> float:
    return float(np.abs(chances(made, fit(made, penalty)) - chances(made, fitted().measured)).max())


def test_unseen_cases_of_the_development_half_reach_the_aims(shared_data: Path) -> None:
    made = table(cases_of(shared_data), WORDS, signs=True)
    part = cross(made, repeats=1)[0]
    assert judging.kappa(made.level, part.levels) >= 0.70
    assert judging.auc(made.level, part.grave) >= 0.90
    assert judging.under(made.level, part.levels) < 0.12
    assert judging.specificity(made.level, part.grave) >= 0.80
