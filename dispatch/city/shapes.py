"""The shape of a pack's TOML files, checked with pydantic at the edge and turned into the pack's own values."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from chassis.errors import NotFoundError
from chassis.geo import Box, LatLon
from dispatch.city.pack import Area, FeedArea, Named, Vehicle
from dispatch.model import DemandZone, Skill
from drones.airframes import get_airframe
from drones.airspace.heights import in_order, read_height
from drones.airspace.outline import east_of
from drones.model import Authorisation, Circle, Drone, Kit, KitKind, Obstacle, Restriction, Ring, Weather, Zone
from drones.model import Station as Pad
from drones.plane import Plane
from hospitals.model import Answer, BedCount, BedType, Capability, Hospital, Level, Says, Source

KIT_GOOD_UNTIL = date(2030, 1, 1)


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


def _height(told: str) -> str:
    read_height(told)
    return told


def _airframe(told: str) -> str:
    try:
        return get_airframe(told).id
    except NotFoundError as error:
        raise ValueError(str(error)) from error


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


class DroneIn(Shape):
    """A drone at its station."""

    id: str
    station: str
    name: str
    airframe: Annotated[str, AfterValidator(_airframe)]
    battery_share: Annotated[float, Field(ge=0, le=1)]

    def drone(self, region: str) -> Drone:
        return Drone(self.id, region, self.station, self.name, get_airframe(self.airframe), self.battery_share)


class KitIn(Shape):
    """A kit on a station's shelf."""

    id: str
    kind: KitKind
    mass_kg: Annotated[float, Field(gt=0)]
    station: str
    expires_on: date = KIT_GOOD_UNTIL

    def kit(self) -> Kit:
        return Kit(self.id, self.kind, self.mass_kg, self.expires_on, self.station)


class AirIn(Placed):
    """A zone of the air: a circle, of which `west_limit` keeps what lies east of that meridian.

    `floor` and `ceiling` stand as published: SFC, 1500 ft AGL, FL180.
    """

    id: str
    name: str
    restriction: Restriction
    radius_m: Annotated[float, Field(gt=0)]
    west_limit: float | None = None
    floor: Annotated[str, AfterValidator(_height)]
    ceiling: Annotated[str, AfterValidator(_height)]
    ground_max_m: float | None = None
    authority: str
    authority_phone: str | None = None
    source: str

    @property
    def shape(self) -> Circle | Ring:
        circle = Circle(self.place, self.radius_m)
        return circle if self.west_limit is None else east_of(circle, self.west_limit)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        _ = self.shape, in_order(read_height(self.floor), read_height(self.ceiling))
        return self

    def zone(self, region: str, papers: Sequence["PaperIn"]) -> Zone:
        floor, ceiling = in_order(read_height(self.floor), read_height(self.ceiling))
        return Zone(
            id=self.id,
            region=region,
            name=self.name,
            restriction=self.restriction,
            shape=self.shape,
            floor_m=floor.metres or 0.0,
            ceiling_m=ceiling.metres,
            authority=self.authority,
            authority_phone=self.authority_phone,
            source=self.source,
            floor_datum=floor.datum,
            ceiling_datum=ceiling.datum,
            ground_max_m=self.ground_max_m,
            authorised=tuple(paper.authorisation(region) for paper in papers if paper.zone == self.id),
        )


class PaperIn(Shape):
    """An authorisation that opens a zone."""

    zone: str
    document_no: str
    valid_from: AwareDatetime
    valid_until: AwareDatetime
    max_altitude_m: Annotated[float, Field(gt=0)] | None = None

    def authorisation(self, region: str) -> Authorisation:
        begin, end = (at.astimezone(UTC) for at in (self.valid_from, self.valid_until))
        key = f"aut_{region}_{self.zone}_{self.document_no}"[:64]
        return Authorisation(key, self.document_no, begin, end, self.max_altitude_m)


class ObstacleIn(Placed):
    """A building with upright walls towards the four winds, round the middle that is told."""

    id: str
    east_m: Annotated[float, Field(gt=0)]
    north_m: Annotated[float, Field(gt=0)]
    top_m: Annotated[float, Field(gt=0)] | None = None

    def obstacle(self) -> Obstacle:
        plane = Plane(self.lat)
        x, y = plane.xy(self.place)
        turns = ((-1, -1), (1, -1), (1, 1), (-1, 1))
        corners = tuple(plane.place((x + e * self.east_m / 2, y + n * self.north_m / 2)) for e, n in turns)
        return Obstacle(self.id, Ring(corners), self.top_m)


class WeatherIn(Shape):
    """An example observation."""

    source: str
    wind_mps: float | None = None
    wind_from_deg: float | None = None
    gust_mps: float | None = None
    rain_mm_h: float | None = None
    visibility_m: float | None = None
    temperature_c: float | None = None

    def weather(self, region: str, at: datetime) -> Weather:
        return Weather(region=region, observed_at=at, **self.model_dump())


class DronesIn(Shape):
    """drones.toml."""

    station: tuple[NamedIn, ...] = ()
    drone: tuple[DroneIn, ...] = ()
    kit: tuple[KitIn, ...] = ()
    zone: tuple[AirIn, ...] = ()
    authorisation: tuple[PaperIn, ...] = ()
    obstacle: tuple[ObstacleIn, ...] = ()
    weather: WeatherIn | None = None

    @model_validator(mode="after")
    def _papers_open_something(self) -> Self:
        zones = {one.id for one in self.zone}
        if lost := [paper.document_no for paper in self.authorisation if paper.zone not in zones]:
            raise ValueError(f"no zone for {', '.join(lost)}")
        return self
