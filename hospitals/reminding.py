"""What a hospital should say again: only what a search for a hospital reads now, and only when it has grown old. Pure.

A hospital that is reminded of everything reads no reminder. So a figure counts when the ranking reads it for somebody
who is being looked for a hospital now, and when a new word could change how that ends.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hospitals.model import Hospital, Says
from hospitals.ranking import Needs
from hospitals.select import pare

OLD_AFTER = timedelta(minutes=30)  # interop.md 1.1: amber from 30 min


class Figure(StrEnum):
    """What kind of figure a reminder is about; its code is a bed type or a capability."""

    BED = "bed"
    CAPABILITY = "capability"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A figure that is read now; it is old from `old_at` on."""

    figure: Figure
    code: str
    old_at: datetime


def reminders(
    hospital: Hospital, searches: Iterable[Needs], *, now: datetime, old_after: timedelta = OLD_AFTER
) -> tuple[Reminder, ...]:
    """What of `hospital` is read for the patients of `searches`, the oldest word first; nothing where nobody looks.

    Under a notice for what a patient needs nothing it says changes anything. Where it says no to a need, only that
    word could.
    """
    read = {
        (figure, code): reported_at + old_after
        for needs in searches
        for figure, code, reported_at in _read(hospital, needs, now)
    }
    found = [Reminder(figure, code, old_at) for (figure, code), old_at in read.items()]
    return tuple(sorted(found, key=lambda one: (one.old_at, one.figure, one.code)))


def _read(hospital: Hospital, needs: Needs, now: datetime) -> list[tuple[Figure, str, datetime]]:
    """The reported figures that a search for `needs` turns on, with the time of each."""
    if any(hospital.diverts(now, one) for one in needs.wanted()) or (needs.acuity >= 3 and hospital.diverts(now, None)):
        return []
    (seen,) = pare((hospital,), needs=needs)
    nos = [answer for answer in seen.answers if answer.says is Says.NO]
    words = [(Figure.CAPABILITY, answer.capability.value, answer.reported_at) for answer in nos or seen.answers]
    counts = [] if nos else [(Figure.BED, count.bed.value, count.reported_at) for count in seen.beds]
    return [*words, *counts]
