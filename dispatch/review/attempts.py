"""How a day's attempts to reach us by voice ended: abandoned before anybody took them, silent, called back. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dispatch.telephone import TO_CALL_BACK, LineState


@dataclass(frozen=True, slots=True)
class AttemptFact:
    """One attempt. `abandoned` hung up before the first claim; `silent` was once taken with nobody speaking."""

    state: LineState
    abandoned: bool
    silent: bool
    called_back: int


@dataclass(frozen=True, slots=True)
class Attempts:
    """Every attempt counts for itself, also where the same number rang again. `reached` were abandoned or silent and
    spoken to afterwards; `waiting` are still to be called back; `closed` ended without: each with its reason."""

    all: int
    abandoned: int
    silent: int
    called_back: int
    reached: int
    waiting: int
    closed: int

    @property
    def share(self) -> float | None:
        """The share abandoned of all, 0–1; None when nobody rang."""
        return self.abandoned / self.all if self.all else None


SPOKEN = frozenset({LineState.CLAIMED, LineState.ANSWERED})


def judge_attempts(facts: Iterable[AttemptFact]) -> Attempts:
    """Count them; their order does not matter."""
    listed = list(facts)
    missed = [one for one in listed if one.abandoned or one.silent]
    return Attempts(
        all=len(listed),
        abandoned=sum(one.abandoned for one in listed),
        silent=sum(one.silent for one in listed),
        called_back=sum(one.called_back > 0 for one in missed),
        reached=sum(one.state in SPOKEN for one in missed),
        waiting=sum(one.state in TO_CALL_BACK for one in missed),
        closed=sum(one.state is LineState.CLOSED for one in missed),
    )


def attempt_rows(found: Attempts) -> Iterator[tuple[object, ...]]:
    """As lines of the day's spreadsheet: interval, by, part, n, median, p90, judged, within, share, target."""
    for part in ("abandoned", "silent", "called_back", "reached", "waiting", "closed"):
        share = round(found.share, 4) if part == "abandoned" and found.share is not None else None
        yield ("attempts", "told_apart", part, getattr(found, part), None, None, None, None, share, None)
    yield ("attempts", "all", "", found.all, *(None,) * 6)
