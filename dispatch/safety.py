"""When a crew at a scene is asked whether it is all right. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch.premises import PremiseKind


class AskedFor(StrEnum):
    """Why a crew is asked, the gravest first."""

    CAUTION = "caution"  # a note warns of the place or of somebody in it
    UNREST = "unrest"  # the kind of call at which the police is usual
    LONG = "long"  # it has been there for long


@dataclass(frozen=True, slots=True)
class SafetyPolicy:
    """What a city may tune. console.md 6 has 15 to 20 minutes for everybody; where something warns it is sooner."""

    warned_every: timedelta = timedelta(minutes=10)
    long_after: timedelta = timedelta(minutes=20)
    every: timedelta = timedelta(minutes=15)
    answer_within: timedelta = timedelta(minutes=2)


DANGEROUS = frozenset({PremiseKind.WEAPON, PremiseKind.VIOLENCE, PremiseKind.DOG, PremiseKind.HAZARD})
UNREST = frozenset({"psychiatric", "overdose"})  # complaints of the triage rules


def asked_for(kinds: Collection[PremiseKind], complaint: str | None) -> AskedFor:
    """Why the crew at this place is asked."""
    if DANGEROUS & set(kinds):
        return AskedFor.CAUTION
    return AskedFor.UNREST if complaint in UNREST else AskedFor.LONG


def ask_at(cause: AskedFor, *, there_since: datetime, answered_at: datetime | None, policy: SafetyPolicy) -> datetime:
    """When it is asked next: from when it came, then from when it last said that it is all right."""
    if cause is not AskedFor.LONG:
        return (answered_at or there_since) + policy.warned_every
    return there_since + policy.long_after if answered_at is None else answered_at + policy.every
