"""Free text → the likely chief complaints, with chances: plain data in `complaint.json`.

Suggestions to a person. What the rules find by themselves (`dispatch.triage.suggest_complaint`) stays the floor:
nothing here takes it away, and nothing here is written down unless a person accepts it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

from dispatch.estimate.grams import pieces
from dispatch.estimate.lexicon import Lexicon, lexicon

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Borne:
    """Of unseen sentences whose first suggestion had at least `chance`: how many, and the share it was right for."""

    chance: float
    cases: int
    right: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SayingModel:
    """A start for each complaint; for each piece a weight for some of them, by number. Other pieces weigh nothing."""

    version: str
    lexicon_version: str
    complaints: tuple[str, ...]
    starts: tuple[float, ...]
    weights: Mapping[str, Mapping[int, float]]
    borne: tuple[Borne, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A complaint with its chance among all the model knows."""

    complaint: str
    chance: float


def suggest(text: str, model: SayingModel, words: Lexicon, *, known: frozenset[str]) -> tuple[Suggestion, ...]:
    """The likeliest complaints, best first, of those that the rules in use know; none for a text that says nothing."""
    found = {piece: weight for piece, weight in pieces(text, words).items() if piece in model.weights}
    if not any(piece.startswith("@") or len(piece) > 1 for piece in found):
        return ()
    chances = _chances(found, model)
    ranked = sorted(zip(model.complaints, chances, strict=True), key=lambda one: (-one[1], one[0]))
    return tuple(Suggestion(name, round(chance, 4)) for name, chance in ranked if name in known)[:SHOWN]


def suggest_now(text: str, *, known: frozenset[str]) -> tuple[Suggestion, ...]:
    """By the model and the list that ship."""
    return suggest(text, fitted(), lexicon(), known=known)


def borne_out(chance: float, model: SayingModel) -> Borne | None:
    """How far a suggestion of this chance has been right; None below the least that was counted."""
    return next((one for one in reversed(model.borne) if one.chance <= chance), None)


@cache
def fitted() -> SayingModel:
    """The model that ships."""
    return parse(files("dispatch.estimate").joinpath("complaint.json").read_text(encoding="utf-8"))


def parse(text: str) -> SayingModel:
    """Read a model; raises KeyError, TypeError or ValueError for what is not one."""
    data = json.loads(text)
    weights = {piece: {int(at): float(w) for at, w in row.items()} for piece, row in data["weights"].items()}
    borne = tuple(Borne(**row) for row in data["borne"])
    complaints, starts = tuple(data["complaints"]), tuple(data["starts"])
    return SayingModel(data["version"], data["lexicon_version"], complaints, starts, weights, borne)


def _chances(found: Mapping[str, float], model: SayingModel) -> list[float]:
    odds = list(model.starts)
    for piece, weight in found.items():
        for at, slope in model.weights[piece].items():
            odds[at] += weight * slope
    highest = max(odds)
    raised = [exp(one - highest) for one in odds]
    return [one / sum(raised) for one in raised]
