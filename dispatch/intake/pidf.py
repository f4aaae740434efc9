"""PIDF-LO: where a caller of a network is (RFC 4119), with shapes (RFC 5491), civic address (RFC 5139) and
confidence (RFC 7459). Pure."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chassis.geo import LatLon, distance_m
from chassis.markup import Element
from dispatch.intake.unreadable import UnreadableError, Wrong, read_xml
from dispatch.intake.values import instant_of, number_of, place_of, text_of

NAMESPACE = "urn:ietf:params:xml:ns:pidf"
PLANE, SOLID = "urn:ogc:def:crs:EPSG::4326", "urn:ogc:def:crs:EPSG::4979"
METRE = "urn:ogc:def:uom:EPSG::9001"
FARTHEST_M = 1e7
METRES_A_DEGREE = 111_195.0  # of latitude, on the mean sphere
ADDRESS = ("A1", "A2", "A3", "A4", "A5", "A6", "RD", "HNO", "HNS", "LMK", "LOC", "NAM", "FLR", "UNIT", "ROOM")


class Shape(StrEnum):
    """What the uncertainty looks like."""

    POINT = "point"
    CIRCLE = "circle"
    ELLIPSE = "ellipse"
    ARC_BAND = "arc_band"
    POLYGON = "polygon"


@dataclass(frozen=True, slots=True)
class Geodetic:
    """A shape as a circle: its middle, and how far from there the shape reaches. A point says no radius."""

    shape: Shape
    place: LatLon
    radius_m: float | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """What one document says. At least one of `geodetic` and `civic` is there."""

    geodetic: Geodetic | None
    civic: Mapping[str, str] = field(default_factory=dict)
    confidence: float | None = None
    number: str | None = None
    method: str | None = None
    at: datetime | None = None

    @property
    def address(self) -> str | None:
        """The civic address from the large to the small, as it is said in Korea."""
        return text_of(" ".join(self.civic[name] for name in ADDRESS if name in self.civic), 200)


def read_pidf(body: bytes) -> Presence:
    """The first location of a document; raises UnreadableError."""
    root = read_xml(body)
    if _local(root) != "presence" or NAMESPACE not in root.attributes.values():
        raise UnreadableError(Wrong.OTHER_FORMAT, "presence")
    info = next((one for one in _walk(root) if _local(one) == "location-info"), None)
    if info is None:
        raise UnreadableError(Wrong.MISSING, "location-info")
    shapes = [one for one in info.children if _local(one) in READERS]
    geodetic = READERS[_local(shapes[0])](shapes[0]) if shapes else None
    civic = _civic(info)
    if geodetic is None and not civic:
        raise UnreadableError(Wrong.MISSING, "location-info")
    return Presence(
        geodetic,
        civic,
        confidence=_share(_first(info, "confidence")),
        number=_number(root.attributes.get("entity", "")),
        method=text_of(_first(root, "method"), 32),
        at=instant_of(_first(root, "timestamp")),
    )


def _local(element: Element) -> str:
    return element.name.rpartition(":")[2].lower()


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        yield from _walk(child)


def _first(element: Element, name: str) -> str | None:
    return next((one.text for one in _walk(element) if _local(one) == name), None)


def _share(raw: str | None) -> float | None:
    percent = number_of(raw, least=0, most=100)
    return percent / 100 if percent is not None else None


def _number(entity: str) -> str | None:
    """The telephone number of `pres:+82…@…` or `tel:+82…`; None for any other name."""
    user = entity.partition(":")[2].partition("@")[0]
    return user if 5 <= len(user) <= 20 and user.removeprefix("+").isdecimal() else None


def _civic(info: Element) -> dict[str, str]:
    found = next((one for one in info.children if _local(one) == "civicaddress"), None)
    parts = found.children[:48] if found is not None else ()
    said = {part.name.rpartition(":")[2][:16]: text_of(part.text, 120) for part in parts}
    return {name: text for name, text in said.items() if text}


def _pair(lat: str, lon: str, name: str) -> LatLon:
    place = place_of(lat, lon)
    if place is None:
        raise UnreadableError(Wrong.IMPOSSIBLE, name)
    return place


def _axes(shape: Element) -> int:
    srs = shape.attributes.get("srsName", PLANE)
    if srs not in (PLANE, SOLID):
        raise UnreadableError(Wrong.IMPOSSIBLE, "srsName")
    return 2 if srs == PLANE else 3


def _centre(shape: Element) -> LatLon:
    values = (_first(shape, "pos") or "").split()
    if len(values) != _axes(shape):
        raise UnreadableError(Wrong.IMPOSSIBLE if values else Wrong.MISSING, "pos")
    return _pair(values[0], values[1], "pos")


def _length(shape: Element, name: str) -> float:
    found = next((one for one in shape.children if _local(one) == name), None)
    if found is None:
        raise UnreadableError(Wrong.MISSING, name)
    length = number_of(found.text, least=0, most=FARTHEST_M)
    if length is None or found.attributes.get("uom", METRE) != METRE:
        raise UnreadableError(Wrong.IMPOSSIBLE, name)
    return length


def _angle(shape: Element, name: str) -> float:
    angle = number_of(_first(shape, name), least=-360, most=360)
    if angle is None:
        raise UnreadableError(Wrong.IMPOSSIBLE, name)
    return angle


def _point(shape: Element) -> Geodetic:
    return Geodetic(Shape.POINT, _centre(shape))


def _circle(shape: Element) -> Geodetic:
    return Geodetic(Shape.CIRCLE, _centre(shape), _length(shape, "radius"))


def _ellipse(shape: Element) -> Geodetic:
    axes = (_length(shape, "semimajoraxis"), _length(shape, "semiminoraxis"))
    return Geodetic(Shape.ELLIPSE, _centre(shape), max(axes))


def _arc_band(shape: Element) -> Geodetic:
    """The part of a ring round a mast: its middle, and the distance to the farthest of its corners and edges."""
    mast, inner, outer = _centre(shape), _length(shape, "innerradius"), _length(shape, "outerradius")
    start, opening = _angle(shape, "startangle"), _angle(shape, "openingangle")
    if outer < inner or opening < 0:
        raise UnreadableError(Wrong.IMPOSSIBLE, "outerradius")
    middle = _moved(mast, (inner + outer) / 2, start + opening / 2)
    rim = [_moved(mast, far, start + opening * i / 8) for far in (inner, outer) for i in range(9)]
    return Geodetic(Shape.ARC_BAND, middle, max(distance_m(middle, one) for one in rim))


def _moved(place: LatLon, far_m: float, bearing: float) -> LatLon:
    north = far_m * math.cos(math.radians(bearing)) / METRES_A_DEGREE
    shrink = max(0.01, math.cos(math.radians(place.lat)))
    east = far_m * math.sin(math.radians(bearing)) / METRES_A_DEGREE / shrink
    lat, lon = place.lat + north, (place.lon + east + 180) % 360 - 180
    return _pair(str(round(max(-90.0, min(90.0, lat)), 9)), str(round(lon, 9)), "pos")


def _polygon(shape: Element) -> Geodetic:
    axes = _axes(shape)
    single = [one.text.split() for one in _walk(shape) if _local(one) == "pos"]
    listed = (_first(shape, "poslist") or "").split()
    points = single or [listed[i : i + axes] for i in range(0, len(listed), axes)]
    if len(points) < 4 or any(len(point) != axes for point in points):
        raise UnreadableError(Wrong.MISSING if not points else Wrong.IMPOSSIBLE, "pos")
    corners = [_pair(point[0], point[1], "pos") for point in points[:-1]]
    middle = LatLon(math.fsum(c.lat for c in corners) / len(corners), math.fsum(c.lon for c in corners) / len(corners))
    return Geodetic(Shape.POLYGON, middle, max(distance_m(middle, one) for one in corners))


READERS = {
    "point": _point,
    "circle": _circle,
    "ellipse": _ellipse,
    "arcband": _arc_band,
    "polygon": _polygon,
}
