"""What signal priority did on a day: how fast it was granted, how often one passed on it, what it was worth. Pure.

Minutes saved are an estimate, and said to be one: a signal asked for saved an ambulance 8.3 s in the simulator against
blue light alone (290 s and 221 s over 8.3 signals, 21 paired trips; docs/proofs/twin.md). What it cost others is
known only where a centre or a simulator says so.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from dispatch.review.figures import MEDIAN_FROM, P90_FROM, percentile
from routing.priority.states import AGAIN, RequestState

SAVED_S = 8.3  # a signal passed on a grant; see above
REFUSED = frozenset({RequestState.REJECTED, RequestState.MAX_PRESENCE})
HEAD = ("measure", "value")


@dataclass(frozen=True, slots=True)
class GreenFact:
    """One request as it ended. `answered` whether any answer came; `granted_after` from asking to the first grant."""

    state: RequestState
    answered: bool
    granted_after: timedelta | None
    passed: bool
    passed_granted: bool
    others_delay_s: float | None = None


@dataclass(frozen=True, slots=True)
class Greens:
    """`unanswered` never got any answer. `others_delay_s` adds up `others_known` requests; None where none is known."""

    asked: int
    granted: int
    refused: int
    unanswered: int
    passed: int
    passed_granted: int
    grant_median_s: float | None
    grant_p90_s: float | None
    saved_s: float
    saved_each_s: float
    others_delay_s: float | None
    others_known: int

    @property
    def share(self) -> float | None:
        """Of the signals passed, those passed on a grant; None where none was passed."""
        return self.passed_granted / self.passed if self.passed else None


def judge_greens(facts: Iterable[GreenFact]) -> Greens:
    """The figures; what was withdrawn before anybody granted it does not count as asked."""
    listed = [one for one in facts if one.state not in AGAIN or one.granted_after is not None]
    waits = sorted(one.granted_after.total_seconds() for one in listed if one.granted_after is not None)
    delays = [one.others_delay_s for one in listed if one.others_delay_s is not None]
    on_grant = sum(one.passed_granted for one in listed)
    return Greens(
        asked=len(listed),
        granted=len(waits),
        refused=sum(one.state in REFUSED for one in listed),
        unanswered=sum(not one.answered for one in listed),
        passed=sum(one.passed for one in listed),
        passed_granted=on_grant,
        grant_median_s=percentile(waits, 0.5) if len(waits) >= MEDIAN_FROM else None,
        grant_p90_s=percentile(waits, 0.9) if len(waits) >= P90_FROM else None,
        saved_s=round(on_grant * SAVED_S, 1),
        saved_each_s=SAVED_S,
        others_delay_s=sum(delays) if delays else None,
        others_known=len(delays),
    )


def green_rows(found: Greens) -> Iterator[Sequence[object]]:
    """The figures as lines of a spreadsheet; unknown is empty."""
    yield HEAD
    for name in ("asked", "granted", "refused", "unanswered", "passed", "passed_granted"):
        yield name, getattr(found, name)
    yield "passed_on_grant_share", round(found.share, 4) if found.share is not None else None
    yield "grant_median_s", found.grant_median_s
    yield "grant_p90_s", found.grant_p90_s
    yield "saved_s_estimated", found.saved_s
    yield "others_delay_s", found.others_delay_s
