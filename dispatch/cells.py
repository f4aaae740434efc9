"""The ground a place stands for: whatever lies nearer to it than to the others, out to a few streets. Pure.

Demand zones are places with a weight; this is how a map shows them as areas, without pretending to know borders.
"""

from collections.abc import Sequence
from math import cos, radians

import shapely

from chassis.geo import EARTH_RADIUS_M, LatLon

REACH_M = 1500.0  # how far a place stands for the ground around it
CORNERS = 5  # of a quarter turn
DECIMALS = 5  # about a metre
DEGREE_M = radians(EARTH_RADIUS_M)
Ring = list[list[float]]


def cells(places: Sequence[LatLon], *, reach_m: float = REACH_M) -> list[Ring]:
    """A closed ring of [longitude, latitude] for each place, in their order. Places at one spot share theirs."""
    if not places:
        return []
    squeeze = cos(radians(sum(place.lat for place in places) / len(places)))
    points = [shapely.Point(place.lon * squeeze, place.lat) for place in places]
    reach = reach_m / DEGREE_M
    frame = shapely.box(*_around(points, reach))
    parts = list(shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=frame).geoms)
    return [_ring(_cell(point, parts, reach), squeeze) for point in points]


def _around(points: Sequence[shapely.Point], reach: float) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds(points)
    return west - 2 * reach, south - 2 * reach, east + 2 * reach, north + 2 * reach


def _cell(point: shapely.Point, parts: Sequence[shapely.Geometry], reach: float) -> shapely.Geometry:
    disc = point.buffer(reach, quad_segs=CORNERS)
    return disc.intersection(min(parts, key=point.distance, default=disc))


def _ring(cell: shapely.Geometry, squeeze: float) -> Ring:
    return [[round(x / squeeze, DECIMALS), round(y, DECIMALS)] for x, y in shapely.get_coordinates(cell).tolist()]
