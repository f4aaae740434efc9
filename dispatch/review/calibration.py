"""Whether what was predicted came true: the chance of a yes written on each request, against the answers. Pure.

A silence is no yes. What was withdrawn, still waits, was designated, asked outside a ranking or declined as a duplicate
was no test of the prediction.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dispatch.review.facts import AskFact
from hospitals.request import DeclineCode

ENOUGH = 20  # answers below which a score would say more than is known
BINS = 10
Z = 1.96  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Bin:
    """The requests predicted from `low` up to `high`: what was predicted on the mean, and what came, with the Wilson
    interval of its share."""

    low: float
    high: float
    n: int
    predicted: float
    accepted: int
    share: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Over `n` predictions. `brier` is their mean squared error, `reference` that of always saying the base rate, and
    `skill` how much better than it (1 perfect, 0 no better). All None below ENOUGH answers."""

    n: int
    accepted: int
    predicted: float | None
    share: float | None
    brier: float | None
    reference: float | None
    skill: float | None
    bins: tuple[Bin, ...]


def calibrate(asks: Iterable[AskFact]) -> Calibration:
    """The reliability of the predictions on `asks`; their order does not matter."""
    return score((one.p_accept, one.agreed) for one in asks if one.p_accept is not None and _is_test(one))


def score(predictions: Iterable[tuple[float, bool]]) -> Calibration:
    """The reliability of chances 0–1 against what came; their order does not matter."""
    tested = sorted(predictions)
    n, accepted = len(tested), sum(agreed for _, agreed in tested)
    if n < ENOUGH:
        return Calibration(n, accepted, None, None, None, None, None, ())
    share = accepted / n
    brier, reference = math.fsum((p - agreed) ** 2 for p, agreed in tested) / n, share * (1.0 - share)
    return Calibration(
        n=n,
        accepted=accepted,
        predicted=round(math.fsum(p for p, _ in tested) / n, 4),
        share=round(share, 4),
        brier=round(brier, 4),
        reference=round(reference, 4),
        skill=round(1.0 - brier / reference, 4) if reference else None,
        bins=tuple(
            _bin(number, mine) for number in range(BINS) if (mine := [t for t in tested if _of(t[0]) == number])
        ),
    )


def wilson(accepted: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927), 0–1. Raises ValueError for none."""
    if n < 1:
        raise ValueError("nothing was counted")
    share, z2 = accepted / n, Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def _is_test(ask: AskFact) -> bool:
    if ask.designated or ask.declined is DeclineCode.DUPLICATE:
        return False
    return ask.agreed or ask.declined is not None or ask.silent


def _of(predicted: float) -> int:
    return min(BINS - 1, int(predicted * BINS))


def _bin(number: int, tested: Sequence[tuple[float, bool]]) -> Bin:
    n, accepted = len(tested), sum(agreed for _, agreed in tested)
    lower, upper = wilson(accepted, n)
    predicted = math.fsum(p for p, _ in tested) / n
    figures = (round(one, 4) for one in (accepted / n, lower, upper))
    return Bin(number / BINS, (number + 1) / BINS, n, round(predicted, 4), accepted, *figures)
