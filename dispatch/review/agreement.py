"""How far caller, crew and hospital saw the same urgency: over- and under-triage, level by level. Pure.

The later judge is the reference. Over-triage: the earlier one saw it more urgent; under-triage: less urgent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dispatch.review.calibration import ENOUGH, wilson

LEVELS = (1, 2, 3, 4, 5)
NURSES_MISTRIAGE = 0.147  # of KTAS at two Korean emergency departments: Moon et al., PLoS One 2019;14:e0216972


class Pair(StrEnum):
    """Who is compared with whom."""

    DESK_CREW = "desk_crew"
    CREW_HOSPITAL = "crew_hospital"
    DESK_HOSPITAL = "desk_hospital"


@dataclass(frozen=True, slots=True)
class Judged:
    """One patient: the level dispatch worked with, the crew's first and last, the hospital's last. None where nobody
    has said."""

    desk: int | None
    crew_first: int | None
    crew_last: int | None
    hospital: int | None

    def of(self, pair: Pair) -> tuple[int | None, int | None]:
        """What the two of `pair` said, the reference last."""
        return {
            Pair.DESK_CREW: (self.desk, self.crew_first),
            Pair.CREW_HOSPITAL: (self.crew_last, self.hospital),
            Pair.DESK_HOSPITAL: (self.desk, self.hospital),
        }[pair]


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval (Wilson)."""

    share: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of `n` patients both have judged. `cells[i][j]` counts those the first saw at LEVELS[i], the reference at
    LEVELS[j]. Shares and the quadratic kappa are None below ENOUGH patients."""

    pair: Pair
    n: int
    same: int
    over: int
    under: int
    cells: tuple[tuple[int, ...], ...]
    shares: dict[str, Share] | None
    kappa: float | None


def compare(judged: Iterable[Judged], pair: Pair) -> Agreement:
    """Count the patients both of `pair` have judged; their order does not matter."""
    both = [(a, b) for a, b in (one.of(pair) for one in judged) if a is not None and b is not None]
    cells = tuple(tuple(both.count((a, b)) for b in LEVELS) for a in LEVELS)
    n, same, over = len(both), sum(a == b for a, b in both), sum(a < b for a, b in both)
    counts = {"same": same, "over": over, "under": n - same - over}
    enough = n >= ENOUGH
    shares = {name: _share(count, n) for name, count in counts.items()} if enough else None
    return Agreement(pair, n, **counts, cells=cells, shares=shares, kappa=_kappa(cells, n) if enough else None)


def _share(count: int, n: int) -> Share:
    lower, upper = wilson(count, n)
    return Share(round(count / n, 4), round(lower, 4), round(upper, 4))


def _kappa(cells: tuple[tuple[int, ...], ...], n: int) -> float | None:
    """Cohen's kappa with quadratic weights (Cohen 1968); None where all are at one level: nothing can differ."""
    rows, columns = [sum(row) for row in cells], [sum(column) for column in zip(*cells, strict=True)]
    far = [(i, j, (i - j) ** 2) for i in range(len(cells)) for j in range(len(cells))]
    expected = sum(weight * rows[i] * columns[j] for i, j, weight in far) / n
    found = sum(weight * cells[i][j] for i, j, weight in far)
    return round(1 - found / expected, 4) if expected else None
