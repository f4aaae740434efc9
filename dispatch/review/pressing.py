"""Telephone CPR of a day: every arrest that was known while only the caller was there, pressed or not. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from dispatch.compression import ARREST_KNOWN, FIRST_COMPRESSION, Undue
from dispatch.review.courses import CALL, Course, first_of
from dispatch.review.facts import IncidentFact
from dispatch.states import AssignmentAction, IncidentState


class Pressed(StrEnum):
    """What became of an arrest at the call."""

    WITHIN = "within"
    LATE = "late"
    UNSTAMPED = "unstamped"


CANCELLED = "cancelled"
DUE = frozenset(Pressed)


@dataclass(frozen=True, slots=True)
class Pressing:
    """`within` of `due`; `unstamped` are among those due. `apart` counts, by reason, where nobody was to press."""

    due: int
    within: int
    unstamped: int
    apart: Mapping[str, int]


def outcome(incident: IncidentFact, whole: Course, units: Sequence[Course], target: timedelta) -> str | None:
    """A `Pressed`, the reason nobody was to press, or None where no arrest was known before a unit was there.

    A first compression on record counts whatever else was written. A merged incident counts where it went.
    """
    known = whole.stamps.get(ARREST_KNOWN) or whole.stamps.get(FIRST_COMPRESSION)
    arrived = first_of(units, AssignmentAction.ON_SCENE.value)
    if known is None or (arrived is not None and arrived.at < known.at) or incident.state == IncidentState.MERGED:
        return None
    took = whole.between(CALL, FIRST_COMPRESSION)
    if took is not None:
        return Pressed.WITHIN if took <= target else Pressed.LATE
    said = [(whole.stamps[one.stamp].at, one.value) for one in Undue if one.stamp in whole.stamps]
    if said:
        return max(said)[1]
    return CANCELLED if incident.state == IncidentState.CANCELLED else Pressed.UNSTAMPED


def judge_pressing(outcomes: Iterable[str | None]) -> Pressing:
    """The outcomes of a day, counted."""
    counted = Counter(one for one in outcomes if one is not None)
    return Pressing(
        due=sum(counted[one] for one in DUE),
        within=counted[Pressed.WITHIN],
        unstamped=counted[Pressed.UNSTAMPED],
        apart={one: n for one, n in sorted(counted.items()) if one not in DUE},
    )
