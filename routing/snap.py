"""From a place to the road: the node an ambulance drives to, and the way between the two."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.spatial import KDTree

from chassis.geo import EARTH_RADIUS_M, LatLon
from routing.arrays import Floats, Indexes
from routing.kinds import RoadClass
from routing.model import RoadNetwork

REACH_M = 2000.0  # farther from any road than this, no road leads there: a search on foot or by air begins
VERGE_M = 50.0  # nearer than this to a motorway, a place is on it: a few lanes and a phone's error
DRIVE_M, DRIVE_MS_PER_M = 200.0, 240  # forecourts and drives at 15 km/h: own estimate
WALK_MS_PER_M = 714  # 1.4 m/s, comfortable gait of adults: Bohannon, Age and Ageing 26 (1997)
REMEMBERED = 16_384  # places; units and hospitals stand where they stood


@dataclass(frozen=True, slots=True)
class Snap:
    """Where `place` meets the road: the node, and the straight line to it."""

    place: LatLon
    node: int
    access_m: float


def access_ms(access_m: float) -> int:
    """How long the straight line off the road takes: slow driving first, then on foot."""
    driven = min(access_m, DRIVE_M)
    return round(driven * DRIVE_MS_PER_M + (access_m - driven) * WALK_MS_PER_M)


class Snapper:
    """Nearest nodes of one network. Answers are remembered; any number of threads may ask."""

    __slots__ = ("_anywhere", "_ordinary", "_restricted", "nearest")

    nearest: Callable[[LatLon], Snap | None]

    def __init__(self, network: RoadNetwork) -> None:
        self._restricted = _motorway_only(network)
        self._anywhere = _Tree(network, np.arange(network.node_count, dtype=np.int32))
        self._ordinary = _Tree(network, np.flatnonzero(~self._restricted).astype(np.int32))
        self.nearest = lru_cache(maxsize=REMEMBERED)(self._nearest)

    def _nearest(self, place: LatLon) -> Snap | None:
        """Beside a motorway the next ordinary road counts: nobody is carried over its fence."""
        found = self._anywhere.nearest(place)
        if found is not None and found.access_m > VERGE_M and self._restricted[found.node]:
            return self._ordinary.nearest(place) or found
        return found


class _Tree:
    """A k-d tree over some nodes, as points on the sphere in metres: chords and arcs agree within REACH_M."""

    __slots__ = ("_nodes", "_tree")

    def __init__(self, network: RoadNetwork, nodes: Indexes) -> None:
        self._nodes = nodes
        self._tree = KDTree(_on_sphere_m(network.node_lat[nodes], network.node_lon[nodes]))

    def nearest(self, place: LatLon) -> Snap | None:
        point = _on_sphere_m(np.array([place.lat]), np.array([place.lon]))[0]
        distance_m, index = self._tree.query(point, distance_upper_bound=REACH_M)
        return Snap(place, int(self._nodes[index]), float(distance_m)) if np.isfinite(distance_m) else None


def _on_sphere_m(lat: Floats, lon: Floats) -> Floats:
    phi, theta = np.radians(lat), np.radians(lon)
    axes = (np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi))
    return np.column_stack(axes) * EARTH_RADIUS_M


def _motorway_only(network: RoadNetwork) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    fast = np.isin(network.road_class, (RoadClass.MOTORWAY, RoadClass.RAMP))
    ordinary = np.zeros(network.node_count, dtype=np.bool_)
    for ends in (network.tail, network.head):
        ordinary[ends[~fast]] = True
    return ~ordinary
