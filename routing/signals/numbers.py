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
    """Both ways between our junctions and a centre's. A junction the centre does not have is in neither."""

    of: Mapping[str, IntersectionID] = field(default_factory=dict)

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
    """A centre's own table: CSV with the columns junction, region, intersection. Raises NumbersError with the line."""
    found: dict[str, IntersectionID] = {}
    rows = csv.DictReader(lines)
    if rows.fieldnames is None or not set(COLUMNS) <= set(rows.fieldnames):
        raise NumbersError(f"line 1: needs the columns {', '.join(COLUMNS)}")
    for line, row in enumerate(rows, start=2):
        try:
            number = IntersectionID(int(row["intersection"]), int(row["region"]) if row["region"] else None)
        except ValueError as error:
            raise NumbersError(f"line {line}: {error}") from error
        if row["junction"] not in junctions.by_id or number in found.values():
            raise NumbersError(f"line {line}: no such junction, or a number twice")
        found[row["junction"]] = number
    return Numbers(found)


def approach_of(junction: Junction, edge: int | None) -> Approach | None:
    """The arm of an edge as an approach; None where it has none, or more arms meet than the standard numbers."""
    arm = junction.arm_of(edge)
    return Approach(arm) if arm is not None and arm < APPROACHES else None
