"""Which zones and buildings stand in the way at one height, and as what shapes. Pure.

A layer is one height above ground. A zone belongs to it if its floor and ceiling with 10 m to spare hold that height
and no authorisation opens it for the whole flight; a building, if its top with 15 m to spare reaches it.
"""

import math
from collections.abc import Iterable
from datetime import datetime

import shapely
from shapely.geometry.base import BaseGeometry

from chassis.geo import EARTH_RADIUS_M, LatLon
from drones.model import Circle, Obstacle, Restriction, Zone
from drones.plane import Plane

CIRCLE_CORNERS = 64
ABOVE_BELOW_M = 10.0  # vertical distance kept from a zone's floor and ceiling


def closed_zones(
    zones: Iterable[Zone], *, start: datetime, end: datetime, altitude_m: float, column: bool = True
) -> tuple[Zone, ...]:
    """The zones a flight at `altitude_m` between `start` and `end` may not enter, by id.

    With `column` all down to the ground counts, because over its station and its target a drone climbs and descends.
    """
    shut = [zone for zone in zones if _is_closed(zone, start, end, altitude_m, column=column)]
    return tuple(sorted(shut, key=lambda zone: zone.id))


def _is_closed(zone: Zone, start: datetime, end: datetime, altitude_m: float, *, column: bool) -> bool:
    if zone.restriction is Restriction.NO_RESTRICTION or zone.floor_m > altitude_m + ABOVE_BELOW_M:
        return False
    if not column and zone.ceiling_m is not None and zone.ceiling_m < altitude_m - ABOVE_BELOW_M:
        return False
    if (zone.applies_from is not None and end < zone.applies_from) or (
        zone.applies_until is not None and start > zone.applies_until
    ):
        return False
    paper = zone.authorised
    if paper is None or not (paper.valid_from <= start and end <= paper.valid_until):
        return True
    return paper.max_altitude_m is not None and paper.max_altitude_m < altitude_m


def standing(obstacles: Iterable[Obstacle], *, altitude_m: float, above_m: float) -> tuple[Obstacle, ...]:
    """The obstacles that a flight at `altitude_m` may not pass over with `above_m` to spare, by id.

    One whose top nobody measured belongs to every layer.
    """
    high = (o for o in obstacles if o.top_m is None or o.top_m + above_m > altitude_m)
    return tuple(sorted(high, key=lambda obstacle: obstacle.id))


def outline(zone: Zone) -> tuple[LatLon, ...]:
    """The corners of a zone; a circle becomes a polygon that contains it."""
    if not isinstance(zone.shape, Circle):
        return zone.shape.corners
    outer_m = zone.shape.radius_m / math.cos(math.pi / CIRCLE_CORNERS)
    return tuple(_destination(zone.shape.centre, 360.0 * n / CIRCLE_CORNERS, outer_m) for n in range(CIRCLE_CORNERS))


def shape_on(plane: Plane, corners: Iterable[LatLon], margin_m: float = 0.0) -> BaseGeometry:
    """The area within `margin_m` of a ring, mitred: round joins would multiply the corners."""
    area = shapely.make_valid(shapely.Polygon([plane.xy(corner) for corner in corners]))
    return shapely.buffer(area, margin_m, join_style="mitre") if margin_m else area


def _destination(origin: LatLon, bearing: float, distance_m: float) -> LatLon:
    """Where one comes to on a great circle."""
    phi, angle, arc = math.radians(origin.lat), math.radians(bearing), distance_m / EARTH_RADIUS_M
    lat = math.asin(math.sin(phi) * math.cos(arc) + math.cos(phi) * math.sin(arc) * math.cos(angle))
    east = math.atan2(math.sin(angle) * math.sin(arc) * math.cos(phi), math.cos(arc) - math.sin(phi) * math.sin(lat))
    return LatLon(math.degrees(lat), origin.lon + math.degrees(east))
