"""`flask triage`: fit the estimated acuity and judge it, from the command line."""

from pathlib import Path

import click
from flask.cli import AppGroup

from dispatch import estimate
from dispatch.estimate.acuity import fitted
from dispatch.estimate.acuity import parse as parse_model
from dispatch.estimate.card import card, evaluation
from dispatch.estimate.crossing import FOLDS, REPEATS
from dispatch.estimate.lexicon import lexicon
from dispatch.estimate.sayings import borne, fit, hold_back, read_sayings
from dispatch.estimate.sayings import model_text as saying_text
from dispatch.estimate.training import evaluate, model_text, train
from dispatch.estimate.wordcard import word_card
from dispatch.protocols import read_rules
from dispatch.triage import suggest_complaint

triage = AppGroup("triage", help="The estimated acuity: fitting it and judging it.")
HOME = Path(estimate.__file__).parent

_file = click.Path(dir_okay=False, path_type=Path)
_rows = click.argument("rows", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_repeats = click.option("--repeats", default=REPEATS, show_default=True, type=click.IntRange(1, 200))
_folds = click.option("--folds", default=FOLDS, show_default=True, type=click.IntRange(2, 20))


@triage.command("train")
@_rows
@_repeats
@_folds
@click.option("--model", type=_file, default=HOME / "acuity.json", show_default="the one that ships")
@click.option("--card", "card_file", type=_file, default=Path("docs/models/acuity.md"), show_default=True)
def train_command(rows: Path, repeats: int, folds: int, model: Path, card_file: Path) -> None:
    """Fit to ROWS (`;`-separated, with an expert's level), cross-validate, and write the model and its card."""
    made, judged = train(rows.read_bytes(), lexicon(), repeats=repeats, folds=folds)
    model.write_text(model_text(made), encoding="utf-8")
    card_file.parent.mkdir(parents=True, exist_ok=True)
    card_file.write_text(card(made, judged), encoding="utf-8")
    click.echo(evaluation(judged))
    click.echo(f"written: {model}, {card_file}")


@triage.command("evaluate")
@_rows
@_repeats
@_folds
@click.option("--model", type=click.Path(exists=True, path_type=Path), help="Another model than the one that ships.")
def evaluate_command(rows: Path, repeats: int, folds: int, model: Path | None) -> None:
    """Judge the fitted model on ROWS it has not seen; on the rows it was fitted to, by cross-validation."""
    using = fitted() if model is None else parse_model(model.read_text(encoding="utf-8"))
    click.echo(evaluation(evaluate(rows.read_bytes(), using, lexicon(), repeats=repeats, folds=folds)))


@triage.command("train-words")
@click.option("--model", type=_file, default=HOME / "complaint.json", show_default="the one that ships")
@click.option("--card", "card_file", type=_file, default=Path("docs/models/complaint.md"), show_default=True)
def train_words(model: Path, card_file: Path) -> None:
    """Learn chief complaints from the sentences that ship, judge on some held back, write model and card."""
    sayings, words, rules = read_sayings(), lexicon(), read_rules()
    held = hold_back(sayings, words)
    made = fit(sayings, words, borne(held))
    model.write_text(saying_text(made), encoding="utf-8")
    known = frozenset(rule.id for rule in rules.complaints)
    card_file.parent.mkdir(parents=True, exist_ok=True)
    card_file.write_text(word_card(made, held, lambda text: suggest_complaint(text, rules), known), encoding="utf-8")
    click.echo(f"written: {model}, {card_file}")
