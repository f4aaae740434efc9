"""Closed airspace and the way round it. Pure, in two dimensions.

Straight lines are straight in latitude and longitude; over 20 km they stay within 6 m of the great circle, which the
margin round every zone covers. The search is exact: the shortest way round polygons bends at their corners only.
"""

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from chassis.geo import LatLon
from drones.airspace.outline import outline
from drones.mission import Path
from drones.model import Zone
from drones.plane import Plane, Point

HAIR_M = 0.05  # corners lie this far outside the forbidden ground, so that touching it is never a question of rounding


@dataclass(frozen=True, slots=True)
class Blocked:
    """There is no way, and which zones are the cause: those round the start, round the target, or between them.

    `gave_up` means the cap on work was reached before a way was found or ruled out.
    """

    start: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    gave_up: bool = False


def find_path(
    start: LatLon, target: LatLon, closed: Sequence[Zone], *, margin_m: float, work_cap: int
) -> Path | Blocked:
    """The shortest way from `start` to `target` that stays `margin_m` clear of `closed`.

    At most `work_cap` lines are checked against the zones; past it the answer is Blocked with `gave_up`.
    """
    if not closed:
        return Path((start, target))
    plane = Plane(round(target.lat, 1))
    ground = _forbidden(tuple(closed), plane, margin_m)
    a, b = plane.xy(start), plane.xy(target)
    round_start, round_target = (_meeting(closed, plane, margin_m, shapely.Point(xy)) for xy in (a, b))
    if round_start or round_target:
        return Blocked(start=round_start, target=round_target)
    if a == b:
        return Path((start, target))
    search = _Search(ground, a, b, work_cap)
    found = search.run()
    if found is None:
        between = _meeting(closed, plane, margin_m, shapely.LineString((a, b)))
        return Blocked(between=between, gave_up=search.edges >= work_cap)
    bends = tuple(plane.place(xy) for xy in found[1:-1])
    return Path((start, *bends, target), search.edges)


def _meeting(closed: Sequence[Zone], plane: Plane, margin_m: float, shape: BaseGeometry) -> tuple[str, ...]:
    return tuple(zone.id for zone in closed if _polygon(zone, plane, margin_m).intersects(shape))


@dataclass(frozen=True, slots=True)
class _Ground:
    """The union of what may not be crossed, and the corners a way round it may bend at."""

    inside: BaseGeometry
    corners: tuple[Point, ...]


@lru_cache(maxsize=512)
def _polygon(zone: Zone, plane: Plane, margin_m: float) -> BaseGeometry:
    shape = shapely.make_valid(shapely.Polygon([plane.xy(corner) for corner in outline(zone.shape)]))
    return shape.buffer(margin_m, join_style="mitre")  # round joins would multiply the corners


@lru_cache(maxsize=64)
def _forbidden(closed: tuple[Zone, ...], plane: Plane, margin_m: float) -> _Ground:
    union = shapely.union_all([_polygon(zone, plane, margin_m) for zone in closed])
    bends = shapely.get_coordinates(union.buffer(HAIR_M, join_style="mitre"))
    shapely.prepare(union)
    return _Ground(union, tuple(sorted({(float(x), float(y)) for x, y in bends})))


@dataclass(slots=True)
class _Search:
    """A* over start, target and corners; a line is checked only when it is the best one left."""

    ground: _Ground
    start: Point
    target: Point
    work_cap: int
    edges: int = 0
    _open: list[tuple[float, float, Point, Point]] = field(default_factory=list)
    _came: dict[Point, Point] = field(default_factory=dict)

    def run(self) -> list[Point] | None:
        nodes = (*self.ground.corners, self.target)
        self._settle(self.start, self.start, 0.0, nodes)
        while self._open and self.edges < self.work_cap:
            _, length, node, came_from = heapq.heappop(self._open)
            if node in self._came or not self._free(came_from, node):
                continue
            self._settle(node, came_from, length, nodes)
            if node == self.target:
                return self._way()
        return None

    def _settle(self, node: Point, came_from: Point, length: float, nodes: Iterable[Point]) -> None:
        self._came[node] = came_from
        for further in nodes:
            if further not in self._came:
                so_far = length + math.dist(node, further)
                heapq.heappush(self._open, (so_far + math.dist(further, self.target), so_far, further, node))

    def _free(self, a: Point, b: Point) -> bool:
        self.edges += 1
        return not self.ground.inside.intersects(shapely.LineString((a, b)))

    def _way(self) -> list[Point]:
        way = [self.target]
        while way[-1] != self.start:
            way.append(self._came[way[-1]])
        return way[::-1]
