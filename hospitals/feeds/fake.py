"""A feed for tests and drills: answers what it was given, fails when told to."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from chassis.clock import Clock, SystemClock
from chassis.geo import LatLon
from hospitals.feeds import FeedError
from hospitals.feeds.reports import Area, Basics, BedReport, Fetched, Institution, Message, SevereReport

T = TypeVar("T")


@dataclass(slots=True)
class FakeFeed:
    """Reports by area, and facts by hospital; `failures` are raised first, one a question. See CapacityFeed."""

    clock: Clock = field(default_factory=SystemClock)
    bed_reports: dict[Area, list[BedReport]] = field(default_factory=dict)
    severe_reports: dict[Area, list[SevereReport]] = field(default_factory=dict)
    told: dict[Area, list[Message]] = field(default_factory=dict)
    listed: dict[Area, list[Institution]] = field(default_factory=dict)
    trauma: frozenset[str] = frozenset()
    facts: dict[str, Basics] = field(default_factory=dict)
    failures: deque[FeedError] = field(default_factory=deque)
    asked: list[tuple[str, str]] = field(default_factory=list)
    name: str = "nemc"

    def beds(self, area: Area) -> Fetched[BedReport]:
        """See CapacityFeed."""
        return self._answer("beds", area, self.bed_reports.get(area, ()))

    def severe(self, area: Area) -> Fetched[SevereReport]:
        """See CapacityFeed."""
        return self._answer("severe", area, self.severe_reports.get(area, ()))

    def institutions(self, area: Area) -> Fetched[Institution]:
        """See CapacityFeed."""
        return self._answer("institutions", area, self.listed.get(area, ()))

    def institutions_near(self, place: LatLon) -> Fetched[Institution]:
        """See CapacityFeed. Everybody is near."""
        return self._answer("institutions_near", place, self._everybody(lambda _: True))

    def basics(self, hospital_id: str) -> Fetched[Basics]:
        """See CapacityFeed."""
        return self._answer("basics", hospital_id, [one for key, one in self.facts.items() if key == hospital_id])

    def trauma_centres(self, area: Area) -> Fetched[Institution]:
        """See CapacityFeed."""
        centres = [one for one in self.listed.get(area, ()) if one.hospital_id in self.trauma]
        return self._answer("trauma_centres", area, centres)

    def trauma_centres_near(self, place: LatLon) -> Fetched[Institution]:
        """See CapacityFeed."""
        return self._answer("trauma_centres_near", place, self._everybody(lambda one: one.hospital_id in self.trauma))

    def trauma_basics(self, hospital_id: str) -> Fetched[Basics]:
        """See CapacityFeed."""
        found = [one for key, one in self.facts.items() if key == hospital_id and key in self.trauma]
        return self._answer("trauma_basics", hospital_id, found)

    def messages(self, area: Area) -> Fetched[Message]:
        """See CapacityFeed."""
        return self._answer("messages", area, self.told.get(area, ()))

    def _everybody(self, wanted: Callable[[Institution], bool]) -> list[Institution]:
        return [one for listed in self.listed.values() for one in listed if wanted(one)]

    def _answer(self, what: str, of: object, rows: Iterable[T]) -> Fetched[T]:
        self.asked.append((what, str(of)))
        if self.failures:
            raise self.failures.popleft()
        found = tuple(rows)
        return Fetched(found, self.clock.now(), () if found else (f"no rows for {of}",))
