"""NEWS2 over time: one score for each moment somebody measured, from the signs that belong together."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch.model import Vitals
from dispatch.scores.news2 import news2
from dispatch.scores.score import NotFor, Score

TOGETHER = timedelta(minutes=15)  # signs taken further apart are no one set: the older counts as not taken


@dataclass(frozen=True, slots=True)
class Taken:
    """A set of signs and when it was taken."""

    at: datetime
    signs: Vitals


@dataclass(frozen=True, slots=True)
class Moment:
    """The score at one instant."""

    at: datetime
    score: Score


class Trend(StrEnum):
    """Where a score is going."""

    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"


def together(sets: Sequence[Taken], *, at: datetime) -> Vitals:
    """The newest value of each sign no older than TOGETHER at `at`. `sets` are ordered oldest first."""
    found = Vitals()
    for taken in sets:
        if at - TOGETHER <= taken.at <= at:
            measured = {f.name: getattr(taken.signs, f.name) for f in fields(Vitals)}
            found = replace(found, **{name: value for name, value in measured.items() if value is not None})
    return found


def course(sets: Sequence[Taken], *, age_years: int | None = None, spo2_scale: int = 1) -> tuple[Moment, ...] | NotFor:
    """NEWS2 at each set, oldest first; NotFor a child."""
    moments = []
    for taken in sets:
        score = news2(together(sets, at=taken.at), age_years=age_years, spo2_scale=spo2_scale)
        if isinstance(score, NotFor):
            return score
        moments.append(Moment(taken.at, score))
    return tuple(moments)


def trend(before: Score, after: Score) -> Trend | None:
    """Where it went; None where what is missing leaves that open."""
    if after.low > before.high:
        return Trend.RISING
    if after.high < before.low:
        return Trend.FALLING
    return Trend.STEADY if before.low == before.high == after.low == after.high else None
