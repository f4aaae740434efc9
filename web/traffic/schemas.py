"""What may be sent in about traffic. Segments are parsed one by one: a slip in one loses nothing of the rest."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, ValidationError, WithJsonSchema, model_validator

from chassis.geo import LatLon
from dispatch.closures import ClosureDraft, ClosureKind, ClosureReason, ClosureShape
from dispatch.traffic.hearing import SpeedSaid
from web.desk.schemas import Body

Lat = Annotated[float, Field(ge=-90, le=90)]
Lon = Annotated[float, Field(ge=-180, le=180)]
MOST_SEGMENTS = 20_000
MOST_POINTS = 500  # of one segment: a kilometre drawn every two metres
Pair = Annotated[list[float], Field(min_length=2, max_length=2)]


class SegmentIn(Body):
    """A piece of road by exactly one of `edge`, `nodes` (perhaps with `way`) and `line`; and a speed or a time.

    `line`: [longitude, latitude] pairs in the direction of travel. `vehicle`: who drove it, for floating cars.
    """

    edge: Annotated[int | None, Field(ge=0)] = None
    way: int | None = None
    nodes: Annotated[list[int] | None, Field(min_length=2, max_length=2)] = None
    line: Annotated[list[Pair] | None, Field(min_length=2, max_length=MOST_POINTS)] = None
    speed_kmh: Annotated[float | None, Field(gt=0)] = None
    travel_s: Annotated[float | None, Field(gt=0)] = None
    observed_at: AwareDatetime
    confidence: Annotated[float, Field(ge=0, le=1)] = 1.0
    vehicle: Annotated[str | None, Field(min_length=1, max_length=64)] = None

    @model_validator(mode="after")
    def _one_place(self) -> "SegmentIn":
        if sum(one is not None for one in (self.edge, self.nodes, self.line)) != 1:
            raise ValueError("exactly one of edge, nodes and line")
        for lon, lat in self.line or ():
            LatLon(lat, lon)  # raises outside the globe
        return self

    def said(self) -> SpeedSaid:
        """As dispatch knows it."""
        return SpeedSaid(
            observed_at=self.observed_at,
            edge=self.edge,
            way=self.way,
            nodes=(self.nodes[0], self.nodes[1]) if self.nodes else None,
            line=tuple(LatLon(lat, lon) for lon, lat in self.line or ()),
            speed_kmh=self.speed_kmh,
            travel_s=self.travel_s,
            confidence=self.confidence,
            vehicle=self.vehicle,
        )


class SpeedsIn(Body):
    """A report. `network` is the digest that edge numbers belong to, as GET /api/v1/traffic/roads tells it."""

    source: Annotated[str, Field(min_length=1, max_length=48)]
    network: Annotated[str | None, Field(max_length=64)] = None
    segments: Annotated[
        list[Any],
        Field(min_length=1, max_length=MOST_SEGMENTS),
        WithJsonSchema({"type": "array", "items": SegmentIn.model_json_schema()}),
    ]

    def parsed(self) -> tuple[list[tuple[int, SpeedSaid]], list[dict[str, object]]]:
        """Each segment that has a shape with its place in the report, and those that have none with what is wrong."""
        good, bad = list[tuple[int, SpeedSaid]](), list[dict[str, object]]()
        for index, one in enumerate(self.segments):
            try:
                good.append((index, SegmentIn.model_validate(one).said()))
            except ValidationError as error:
                first = error.errors()[0]
                field = ".".join(str(part) for part in first["loc"])
                bad.append({"index": index, "reason": "malformed", "field": field, "detail": first["msg"]})
        return good, bad


class PointIn(Body):
    """A place somebody pointed at."""

    lat: Lat
    lon: Lon

    def place(self) -> LatLon:
        """As everybody knows it."""
        return LatLon(self.lat, self.lon)


class MarkIn(Body):
    """What is pointed out: a point on a street, a line along it, an area, or a street by its name."""

    shape: ClosureShape
    points: Annotated[list[PointIn], Field(default_factory=list, max_length=200)]
    street: Annotated[str | None, Field(max_length=96)] = None
    near_m: Annotated[float | None, Field(gt=0, le=20_000)] = None
    both_ways: bool = True


class ClosureIn(MarkIn):
    """A closure or, with the `share` of the usual speed that is left, a slow zone."""

    kind: ClosureKind
    reason: ClosureReason
    ends_at: AwareDatetime
    share: Annotated[float | None, Field(gt=0, le=1)] = None
    note: Annotated[str | None, Field(max_length=200)] = None

    def draft(self) -> ClosureDraft:
        """As dispatch knows it."""
        return ClosureDraft(
            kind=self.kind,
            shape=self.shape,
            reason=self.reason,
            ends_at=self.ends_at,
            points=tuple(point.place() for point in self.points),
            street=self.street or None,
            near_m=self.near_m,
            both_ways=self.both_ways,
            share=self.share,
            note=self.note or None,
        )


class ExtendIn(Body):
    """Until when it lasts now."""

    ends_at: AwareDatetime


class ListIn(Body):
    """`ended` lists those of the last half day too."""

    ended: Literal["yes", "no"] = "no"
