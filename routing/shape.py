"""Edges as drawn: their points in one long array. Pure."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from chassis.geo import EARTH_RADIUS_M
from routing.arrays import Floats
from routing.model import RoadNetwork

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class EdgeLines:
    """The points of edge e, both ends included, are `lat/lon[first[e]:first[e + 1]]`."""

    lat: Floats
    lon: Floats
    first: Places


@lru_cache(maxsize=2)  # of the network in force, and the one before it while answers end
def edge_lines(network: RoadNetwork) -> EdgeLines:
    """The lines of all edges of `network`, drawn once and never changed."""
    bends = np.diff(network.shape_offset).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(bends + 2)])
    inner = np.repeat(first[:-1] + 1, bends) + counted(bends)
    lat, lon = np.empty(first[-1]), np.empty(first[-1])
    for line, node, shape in ((lat, network.node_lat, network.shape_lat), (lon, network.node_lon, network.shape_lon)):
        line[first[:-1]], line[first[1:] - 1], line[inner] = node[network.tail], node[network.head], shape
    for drawn in (lat, lon, first):
        drawn.flags.writeable = False
    return EdgeLines(lat, lon, first)


def counted(counts: Places) -> Places:
    """0 … count - 1 for each count, one after the other."""
    return np.asarray(np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts), dtype=np.int64)


def flat_m(lat: Floats, lon: Floats, *, at_lat: Floats | float, at_lon: Floats | float) -> tuple[Floats, Floats]:
    """Metres eastwards and northwards of `at`, on a plane that is true near it."""
    east = np.radians(lon - at_lon) * np.cos(np.radians(at_lat)) * EARTH_RADIUS_M
    return np.asarray(east), np.asarray(np.radians(lat - at_lat) * EARTH_RADIUS_M)
