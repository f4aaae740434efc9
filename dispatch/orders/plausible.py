"""What a physician is shown before an order goes out: what `care.doubts` finds and what an order has to ask. Pure.

A warning never blocks: the physician may know why. It stands on the order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch.care.doubts import Doubt, doubts_about
from dispatch.care.entry import CareEntry, CareKind
from dispatch.care.quicklists import find_item

LATELY = timedelta(minutes=10)  # so short a time ago that a second dose should be meant
CHILD_BELOW_YEARS = 15  # as in KTAS


class OrderWarning(StrEnum):
    """What speaks for a second look, the gravest first. Those of a doubt bear its name."""

    ALLERGY = "allergy"
    DOSE_HIGH = "dose_high"
    DOSE_LOW = "dose_low"
    UNIT = "unit"
    MEDICATION = "medication"
    ROUTE = "route"
    GIVEN_LATELY = "given_lately"
    ORDERED_ALREADY = "ordered_already"
    CHILD = "child"
    ALLERGY_NOT_ASKED = "allergy_not_asked"
    NOT_LISTED = "not_listed"


GRAVITY = tuple(OrderWarning)


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record about the patient: standing entries, age, and what open orders already want."""

    standing: Sequence[CareEntry] = ()
    age_years: int | None = None
    wanted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning. `about` is the code or the words of what stands on record, the age, or an instant; `least` and
    `most` are in `unit`."""

    code: OrderWarning
    about: str | None = None
    least: float | None = None
    most: float | None = None
    unit: str | None = None


def warnings_of(wanted: CareEntry, known: Known) -> tuple[Warned, ...]:
    """The warnings for what is wanted, written as the entry that would come of it; the gravest first."""
    found = [_warned(one) for one in doubts_about(wanted, known.standing)]
    if wanted.kind is CareKind.DRUG:
        found += [*_unlisted(wanted), *_unasked(known), *_patient(known)]
    found += _course(wanted, known, wanted.at)
    return tuple(sorted(found, key=lambda one: (GRAVITY.index(one.code), one.about or "")))


def _warned(doubt: Doubt) -> Warned:
    return Warned(OrderWarning(doubt.code.value), doubt.against, doubt.least, doubt.most, doubt.unit)


def _unlisted(wanted: CareEntry) -> list[Warned]:
    item = find_item(wanted.kind, wanted.code)
    if item is None:
        return [Warned(OrderWarning.NOT_LISTED)]
    routes = {one.route for one in item.doses}
    return [] if not routes or wanted.route in routes else [Warned(OrderWarning.ROUTE, wanted.route)]


def _unasked(known: Known) -> list[Warned]:
    asked = any(entry.kind is CareKind.ALLERGY for entry in known.standing)
    return [] if asked else [Warned(OrderWarning.ALLERGY_NOT_ASKED)]


def _patient(known: Known) -> list[Warned]:
    if known.age_years is None or known.age_years >= CHILD_BELOW_YEARS:
        return []
    return [Warned(OrderWarning.CHILD, str(known.age_years))]


def _course(wanted: CareEntry, known: Known, now: datetime) -> list[Warned]:
    if wanted.code is None:
        return []
    done = [one.done_at for one in known.standing if (one.kind, one.code) == (wanted.kind, wanted.code)]
    lately = [at for at in done if now - at < LATELY]
    found = [Warned(OrderWarning.GIVEN_LATELY, max(lately).isoformat())] if lately else []
    return found + ([Warned(OrderWarning.ORDERED_ALREADY)] if wanted.code in known.wanted else [])
