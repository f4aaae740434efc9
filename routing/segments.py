"""What others call a piece of road, as edges of ours: by number, by way and nodes, by line, area or name. Pure."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cached_property

import numpy as np
import shapely

from chassis.geo import LatLon
from routing.arrays import UNTOLD
from routing.matching import Matcher
from routing.model import RoadNetwork
from routing.nearby import NearbyEdges
from routing.romanise import is_korean, romanise_street
from routing.streets import Streets

PICK_M = 60.0  # a finger or a mouse hits the street it means


class Unplaced(StrEnum):
    """Why a piece of road is none of ours."""

    UNKNOWN_EDGE = "unknown_edge"
    OTHER_NETWORK = "other_network"
    UNKNOWN_WAY = "unknown_way"
    UNKNOWN_NODES = "unknown_nodes"
    NO_ROAD_THERE = "no_road_there"


class Segments:
    """The edges of one network by every name they have. The indexes are made when they are first asked for."""

    def __init__(self, network: RoadNetwork) -> None:
        self.network = network

    @cached_property
    def nearby(self) -> NearbyEdges:
        """The edges near a place."""
        return NearbyEdges(self.network)

    @cached_property
    def streets(self) -> Streets:
        """The streets by their names, and where they cross."""
        return Streets(self.network)

    @cached_property
    def matcher(self) -> Matcher:
        """Tracks and lines, matched."""
        return Matcher(self.network, self.nearby)

    def by_edge(self, edge: int, digest: str | None) -> tuple[int, ...] | Unplaced:
        """The edge itself; a number means nothing in another network than the one it was given for."""
        if digest != self.network.digest:
            return Unplaced.OTHER_NETWORK
        return (edge,) if 0 <= edge < self.network.edge_count else Unplaced.UNKNOWN_EDGE

    def by_nodes(self, way: int | None, begins: int, ends: int) -> tuple[int, ...] | Unplaced:
        """The edges from one source node to another; along `way` where it is told, else the edge between the two."""
        if way is not None and way not in self._ways:
            return Unplaced.UNKNOWN_WAY
        tail, head = self._nodes.get(begins), self._nodes.get(ends)
        if tail is None or head is None:
            return Unplaced.UNKNOWN_NODES
        if way is None:
            between = self._between.get((tail, head))
            return (between,) if between is not None else Unplaced.UNKNOWN_NODES
        return _chain(self.network, self._ways[way], tail, head) or Unplaced.UNKNOWN_NODES

    def by_line(self, line: Sequence[LatLon]) -> tuple[int, ...] | Unplaced:
        """The edges a line runs along, in its direction."""
        return self.matcher.along(line) or Unplaced.NO_ROAD_THERE

    def by_point(self, place: LatLon) -> tuple[int, ...] | Unplaced:
        """The edge nearest to a place."""
        near = self.nearby.within(place, PICK_M)
        return (near[0].edge,) if near else Unplaced.NO_ROAD_THERE

    def by_area(self, ring: Sequence[LatLon]) -> tuple[int, ...] | Unplaced:
        """Every edge that touches the area, drawn as a ring."""
        drawn = shapely.Polygon([(p.lon, p.lat) for p in ring]) if len(ring) > 2 else shapely.Polygon()
        area = drawn if drawn.is_valid else shapely.convex_hull(drawn)
        found = self._drawn.query(area, predicate="intersects").tolist()
        return tuple(sorted(found)) or Unplaced.NO_ROAD_THERE

    def by_name(self, name: str, near: LatLon | None = None, within_m: float = 0.0) -> tuple[int, ...] | Unplaced:
        """Every edge of a street, in Korean or English; only those within `within_m` of `near` where that is given."""
        plain = _plain(name)
        wanted = [i for i, names in enumerate(self._names) if plain in names]
        edges = np.flatnonzero(np.isin(self.network.name_index, wanted)).tolist() if wanted else []
        if near is not None and edges:
            close = {one.edge for one in self.nearby.within(near, within_m)}
            edges = [edge for edge in edges if edge in close]
        return tuple(edges) or Unplaced.NO_ROAD_THERE

    def both_ways(self, edges: Iterable[int]) -> tuple[int, ...]:
        """The edges and those that lead back between the same nodes on the same street."""
        network, found = self.network, dict.fromkeys(edges)
        for edge in list(found):
            key = (int(network.head[edge]), int(network.tail[edge]))
            for back in self._all_between.get(key, ()):
                if network.name_index[back] == network.name_index[edge]:
                    found[back] = None
        return tuple(sorted(found))

    def street_names(self) -> tuple[tuple[str, str | None], ...]:
        """Every street's name with the English one, by name."""
        return tuple(sorted({(ko, en or None) for ko, en in zip(self.network.names, self._english, strict=True) if ko}))

    def english_of(self, edge: int) -> str | None:
        """The street's English name: its source's, else by the rules of romanisation; None for a street without any."""
        index = int(self.network.name_index[edge])
        return self._english[index] or None if index >= 0 else None

    @cached_property
    def _names(self) -> list[frozenset[str]]:
        both = zip(self.network.names, self._english, strict=True)
        return [frozenset(map(_plain, filter(None, names))) for names in both]

    @cached_property
    def _english(self) -> list[str]:
        """Beside the names; empty for a name that is not Korean and has no other."""
        told = self.network.names_en or ("",) * len(self.network.names)
        names = zip(self.network.names, told, strict=True)
        return [en or (romanise_street(ko) if is_korean(ko) else "") for ko, en in names]

    @cached_property
    def _nodes(self) -> dict[int, int]:
        return {int(name): node for node, name in enumerate(self.network.node_id.tolist()) if name != UNTOLD}

    @cached_property
    def _ways(self) -> dict[int, list[int]]:
        ways: dict[int, list[int]] = {}
        for edge, way in enumerate(self.network.way_id.tolist()):
            if way != UNTOLD:
                ways.setdefault(way, []).append(edge)
        return ways

    @cached_property
    def _all_between(self) -> dict[tuple[int, int], list[int]]:
        between: dict[tuple[int, int], list[int]] = {}
        for edge, ends in enumerate(zip(self.network.tail.tolist(), self.network.head.tolist(), strict=True)):
            between.setdefault(ends, []).append(edge)
        return between

    @cached_property
    def _between(self) -> dict[tuple[int, int], int]:
        return {ends: edges[0] for ends, edges in self._all_between.items()}

    @cached_property
    def _drawn(self) -> shapely.STRtree:
        lines = [[(p.lon, p.lat) for p in self.network.edge_points(e)] for e in range(self.network.edge_count)]
        return shapely.STRtree([shapely.LineString(line) for line in lines])


def _chain(network: RoadNetwork, edges: Sequence[int], tail: int, head: int) -> tuple[int, ...]:
    """The edges of one way from node to node; empty where the way does not lead there."""
    came: dict[int, int | None] = {tail: None}
    queue = [tail]
    while queue and head not in came:
        node = queue.pop(0)
        for edge in edges:
            if network.tail[edge] == node and int(network.head[edge]) not in came:
                came[int(network.head[edge])] = edge
                queue.append(int(network.head[edge]))
    chain: list[int] = []
    node = head
    while (edge := came.get(node)) is not None:  # type: ignore[assignment]
        chain.append(edge)
        node = int(network.tail[edge])
    return tuple(reversed(chain))


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
