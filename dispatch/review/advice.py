"""How advice was taken, and how it agreed with those who saw the patient. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from dispatch.advice import AdviceAnswer, AdviceKind


@dataclass(frozen=True, slots=True)
class AdviceFact:
    """One piece of advice, the last of its kind on an incident. `became` is what others found in the end: the
    complaint that stands, the level the crew gave; None where nobody has said."""

    kind: AdviceKind
    offered: str
    shown: bool
    answer: AdviceAnswer | None
    became: str | None


@dataclass(frozen=True, slots=True)
class Taken:
    """Of one kind. `judged` are those that something became of, `agreed` of these the same; of levels also how many
    were `under` (less grave than the crew found) and `over`."""

    kind: AdviceKind
    made: int
    shown: int
    accepted: int
    ignored: int
    judged: int
    agreed: int
    under: int
    over: int


def taken(facts: Sequence[AdviceFact]) -> tuple[Taken, ...]:
    """Both kinds, in their order; the order of the facts does not matter."""
    return tuple(_taken(kind, [one for one in facts if one.kind is kind]) for kind in AdviceKind)


def _taken(kind: AdviceKind, facts: list[AdviceFact]) -> Taken:
    judged = [one for one in facts if one.became is not None]
    apart = [int(one.offered) - int(one.became or 0) for one in judged] if kind is AdviceKind.ACUITY else []
    return Taken(
        kind=kind,
        made=len(facts),
        shown=sum(one.shown for one in facts),
        accepted=sum(one.answer is AdviceAnswer.ACCEPTED for one in facts),
        ignored=sum(one.answer is AdviceAnswer.IGNORED for one in facts),
        judged=len(judged),
        agreed=sum(one.offered == one.became for one in judged),
        under=sum(gap > 0 for gap in apart),
        over=sum(gap < 0 for gap in apart),
    )
