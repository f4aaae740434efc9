"""How alerts are answered: who is told when nobody does, and how long one may be put aside. Data, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

ACT_NOW, ACT_SOON, KNOW = 1, 2, 3
OUTLASTS = frozenset({"failed_in_air"})  # what is the matter is there still when the incident is over


class ShelveReason(StrEnum):
    """Why an alert is put aside for a while."""

    BEING_HANDLED = "being_handled"
    AWAITING_ANSWER = "awaiting_answer"
    KNOWN_FAULT = "known_fault"
    FALSE_SIGNAL = "false_signal"
    OTHER = "other"


def _shelves() -> Mapping[int, timedelta]:
    return {ACT_NOW: timedelta(minutes=10), ACT_SOON: timedelta(hours=1), KNOW: timedelta(hours=8)}


@dataclass(frozen=True, slots=True)
class AlarmPolicy:
    """What a city may tune. The times are assumptions until the alarm reports of a real room say better."""

    escalate_after: timedelta = timedelta(minutes=2)  # a gravest alert nobody owns is told to the supervisors
    shelf_longest: Mapping[int, timedelta] = field(default_factory=_shelves)  # by level


ALARMS = AlarmPolicy()
