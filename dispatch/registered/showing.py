"""Whom a card is shown to, and how much of it. The desk reads it before anybody is sent; beyond the desk it goes only
when somebody has said that its person is the patient, and only to whom that person has consented."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from dispatch.registered.card import BY_TEXT, Card, Reader, card_plain
from dispatch.registered.policy import RegisteredPolicy

NOT_FOR_HOSPITALS = frozenset({"address", "access"})  # a hospital treats a patient, not a place
INSIDE = frozenset({"speaks", "relation"})  # how the owner keeps it


class IsPatient(StrEnum):
    """Whether the registered person is the patient: the caller may be somebody else."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class GlassReason(StrEnum):
    """Why a card is broken open without a call of its number."""

    UNCONSCIOUS = "unconscious"
    NUMBER_FOUND = "number_found"
    THIRD_PARTY = "third_party"
    DANGER = "danger"
    OTHER = "other"


class LookKind(StrEnum):
    """How a card came to be read."""

    CALL_FORM = "call_form"
    INCIDENT = "incident"
    CREW = "crew"
    HOSPITAL = "hospital"
    GLASS = "glass"


@dataclass(frozen=True, slots=True)
class Held:
    """A card as it is kept: who may read it, and how old it is."""

    person_id: str
    card: Card
    shared: tuple[Reader, ...]
    confirmed_at: datetime
    expires_at: datetime


def holds(expires_at: datetime, *, now: datetime) -> bool:
    """Whether the consent still does; afterwards the card matches nothing."""
    return now < expires_at


def may_read(
    reader: Reader, shared: Collection[Reader], expires_at: datetime, *, patient: IsPatient, now: datetime
) -> bool:
    """Whether a card is shown to `reader` for a call of its number."""
    if not holds(expires_at, now=now):
        return False
    return reader is Reader.DESK or (patient is IsPatient.YES and reader in shared)


def may_break(reader: Reader, shared: Collection[Reader], expires_at: datetime, *, now: datetime) -> bool:
    """Whether a card may be broken open for `reader`: consent rules here too, whoever is the patient."""
    return holds(expires_at, now=now) and (reader is Reader.DESK or reader in shared)


def notice_delay(reason: GlassReason, policy: RegisteredPolicy) -> timedelta:
    """How long after a card was broken open its owner is told."""
    return policy.danger_notice_after if reason is GlassReason.DANGER else policy.notice_after


def card_view(held: Held, reader: Reader, *, now: datetime, policy: RegisteredPolicy) -> dict[str, Any]:
    """The card as one reader gets it. What nobody has said stays None, and the age of it all stands beside it."""
    hidden = INSIDE | (NOT_FOR_HOSPITALS if reader is Reader.HOSPITAL else frozenset())
    said = {name: value for name, value in card_plain(held.card).items() if name not in hidden}
    return said | {
        "id": held.person_id,
        "by_guardian": held.card.relation.value != "self",
        "confirmed_at": held.confirmed_at.isoformat(),
        "age_days": (now - held.confirmed_at).days,
        "is_old": now - held.confirmed_at >= policy.old_after,
        "by_text": bool(BY_TEXT & set(held.card.needs)),
        "shared": [one.value for one in held.shared],
    }
