"""From a place to the road: the edge an ambulance drives to, where on it, and the way between the two."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from chassis.geo import LatLon
from routing.arrays import Flags, Floats, Indexes
from routing.kinds import Access, RoadClass
from routing.model import RoadNetwork
from routing.shape import EdgeLines, Places, counted, edge_lines, flat_m

REACH_M = 2000.0  # farther from any road than this, no road leads there: a search on foot or by air begins
VERGE_M = 50.0  # nearer than this to a motorway, a place is on it: a few lanes and a phone's error
DRIVE_M, DRIVE_MS_PER_M = 200.0, 240  # forecourts and drives at 15 km/h: own estimate
WALK_MS_PER_M = 714  # 1.4 m/s, comfortable gait of adults: Bohannon, Age and Ageing 26 (1997)
REMEMBERED = 16_384  # places; units and hospitals stand where they stood
END_M = 0.05  # nearer to an edge's end than this is the end: keeps rounding from making stubs
FLAT = 1.1  # a country drawn flat is at most this much too wide or narrow: 6 degrees of latitude at 40 degrees


@dataclass(frozen=True, slots=True)
class Snap:
    """Where `place` meets the road: at `point`, `along` (0 … 1) the length of `edge`, a straight line away."""

    place: LatLon
    edge: int
    along: float
    point: LatLon
    access_m: float


def access_ms(access_m: float) -> int:
    """How long the straight line off the road takes: slow driving first, then on foot."""
    driven = min(access_m, DRIVE_M)
    return round(driven * DRIVE_MS_PER_M + (access_m - driven) * WALK_MS_PER_M)


class Snapper:
    """Nearest edges of one network. Answers are remembered; any number of threads may ask."""

    __slots__ = ("_anywhere", "_fast", "_ordinary", "_remembered")

    def __init__(self, network: RoadNetwork, twin: Indexes) -> None:
        """`twin`: the other direction of each edge's street or -1; of two open to anybody only the first is sought."""
        anybody = network.access == Access.ANYBODY
        first = (twin < 0) | ~anybody[twin] | (twin > np.arange(len(twin)))
        offered = anybody & first
        self._fast = np.isin(network.road_class, (RoadClass.MOTORWAY, RoadClass.RAMP))
        self._anywhere = _Lines(network, offered)
        self._ordinary = _Lines(network, offered & ~self._fast) if self._fast.any() else self._anywhere
        self._remembered: dict[LatLon, Snap | None] = {}

    def nearest(self, place: LatLon) -> Snap | None:
        """Where `place` meets the road; None farther than REACH_M from it."""
        return self.all([place])[0]

    def all(self, places: Sequence[LatLon]) -> list[Snap | None]:
        """The same for many at once."""
        known = self._remembered
        wanted = list(dict.fromkeys(place for place in places if place not in known))
        if wanted and len(known) + len(wanted) > REMEMBERED:
            known = self._remembered = {}
            wanted = list(dict.fromkeys(places))
        known.update(zip(wanted, self._sought(wanted), strict=True))
        return [known[place] for place in places]

    def _sought(self, places: Sequence[LatLon]) -> list[Snap | None]:
        """Beside a motorway the next ordinary road counts: nobody is carried over its fence."""
        found = self._anywhere.nearest(places)
        fenced = [row for row, snap in enumerate(found) if snap and snap.access_m > VERGE_M and self._fast[snap.edge]]
        for row, ordinary in zip(fenced, self._ordinary.nearest([places[row] for row in fenced]), strict=True):
            found[row] = ordinary or found[row]
        return found


