"""The air over a city as the planner sees it: prepared once, asked many times. Nothing in it changes an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from drones.airspace.closing import closed_zones
from drones.airspace.outline import outline
from drones.model import Obstacle, Zone
from drones.plane import Plane, Point
from drones.planner.ground import Ground, ground
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
    below: Mapping[str, BaseGeometry]

    def shut_at(self, xy: Point) -> tuple[str, ...]:
        """The names of everything that forbids to climb or descend at a point."""
        point = shapely.Point(xy)
        return (*self.ground.at(xy), *(name for name, shape in self.below.items() if shape.intersects(point)))


@dataclass(frozen=True, slots=True, eq=False)
class Airspace:
    """Zones and obstacles; None when nobody has told what stands there. Make it with `airspace_of`."""

    zones: tuple[Zone, ...]
    obstacles: tuple[Obstacle, ...] | None
    _layers: dict[object, Layer] = field(default_factory=dict, repr=False)
    _buildings: dict[Plane, shapely.STRtree] = field(default_factory=dict, repr=False)

    def layer(self, height_m: float, *, plane: Plane, start: datetime, end: datetime, margins: Margins) -> Layer:
        """What is shut at `height_m` between `start` and `end`."""
        column = closed_zones(self.zones, start=start, end=end, altitude_m=height_m)
        along = closed_zones(column, start=start, end=end, altitude_m=height_m, column=False)
        key = (height_m, plane, margins, tuple(zone.id for zone in column), tuple(zone.id for zone in along))
        if key not in self._layers:
            self._layers[key] = self._prepared(height_m, plane, margins, column, along)
        return self._layers[key]

    def buildings(self, plane: Plane) -> shapely.STRtree | None:
        """Everything that stands on the ground; None when nobody has told."""
        if self.obstacles is None:
            return None
        if plane not in self._buildings:
            shapes = [shape_on(plane, obstacle.outline.corners) for obstacle in self.obstacles]
            self._buildings[plane] = shapely.STRtree(shapes)
        return self._buildings[plane]

    def _prepared(
        self, height_m: float, plane: Plane, margins: Margins, column: tuple[Zone, ...], along: tuple[Zone, ...]
    ) -> Layer:
        zones = {zone.id: shape_on(plane, outline(zone.shape), margins.zone_m) for zone in column}
        high = standing(self.obstacles or (), altitude_m=height_m, above_m=margins.over_m)
        parts = {zone.id: zones.pop(zone.id) for zone in along}
        parts |= {o.id: shape_on(plane, o.outline.corners, margins.beside_m) for o in high}
        return Layer(ground(parts), zones)


@lru_cache(maxsize=8)
def airspace_of(zones: tuple[Zone, ...], obstacles: tuple[Obstacle, ...] | None = None) -> Airspace:
    """The airspace of these; the same for equal ones, so that what one decision prepared serves the next."""
    return Airspace(zones, obstacles)
