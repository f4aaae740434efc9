"""What a city pack is, once read and checked. Frozen; times are as recorded, not as of today."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chassis.geo import Box, LatLon
from dispatch.model import DemandZone, Skill
from dispatch.premises import PremiseDraft
from drones.model import Drone, Kit, Obstacle, Weather, Zone
from drones.model import Station as Pad
from hospitals.model import Hospital


class PackError(ValueError):
    """A pack that cannot be used; the message lists every mistake, one a line."""


@dataclass(frozen=True, slots=True)
class FeedArea:
    """What to ask the national feed for, by the names it uses, and the region whose hospitals it tells of."""

    province: str
    region: str
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A control centre and its area. `roads_kind` says where its roads come from."""

    id: str
    name_ko: str
    name_en: str
    box: Box
    centre: LatLon
    neighbours: tuple[str, ...] = ()
    timezone: str = "Asia/Seoul"
    roads: str = ""
    roads_kind: str = ""
    drives_left: bool = False
    notice: Mapping[str, str] = field(default_factory=dict)
    nemc: tuple[FeedArea, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A place with a name in both languages."""

    id: str
    region: str
    name_ko: str
    name_en: str
    place: LatLon
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A unit of the pack, standing at its station."""

    id: str
    region: str
    callsign_ko: str
    callsign_en: str
    station: str
    skills: tuple[Skill, ...]
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class PackNote:
    """An example premise note and how long it holds from its loading on."""

    id: str
    draft: PremiseDraft
    author: str
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class CityPack:
    """Everything. `recorded_at` is the moment the hospitals spoke; None where nothing is recorded."""

    name: str
    area: Area
    neighbours: tuple[Area, ...] = ()
    stations: tuple[Named, ...] = ()
    units: tuple[Vehicle, ...] = ()
    zones: tuple[tuple[DemandZone, str, str], ...] = ()
    landmarks: tuple[Named, ...] = ()
    hospitals: tuple[Hospital, ...] = ()
    recorded_at: datetime | None = None
    pads: tuple[Pad, ...] = ()
    drones: tuple[Drone, ...] = ()
    kits: tuple[Kit, ...] = ()
    air: tuple[Zone, ...] = ()
    weather: Weather | None = None
    obstacles: tuple[Obstacle, ...] = ()
    premises: tuple[PackNote, ...] = ()
