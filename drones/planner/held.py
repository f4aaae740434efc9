"""Air that is kept for a drone nobody hears, or whose way nobody knows: its line or its reach over ground, all heights
below its own, until it must be down. Pure."""

from collections.abc import Iterable, Iterator

import shapely
from shapely.geometry.base import BaseGeometry

Gap = tuple[float, float, float]
Stretch = tuple[float, float, Gap, Gap]  # from, until in seconds, where it begins and ends in metres


class HeldAir:
    """The line, or an area, as a volume that stands still, from `begin` until `end` in seconds, up to `top_m`."""

    def __init__(self, line: BaseGeometry, *, begin: float, end: float, top_m: float) -> None:
        self.line, self.begin, self.end, self.top_m = line, begin, end, top_m

    def first_near(
        self, stretches: Iterable[Stretch], *, across_m: float, height_m: float
    ) -> tuple[float, float] | None:
        """When a flight first comes nearer than `across_m` below `top_m` and `height_m`, and how near in that part."""
        for begin, end, a, b in self._within(stretches, self.top_m + height_m):
            way = shapely.LineString([a[:2], b[:2]])
            near_m = way.distance(self.line)
            if near_m < across_m:
                return begin + self._share(way, across_m) * (end - begin), near_m
        return None

    def _share(self, way: shapely.LineString, across_m: float) -> float:
        met = shapely.get_coordinates(way.intersection(self.line.buffer(across_m, quad_segs=32)))
        return min((way.project(shapely.Point(xy), normalized=True) for xy in met), default=0.0) if way.length else 0.0

    def _within(self, stretches: Iterable[Stretch], below_m: float) -> Iterator[Stretch]:
        """The parts of a flight in the time it is held, and low enough."""
        for begin, end, a, b in stretches:
            shares = [(self.begin - begin) / (end - begin), (self.end - begin) / (end - begin)]
            low, high = max(0.0, shares[0]), min(1.0, shares[1])
            rise = b[2] - a[2]
            if rise == 0.0 and a[2] >= below_m:
                continue
            if rise != 0.0:
                at = (below_m - a[2]) / rise
                low, high = (low, min(high, at)) if rise > 0.0 else (max(low, at), high)
            if low < high:
                yield begin + low * (end - begin), begin + high * (end - begin), _on(a, b, low), _on(a, b, high)


def _on(a: Gap, b: Gap, share: float) -> Gap:
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), a[2] + share * (b[2] - a[2])
