"""The ground under a zone, as a ring of corners, and as a shape on a map with a margin round it. Pure."""

import math
from collections.abc import Iterable
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from chassis.geo import EARTH_RADIUS_M, LatLon
from drones.model import Circle, Ring
from drones.plane import Plane

CIRCLE_CORNERS = 64


@lru_cache(maxsize=1024)
def outline(shape: Circle | Ring) -> tuple[LatLon, ...]:
    """The corners of a shape, not closed; a circle becomes a polygon that contains it."""
    if isinstance(shape, Ring):
        return shape.corners
    outer_m = shape.radius_m / math.cos(math.pi / CIRCLE_CORNERS)
    return tuple(destination(shape.centre, 360.0 * n / CIRCLE_CORNERS, outer_m) for n in range(CIRCLE_CORNERS))


@lru_cache(maxsize=4096)
def ground_under(shape: Circle | Ring, plane: Plane, margin_m: float) -> BaseGeometry:
    """The ground within `margin_m` of a zone."""
    return shape_on(plane, outline(shape), margin_m)


def shape_on(plane: Plane, corners: Iterable[LatLon], margin_m: float = 0.0) -> BaseGeometry:
    """The area within `margin_m` of a ring, mitred: round joins would multiply the corners."""
    area = shapely.make_valid(shapely.Polygon([plane.xy(corner) for corner in corners]))
    return shapely.buffer(area, margin_m, join_style="mitre") if margin_m else area


def destination(origin: LatLon, bearing: float, distance_m: float) -> LatLon:
    """Where one comes to on a great circle that leaves `origin` at `bearing` degrees from north."""
    phi, angle, arc = math.radians(origin.lat), math.radians(bearing), distance_m / EARTH_RADIUS_M
    lat = math.asin(math.sin(phi) * math.cos(arc) + math.cos(phi) * math.sin(arc) * math.cos(angle))
    east = math.atan2(math.sin(angle) * math.sin(arc) * math.cos(phi), math.cos(arc) - math.sin(phi) * math.sin(lat))
    return LatLon(math.degrees(lat), origin.lon + math.degrees(east))


def east_of(circle: Circle, west_limit: float) -> Ring:
    """The part of a circle east of the meridian `west_limit`; raises ValueError when none is left of it, or all."""
    corners = outline(circle)
    kept: list[LatLon] = []
    for n, here in enumerate(corners):
        after = corners[(n + 1) % len(corners)]
        if here.lon >= west_limit:
            kept.append(here)
        if (here.lon >= west_limit) is not (after.lon >= west_limit):
            share = (west_limit - here.lon) / (after.lon - here.lon)
            kept.append(LatLon(here.lat + share * (after.lat - here.lat), west_limit))
    if not kept or len(kept) == len(corners):
        raise ValueError(f"the meridian {west_limit} does not cut the circle")
    return Ring(tuple(kept))
