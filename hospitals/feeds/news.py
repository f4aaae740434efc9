"""What of a feed's answer is news: the part that changes or freshens what is known. Pure.

With a stamp of its own a report joins by its time, like any other: a hospital's newer post wins. Operation 2 has no
stamp, and its answer repeated is no new word: there only a change of the feed's own answer counts against what a
hospital or a telephone said, while what the feed said itself is kept fresh.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from hospitals.capacity import Capacity, Stamp
from hospitals.feeds.reports import BedFigure
from hospitals.model import Answer, BedCount, Capability, Says, Source

IGNORED_AFTER = timedelta(hours=12)  # stamps that lag by half a day have been seen; nobody should act on them
FRESHENED_AFTER = timedelta(minutes=10)  # the same figures again: often enough for an amber limit of 30 min
FAST_CLOCK = timedelta(minutes=5)  # a stamp further ahead is no stamp
FED = frozenset({Source.NEMC, Source.RECORDED, Source.SIMULATED})

Known = TypeVar("Known", Answer, BedCount)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a feed last said of one hospital: true at `source_time` if it says when, fetched at `fetched_at`."""

    fetched_at: datetime
    source_time: datetime | None = None
    figures: tuple[BedFigure, ...] = ()
    answers: tuple[tuple[Capability, Says], ...] = ()

    def says_as(self, other: "Reading | None") -> bool:
        """Whether both say the same, whenever."""
        return other is not None and (self.figures, self.answers) == (other.figures, other.answers)


def stamp_of(reading: Reading, *, now: datetime) -> datetime | None:
    """When the reading was true by its own word; None without one that can be believed."""
    told = reading.source_time
    return min(told, now) if told is not None and told <= now + FAST_CLOCK else None


def news(known: Capacity, before: Reading | None, reading: Reading, *, now: datetime, by: str) -> Capacity | None:
    """What to post of `reading`; None when it changes nothing, or is too old to act on."""
    told = stamp_of(reading, now=now)
    if told is not None and now - told >= IGNORED_AFTER:
        return None
    stamp: Stamp = {"reported_at": told or reading.fetched_at, "source": Source.NEMC, "reported_by": by}
    beds = {count.bed: count for count in known.beds}
    heard = {answer.capability: answer for answer in known.answers}
    last_beds = {figure.bed: figure for figure in before.figures} if before is not None else {}
    last_said = dict(before.answers) if before is not None else {}
    is_news = _dated if told is not None else _undated
    posted_beds = tuple(
        count
        for figure in reading.figures
        for count in [BedCount(figure.bed, figure.available, figure.baseline, **stamp, usable=figure.usable)]
        if is_news(beds.get(figure.bed), count, _same_count, last_beds.get(figure.bed) not in (None, figure))
    )
    posted_answers = tuple(
        answer
        for capability, says in reading.answers
        for answer in [Answer(capability, says, **stamp)]
        if is_news(heard.get(capability), answer, _same_answer, last_said.get(capability) not in (None, says))
    )
    return Capacity(posted_answers, posted_beds) if posted_beds or posted_answers else None


def _dated(known: Known | None, told: Known, same: Callable[[Known, Known], bool], _: bool) -> bool:
    """A stamp of its own: newer, and different or worth freshening."""
    if known is None:
        return True
    newer_by = told.reported_at - known.reported_at
    return newer_by >= FRESHENED_AFTER or (newer_by >= timedelta(0) and not same(known, told))


def _undated(known: Known | None, told: Known, same: Callable[[Known, Known], bool], changed: bool) -> bool:
    """No stamp: a change since the last reading; or, where nobody else has spoken, new or worth freshening."""
    if known is None or changed:
        return True
    return known.source in FED and (not same(known, told) or told.reported_at - known.reported_at >= FRESHENED_AFTER)


def _same_count(a: BedCount, b: BedCount) -> bool:
    return (a.available, a.usable) == (b.available, b.usable) and b.baseline in (None, a.baseline)


def _same_answer(a: Answer, b: Answer) -> bool:
    return a.says is b.says
