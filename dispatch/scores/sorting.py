"""Sorting by questions: a tree of yes and no, walked as far as the answers reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatch.scores.score import Scale


@dataclass(frozen=True, slots=True)
class Ask:
    """A question and where each answer leads: to the next one, or to a band."""

    question: str
    yes: "Ask | str"
    no: "Ask | str"


@dataclass(frozen=True, slots=True)
class Reason:
    """An answer that led to the band."""

    name: str
    value: float | bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """A band somewhere from `mildest` to `gravest`, the answers that led there, and which would narrow it down, the
    next question first. Nothing is missing once the band is settled."""

    scale: Scale
    mildest: str
    gravest: str
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]

    @property
    def band(self) -> str | None:
        """The band, once it is settled."""
        return self.mildest if self.mildest == self.gravest else None


@dataclass(frozen=True, slots=True)
class Sieve:
    """A tree whose bands are `bands`, the mildest first."""

    scale: Scale
    bands: tuple[str, ...]
    tree: Ask

    def sort(self, answers: Mapping[str, bool | None]) -> Verdict:
        """The band these answers lead to. An answer that is missing or None is unknown; further ones do not matter."""
        found, reasons, missing = _walk(self.tree, answers)
        graded = sorted(found, key=self.bands.index)
        return Verdict(self.scale, graded[0], graded[-1], reasons, missing)

    def questions(self) -> tuple[str, ...]:
        """Every question, in the order they are asked."""
        return tuple(dict.fromkeys(_questions(self.tree)))


_Walked = tuple[frozenset[str], tuple[Reason, ...], tuple[str, ...]]


def _walk(at: Ask | str, answers: Mapping[str, bool | None]) -> _Walked:
    if isinstance(at, str):
        return frozenset({at}), (), ()
    answer = answers.get(at.question)
    if answer is not None:
        found, reasons, missing = _walk(at.yes if answer else at.no, answers)
        return found, (Reason(at.question, answer), *reasons), missing
    return _either(at.question, _walk(at.yes, answers), _walk(at.no, answers))


def _either(question: str, yes: _Walked, no: _Walked) -> _Walked:
    """Where nobody knows: both ways, and what they have in common of reasons."""
    found = yes[0] | no[0]
    shared = tuple(reason for reason in yes[1] if reason in no[1])
    missing = dict.fromkeys((question, *yes[2], *no[2])) if len(found) > 1 else {}
    return found, shared, tuple(missing)


def _questions(at: Ask | str) -> Sequence[str]:
    return () if isinstance(at, str) else (at.question, *_questions(at.yes), *_questions(at.no))
