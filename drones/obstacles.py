"""Buildings and masts out of files: GeoJSON, or what Overpass returns of OpenStreetMap with `out geom`. Pure.

Only outer outlines are kept; a yard inside a block is no place for a drone. A height is taken from `height`, else
reckoned from storeys; otherwise it is unknown, and an unknown height is as high as anything.
"""

import hashlib
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from chassis.geo import EARTH_RADIUS_M, Box, LatLon
from drones.model import HIGH_M, NEAR_M, Obstacle, Obstacles, Ring

STOREY_M = 3.3  # floor to floor, with some to spare: Korean flats have 2.8 to 3.0
ROOF_M = 6.0  # what stands on a flat roof: lift house, tanks, masts
FOOT_M = 0.3048
METRES_A_DEGREE = math.radians(EARTH_RADIUS_M)
MAST_M = 5.0  # a mast that is told as a point is taken to be this wide, to each side
HEIGHT_KEYS = ("height", "building:height", "HEIGHT", "buld_hg")
STOREY_KEYS = ("building:levels", "levels", "GRND_FLR", "gro_flo_co")
HEIGHT = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*(m|ft|')?\s*$")


class ObstacleFileError(ValueError):
    """A file that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class _Shape:
    id: str
    corners: tuple[LatLon, ...]
    tags: Mapping[str, Any]


def read_obstacles(text: str, *, box: Box, unmeasured_m: float | None = None) -> tuple[Obstacle, ...]:
    """The obstacles of a file that lie in `box`, by id. `unmeasured_m` is the height to take where none is told.

    Raises ObstacleFileError for other files, for latitude and longitude the wrong way round, and for a file of which
    nothing lies in `box`.
    """
    try:
        told = json.loads(text)
        shapes = list(_geojson(told) if told.get("type") == "FeatureCollection" else _overpass(told))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ObstacleFileError(f"neither GeoJSON nor Overpass JSON: {error}") from error
    inside = {shape.id: shape for shape in shapes if any(box.holds(corner) for corner in shape.corners)}
    if shapes and not inside:
        turned = any(box.holds(LatLon(c.lon, c.lat)) for s in shapes for c in s.corners if abs(c.lon) <= 90)
        raise ObstacleFileError("latitude and longitude are the wrong way round" if turned else "nothing lies here")
    return tuple(_obstacle(inside[one], unmeasured_m) for one in sorted(inside))


def _obstacle(shape: _Shape, unmeasured_m: float | None) -> Obstacle:
    top_m = top_of(shape.tags)
    return Obstacle(shape.id, Ring(shape.corners), unmeasured_m if top_m is None else top_m)


def top_of(tags: Mapping[str, Any]) -> float | None:
    """Metres from the ground to the highest point; None where neither height nor storeys are told."""
    for key in HEIGHT_KEYS:
        found = HEIGHT.match(str(tags.get(key, "")))
        if found is not None and (height := float(found[1].replace(",", "."))) > 0.0:
            return height * (FOOT_M if found[2] in {"ft", "'"} else 1.0)
    for key in STOREY_KEYS:
        found = HEIGHT.match(str(tags.get(key, "")))
        if found is not None and found[2] is None and (storeys := float(found[1].replace(",", "."))) > 0.0:
            return storeys * STOREY_M + ROOF_M
    return None


def _geojson(told: Mapping[str, Any]) -> Iterator[_Shape]:
    for number, feature in enumerate(told["features"]):
        shape: Mapping[str, Any] = feature["geometry"] or {}
        tags: Mapping[str, Any] = feature.get("properties") or {}
        ident = str(feature.get("id") or tags.get("@id") or tags.get("id") or number)
        kind, found = shape.get("type"), shape.get("coordinates", [])
        polygons = [found] if kind == "Polygon" else found if kind == "MultiPolygon" else []
        for part, polygon in enumerate(polygons):
            ring = [LatLon(float(lat), float(lon)) for lon, lat, *_ in polygon[0]]
            yield from _ring(f"{ident}.{part}" if part else ident, ring, tags)
        if kind == "Point":
            lon, lat, *_ = found
            yield _Shape(ident, _round(LatLon(float(lat), float(lon))), tags)


def _overpass(told: Mapping[str, Any]) -> Iterator[_Shape]:
    for element in told["elements"]:
        tags, ident = element.get("tags", {}), f"{element['type']}/{element['id']}"
        if element["type"] == "node" and tags:
            yield _Shape(ident, _round(LatLon(element["lat"], element["lon"])), tags)
        if "geometry" in element:
            yield from _ring(ident, _places(element["geometry"]), tags)
        outer = [member for member in element.get("members", ()) if member.get("role") == "outer"]
        for part, member in enumerate(outer):
            yield from _ring(f"{ident}.{part}" if part else ident, _places(member["geometry"]), tags)


def _places(geometry: Iterable[Mapping[str, float]]) -> list[LatLon]:
    return [LatLon(point["lat"], point["lon"]) for point in geometry]


def _ring(ident: str, places: list[LatLon], tags: Mapping[str, Any]) -> Iterator[_Shape]:
    """An area; a line that does not close is none."""
    if len(places) >= 4 and places[0] == places[-1]:
        yield _Shape(ident, tuple(places[:-1]), tags)


def _round(place: LatLon) -> tuple[LatLon, ...]:
    north = MAST_M / METRES_A_DEGREE
    east = north / math.cos(math.radians(place.lat))
    return tuple(LatLon(place.lat + n * north, place.lon + e * east) for n, e in ((1, 1), (1, -1), (-1, -1), (-1, 1)))


def digest_of(obstacles: Iterable[Obstacle]) -> str:
    """Sixteen hexadecimal digits that say which obstacles these are."""
    return hashlib.sha256(repr([astuple(one) for one in obstacles]).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, eq=False)
class City:
    """All that stands in a city, sorted so that what matters for one call is found at once."""

    digest: str
    high: tuple[Obstacle, ...]
    low: tuple[Obstacle, ...]
    boxes: npt.NDArray[np.float64]  # south, west, north and east of each of `low`, `NEAR_M` wider

    def round(self, near: LatLon) -> Obstacles:
        """All that is high, and what is low round `near`."""
        south, west, north, east = self.boxes.T
        met = (south <= near.lat) & (near.lat <= north) & (west <= near.lon) & (near.lon <= east)
        return Obstacles(self.digest, self.high, tuple(self.low[n] for n in np.flatnonzero(met)))


def city_of(digest: str, obstacles: Iterable[Obstacle]) -> City:
    """All obstacles of a city, which `digest` names."""
    high, low = list[Obstacle](), list[Obstacle]()
    for one in obstacles:
        (high if one.top_m is None or one.top_m > HIGH_M else low).append(one)
    boxes = np.array([_wide(one) for one in low]).reshape(-1, 4)
    return City(digest, tuple(high), tuple(low), boxes)


def _wide(obstacle: Obstacle) -> tuple[float, float, float, float]:
    box = Box.around(obstacle.outline.corners)
    north = NEAR_M / METRES_A_DEGREE
    east = north / math.cos(math.radians(box.north))
    return box.south - north, box.west - east, box.north + north, box.east + east
