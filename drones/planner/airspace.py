"""The air over a city as the planner sees it: prepared once, asked many times. Nothing in it changes an answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

import shapely

from drones.airspace.closing import closed_zones
from drones.airspace.outline import outline
from drones.model import Obstacle, Obstacles, Zone
from drones.plane import Plane, Point
from drones.planner.ground import Ground, Parts, ground
from drones.planner.shut import shape_on, standing


@dataclass(frozen=True, slots=True)
class Margins:
    """Metres kept from a zone's edge, beside a building and over it."""

    zone_m: float
    beside_m: float
    over_m: float


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """What is shut at one height, and what is shut below it, where a drone may pass over but not come down."""

    ground: Ground
    below: Parts

    def shut_at(self, xy: Point) -> tuple[str, ...]:
        """The names of everything that forbids to climb or descend at a point."""
        point = shapely.Point(xy)
        return (*self.ground.at(xy), *(name for name, shape in self.below if shape.intersects(point)))

    def first_free(self, places: Sequence[Point]) -> int | None:
        """The number of the first place that nothing shuts; None when all are shut."""
        if not places:
            return None
        points = shapely.points(places)
        shut = set(self.ground.whose.query(points, predicate="intersects")[0].tolist())
        for _, shape in self.below:
            shut.update(shapely.intersects(shape, points).nonzero()[0].tolist())
        return next((number for number in range(len(places)) if number not in shut), None)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Zones and high obstacles, and the layers that were asked for so far."""

    zones: tuple[Zone, ...]
    high: tuple[Obstacle, ...]
    layers: dict[object, Layer] = field(default_factory=dict, repr=False)
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
        shapes = [(zone, (zone.id, shape_on(plane, outline(zone.shape), margins.zone_m))) for zone in column]
        high = standing(self.high, altitude_m=height_m, above_m=margins.over_m)
        solid = ((one.id, shape_on(plane, one.outline.corners, margins.beside_m)) for one in high)
        shut = (*(part for zone, part in shapes if zone in along), *solid)
        return Layer(ground(shut), tuple(part for zone, part in shapes if zone not in along))


@dataclass(frozen=True, slots=True, eq=False)
class Airspace:
    """The air over a city. Make it with `airspace_of`."""

    prepared: Prepared
    obstacles: Obstacles | None

    def layer(self, height_m: float, *, plane: Plane, start: datetime, end: datetime, margins: Margins) -> Layer:
        """What is shut at `height_m` between `start` and `end`."""
        return self.prepared.layer(height_m, plane=plane, start=start, end=end, margins=margins)

    def buildings(self, plane: Plane) -> tuple[shapely.STRtree, ...] | None:
        """Everything that is known to stand there; None when nobody has told."""
        if self.obstacles is None:
            return None
        return self.prepared.tree(plane), _tree(plane, self.obstacles.low)


def airspace_of(zones: tuple[Zone, ...], obstacles: Obstacles | None = None) -> Airspace:
    """The airspace of these. What one decision prepared serves the next with the same zones and high obstacles."""
    return Airspace(_prepared(zones, obstacles and replace(obstacles, low=())), obstacles)


@lru_cache(maxsize=8)
def _prepared(zones: tuple[Zone, ...], obstacles: Obstacles | None) -> Prepared:
    return Prepared(zones, obstacles.high if obstacles is not None else ())


def _tree(plane: Plane, obstacles: Iterable[Obstacle]) -> shapely.STRtree:
    return shapely.STRtree([shape_on(plane, obstacle.outline.corners) for obstacle in obstacles])


def _names(zones: Iterable[Zone]) -> tuple[tuple[str, str], ...]:
    return tuple((zone.region, zone.id) for zone in zones)
