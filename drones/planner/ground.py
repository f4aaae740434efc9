"""What may not be flown through in one layer, and the corners a way round it may bend at. Pure.

Everything is united first; what remains are clusters that do not touch each other.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from drones.plane import Point
from drones.planner.going import Floats

HAIR_M = 0.05  # corners lie this far outside the forbidden ground, so that touching it is never a question of rounding
PIECE_M = 800.0  # a long line is looked up in pieces, or its bounding box would meet everything
FLAT_M2 = 1e-6  # a corner that turns less than this is none

Parts = tuple[tuple[str, BaseGeometry], ...]  # what is shut, by name; two may have the same
Ints = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """`corners` are rows of x, y and the two neighbours on the outline; those of cluster n start at `first[n]`."""

    clusters: tuple[BaseGeometry, ...]
    corners: Floats
    first: Ints
    tree: shapely.STRtree
    filled: shapely.STRtree
    parts: Parts
    whose: shapely.STRtree  # of the parts, in their order

    def at(self, xy: Point) -> tuple[str, ...]:
        """The names of all forbidden things that hold this point."""
        holding = self.whose.query(shapely.Point(xy), predicate="intersects")
        return tuple(self.parts[number][0] for number in sorted(holding.tolist()))

    def met(self, a: Point, b: Point) -> set[int]:
        """The clusters that the line from `a` to `b` meets."""
        pieces = 1 + int(math.dist(a, b) / PIECE_M)
        if pieces == 1:
            return set(self.tree.query(shapely.linestrings((a, b)), predicate="intersects").tolist())
        lines = shapely.linestrings(np.asarray(a) + _steps(pieces) * (b[0] - a[0], b[1] - a[1]))
        return set(self.tree.query(lines, predicate="intersects")[1].tolist())

    def corners_of(self, cluster: int) -> Floats:
        """The corners of one cluster."""
        return self.corners[self.first[cluster] : self.first[cluster + 1]]

    def parting(self, a: Point, b: Point) -> tuple[str, ...]:
        """What lies between `a` and `b` so that no way leads round it; empty when there is a way.

        Both are outside of all clusters. Of connected sets that do not touch, one alone parts two points, or none.
        """
        point_a, point_b = shapely.Point(a), shapely.Point(b)
        round_both = {int(n) for p in (point_a, point_b) for n in self.filled.query(p, predicate="intersects")}
        for number in sorted(round_both):
            cluster = self.clusters[number]
            if _yard(cluster, point_a) != _yard(cluster, point_b):
                return tuple(name for name, shape in self.parts if shape.intersects(cluster))
        return ()


@cache
def _steps(pieces: int) -> Floats:
    """The shares of a line at which each of its pieces begins and ends."""
    at = np.linspace(0.0, 1.0, pieces + 1)
    return np.stack((at[:-1], at[1:]), axis=1)[:, :, None]


def _yard(cluster: BaseGeometry, point: shapely.Point) -> int | None:
    """In which hole of the cluster the point lies; None outside."""
    holes = map(shapely.Polygon, shapely.get_rings(cluster)[1:])
    return next((n for n, hole in enumerate(holes) if hole.intersects(point)), None)


def ground(parts: Parts) -> Ground:
    """The ground of these named shapes, already as wide as their margins."""
    whole = shapely.union_all(shapely.buffer([shape for _, shape in parts], HAIR_M, join_style="mitre"))
    wide = list(shapely.get_parts(shapely.orient_polygons(whole)))
    clusters = [shapely.buffer(cluster, -HAIR_M, join_style="mitre") for cluster in wide]
    shapely.prepare(clusters)
    corners, first = _corners(wide)
    filled = shapely.STRtree([shapely.Polygon(cluster.exterior) for cluster in wide])
    whose = shapely.STRtree([shape for _, shape in parts])
    return Ground(tuple(clusters), corners, first, shapely.STRtree(clusters), filled, parts, whose)


def _corners(wide: Sequence[BaseGeometry]) -> tuple[Floats, Ints]:
    """Where the forbidden ground, which lies left of every ring, turns left: only there a shortest way can bend."""
    if not wide:
        return np.empty((0, 6)), np.zeros(1, dtype=np.int64)
    rings, owner = shapely.get_rings(wide, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    begins = np.searchsorted(ring, np.arange(len(rings)))
    ends = np.append(begins[1:], len(ring)) - 1  # the last point of a ring is its first again
    before, after = np.arange(len(ring)) - 1, np.arange(len(ring)) + 1
    before[begins] = ends - 1
    real = np.ones(len(ring), dtype=bool)
    real[ends] = False
    rows = np.hstack((xy, xy[before], xy[np.minimum(after, len(ring) - 1)]))
    come, go = rows[:, 0:2] - rows[:, 2:4], rows[:, 4:6] - rows[:, 0:2]
    kept = real & (come[:, 0] * go[:, 1] - come[:, 1] * go[:, 0] > FLAT_M2)
    first = np.searchsorted(owner[ring][kept], np.arange(len(wide) + 1))
    return rows[kept], first
