"""Learning chief complaints from sentences we wrote (`sayings/*.txt`), and judging it on sentences held back."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_array

from dispatch.estimate.complaint import Borne, SayingModel, suggest
from dispatch.estimate.crossing import split_by
from dispatch.estimate.grams import pieces
from dispatch.estimate.judging import Array, wilson
from dispatch.estimate.lexicon import Lexicon

VERSION = "complaint-2026.11"
LANGUAGES = ("ko", "en")
RIDGE = 0.3
LEAST = 2  # a piece met in fewer sentences is left out
DIGITS, SMALLEST = 2, 0.05
STEPS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
FOLDS, REPEATS = 5, 3


@dataclass(frozen=True, slots=True)
class Saying:
    """One sentence and what it tells of."""

    text: str
    complaint: str
    language: str


@dataclass(frozen=True, slots=True)
class Held:
    """A sentence held back, and what was suggested: complaints best first, and the chance of the first."""

    saying: Saying
    suggested: tuple[str, ...]
    chance: float


def read_sayings() -> tuple[Saying, ...]:
    """Every sentence that ships, Korean first."""
    texts = {
        one: files("dispatch.estimate").joinpath(f"sayings/{one}.txt").read_text(encoding="utf-8") for one in LANGUAGES
    }
    return tuple(saying for language, text in texts.items() for saying in _sayings(text, language))


def fit(sayings: Sequence[Saying], words: Lexicon, borne: tuple[Borne, ...] = ()) -> SayingModel:
    """Ridge softmax over pieces; deterministic."""
    rows = [pieces(one.text, words) for one in sayings]
    counts: dict[str, int] = {}
    for row in rows:
        for piece in row:
            counts[piece] = counts.get(piece, 0) + 1
    names = sorted(piece for piece, count in counts.items() if count >= LEAST or piece.startswith("@"))
    complaints = tuple(sorted({one.complaint for one in sayings}))
    target = np.array([complaints.index(one.complaint) for one in sayings])
    slopes, starts = _solve(_sparse(rows, names), target, len(complaints))
    weights = {name: _kept(row) for name, row in zip(names, slopes, strict=True)}
    rounded = tuple(round(float(one), DIGITS) for one in starts)
    return SayingModel(
        VERSION, words.version, complaints, rounded, {name: row for name, row in weights.items() if row}, borne
    )


def hold_back(sayings: Sequence[Saying], words: Lexicon) -> tuple[Held, ...]:
    """Each sentence `REPEATS` times suggested for by a model that has not met it."""
    labels = np.array([f"{one.language}.{one.complaint}" for one in sayings])
    known = frozenset(one.complaint for one in sayings)
    held = []
    for seed in range(REPEATS):
        for part in split_by(labels, FOLDS, seed):
            inside = set(part.tolist())
            model = fit([one for at, one in enumerate(sayings) if at not in inside], words)
            held += [_held(sayings[at], model, words, known) for at in part.tolist()]
    return tuple(held)


def borne(held: Sequence[Held]) -> tuple[Borne, ...]:
    """How right first suggestions were from each chance up; intervals for the sentences of one repeat."""
    made = []
    for step in STEPS:
        sure = [one for one in held if one.chance >= step]
        cases = round(len(sure) / REPEATS)
        right = sum(one.suggested[:1] == (one.saying.complaint,) for one in sure) / max(1, len(sure))
        low, high = wilson(round(right * cases), cases)
        made.append(Borne(step, cases, round(right, 4), round(low, 4), round(high, 4)))
    return tuple(made)


def model_text(model: SayingModel) -> str:
    """The model as it is committed: JSON, a piece a line."""
    head = {
        "version": model.version,
        "lexicon_version": model.lexicon_version,
        "complaints": model.complaints,
        "starts": model.starts,
        "borne": [asdict(one) for one in model.borne],
    }
    lines = [f'  "{key}": {json.dumps(value)},' for key, value in head.items()]
    rows = ",\n".join(
        f"    {json.dumps(piece, ensure_ascii=False)}: {json.dumps({str(at): w for at, w in row.items()})}"
        for piece, row in model.weights.items()
    )
    return "\n".join(("{", *lines, '  "weights": {', rows, "  }", "}")) + "\n"


def _sayings(text: str, language: str) -> list[Saying]:
    made, complaint = [], ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("["):
            complaint = line.strip("[]")
        elif not line.startswith("#"):
            made.append(Saying(line, complaint, language))
    return made


def _held(saying: Saying, model: SayingModel, words: Lexicon, known: frozenset[str]) -> Held:
    found = suggest(saying.text, model, words, known=known)
    return Held(saying, tuple(one.complaint for one in found), found[0].chance if found else 0.0)


def _sparse(rows: list[dict[str, float]], names: list[str]) -> csr_array:
    at = {name: column for column, name in enumerate(names)}
    cells = [
        (number, at[piece], weight) for number, row in enumerate(rows) for piece, weight in row.items() if piece in at
    ]
    lines, columns, values = zip(*cells, strict=True)
    return csr_array((np.array(values), (np.array(lines), np.array(columns))), shape=(len(rows), len(names)))


def _solve(values: csr_array, target: Array, classes: int) -> tuple[Array, Array]:
    width = values.shape[1]
    wanted = np.eye(classes)[target]

    def cost(flat: Array) -> tuple[float, Array]:
        slopes, starts = flat[: width * classes].reshape(width, classes), flat[width * classes :]
        odds = values @ slopes + starts
        odds -= odds.max(axis=1, keepdims=True)
        logs = odds - np.log(np.exp(odds).sum(axis=1, keepdims=True))
        wrong = np.exp(logs) - wanted
        value = -(wanted * logs).sum() + RIDGE / 2 * (slopes**2).sum() + RIDGE / 2 * (starts**2).sum()
        turn = values.T @ wrong + RIDGE * slopes
        return float(value), np.concatenate([turn.ravel(), wrong.sum(axis=0) + RIDGE * starts])

    best = minimize(cost, np.zeros((width + 1) * classes), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return best.x[: width * classes].reshape(width, classes), best.x[width * classes :]


def _kept(row: Array) -> dict[int, float]:
    return {at: round(float(one), DIGITS) for at, one in enumerate(row) if abs(one) >= SMALLEST}
