"""The shape of a pack's TOML files, checked with pydantic at the edge and turned into the pack's own values."""

from datetime import UTC
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from chassis.geo import Box, LatLon
from dispatch.city.pack import Area, FeedArea, Named, Vehicle
from dispatch.model import DemandZone, Skill
from drones.model import Station as Pad
from hospitals.model import Answer, BedCount, BedType, Capability, Hospital, Level, Says, Source


def _box(told: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    south, west, north, east = told
    if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
        raise ValueError("a box is south, west, north, east in degrees")
    return told


def _place(told: tuple[float, float]) -> tuple[float, float]:
    LatLon(*told)
    return told


def _timezone(told: str) -> str:
    if told not in available_timezones():
        raise ValueError(f"no time zone {told}")
    return told


def _said_once(told: dict[Says, tuple[Capability, ...]]) -> dict[Says, tuple[Capability, ...]]:
    listed = [capability for capabilities in told.values() for capability in capabilities]
    if twice := sorted({one for one in listed if listed.count(one) > 1}):
        raise ValueError(f"answered more than once: {', '.join(twice)}")
    return told


class Shape(BaseModel):
    """Unknown members are mistakes."""

    model_config = ConfigDict(extra="forbid")


class Placed(Shape):
    """Something with a position."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]

    @property
    def place(self) -> LatLon:
        return LatLon(self.lat, self.lon)


class FeedAreaIn(Shape):
    """A province, and a district where only that is asked for."""

    province: Annotated[str, Field(min_length=1, max_length=16)]
    district: Annotated[str | None, Field(max_length=60)] = None
    region: str


class RegionIn(Shape):
    """A region or a neighbour."""

    id: str
    name_ko: str
    name_en: str
    timezone: Annotated[str, AfterValidator(_timezone)] = "Asia/Seoul"
    box: Annotated[tuple[float, float, float, float], AfterValidator(_box)]
    centre: Annotated[tuple[float, float], AfterValidator(_place)]
    neighbours: tuple[str, ...] = ()
    roads: str = ""
    roads_kind: str = ""
    drives: Literal["left", "right"] = "right"
    notice: dict[str, str] = Field(default_factory=dict)
    nemc: tuple[FeedAreaIn, ...] = ()

    def area(self) -> Area:
        told = self.model_dump(exclude={"box", "centre", "nemc", "drives"})
        asked = tuple(FeedArea(**one.model_dump()) for one in self.nemc)
        return Area(
            **told, box=Box(*self.box), centre=LatLon(*self.centre), nemc=asked, drives_left=self.drives == "left"
        )


class NamedIn(Placed):
    """A station or a landmark."""

    id: str
    region: str | None = None
    name_ko: str
    name_en: str
    estimated: bool = False

    def named(self, region: str) -> Named:
        return Named(self.id, self.region or region, self.name_ko, self.name_en, self.place, self.estimated)

    def pad(self, region: str) -> Pad:
        return Pad(self.id, self.region or region, self.name_ko, self.name_en, self.place)


class ZoneIn(Placed):
    """A demand zone."""

    id: str
    name_ko: str
    name_en: str
    weight: Annotated[float, Field(gt=0)]

    def zone(self) -> tuple[DemandZone, str, str]:
        return DemandZone(self.id, self.place, self.weight), self.name_ko, self.name_en


class UnitIn(Shape):
    """A unit."""

    id: str
    region: str | None = None
    callsign_ko: str
    callsign_en: str
    station: str
    skills: tuple[Skill, ...]
    phone: str | None = None

    def vehicle(self, region: str) -> Vehicle:
        return Vehicle(**{**self.model_dump(), "region": self.region or region})


class CityIn(Shape):
    """city.toml."""

    region: RegionIn
    neighbour: tuple[RegionIn, ...] = ()
    station: tuple[NamedIn, ...]
    unit: tuple[UnitIn, ...]
    zone: tuple[ZoneIn, ...] = ()
    landmark: tuple[NamedIn, ...] = ()


class HospitalIn(Placed):
    """A hospital as it reported."""

    id: str
    region: str
    name_ko: str
    name_en: str
    level: Level
    er_phone: str | None = None
    reported_at: AwareDatetime
    beds: dict[BedType, tuple[int] | tuple[int, int]] = Field(default_factory=dict)
    says: Annotated[dict[Says, tuple[Capability, ...]], AfterValidator(_said_once)] = Field(default_factory=dict)

    def hospital(self) -> Hospital:
        at = self.reported_at.astimezone(UTC)
        beds = ((bed, count[0], count[1] if len(count) > 1 else None) for bed, count in self.beds.items())
        said = ((capability, says) for says, listed in self.says.items() for capability in listed)
        return Hospital(
            id=self.id,
            region=self.region,
            name_ko=self.name_ko,
            name_en=self.name_en,
            place=self.place,
            level=self.level,
            er_phone=self.er_phone,
            answers=tuple(Answer(c, says, at, Source.RECORDED) for c, says in sorted(said)),
            beds=tuple(BedCount(bed, free, base, at, Source.RECORDED) for bed, free, base in sorted(beds)),
        )


class HospitalsIn(Shape):
    """hospitals.toml."""

    hospital: tuple[HospitalIn, ...]
