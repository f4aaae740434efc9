"""How much of a patient a hospital may read: one rule for every board, event, record, picture, message and document.

A hospital that is asked learns the minimum; also one that agrees, for several may agree and one is chosen. The chosen
one reads everything about its own patient, from a position on the road to the record, and for as long after the
handover as the region keeps it open. To whoever said no, was let go or lost the patient nothing more is told: what it
was asked stays with its answer, and nothing newer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hospitals.request import AGREED, CHOSEN, UNANSWERED, Request, RequestState


class Disclosure(StrEnum):
    """How much, least first."""

    NOTHING = "nothing"
    MINIMUM = "minimum"  # what `Minimum` holds
    FULL = "full"


@dataclass(frozen=True, slots=True)
class DisclosurePolicy:
    """`after_handover` is how long the receiving hospital still reads: a day lets the shift that took the patient over
    and the one after it finish their record."""

    after_handover: timedelta = timedelta(hours=24)


BY_STATE: Mapping[RequestState, Disclosure] = {
    RequestState.DRAFT: Disclosure.NOTHING,
    **dict.fromkeys(UNANSWERED | AGREED, Disclosure.MINIMUM),
    RequestState.EXPIRED: Disclosure.MINIMUM,  # a late answer is still welcome
    **dict.fromkeys(CHOSEN, Disclosure.FULL),
    RequestState.DECLINED: Disclosure.NOTHING,
    RequestState.RELEASED: Disclosure.NOTHING,
    RequestState.REDIRECTED: Disclosure.NOTHING,
}


def disclosed(request: Request, *, now: datetime) -> Disclosure:
    """What the hospital of `request` may read of its patient at `now`."""
    if request.reads_until is not None and now >= request.reads_until:
        return Disclosure.NOTHING
    return BY_STATE[request.state]


def may_read(request: Request, *, now: datetime) -> bool:
    """Whether it reads everything."""
    return disclosed(request, now=now) is Disclosure.FULL
