"""When a rule of the air holds: between two instants, and inside them in certain hours of the week. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """Hours of one weekday in UTC; Monday is 0. An `end` that is not after `begin` lies on the next day.

    Raises ValueError for a day that is not one.
    """

    day: int
    begin: time
    end: time

    def __post_init__(self) -> None:
        if not 0 <= self.day <= 6:
            raise ValueError(f"no weekday {self.day}")

    def spans(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Its occurrences that touch `start` to `end`, in order of time."""
        last = self.end if self.end > self.begin else None
        day = start.astimezone(UTC).date() - DAY  # one that began yesterday may still last
        while day <= end.astimezone(UTC).date():
            if day.weekday() == self.day:
                opens = datetime.combine(day, self.begin, UTC)
                closes = datetime.combine(day, last, UTC) if last else datetime.combine(day + DAY, self.end, UTC)
                if opens <= end and start < closes:
                    yield opens, closes
            day += DAY


@dataclass(frozen=True, slots=True)
class Window:
    """From `begin` until `end`, None without such an end; with `slots` only in those hours of the week."""

    begin: datetime | None = None
    end: datetime | None = None
    slots: tuple[Slot, ...] = ()

    def touches(self, start: datetime, end: datetime) -> bool:
        """Whether it holds at any instant from `start` to `end`."""
        first = start if self.begin is None else max(start, self.begin)
        last = end if self.end is None else min(end, self.end)
        if first > last:
            return False
        return not self.slots or any(True for slot in self.slots for _ in slot.spans(first, last))

    def covers(self, start: datetime, end: datetime) -> bool:
        """Whether it holds all the time from `start` to `end`."""
        if (self.begin is not None and start < self.begin) or (self.end is not None and end > self.end):
            return False
        if not self.slots:
            return True
        reached = start
        for opens, closes in sorted(span for slot in self.slots for span in slot.spans(start, end)):
            if opens > reached:
                return False
            reached = max(reached, closes)
        return reached > start and reached >= end


ALWAYS = Window()
