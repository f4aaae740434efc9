"""What a monitor hands in: sets of signs with the monitor's own times. Pure.

A value is kept, kept out with its reason, or - where nobody here knows its code - kept in its own words. Nothing is
dropped in silence, and nothing is guessed: a unit that is not known is no number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from dispatch.care.plausible import is_possible
from dispatch.model import Vitals

MOST_SETS = 200  # more than three hours at one a minute
BEFORE = timedelta(minutes=1)  # a monitor's clock may be a little behind; what is older is of whoever lay there before


class OutReason(StrEnum):
    """Why a value is not taken over."""

    IMPOSSIBLE = "impossible"  # outside what a person can have
    UNIT = "unit"  # a unit nobody here can convert
    STATUS = "status"  # the monitor itself takes it back, or has not measured it yet
    NO_TIME = "no_time"  # without a time and its zone it belongs nowhere
    NO_VALUE = "no_value"
    MODIFIED = "modified"  # it carries a modifier nobody here understands, which may turn its meaning round
    TWICE = "twice"  # another value of the same sign at the same time
    BEFORE_CALL = "before_call"  # older than the call: of the patient before


@dataclass(frozen=True, slots=True)
class KeptOut:
    """A value that was not taken over. `name` is a sign's, or the code it came with."""

    name: str
    reason: OutReason
    value: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value whose code nobody here knows, in its own words: it goes on record as a finding."""

    code: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Measured:
    """Signs of one instant by the monitor's clock."""

    at: datetime
    signs: Vitals


@dataclass(frozen=True, slots=True)
class Heard:
    """What a monitor said, read but not yet believed."""

    sets: tuple[Measured, ...]
    kept_out: tuple[KeptOut, ...] = ()
    unknown: tuple[Unknown, ...] = ()


def taken(signs: Vitals) -> dict[str, Any]:
    """The signs that were measured."""
    found = {one.name: getattr(signs, one.name) for one in fields(Vitals)}
    return {name: value for name, value in found.items() if value is not None}


def sift(heard: Heard, *, since: datetime) -> Heard:
    """What can be believed, oldest first, one set an instant; the rest is kept out with its reason. `since` is the
    call: whatever is older belongs to another patient."""
    kept: dict[datetime, Vitals] = {}
    out = list(heard.kept_out)
    for one in sorted(heard.sets, key=lambda measured: measured.at):
        for name, value in taken(one.signs).items():
            reason = _doubt(name, value, one.at, kept.get(one.at), since)
            if reason is None:
                kept[one.at] = replace(kept.get(one.at, Vitals()), **{name: value})
            elif reason is not OutReason.TWICE or getattr(kept[one.at], name) != value:
                out.append(KeptOut(name, reason, str(value), one.at))
    unknown = tuple(one for one in heard.unknown if one.at >= since - BEFORE)
    return Heard(tuple(Measured(at, signs) for at, signs in kept.items()), tuple(out), unknown)


def _doubt(name: str, value: object, at: datetime, known: Vitals | None, since: datetime) -> OutReason | None:
    if at < since - BEFORE:
        return OutReason.BEFORE_CALL
    if not is_possible(name, value):
        return OutReason.IMPOSSIBLE
    return OutReason.TWICE if known is not None and getattr(known, name) is not None else None


def news_of(sets: Sequence[Measured], known: Iterable[Measured]) -> tuple[Measured, ...]:
    """What of `sets` is not known yet from the same monitor: the same sign at the same instant is the same value sent
    again."""
    before: dict[datetime, set[str]] = {}
    for one in known:
        before.setdefault(one.at, set()).update(taken(one.signs))
    fresh = []
    for one in sets:
        left = {name: value for name, value in taken(one.signs).items() if name not in before.get(one.at, ())}
        if left:
            fresh.append(Measured(one.at, replace(Vitals(), **left)))
    return tuple(fresh)
