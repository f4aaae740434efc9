"""What is drawn: lines with a class and a name, and the ground they are drawn on."""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from chassis.chance import Random
from routing.example.plane import Points, on_board, rounded
from routing.example.region import HILLS, RIVERS
from routing.kinds import RoadClass

OUTLINE = 72  # corners of a town's outline


@dataclass(frozen=True, slots=True)
class Stroke:
    """A street from end to end, on the drawing board."""

    points: Points
    kind: RoadClass
    name: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What streets avoid: `water` is bridged by main roads only, `hills` stay empty."""

    water: BaseGeometry
    hills: BaseGeometry


def lay_ground() -> Ground:
    """The ground as the region tells it."""
    rivers = [shapely.LineString(rounded(on_board(course))).buffer(half_m) for half_m, course in RIVERS]
    tops = [shapely.Point(on_board([hill.centre])[0]).buffer(hill.radius_m) for hill in HILLS]
    return Ground(shapely.union_all(rivers), shapely.union_all(tops))


def outline(centre: Points, radius_m: float, wide: float, chance: Random) -> BaseGeometry:
    """A town's outline: an ellipse with a few bays."""
    turns = np.linspace(0, 2 * math.pi, OUTLINE, endpoint=False)
    bays = [(lobes, chance.uniform(0.04, 0.13), chance.uniform(0, 2 * math.pi)) for lobes in (2, 3, 5, 8)]
    reach = radius_m * (1 + sum(depth * np.sin(lobes * turns + phase) for lobes, depth, phase in bays))
    return shapely.Polygon(centre + np.column_stack((wide * reach * np.cos(turns), reach * np.sin(turns))))


def clear_of(strokes: list[Stroke], obstacle: BaseGeometry) -> list[Stroke]:
    """The strokes that do not touch `obstacle`."""
    shapely.prepare(obstacle)
    touching = shapely.intersects(lines(strokes), obstacle)
    return [stroke for stroke, touches in zip(strokes, touching, strict=True) if not touches]


def within(strokes: list[Stroke], area: BaseGeometry) -> list[Stroke]:
    """The strokes whose both ends lie in `area`."""
    shapely.prepare(area)
    ends = np.array([(*stroke.points[0], *stroke.points[-1]) for stroke in strokes]).reshape(-1, 4)
    inside = shapely.contains_xy(area, ends[:, 0], ends[:, 1]) & shapely.contains_xy(area, ends[:, 2], ends[:, 3])
    return [stroke for stroke, kept in zip(strokes, inside, strict=True) if kept]


def lines(strokes: list[Stroke]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """The strokes as shapely lines."""
    return np.array([shapely.LineString(stroke.points) for stroke in strokes], dtype=object)
