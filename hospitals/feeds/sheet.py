"""A hospital's post as CSV: the header holds NEMC's keys, each line is one report. Pure.

All mistakes of all lines are told at once, each with its line and column; a sheet with a mistake is no post at all.
"""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hospitals.capacity import CASUALTIES, WAITING, Colours
from hospitals.feeds.said import Reader, Said, instant, whole

MOST_LINES = 500
WAIT_MIN = range(601)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in one cell. Lines count from 1, the header included; column None is the whole line."""

    line: int
    column: str | None
    why: str

    @property
    def field(self) -> str:
        """Where, in one word."""
        return f"{self.line}:{self.column}" if self.column is not None else str(self.line)


class SheetError(ValueError):
    """A sheet that cannot be taken, with every mistake."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("; ".join(f"{one.field} {one.why}" for one in mistakes))
        self.mistakes = mistakes


def read_sheet(body: bytes, *, hospital_id: str) -> tuple[Said, ...]:
    """The reports of a sheet in the order of its lines; raises SheetError with every mistake."""
    lines = _lines(body)
    if len(lines) < 2:
        raise SheetError([Mistake(1, None, "a header and at least one line are needed")])
    header, *rows = lines
    names = [cell.strip() for cell in header]
    mistakes = [
        Mistake(1, name, "stands twice") for i, name in enumerate(names) if name.lower() in _lower(names[:i]) and name
    ]
    said = []
    for number, cells in enumerate(rows, start=2):
        said.append(_line(number, names, cells, hospital_id, mistakes))
    if len(rows) > 1:
        mistakes += [Mistake(n, None, "needs reported_at") for n, one in enumerate(said, 2) if one.reported_at is None]
    if mistakes:
        raise SheetError(sorted(mistakes, key=lambda one: (one.line, one.column or "")))
    return tuple(said)


def _lines(body: bytes) -> list[list[str]]:
    try:
        text = body.decode("utf-8-sig")
        lines = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except UnicodeDecodeError:
        raise SheetError([Mistake(1, None, "is not UTF-8")]) from None
    except csv.Error as error:
        raise SheetError([Mistake(1, None, str(error))]) from None
    if len(lines) > MOST_LINES:
        raise SheetError([Mistake(MOST_LINES, None, f"at most {MOST_LINES} lines")])
    return lines


def _line(number: int, names: list[str], cells: list[str], hospital_id: str, mistakes: list[Mistake]) -> Said:
    reader, told = Reader(), _Told(hospital_id)
    if len(cells) != len(names):
        mistakes.append(Mistake(number, None, f"has {len(cells)} cells, the header {len(names)}"))
    for name, cell in zip(names, cells, strict=False):
        key, text = name.lower(), cell.strip()
        if text and key in TAKERS:
            TAKERS[key](told, reader, name, text)
        elif text and key.startswith(("hv", "o0")):
            reader.bed(name, name, text)
        elif text:
            reader.word(name, name, text)
    mistakes += [Mistake(number, column, why) for column, why in reader.mistakes]
    said = Said(reader.figures(), reader.words(), told.waiting, told.wait, told.at, told.surge())
    if said.is_empty() and not reader.mistakes:
        mistakes.append(Mistake(number, None, "says nothing"))
    return said


@dataclass(slots=True)
class _Told:
    """What a line says besides beds and conditions."""

    hospital_id: str
    at: datetime | None = None
    waiting: int | None = None
    wait: timedelta | None = None
    colours: dict[str, int] = field(default_factory=dict)

    def surge(self) -> Colours | None:
        """The three colours, as far as the line has them; None without any."""
        red, yellow, green = (self.colours.get(f"surge_{colour}") for colour in ("red", "yellow", "green"))
        return (red, yellow, green) if self.colours else None

    def take_colour(self, reader: Reader, where: str, text: str) -> None:
        number = whole(text)
        if number is None or number not in CASUALTIES:
            reader.wrong(where, f"must be 0 to {CASUALTIES.stop - 1}")
        else:
            self.colours[where.lower()] = number

    def take_hospital(self, reader: Reader, where: str, text: str) -> None:
        if text != self.hospital_id:
            reader.wrong(where, f"is not {self.hospital_id}")

    def take_time(self, reader: Reader, where: str, text: str) -> None:
        self.at = instant(text)
        if self.at is None:
            reader.wrong(where, "must be ISO 8601 with an offset, or 14 digits of Korean time")

    def take_waiting(self, reader: Reader, where: str, text: str) -> None:
        self.waiting = whole(text)
        if self.waiting not in WAITING:
            reader.wrong(where, f"must be 0 to {WAITING.stop - 1}")

    def take_wait(self, reader: Reader, where: str, text: str) -> None:
        minutes = whole(text)
        if minutes not in WAIT_MIN:
            reader.wrong(where, f"must be 0 to {WAIT_MIN.stop - 1}")
        else:
            self.wait = timedelta(minutes=minutes or 0)


TAKERS: Mapping[str, Callable[[_Told, Reader, str, str], None]] = {
    "hpid": _Told.take_hospital,
    "reported_at": _Told.take_time,
    "hvidate": _Told.take_time,
    "ambulances_waiting": _Told.take_waiting,
    "offload_wait_min": _Told.take_wait,
    "surge_red": _Told.take_colour,
    "surge_yellow": _Told.take_colour,
    "surge_green": _Told.take_colour,
}


def _lower(names: list[str]) -> set[str]:
    return {name.lower() for name in names}
