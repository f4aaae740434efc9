"""How many runs end without transport, and why: shares with their denominators. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dispatch.states import AssignmentState
from dispatch.untransported import Outcome

_S = AssignmentState
KOREA = 0.36  # of the runs of Korean fire services end without transport (capabilities.md, MB-07)
WITHOUT = frozenset({_S.NO_PATIENT, _S.REFUSAL, _S.TREATED_NOT_TRANSPORTED})


@dataclass(frozen=True, slots=True)
class Run:
    """A run that has ended. `outcome` and `why` as its crew told them, None where it told nothing; `there` says that it
    reached the scene, `signed` and `flagged` are of what it told."""

    state: AssignmentState
    there: bool
    outcome: Outcome | None = None
    why: str | None = None
    signed: bool = False
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Untransported:
    """Of `there` runs that reached the scene, `without` ended without transport: `untold` without a word why. Those
    called off before are in no share. `whys` count by outcome and reason."""

    runs: int
    called_off: int
    there: int
    without: int
    untold: int
    signed: int
    refused: int
    flagged: int
    outcomes: Mapping[str, int]
    whys: Mapping[str, Mapping[str, int]]


def judge_runs(runs: Iterable[Run]) -> Untransported:
    """The figures; the order does not matter."""
    listed = list(runs)
    there = [one for one in listed if one.there]
    without = [one for one in there if one.state in WITHOUT or one.outcome is not None]
    told = [one for one in without if one.outcome is not None]
    refusals = [one for one in told if one.outcome is Outcome.REFUSAL]
    whys: dict[str, Counter[str]] = {}
    for one in told:
        whys.setdefault(str(one.outcome), Counter())[one.why or ""] += 1
    return Untransported(
        runs=len(listed),
        called_off=len(listed) - len(there),
        there=len(there),
        without=len(without),
        untold=len(without) - len(told),
        signed=sum(one.signed for one in refusals),
        refused=len(refusals),
        flagged=sum(one.flagged for one in told),
        outcomes=dict(sorted(Counter(str(one.outcome) for one in told).items())),
        whys={outcome: dict(sorted(counts.items())) for outcome, counts in sorted(whys.items())},
    )
