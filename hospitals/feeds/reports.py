"""What a feed says, frozen, in our words. Absent is None or not there; what was odd is listed, never mended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from chassis.geo import LatLon
from hospitals.model import BedType, Capability, Level, Says

T = TypeVar("T")
Unread = tuple[tuple[str, str], ...]  # elements nobody here knows, kept as they came


@dataclass(frozen=True, slots=True)
class Area:
    """What to ask for: a province, and a district where it has any (Sejong has none)."""

    province: str
    district: str | None = None

    def __str__(self) -> str:
        return f"{self.province} {self.district}" if self.district else self.province


@dataclass(frozen=True, slots=True)
class BedFigure:
    """One type: counts, below 0 over-full; or `usable`, where the feed gives a yes or no instead of a count."""

    bed: BedType
    available: int | None = None
    baseline: int | None = None
    usable: bool | None = None


@dataclass(frozen=True, slots=True)
class BedReport:
    """One hospital's counts, true at `source_time`; None where the feed does not say when."""

    hospital_id: str
    name: str | None
    source_time: datetime | None
    figures: tuple[BedFigure, ...]
    former_id: str | None = None
    er_phone: str | None = None
    ambulance: bool | None = None
    legacy: tuple[tuple[str, bool | None], ...] = ()
    unread: Unread = ()
    odd: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SevereReport:
    """What one hospital takes. `limits` are its words on age and weight. The feed never says since when."""

    hospital_id: str
    name: str | None
    answers: tuple[tuple[Capability, Says], ...]
    er_open: Says | None = None
    limits: tuple[tuple[Capability, str], ...] = ()
    unread: Unread = ()
    odd: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Institution:
    """Who it is and where; a place that cannot be on earth is None and odd."""

    hospital_id: str
    name: str | None
    address: str | None = None
    main_phone: str | None = None
    er_phone: str | None = None
    place: LatLon | None = None
    level: Level | None = None
    unread: Unread = ()
    odd: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Basics:
    """The standing facts. `answers` come from a table of their own, coarser and older: never for a decision now."""

    institution: Institution
    figures: tuple[BedFigure, ...] = ()
    answers: tuple[tuple[Capability, Says], ...] = ()
    er_open: Says | None = None
    departments: tuple[str, ...] = ()

    @property
    def hospital_id(self) -> str:
        return self.institution.hospital_id


class Scope(StrEnum):
    """What a message speaks of."""

    CONDITION = "condition"  # one time-critical condition
    EMERGENCY_ROOM = "emergency_room"  # the emergency room; the department it means is often lost on the way


@dataclass(frozen=True, slots=True)
class Message:
    """Words of a hospital about what it cannot take; names of persons are already taken out."""

    hospital_id: str
    name: str | None
    text: str
    scope: Scope
    code: str | None
    capability: Capability | None
    starts_at: datetime | None
    ends_at: datetime | None
    shown: str | None = None
    method: str | None = None
    unread: Unread = ()
    odd: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetched(Generic[T]):
    """A complete answer: its rows, when it was fetched, and what was odd about the whole."""

    rows: tuple[T, ...]
    fetched_at: datetime
    odd: tuple[str, ...] = ()
