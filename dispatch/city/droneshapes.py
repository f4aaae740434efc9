"""The shape of a pack's drones.toml: stations, vehicles, kits, the air and what stands in it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from chassis.errors import NotFoundError
from dispatch.city.shapes import NamedIn, Placed, Shape
from drones.airframes import get_airframe
from drones.airspace.heights import in_order, read_height
from drones.airspace.outline import east_of
from drones.model import Authorisation, Circle, Drone, Kit, KitKind, Obstacle, Restriction, Ring, Weather, Zone
from drones.plane import Plane

KIT_GOOD_UNTIL = date(2030, 1, 1)


def _height(told: str) -> str:
    read_height(told)
    return told


def _airframe(told: str) -> str:
    try:
        return get_airframe(told).id
    except NotFoundError as error:
        raise ValueError(str(error)) from error


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
