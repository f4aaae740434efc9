"""The agreement of caller, crew and hospital over days: for the supervisors' page and its spreadsheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from dispatch.record import plain
from dispatch.review.agreement import LEVELS, NURSES_MISTRIAGE, Agreement, Pair, compare
from dispatch.review.calibration import ENOUGH
from dispatch.review.disclosure import told, told_group, told_share
from dispatch.review.period import DAYS, HEAD, Line, Span
from dispatch.review.reading import day_of, read_levels
from dispatch.system import System
from dispatch.tables.areas import get_region


@dataclass(frozen=True, slots=True)
class Judging:
    """Days up to `last`, both ends included, and how far the judges agreed."""

    first: date
    last: date
    pairs: tuple[Agreement, ...]


def read_judging(
    session: Session, system: System, region: str, *, span: Span, last: date | None, simulated: bool
) -> Judging:
    """The days up to `last` (None is today); raises NotFoundError for no region."""
    until = last or day_of(system.clock.now(), get_region(session, region).timezone)
    first = until - timedelta(days=DAYS[span] - 1)
    judged = read_levels(session, region, first, until, simulated=simulated)
    return Judging(first, until, tuple(compare(judged, pair) for pair in Pair))


def judging_view(found: Judging) -> dict[str, Any]:
    """As the page shows it."""
    known = {"levels": LEVELS, "minimum": ENOUGH, "benchmark": NURSES_MISTRIAGE}
    shown: dict[str, Any] = plain(found)
    return shown | known


def judging_rows(found: Judging) -> Iterator[Line]:
    """As lines of a spreadsheet, with nothing that could tell a patient: see `disclosure`."""
    yield HEAD
    for one in found.pairs:
        yield one.pair.value, "", "patients", told(one.n)
        for name, count in told_group({"same": one.same, "over": one.over, "under": one.under}).items():
            yield one.pair.value, name, "patients", count
        for name, count in (("same", one.same), ("over", one.over), ("under", one.under)):
            yield one.pair.value, name, "share", told_share(count, one.n)
        yield one.pair.value, "", "kappa", one.kappa
        yield from _cells(one)


def _cells(one: Agreement) -> Iterator[Line]:
    """The table in three groups, for each of which a total is printed: the diagonal, what is above it, what below."""
    pairs = [(i, j) for i in range(len(LEVELS)) for j in range(len(LEVELS))]
    groups = ([(i, j) for i, j in pairs if (i > j) - (i < j) == side] for side in (0, -1, 1))
    for group in groups:
        for (i, j), count in told_group({(i, j): one.cells[i][j] for i, j in group}).items():
            yield one.pair.value, f"{LEVELS[i]}-{LEVELS[j]}", "patients", count
