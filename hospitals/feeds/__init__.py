"""Capacity in and out. In: a port over whoever knows what hospitals say of themselves, with adapters nemc and fake.

Out: `have`. What a hospital posts itself, in whatever form, is read by `keys` and `sheet`.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from chassis.geo import LatLon
from hospitals.feeds.reports import Area, Basics, BedReport, Fetched, Institution, Message, SevereReport


class Trouble(StrEnum):
    """Why a feed gave no answer, by what has to be done about it."""

    RETRY = "retry"  # theirs, and passing: ask again later
    INCOMPLETE = "incomplete"  # fewer rows than announced: never take it for "no hospital"
    GARBLED = "garbled"  # not the answer that was agreed on
    QUOTA = "quota"  # no more requests today, by anybody with this key
    PAUSED = "paused"  # the key is switched off for a while
    KEY_UNKNOWN = "key_unknown"
    KEY_EXPIRED = "key_expired"
    REFUSED = "refused"  # the request itself is wrong


class FeedError(Exception):
    """No answer, and why. `retry_after` when the feed said how long to wait."""

    def __init__(self, trouble: Trouble, detail: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(f"{trouble}: {detail}")
        self.trouble, self.detail, self.retry_after = trouble, detail, retry_after


class CapacityFeed(Protocol):
    """Tells what hospitals say of themselves. Slow, outside, sometimes wrong: never called inside a transaction.

    Every answer is complete (all pages), has each hospital once, names what was odd, and carries the instant it was
    fetched beside the instants it speaks of. An area without hospitals is an empty answer and odd. Whatever goes
    wrong is a FeedError; no other error leaves the port.
    """

    @property
    def name(self) -> str:
        """What the feed is called in the database and in the log."""
        ...

    def beds(self, area: Area) -> Fetched[BedReport]:
        """Operation 1: counts and equipment now."""
        ...

    def severe(self, area: Area) -> Fetched[SevereReport]:
        """Operation 2: which time-critical conditions are taken now."""
        ...

    def institutions(self, area: Area) -> Fetched[Institution]:
        """Operation 3: who there is."""
        ...

    def institutions_near(self, place: LatLon) -> Fetched[Institution]:
        """Operation 4: who there is around a place."""
        ...

    def basics(self, hospital_id: str) -> Fetched[Basics]:
        """Operation 5: the standing facts of one institution."""
        ...

    def trauma_centres(self, area: Area) -> Fetched[Institution]:
        """Operation 6: the trauma centres."""
        ...

    def trauma_centres_near(self, place: LatLon) -> Fetched[Institution]:
        """Operation 7: the trauma centres around a place."""
        ...

    def trauma_basics(self, hospital_id: str) -> Fetched[Basics]:
        """Operation 8: the standing facts of one trauma centre."""
        ...

    def messages(self, area: Area) -> Fetched[Message]:
        """Operation 9: what cannot be taken, in words, from when until when."""
        ...
