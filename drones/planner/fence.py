"""The rings a vehicle is told to stay out of on its way: closed airspace beside it, wider by its stopping distance.

A vehicle turns away only once it has crossed a fence, so the fence stands that far outside. It has no floor and no
ceiling; what the way passes over or under can therefore be no ring of it. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence

import shapely

from chassis.geo import LatLon
from drones.airspace.outline import ground_under
from drones.missionplan import CORRIDOR_M
from drones.model import Zone
from drones.plane import Plane

LEAST_M2 = 1.0  # smaller rings are left over from cutting
BEYOND_M = 20.0  # the rings reach this far out of the corridor, so that no gap is left along its edge

Rings = tuple[tuple[LatLon, ...], ...]


def keep_out(way: Sequence[LatLon], closed: Iterable[Zone], *, stopping_m: float) -> Rings:
    """What of the `closed` zones lies in the corridor of `way`; corners in order and not closed."""
    plane = Plane(round(way[0].lat, 1))
    line = shapely.LineString([plane.xy(place) for place in way])
    corridor = line.buffer(CORRIDOR_M + BEYOND_M, quad_segs=1)
    shapes = (ground_under(zone.shape, plane, stopping_m) for zone in closed)
    return tuple(ring for shape in shapes for ring in _rings(shapely.intersection(shape, corridor), plane))


def _rings(area: shapely.Geometry, plane: Plane) -> Iterator[tuple[LatLon, ...]]:
    for part in shapely.get_parts(area):
        if isinstance(part, shapely.Polygon) and part.area >= LEAST_M2:
            yield tuple(plane.place((x, y)) for x, y in part.exterior.coords[:-1])
