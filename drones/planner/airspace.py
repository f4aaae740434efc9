"""The air over a city as the planner sees it: prepared once, asked many times. Nothing in it changes an answer.

A layer is one height above ground. A zone belongs to it if it is closed there (`airspace.closing`); a building, if its
top with 15 m to spare reaches it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from operator import attrgetter

import shapely
from shapely.geometry.base import BaseGeometry

from drones.airspace.closing import closed_zones
from drones.airspace.outline import ground_under, shape_on
from drones.model import Obstacle, Obstacles, Zone
from drones.plane import Plane, Point
from drones.planner.ground import Ground, Parts, ground
from drones.planner.sites import SiteRules, Spot, spots


@dataclass(frozen=True, slots=True)
class Margins:
    """Metres kept from a zone's edge, beside a building and over it."""

    zone_m: float
    beside_m: float
    over_m: float


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """What is shut at one height, and what is shut below it, where a drone may pass over but not come down.

    `zones` are those that are closed at that height.
    """

    ground: Ground
    below: Parts
    zones: tuple[Zone, ...]

    def shut_at(self, xy: Point) -> tuple[str, ...]:
        """The names of everything that forbids to climb or descend at a point."""
        point = shapely.Point(xy)
        return (*self.ground.at(xy), *(name for name, shape in self.below if shape.intersects(point)))

    def first_free(self, places: tuple[Spot, ...]) -> Spot | None:
        """The first place that nothing shuts; None when all are shut."""
        if not places:
            return None
        points = shapely.points([place.xy for place in places])
        shut = set(self.ground.whose.query(points, predicate="intersects")[0].tolist())
        for _, shape in self.below:
            shut.update(shapely.intersects(shape, points).nonzero()[0].tolist())
        return next((place for number, place in enumerate(places) if number not in shut), None)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Zones and high obstacles, and what was made of them for those who asked so far."""

    zones: tuple[Zone, ...]
    high: tuple[Obstacle, ...]
    layers: dict[object, Layer] = field(default_factory=dict, repr=False)
    stands: dict[object, tuple[BaseGeometry, ...]] = field(default_factory=dict, repr=False)
    trees: dict[Plane, shapely.STRtree] = field(default_factory=dict, repr=False)

    def layer(self, height_m: float, *, plane: Plane, start: datetime, end: datetime, margins: Margins) -> Layer:
        """See `Airspace.layer`."""
        column = closed_zones(self.zones, start=start, end=end, altitude_m=height_m)
        along = closed_zones(column, start=start, end=end, altitude_m=height_m, column=False)
        key = (height_m, plane, margins, _names(column), _names(along))
        if key not in self.layers:
            self.layers[key] = self._made(height_m, plane, margins, column, along)
        return self.layers[key]

    def tree(self, plane: Plane) -> shapely.STRtree:
        """The high obstacles as they stand on the plane."""
        if plane not in self.trees:
            self.trees[plane] = _tree(plane, self.high)
        return self.trees[plane]

    def _made(
        self, height_m: float, plane: Plane, margins: Margins, column: tuple[Zone, ...], along: tuple[Zone, ...]
    ) -> Layer:
        shapes = [(zone, (zone.id, ground_under(zone.shape, plane, margins.zone_m))) for zone in column]
        solid = zip(self.high, self._standing(plane, margins.beside_m), strict=True)
        high = ((one.id, shape) for one, shape in solid if one.top_m is None or one.top_m + margins.over_m > height_m)
        shut = (*(part for zone, part in shapes if zone in along), *high)
        return Layer(ground(shut), tuple(part for zone, part in shapes if zone not in along), along)

    def _standing(self, plane: Plane, margin_m: float) -> tuple[BaseGeometry, ...]:
        """The ground round each high obstacle, the same in every layer."""
        key = (plane, margin_m)
        if key not in self.stands:
            self.stands[key] = tuple(shape_on(plane, one.outline.corners, margin_m) for one in self.high)
        return self.stands[key]


@dataclass(frozen=True, slots=True, eq=False)
class Airspace:
    """The air over a city, for one call: what one drone asked is known to the next. Make it with `airspace_of`."""

    prepared: Prepared
    obstacles: Obstacles | None
    layers: dict[object, Layer] = field(default_factory=dict, repr=False)
    rooms: dict[object, tuple[Spot, ...]] = field(default_factory=dict, repr=False)
    free: dict[object, Spot | None] = field(default_factory=dict, repr=False)

    def layer(self, height_m: float, *, plane: Plane, start: datetime, end: datetime, margins: Margins) -> Layer:
        """What is shut at `height_m` between `start` and `end`."""
        key = (height_m, plane, start, end, margins)
        if key not in self.layers:
            self.layers[key] = self.prepared.layer(height_m, plane=plane, start=start, end=end, margins=margins)
        return self.layers[key]

    def spots(self, centre: Point, *, plane: Plane, rules: SiteRules) -> tuple[Spot, ...]:
        """Where there is room for a kit round `centre`, the same in every layer. See `sites.spots`."""
        key = (centre, plane, rules)
        if key not in self.rooms:
            self.rooms[key] = spots(centre, self._buildings(plane), rules=rules)
        return self.rooms[key]

    def landing(self, layer: Layer, centre: Point, *, plane: Plane, rules: SiteRules) -> Spot | None:
        """The first of the `spots` that nothing shuts in the layer; None when all are shut."""
        key = (layer, centre, plane, rules)
        if key not in self.free:
            self.free[key] = layer.first_free(self.spots(centre, plane=plane, rules=rules))
        return self.free[key]

    def _buildings(self, plane: Plane) -> tuple[shapely.STRtree, ...] | None:
        """Everything that is known to stand there; None when nobody has told."""
        if self.obstacles is None:
            return None
        return self.prepared.tree(plane), _tree(plane, self.obstacles.low)


def airspace_of(zones: tuple[Zone, ...], obstacles: Obstacles | None = None) -> Airspace:
    """The airspace of these. What one decision prepared serves the next with the same zones and high obstacles."""
    return Airspace(_prepared(zones, obstacles and replace(obstacles, low=())), obstacles)


@lru_cache(maxsize=8)
def _prepared(zones: tuple[Zone, ...], obstacles: Obstacles | None) -> Prepared:
    return Prepared(zones, tuple(sorted(obstacles.high, key=attrgetter("id"))) if obstacles is not None else ())


def _tree(plane: Plane, obstacles: Iterable[Obstacle]) -> shapely.STRtree:
    return shapely.STRtree([shape_on(plane, obstacle.outline.corners) for obstacle in obstacles])


def _names(zones: Iterable[Zone]) -> tuple[tuple[str, str], ...]:
    return tuple((zone.region, zone.id) for zone in zones)
