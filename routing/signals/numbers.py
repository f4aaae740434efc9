"""Which numbers a signal centre knows junctions and their approaches by. Pure.

A centre with a map of its own gives a table (region, intersection, approach). Until then everything has a number made
from what it is: the same after every import, and never two junctions with one.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from routing.junctions import Junction, Junctions
from routing.signals.srm import Approach, IntersectionID

MOST = 65535
APPROACHES = 16
COLUMNS = ("junction", "region", "intersection")


class NumbersError(ValueError):
    """A table of numbers that cannot be used."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Both ways between our junctions and a centre's. A junction the centre does not have is in neither.

    `approaches` are the centre's numbers of a junction's arms, where it has its own: an arm that is missing there is
    one the centre does not have.
    """

    of: Mapping[str, IntersectionID] = field(default_factory=dict)
    approaches: Mapping[str, Mapping[int, int]] = field(default_factory=dict)

    def approach(self, junction: Junction, edge: int | None) -> Approach | None:
        """An edge as an approach; None where it is none, or more arms meet than the standard numbers."""
        arm = junction.arm_of(edge)
        if arm is not None and junction.id in self.approaches:
            arm = self.approaches[junction.id].get(arm)
        return Approach(arm) if arm is not None and arm < APPROACHES else None

    def back(self, number: IntersectionID) -> str | None:
        """Our junction for a centre's number; the region may be left unsaid."""
        fits = (key for key, one in self.of.items() if one.id == number.id and number.region in (None, one.region))
        return next(fits, None)


def made_up(junctions: Junctions, *, region: int | None = None) -> Numbers:
    """A number from each junction's id; the first by id keeps it where two fall together."""
    taken: dict[int, str] = {}
    for junction in junctions.all:
        number = int.from_bytes(sha256(junction.id.encode()).digest()[:4]) % MOST + 1
        while number in taken:
            number = number % MOST + 1
        taken[number] = junction.id
    return Numbers({junction: IntersectionID(number, region) for number, junction in taken.items()})


def read_numbers(lines: Iterable[str], junctions: Junctions) -> Numbers:
    """A centre's own table: CSV with the columns junction, region, intersection. Raises NumbersError with the line.

    Where it numbers approaches otherwise than we do, also arm (ours) and approach (its), a line an arm.
    """
    found: dict[str, IntersectionID] = {}
    approaches: dict[str, dict[int, int]] = {}
    rows = csv.DictReader(lines)
    if rows.fieldnames is None or not set(COLUMNS) <= set(rows.fieldnames):
        raise NumbersError(f"line 1: needs the columns {', '.join(COLUMNS)}")
    for line, row in enumerate(rows, start=2):
        try:
            _take(row, junctions, found, approaches)
        except ValueError as error:
            raise NumbersError(f"line {line}: {error}") from error
    return Numbers(found, approaches)


def _take(
    row: Mapping[str, str | None],
    junctions: Junctions,
    found: dict[str, IntersectionID],
    approaches: dict[str, dict[int, int]],
) -> None:
    name, region = row["junction"] or "", row["region"]
    number = IntersectionID(int(row["intersection"] or ""), int(region) if region else None)
    arm, approach = row.get("arm") or "", row.get("approach") or ""
    if name not in junctions.by_id:
        raise ValueError(f"no junction {name!r}")
    known = found.get(name)
    if known is None and number in found.values():
        raise ValueError("a number twice")
    if known is not None and (known != number or not arm or name not in approaches):
        raise ValueError("a junction twice")
    if bool(arm) != bool(approach):
        raise ValueError("arm and approach belong together")
    found[name] = number
    if arm:
        _map(approaches.setdefault(name, {}), junctions.by_id[name], int(arm), int(approach))


def _map(told: dict[int, int], junction: Junction, arm: int, approach: int) -> None:
    if arm not in {one for _, one in junction.arms}:
        raise ValueError(f"{junction.id} has no arm {arm}")
    if not 0 <= approach < APPROACHES:
        raise ValueError(f"an approach is 0 to {APPROACHES - 1}")
    if arm in told or approach in told.values():
        raise ValueError("an arm or an approach twice")
    told[arm] = approach
