"""Triage against what became of the patients: who was grave and not seen so, who was not and was. Pure.

Grave is judged from the end (dispatch/care/outcome.py). Under-triage is counted of the grave, over-triage of the rest;
a patient whose hospital has said nothing counts in neither, and is counted as waiting.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dispatch.care.outcome import Outcome, was_grave
from dispatch.review.agreement import Share
from dispatch.review.calibration import ENOUGH, wilson

URGENT = frozenset({1, 2})  # P1 and P2 of dispatch, levels 1 and 2 of the crew


class Seen(StrEnum):
    """Whose level is held against the outcome."""

    DISPATCH = "dispatch"
    CREW = "crew"


@dataclass(frozen=True, slots=True)
class OutcomeFact:
    """A patient that was brought to a hospital: the levels given, the time-critical bundle, what was said of it."""

    dispatch: int | None
    crew: int | None
    bundle: str | None
    said: Outcome | None


@dataclass(frozen=True, slots=True)
class Against:
    """Of `grave + others` patients with a level and an outcome: `under` of the grave, `over` of the others. A share is
    None below ENOUGH patients of its group."""

    seen: Seen
    grave: int
    others: int
    under: int
    over: int
    under_share: Share | None
    over_share: Share | None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A bundle: how many were brought with it, of how many the hospital answered, how many held."""

    bundle: str
    brought: int
    answered: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class OutcomeReview:
    """`brought` patients, of whom `returned` have an outcome and `waiting` have none yet."""

    brought: int
    returned: int
    waiting: int
    against: tuple[Against, ...]
    bundles: tuple[Confirmed, ...]


def review_outcomes(facts: Iterable[OutcomeFact]) -> OutcomeReview:
    """Count them; their order does not matter."""
    listed = list(facts)
    returned = sum(one.said is not None for one in listed)
    return OutcomeReview(
        brought=len(listed),
        returned=returned,
        waiting=len(listed) - returned,
        against=tuple(_against(listed, seen) for seen in Seen),
        bundles=tuple(_confirmed(listed, name) for name in sorted({one.bundle for one in listed if one.bundle})),
    )


def _against(facts: Sequence[OutcomeFact], seen: Seen) -> Against:
    judged = [
        (level in URGENT, was_grave(one.said))
        for one in facts
        if one.said is not None and (level := one.dispatch if seen is Seen.DISPATCH else one.crew) is not None
    ]
    grave, others = [urgent for urgent, bad in judged if bad], [urgent for urgent, bad in judged if not bad]
    under, over = grave.count(False), others.count(True)
    shares = (_share(under, len(grave)), _share(over, len(others)))
    return Against(seen, len(grave), len(others), under, over, *shares)


def _share(part: int, whole: int) -> Share | None:
    if whole < ENOUGH:
        return None
    lower, upper = wilson(part, whole)
    return Share(round(part / whole, 4), round(lower, 4), round(upper, 4))


def _confirmed(facts: Sequence[OutcomeFact], bundle: str) -> Confirmed:
    mine = [one for one in facts if one.bundle == bundle]
    answers = [one.said.confirmed for one in mine if one.said is not None and one.said.confirmed is not None]
    return Confirmed(bundle, len(mine), len(answers), sum(answers))
