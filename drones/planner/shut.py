"""Which buildings stand in the way at one height, and what stands there as shapes. Pure.

A layer is one height above ground. A zone belongs to it if it is closed there (`airspace.closing`); a building, if its
top with 15 m to spare reaches it.
"""

from collections.abc import Iterable

import shapely
from shapely.geometry.base import BaseGeometry

from chassis.geo import LatLon
from drones.model import Obstacle
from drones.plane import Plane


def standing(obstacles: Iterable[Obstacle], *, altitude_m: float, above_m: float) -> tuple[Obstacle, ...]:
    """The obstacles that a flight at `altitude_m` may not pass over with `above_m` to spare, by id.

    One whose top nobody measured belongs to every layer.
    """
    high = (o for o in obstacles if o.top_m is None or o.top_m + above_m > altitude_m)
    return tuple(sorted(high, key=lambda obstacle: obstacle.id))


def shape_on(plane: Plane, corners: Iterable[LatLon], margin_m: float = 0.0) -> BaseGeometry:
    """The area within `margin_m` of a ring, mitred: round joins would multiply the corners."""
    area = shapely.make_valid(shapely.Polygon([plane.xy(corner) for corner in corners]))
    return shapely.buffer(area, margin_m, join_style="mitre") if margin_m else area