class _Lines:
    """A tree over the lines of some edges. The whole region is drawn flat to find those near, then measured truly."""

    __slots__ = ("_edges", "_lines", "_middle", "_tree")

    def __init__(self, network: RoadNetwork, chosen: Flags) -> None:
        self._lines = edge_lines(network)
        self._edges = np.flatnonzero(chosen)
        self._middle = float(np.mean(network.node_lat)), float(np.mean(network.node_lon))
        x, y = self._flat(self._lines.lat, self._lines.lon)
        size = np.diff(self._lines.first)[self._edges]
        points = np.repeat(self._lines.first[self._edges], size) + counted(size)
        owner = np.repeat(np.arange(len(self._edges)), size)
        drawn = shapely.linestrings(np.column_stack((x[points], y[points])), indices=owner)
        self._tree = shapely.STRtree(np.atleast_1d(np.asarray(drawn)))

    def nearest(self, places: Sequence[LatLon]) -> list[Snap | None]:
        """The nearest of these edges to each place within REACH_M; of equally near ones the first."""
        if not places:
            return []
        lat, lon = np.array([place.lat for place in places]), np.array([place.lon for place in places])
        which, edges = self._near(lat, lon)
        found: list[Snap | None] = [None] * len(places)
        if len(which) == 0:
            return found
        nearest = _projected(self._lines, edges, lat[which], lon[which])
        best = np.lexsort((edges, nearest.apart_m.round(3), which))
        for row in best[np.unique(which[best], return_index=True)[1]].tolist():
            if nearest.apart_m[row] <= REACH_M:
                place = places[int(which[row])]
                point = LatLon(float(nearest.lat[row]), float(nearest.lon[row]))
                found[int(which[row])] = Snap(
                    place, int(edges[row]), float(nearest.along[row]), point, float(nearest.apart_m[row])
                )
        return found

    def _near(self, lat: Floats, lon: Floats) -> tuple[Places, Places]:
        """Pairs of a place's index and an edge that may be its nearest."""
        points = np.atleast_1d(np.asarray(shapely.points(*self._flat(lat, lon))))
        (which, _), apart_m = self._tree.query_nearest(
            points, max_distance=REACH_M * FLAT, return_distance=True, all_matches=False
        )
        near, rows = self._tree.query(points[which], predicate="dwithin", distance=apart_m * FLAT + 1.0)
        return which[near], self._edges[rows]

    def _flat(self, lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
        return flat_m(lat, lon, at_lat=self._middle[0], at_lon=self._middle[1])


@dataclass(frozen=True, slots=True, eq=False)
class _Projected:
    """For each pair of a line and a place: the line's nearest point, how far it is, and where along the line."""

    lat: Floats
    lon: Floats
    apart_m: Floats
    along: Floats


def _projected(lines: EdgeLines, edges: Places, lat: Floats, lon: Floats) -> _Projected:
    pieces = np.diff(lines.first)[edges] - 1
    pair = np.repeat(np.arange(len(edges)), pieces)
    start = np.repeat(lines.first[edges], pieces) + counted(pieces)
    ax, ay = flat_m(lines.lat[start], lines.lon[start], at_lat=lat[pair], at_lon=lon[pair])
    bx, by = flat_m(lines.lat[start + 1], lines.lon[start + 1], at_lat=lat[pair], at_lon=lon[pair])
    length_m = np.hypot(bx - ax, by - ay)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.clip(-(ax * (bx - ax) + ay * (by - ay)) / length_m**2, 0.0, 1.0)
    share = np.where(length_m > 0, share, 0.0)
    share = np.where(share * length_m < END_M, 0.0, np.where((1 - share) * length_m < END_M, 1.0, share))
    apart_m = np.hypot(ax + share * (bx - ax), ay + share * (by - ay))
    best = np.lexsort((start, apart_m.round(3), pair))
    best = best[np.searchsorted(pair[best], np.arange(len(edges)))]
    passed_m = np.where(start < start[best][pair], length_m, 0.0)
    before_m, total_m = (np.bincount(pair, weights=metres, minlength=len(edges)) for metres in (passed_m, length_m))
    total_m = np.maximum(total_m, END_M)
    along = (before_m + share[best] * length_m[best]) / total_m
    along = np.where(along * total_m < END_M, 0.0, np.where((1 - along) * total_m < END_M, 1.0, along))
    picked = []
    for values in (lines.lat, lines.lon):
        a, b = values[start[best]], values[start[best] + 1]
        picked.append(np.where(share[best] >= 1.0, b, a + share[best] * (b - a)))
    return _Projected(picked[0], picked[1], apart_m[best], np.clip(along, 0.0, 1.0))
