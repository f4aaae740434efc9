"""What a hospital posts, in whatever form it came, as one value; and the reading of NEMC's keys in it. Pure.

Every mistake is told at once, by where it stands. MKioskTy names are refused: they mean different conditions in
different operations, and nobody here can know which was meant.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hospitals.capacity import AVAILABLE, BASELINE, Colours, Word
from hospitals.feeds.keys import CAPABILITIES, KEYS, SAYS, USABLE, Part
from hospitals.feeds.reports import BedFigure
from hospitals.model import BedType, Capability

KOREA = ZoneInfo("Asia/Seoul")
DIGITS = 14
AMBIGUOUS = "means different conditions in different operations; write Y0010 …"


@dataclass(frozen=True, slots=True)
class Said:
    """One report of one hospital. `reported_at` None is now."""

    figures: tuple[BedFigure, ...] = ()
    words: tuple[tuple[Capability, Word], ...] = ()
    ambulances_waiting: int | None = None
    offload_wait: timedelta | None = None
    reported_at: datetime | None = None
    surge: Colours | None = None

    def is_empty(self) -> bool:
        """Whether nothing at all is said."""
        return replace(self, reported_at=None) == Said()


@dataclass(slots=True)
class Reader:
    """Takes what is said, figure by figure; `mistakes` are (where, why)."""

    mistakes: list[tuple[str, str]] = field(default_factory=list)
    _figures: dict[BedType, dict[str, int | bool]] = field(default_factory=dict)
    _words: dict[Capability, Word] = field(default_factory=dict)

    def wrong(self, where: str, why: str) -> None:
        """Put a mistake on the list."""
        self.mistakes.append((where, why))

    def bed(self, where: str, key: str, value: int | str) -> None:
        """A count, a total or a flag under one of NEMC's keys or a dashboard code."""
        known = KEYS.get(key.lower())
        if known is None:
            self.wrong(where, "no such bed type")
            return
        bed, part = known
        text = str(value).strip()
        if text.lower() in USABLE and part is Part.AVAILABLE:
            self._put(where, bed, "usable", USABLE[text.lower()])
            return
        number = whole(text)
        possible = BASELINE if part is Part.BASELINE else AVAILABLE
        if number is None:
            self.wrong(where, "must be a whole number" + (", Y, N or N1" if part is Part.AVAILABLE else ""))
        elif number not in possible:
            self.wrong(where, f"must be {possible.start} to {possible.stop - 1}")
        else:
            self._put(where, bed, part.value, number)

    def count(self, where: str, key: str, available: int | None, baseline: int | None) -> None:
        """Both figures of one type, under any of its keys."""
        known = KEYS.get(key.lower())
        if known is None:
            self.wrong(where, "no such bed type")
            return
        code = known[0].value
        for name, of, number in (("available", code, available), ("baseline", f"hvs{code[2:]}", baseline)):
            if number is not None:
                self.bed(f"{where}.{name}", of, number)

    def word(
        self, where: str, key: str, says: str, busy_until: datetime | None = None, on_call: str | None = None
    ) -> None:
        """What is said of one condition, under its name here or NEMC's Y code."""
        capability, heard = CAPABILITIES.get(key.lower()), SAYS.get(says.strip().lower())
        if capability is None:
            self.wrong(where, AMBIGUOUS if key.lower().startswith("mkioskty") else "no such condition")
        elif heard is None:
            self.wrong(where, "must be Y, N, N1, yes, no, unknown, 불가능 or 정보미제공")
        elif capability in self._words:
            self.wrong(where, "is said twice")
        else:
            self._words[capability] = Word(heard, busy_until, on_call)

    def figures(self) -> tuple[BedFigure, ...]:
        """The figures taken so far, by code."""
        return tuple(_figure(bed, told) for bed, told in sorted(self._figures.items()))

    def words(self) -> tuple[tuple[Capability, Word], ...]:
        """The words taken so far, by name."""
        return tuple(sorted(self._words.items(), key=lambda item: item[0]))

    def _put(self, where: str, bed: BedType, part: str, value: int | bool) -> None:
        told = self._figures.setdefault(bed, {})
        if told.setdefault(part, value) != value:
            self.wrong(where, "contradicts another key of the same bed type")


def _figure(bed: BedType, told: Mapping[str, int | bool]) -> BedFigure:
    usable = told.get("usable")
    return BedFigure(bed, told.get("available"), told.get("baseline"), None if usable is None else bool(usable))


def whole(text: str) -> int | None:
    """A whole number in plain digits; None for anything else."""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None


def instant(text: str) -> datetime | None:
    """ISO 8601 with an offset, or NEMC's 14 digits of Korean time; None for anything else."""
    try:
        if len(text) == DIGITS and text.isascii() and text.isdecimal():
            return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=KOREA).astimezone(UTC)
        told = datetime.fromisoformat(text)
        return told.astimezone(UTC) if told.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
