"""ED-269, the JSON form in which European states publish UAS geographical zones."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from drones.airspace.heights import ENDLESS, FOOT_M, GROUND, Height, in_order
from drones.airspace.reading.drafts import Draft, ring_of
from drones.airspace.reading.geojson import kind_of
from drones.model import Datum
from drones.windows import ALWAYS, Slot, Window

DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
A_MONDAY = datetime(2024, 1, 1, tzinfo=UTC).date()
TIME = re.compile(r"(\d\d:\d\d)(:\d\d)?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?")
LAST_MINUTE = time(23, 59)
Reference = Literal["AGL", "AMSL"]


class _Told(BaseModel):
    """What is not read is not looked at; the names in the file are camelCase."""

    model_config = ConfigDict(alias_generator=to_camel)


class _Projection(_Told):
    type: Literal["Circle", "Polygon"]
    center: list[float] = Field(default_factory=list)
    radius: float = 0.0
    coordinates: list[list[list[float]]] = Field(default_factory=list)


class _Volume(_Told):
    uom_dimensions: Literal["M", "FT"]
    lower_limit: float | None = None
    lower_vertical_reference: Reference = "AGL"
    upper_limit: float | None = None
    upper_vertical_reference: Reference = "AGL"
    horizontal_projection: _Projection


class _Daily(_Told):
    day: list[Literal["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN", "ANY"]] = Field(min_length=1)
    start_time: str
    end_time: str


class _Period(_Told):
    permanent: Literal["YES", "NO"]
    start_date_time: AwareDatetime | None = None
    end_date_time: AwareDatetime | None = None
    schedule: list[_Daily] | None = None


class _Authority(_Told):
    name: str | None = None
    service: str | None = None
    phone: str | None = None


class _Feature(_Told):
    identifier: str
    name: str | None = None
    restriction: str
    applicability: list[_Period] = Field(default_factory=list)
    zone_authority: list[_Authority] = Field(default_factory=list)
    geometry: list[_Volume] = Field(min_length=1)


class _File(_Told):
    features: list[_Feature]


def read_ed269(told: Any) -> list[Draft]:
    """The zones of a file, one for each of their volumes; raises ValueError naming the zone that is wrong."""
    return [draft for feature in _File.model_validate(told).features for draft in _drafts(feature)]


def _drafts(feature: _Feature) -> Iterator[Draft]:
    authority = feature.zone_authority[0] if feature.zone_authority else _Authority()
    try:
        windows = tuple(_window(period) for period in feature.applicability) or (ALWAYS,)
        for volume in feature.geometry:
            shape = volume.horizontal_projection
            circle = shape.type == "Circle"
            yield Draft(
                id=feature.identifier,
                name=feature.name or feature.identifier,
                kind=kind_of(feature.restriction),
                pairs=(_pair(shape.center),) if circle else ring_of(shape.coordinates[0]),
                radius_m=_radius_m(volume) if circle else None,
                limits=_limits(volume),
                authority=authority.name or authority.service or "",
                phone=authority.phone,
                applies=windows,
                holes=not circle and len(shape.coordinates) > 1,
            )
    except (ValueError, IndexError) as error:
        raise ValueError(f"{feature.identifier}: {error}") from None


def _pair(center: list[float]) -> tuple[float, float]:
    if len(center) != 2:
        raise ValueError("a centre is two numbers")
    return center[0], center[1]


def _radius_m(volume: _Volume) -> float:
    """The radius. Some read `uomDimensions` as its unit too; metres, the larger circle, is the careful reading."""
    if volume.horizontal_projection.radius <= 0.0:
        raise ValueError("a radius is above 0")
    return volume.horizontal_projection.radius


def _step_m(volume: _Volume) -> float:
    return 1.0 if volume.uom_dimensions == "M" else FOOT_M


def _limits(volume: _Volume) -> tuple[Height, Height] | None:
    """Without a lower limit it begins on the ground, without an upper one it does not end."""
    low, high = (
        none if limit is None else Height(limit * _step_m(volume), Datum(reference.lower()))
        for limit, reference, none in (
            (volume.lower_limit, volume.lower_vertical_reference, GROUND),
            (volume.upper_limit, volume.upper_vertical_reference, ENDLESS),
        )
    )
    return in_order(low, high)


def _window(period: _Period) -> Window:
    slots = tuple(sorted(slot for daily in period.schedule or () for slot in _slots(daily)))
    if period.permanent == "YES":
        return Window(slots=slots)
    begin, end = (at and at.astimezone(UTC) for at in (period.start_date_time, period.end_date_time))
    return Window(begin, end, slots)


def _slots(daily: _Daily) -> Iterator[Slot]:
    """The daily hours in UTC, where their day may be another one."""
    begins, ends = _time(daily.start_time), _time(daily.end_time)
    for day in range(7) if "ANY" in daily.day else sorted(DAYS.index(one) for one in daily.day):
        opens = datetime.combine(A_MONDAY + timedelta(days=day), begins).astimezone(UTC)
        end = datetime.combine(A_MONDAY, ends).astimezone(UTC).time()
        yield Slot(opens.weekday(), opens.time(), time(0) if end >= LAST_MINUTE else end)


def _time(said: str) -> time:
    found = TIME.fullmatch(said)
    if found is None:
        raise ValueError(f"not a time: {said!r}")
    return time.fromisoformat(f"{found[1]}{found[2] or ''}{found[3] or 'Z'}")
