"""One row a drive: what was promised and what came out, kept as CSV. Pure but for files."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Self

from benches.twin.journeys import Errand
from benches.twin.kinds import Drive


@dataclass(frozen=True, slots=True)
class Row:
    """`at_s` is when the trip began; `p50_s` and `p90_s` are what the router promised, `free_s` what a car alone on the
    road would take without signals."""

    trip: int
    arm: str
    at_s: int
    distance_m: float
    signals: int
    p50_s: float
    p90_s: float
    free_s: float
    drive: Drive

    @classmethod
    def of(cls, trip: int, errand: Errand, arm: str, at_s: int, drive: Drive) -> Self:
        """A drive beside what was promised for it."""
        told = errand.route.travel
        p50_s, p90_s = told.p50.total_seconds(), told.p90.total_seconds()
        what = round(told.distance_m, 1), len(errand.route.signals), p50_s, p90_s, round(errand.free_s, 1)
        return cls(trip, arm, at_s, *what, drive)


OWN = tuple(part.name for part in fields(Row) if part.name != "drive")


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """A line a drive, readable again by `read_rows`."""
    with path.open("w", newline="", encoding="utf-8") as file:
        sheet = csv.DictWriter(file, [*OWN, *(part.name for part in fields(Drive))], lineterminator="\n")
        sheet.writeheader()
        for row in rows:
            flat = {name: getattr(row, name) for name in OWN} | asdict(row.drive)
            sheet.writerow({name: _short(value) for name, value in flat.items()})


def read_rows(path: Path) -> list[Row]:
    """What `write_rows` wrote."""
    with path.open(newline="", encoding="utf-8") as file:
        return [_row(told) for told in csv.DictReader(file)]


def together(newer: Sequence[Row], older: Sequence[Row]) -> list[Row]:
    """All of the newer rows, and the older ones of drives that are not among them."""
    done = {(row.trip, row.arm) for row in newer}
    return [*newer, *(row for row in older if (row.trip, row.arm) not in done)]


def of_arm(rows: Sequence[Row], arm: str) -> list[Row]:
    """One arm's rows in the order of the trips."""
    return sorted((row for row in rows if row.arm == arm), key=lambda row: row.trip)


def _short(value: object) -> object:
    return round(value, 1) if isinstance(value, float) else int(value) if isinstance(value, bool) else value


def _row(told: dict[str, str]) -> Row:
    own = {name: told[name] if name == "arm" else _number(Row, name, told[name]) for name in OWN}
    drive = {part.name: _number(Drive, part.name, told[part.name]) for part in fields(Drive)}
    return Row(**own, drive=Drive(**drive))  # type: ignore[arg-type]


def _number(kind: type, name: str, text: str) -> float | int | bool:
    wanted = next(part.type for part in fields(kind) if part.name == name)
    return bool(int(text)) if wanted is bool else int(text) if wanted is int else float(text)
