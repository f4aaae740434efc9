"""Reading single values of a row. Each takes what it reads off the row; what nobody took is kept as unread."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from chassis.geo import LatLon
from hospitals.capacity import AVAILABLE, BASELINE
from hospitals.feeds import FeedError, Trouble
from hospitals.feeds.keys import KEYS, SAYS, USABLE, Part
from hospitals.feeds.nemc.operations import LEVELS, Table
from hospitals.feeds.reports import BedFigure, Unread
from hospitals.model import BedType, Capability, Level, Says

KOREA = ZoneInfo("Asia/Seoul")
PERSONAL = frozenset({"hvdnm", "hv1", "hv12"})  # the duty doctors' name and telephones: nothing here needs them


class Row:
    """One row while it is being read."""

    def __init__(self, item: Mapping[str, str]) -> None:
        self._left = {name: text for name, text in item.items() if name not in PERSONAL}
        self.odd: list[str] = []

    def take(self, name: str) -> str | None:
        """The text; None when the row does not have it."""
        return self._left.pop(name, None)

    def must(self, name: str) -> str:
        """The text; a row without it cannot be told from another, so the whole answer is garbled."""
        found = self.take(name)
        if found is None:
            raise FeedError(Trouble.GARBLED, f"a row without {name}")
        return found

    def instant(self, name: str) -> datetime | None:
        """14 digits of Korean time as an instant; None and odd when they are none."""
        text = self.take(name)
        if text is None:
            return None
        try:
            return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=KOREA).astimezone(UTC)
        except (ValueError, OverflowError):
            self._strange(name, text)
            return None

    def flag(self, name: str) -> bool | None:
        """Y or N or N1."""
        text = self.take(name)
        known = USABLE.get(text.lower()) if text is not None else None
        if text is not None and known is None:
            self._strange(name, text)
        return known

    def count(self, name: str, possible: range = AVAILABLE) -> int | None:
        """A whole number, below 0 over-full and kept so; None and odd where it cannot be true."""
        text = self.take(name) or ""
        try:
            number = int(text) if text.isascii() else None
        except ValueError:
            number = None
        if text and number not in possible:
            self._strange(name, text)
            return None
        return number

    def place(self) -> LatLon | None:
        """Where it is; None when it is not told, and odd when it cannot be."""
        lat = self.take("wgs84lat") or self.take("latitude")
        lon = self.take("wgs84lon") or self.take("longitude")
        if lat is None or lon is None:
            return None
        try:
            return LatLon(float(lat), float(lon))
        except ValueError:
            self._strange("place", f"{lat} {lon}")
            return None

    def level(self) -> Level | None:
        """The level of the institution."""
        code = self.take("dutyemcls")
        self.take("dutyemclsname")
        if code is not None and code not in LEVELS:
            self._strange("dutyemcls", code)
        return LEVELS.get(code or "")

    def figures(self) -> tuple[BedFigure, ...]:
        """Counts, totals and flags, joined by type and ordered by code."""
        found: dict[BedType, BedFigure] = {}
        for key in sorted(self._left.keys() & KEYS.keys()):
            bed, part = KEYS[key]
            figure = found.get(bed, BedFigure(bed))
            if part is Part.BASELINE:
                found[bed] = replace(figure, baseline=self.count(key, BASELINE))
            elif self._left[key].lower() in USABLE:  # hv43 has been seen with both
                found[bed] = replace(figure, usable=self.flag(key))
            else:
                found[bed] = replace(figure, available=self.count(key))
        return tuple(figure for bed, figure in sorted(found.items()) if figure != BedFigure(bed))

    def answers(self, table: Table) -> tuple[tuple[Capability, Says], ...]:
        """What is said of each condition, by the table of the operation the row came from."""
        said: dict[Capability, Says] = {}
        for number, capabilities in table.severe.items():
            says = self.says(f"mkioskty{number}")
            said.update(dict.fromkeys(capabilities, says) if says is not None else {})
        return tuple(sorted(said.items()))

    def says(self, name: str) -> Says | None:
        """Y, N, 불가능, 정보미제공, padded or not; a word nobody knows is odd, and unknown."""
        text = self.take(name)
        if text is None:
            return None
        word = text.strip().lower()
        if word not in SAYS:
            self._strange(name, text)
        return SAYS.get(word, Says.UNKNOWN)

    def unread(self) -> Unread:
        """What is left, by name."""
        return tuple(sorted((name, text[:200]) for name, text in self._left.items() if name != "rnum"))

    def _strange(self, name: str, text: str) -> None:
        self.odd.append(f"{name}={text[:40]}")
