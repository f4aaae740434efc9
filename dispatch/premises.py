"""What is known of a place before anybody goes there: cautions and notes, their reach, how long they hold. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from chassis.errors import InvalidInputError
from chassis.geo import LatLon, distance_m

TEXT_LENGTH = 500


class PremiseKind(StrEnum):
    """What a note warns of or tells; the order is the order in which a page lists them."""

    WEAPON = "weapon"
    VIOLENCE = "violence"
    DOG = "dog"
    HAZARD = "hazard"
    INFECTION = "infection"
    OXYGEN = "oxygen"
    DOOR_CODE = "door_code"
    ACCESS = "access"
    MEDICAL = "medical"
    NOTE = "note"


class PremiseScope(StrEnum):
    """What a note is about: a flat, a building, an area (a place with a radius each), or whoever has a number."""

    UNIT = "unit"
    BUILDING = "building"
    AREA = "area"
    PERSON = "person"


class PremiseSource(StrEnum):
    """Who said it."""

    CREW = "crew"
    CALLER = "caller"
    RESIDENT = "resident"
    MANAGER = "manager"
    POLICE = "police"
    OTHER = "other"


class PremiseState(StrEnum):
    """Whether a note still holds. Expired ones vanish from calls by themselves."""

    CURRENT = "current"
    EXPIRED = "expired"
    ENDED = "ended"


FOR_CREWS = frozenset(PremiseKind) - {PremiseKind.NOTE, PremiseKind.MEDICAL}
"""What a crew gets with its job because its own safety, or getting in, hangs on it. A hospital gets none of it."""
DAYS = {  # how long a note holds unless its author says otherwise
    PremiseKind.WEAPON: 180,
    PremiseKind.VIOLENCE: 180,
    PremiseKind.DOG: 365,
    PremiseKind.HAZARD: 365,
    PremiseKind.INFECTION: 30,
    PremiseKind.OXYGEN: 365,
    PremiseKind.DOOR_CODE: 90,
    PremiseKind.ACCESS: 180,
    PremiseKind.MEDICAL: 365,
    PremiseKind.NOTE: 30,
}
REACH_M = {PremiseScope.UNIT: 40.0, PremiseScope.BUILDING: 60.0, PremiseScope.AREA: 300.0}


@dataclass(frozen=True, slots=True)
class PremisePolicy:
    """How long and how far notes go. `vague_m` is how much of a location's own radius is searched beside the note's."""

    lasts: Mapping[PremiseKind, timedelta] = field(
        default_factory=lambda: {kind: timedelta(days=days) for kind, days in DAYS.items()}
    )
    longest: timedelta = timedelta(days=730)
    reach_m: Mapping[PremiseScope, float] = field(default_factory=lambda: dict(REACH_M))
    furthest_m: float = 2000.0
    vague_m: float = 150.0


@dataclass(frozen=True, slots=True)
class PremiseDraft:
    """A note as somebody writes it; what is None is filled in by the policy. `label` is the flat or house."""

    kind: PremiseKind
    scope: PremiseScope
    text: str
    source: PremiseSource = PremiseSource.OTHER
    place: LatLon | None = None
    radius_m: float | None = None
    number: str | None = None
    label: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PremiseNote:
    """A note as it stands. It is never overwritten: a change ends it and writes its successor, which names it."""

    id: str
    region: str
    kind: PremiseKind
    scope: PremiseScope
    text: str
    source: PremiseSource
    author: str
    written_at: datetime
    expires_at: datetime
    place: LatLon | None = None
    radius_m: float | None = None
    number: str | None = None
    label: str | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    ended_reason: str | None = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where and who: what a call tells of its place. `vague_m` is the radius of that place."""

    place: LatLon | None = None
    vague_m: float = 0.0
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Applying:
    """A note that holds for a spot. `away_m` is the distance to its middle; None where the number matched."""

    note: PremiseNote
    away_m: float | None


def state_of(note: PremiseNote, *, now: datetime) -> PremiseState:
    """Whether the note still holds."""
    if note.ended_at is not None:
        return PremiseState.ENDED
    return PremiseState.CURRENT if now < note.expires_at else PremiseState.EXPIRED


def plain_number(number: str) -> str:
    """A telephone number for comparing: digits only, the national 0 for +82."""
    digits = "".join(sign for sign in number if sign.isdigit())
    return "0" + digits[2:] if number.strip().startswith("+82") else digits


def find_applying(
    notes: Iterable[PremiseNote], spot: Spot, *, now: datetime, policy: PremisePolicy
) -> tuple[Applying, ...]:
    """The notes that hold for `spot` now: gravest kind first, then nearest, then newest."""
    found = [
        hit for note in notes if state_of(note, now=now) is PremiseState.CURRENT for hit in _applies(note, spot, policy)
    ]
    return tuple(sorted(found, key=_order))


def complete_draft(draft: PremiseDraft, *, now: datetime, policy: PremisePolicy) -> PremiseDraft:
    """The draft with its missing expiry and radius filled in; raises InvalidInputError naming the field at fault."""
    text = draft.text.strip()
    if not 0 < len(text) <= TEXT_LENGTH:
        raise InvalidInputError("text", f"a note has 1 to {TEXT_LENGTH} characters")
    expires = draft.expires_at or now + policy.lasts[draft.kind]
    if not now < expires <= now + policy.longest:
        raise InvalidInputError("expires_at", f"a note ends within {policy.longest.days} days")
    place, radius, number = _where(draft, policy)
    return PremiseDraft(
        draft.kind, draft.scope, text, draft.source, place, radius, number, (draft.label or "").strip() or None, expires
    )


def _where(draft: PremiseDraft, policy: PremisePolicy) -> tuple[LatLon | None, float | None, str | None]:
    """Place, radius and number: a person has a number only, all else a place only."""
    if draft.scope is PremiseScope.PERSON:
        number = plain_number(draft.number or "")
        if len(number) < 4:
            raise InvalidInputError("number", "a note about a person needs a telephone number")
        return None, None, number
    if draft.kind is PremiseKind.MEDICAL and draft.scope is not PremiseScope.UNIT:
        raise InvalidInputError("scope", "a medical note is about a person or a flat")
    if draft.place is None:
        raise InvalidInputError("place", "a note about a place needs one")
    radius = draft.radius_m if draft.radius_m is not None else policy.reach_m[draft.scope]
    if not 5.0 <= radius <= policy.furthest_m:
        raise InvalidInputError("radius_m", f"a note reaches 5 to {policy.furthest_m:.0f} m")
    return draft.place, radius, None


def _applies(note: PremiseNote, spot: Spot, policy: PremisePolicy) -> list[Applying]:
    if note.number is not None:
        same = spot.number is not None and plain_number(spot.number) == note.number
        return [Applying(note, None)] if same else []
    if note.place is None or note.radius_m is None or spot.place is None:
        return []
    away = distance_m(note.place, spot.place)
    return [Applying(note, away)] if away <= note.radius_m + min(spot.vague_m, policy.vague_m) else []


def _order(hit: Applying) -> tuple[int, float, float, str]:
    kinds = list(PremiseKind)
    return kinds.index(hit.note.kind), hit.away_m or 0.0, -hit.note.written_at.timestamp(), hit.note.id
