"""Whether a vehicle is where its fence lets it be. Pure; metres east and north."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chassis.geo import LatLon
from drones.plane import Point
from drones.simulator.codes import Command
from drones.simulator.items import CIRCLES, Item, polygons

Mapped = Callable[[LatLon], Point]


@dataclass(frozen=True, slots=True)
class Fence:
    """Rings and circles to stay in, and to stay out of. One without any is never breached."""

    inside: tuple[tuple[Point, ...], ...] = ()
    outside: tuple[tuple[Point, ...], ...] = ()
    circles_inside: tuple[tuple[Point, float], ...] = ()
    circles_outside: tuple[tuple[Point, float], ...] = ()

    def breached(self, at: Point) -> bool:
        """Whether `at` lies outside of what it must be in, or inside of what it must be out of."""
        return (
            any(not holds(ring, at) for ring in self.inside)
            or any(holds(ring, at) for ring in self.outside)
            or any(not _within(circle, at) for circle in self.circles_inside)
            or any(_within(circle, at) for circle in self.circles_outside)
        )


def build_fence(items: Sequence[Item], xy: Mapped) -> Fence:
    """The fence that was uploaded; raises ValueError when it is not whole."""
    rings = list(polygons(items))
    circles = [item for item in items if item.command in CIRCLES]
    return Fence(
        tuple(_ring(ring, xy) for ring in rings if ring[0].command == Command.FENCE_INCLUSION),
        tuple(_ring(ring, xy) for ring in rings if ring[0].command == Command.FENCE_EXCLUSION),
        tuple(_circle(item, xy) for item in circles if item.command == Command.FENCE_CIRCLE_INCLUSION),
        tuple(_circle(item, xy) for item in circles if item.command == Command.FENCE_CIRCLE_EXCLUSION),
    )


def holds(ring: Sequence[Point], at: Point) -> bool:
    """Whether the ring holds the point: a line from it eastwards crosses the ring an odd number of times."""
    inside, before = False, ring[-1]
    for corner in ring:
        if (corner[1] > at[1]) != (before[1] > at[1]):
            share = (at[1] - corner[1]) / (before[1] - corner[1])
            if at[0] < corner[0] + share * (before[0] - corner[0]):
                inside = not inside
        before = corner
    return inside


def _within(circle: tuple[Point, float], at: Point) -> bool:
    (east, north), radius_m = circle
    return (at[0] - east) ** 2 + (at[1] - north) ** 2 <= radius_m**2


def _ring(items: Sequence[Item], xy: Mapped) -> tuple[Point, ...]:
    return tuple(xy(item.place) for item in items if item.place is not None)


def _circle(item: Item, xy: Mapped) -> tuple[Point, float]:
    place = item.place
    if place is None:
        raise ValueError("a circle without a centre")
    return xy(place), item.params[0]
