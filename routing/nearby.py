"""Which edges pass near a place, and where on them. Pure; one index a network, any number of threads may ask."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from chassis.geo import EARTH_RADIUS_M, LatLon
from routing.arrays import Indexes, Numbers
from routing.model import RoadNetwork

Reals = NDArray[np.float64]
STEP_M = 50.0  # between the points by which pieces are found; half of it is added to every question


@dataclass(frozen=True, slots=True)
class Near:
    """A place beside `edge`: `away_m` from it, abreast of the point `along_m` after its beginning."""

    edge: int
    along_m: float
    away_m: float


class NearbyEdges:
    """Every edge as straight pieces on a plane in metres."""

    __slots__ = ("_a", "_ab", "_begins_m", "_cos", "_edge", "_lat", "_lon", "_of", "_tree")

    def __init__(self, network: RoadNetwork) -> None:
        self._lat, self._lon = float(network.node_lat.mean()), float(network.node_lon.mean())
        self._cos = float(np.cos(np.radians(self._lat)))
        first, points = _points(network)
        xy = self._plane(points[:, 0], points[:, 1])
        inner = np.ones(len(xy), dtype=np.bool_)
        inner[first[1:] - 1] = False  # the last point of an edge begins no piece
        begins = np.flatnonzero(inner)
        self._edge = (np.searchsorted(first, begins, side="right") - 1).astype(np.int32)
        self._a, self._ab = xy[begins], xy[begins + 1] - xy[begins]
        self._begins_m = _begins_m(network, self._edge, np.hypot(*self._ab.T))
        samples = np.maximum(1, np.ceil(np.hypot(*self._ab.T) / STEP_M)).astype(np.int64)
        self._of = np.repeat(np.arange(len(begins)), samples)
        within = np.arange(len(self._of)) - np.repeat(np.cumsum(samples) - samples, samples)
        share = ((within + 0.5) / samples[self._of])[:, None]
        self._tree = KDTree(self._a[self._of] + share * self._ab[self._of])

    def within(self, place: LatLon, radius_m: float) -> tuple[Near, ...]:
        """The edges within `radius_m` of `place`, nearest first; of edges equally near the lower one."""
        here = self._plane(np.array([place.lat]), np.array([place.lon]))[0]
        found = self._of[self._tree.query_ball_point(here, radius_m + STEP_M / 2)]
        pieces = np.unique(np.asarray(found, dtype=np.int64))
        if not len(pieces):
            return ()
        a, ab = self._a[pieces], self._ab[pieces]
        square = np.maximum((ab**2).sum(axis=1), 1e-9)
        share = np.clip(((here - a) * ab).sum(axis=1) / square, 0.0, 1.0)
        away_m = np.hypot(*(here - a - share[:, None] * ab).T)
        ends_m = self._begins_m[pieces, 1]
        along_m = self._begins_m[pieces, 0] + share * (ends_m - self._begins_m[pieces, 0])
        best: dict[int, Near] = {}
        for edge, at_m, off_m in zip(self._edge[pieces].tolist(), along_m.tolist(), away_m.tolist(), strict=True):
            if off_m <= radius_m and (edge not in best or off_m < best[edge].away_m):
                best[edge] = Near(edge, at_m, off_m)
        return tuple(sorted(best.values(), key=lambda near: (near.away_m, near.edge)))

    def _plane(self, lat: Reals, lon: Reals) -> Reals:
        north = np.radians(lat - self._lat) * EARTH_RADIUS_M
        east = np.radians(lon - self._lon) * EARTH_RADIUS_M * self._cos
        return np.column_stack((east, north))


def _points(network: RoadNetwork) -> tuple[Numbers, Reals]:
    """Where each edge begins among the points, and all points (lat, lon): ends and bends, edge after edge."""
    edges = network.edge_count
    first = (network.shape_offset + 2 * np.arange(edges + 1)).astype(np.int64)
    points = np.empty((int(first[-1]), 2))
    bend = np.ones(len(points), dtype=np.bool_)
    bend[first[:-1]] = bend[first[1:] - 1] = False
    for column, (node, shape) in enumerate(
        ((network.node_lat, network.shape_lat), (network.node_lon, network.shape_lon))
    ):
        points[first[:-1], column] = node[network.tail]
        points[first[1:] - 1, column] = node[network.head]
        points[bend, column] = shape
    return first, points


def _begins_m(network: RoadNetwork, edge: Indexes, piece_m: Reals) -> Reals:
    """Where each piece begins and ends on its edge, stretched to the length the network gives the edge."""
    ends = np.cumsum(piece_m)
    begins = ends - piece_m
    first = np.searchsorted(edge, np.arange(network.edge_count))
    zero = begins[first]
    whole = np.bincount(edge, weights=piece_m, minlength=network.edge_count)
    stretch = network.length_m / np.maximum(whole, 1e-9)
    return np.column_stack(((begins - zero[edge]) * stretch[edge], (ends - zero[edge]) * stretch[edge]))
