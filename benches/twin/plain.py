"""A road network of ours as SUMO's plain XML: nodes, edges, and every turn there is. Pure.

The SUMO edge of our edge 17 is called `17`: every route carries over by name. Metres east and north of the network's
south-west corner, so that no projection library is needed.
"""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import quoteattr

import numpy as np
from numpy.typing import NDArray

from chassis.geo import EARTH_RADIUS_M, LatLon
from routing.kinds import Access, RoadClass
from routing.model import RoadNetwork

M_PER_DEG = math.radians(1) * EARTH_RADIUS_M
USUAL_LANES = {RoadClass.MOTORWAY: 2, RoadClass.TRUNK: 2, RoadClass.PRIMARY: 2}  # where none are told; others 1
ALLOWED = {Access.EMERGENCY: "emergency authority", Access.BUS: "bus emergency authority"}
LOSES = {RoadClass.RAMP: RoadClass.RESIDENTIAL}  # a ramp gives way to the road it joins


@dataclass(frozen=True, slots=True)
class Plain:
    """The three files' text. `left_out` counts what plain XML cannot say: contraflow edges, bans over three edges."""

    nodes: str
    edges: str
    connections: str
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Board:
    """Degrees to metres and back, about one corner."""

    south: float
    west: float
    shrink: float

    @staticmethod
    def under(network: RoadNetwork) -> "Board":
        """The board whose origin is the network's south-west corner."""
        south, north = float(network.node_lat.min()), float(network.node_lat.max())
        return Board(south, float(network.node_lon.min()), math.cos(math.radians((south + north) / 2)))

    def metres(self, place: LatLon) -> tuple[float, float]:
        """East and north."""
        return (place.lon - self.west) * self.shrink * M_PER_DEG, (place.lat - self.south) * M_PER_DEG

    def place(self, east: float, north: float) -> LatLon:
        """The way back."""
        return LatLon(self.south + north / M_PER_DEG, self.west + east / self.shrink / M_PER_DEG)


def plain(network: RoadNetwork, usual_kmh: Mapping[RoadClass, float]) -> Plain:
    """The network as SUMO reads it; `usual_kmh` where no speed is posted."""
    board = Board.under(network)
    bans = _bans(network)
    pairs = [ban for ban in bans if len(ban) == 2]
    left_out = {"contraflow": int((network.access == Access.CONTRAFLOW).sum()), "long_bans": len(bans) - len(pairs)}
    return Plain(
        nodes=_document("nodes", _nodes(network, board)),
        edges=_document("edges", _edges(network, board, limits_kmh(network, usual_kmh))),
        connections=_document("connections", _turns(network, set(pairs))),
        left_out={code: count for code, count in left_out.items() if count},
    )


def limits_kmh(network: RoadNetwork, usual_kmh: Mapping[RoadClass, float]) -> NDArray[np.float64]:
    """The speed limit of every edge: as posted, or usual for its class."""
    usual = np.array([usual_kmh[kind] for kind in RoadClass], dtype=np.float64)[network.road_class]
    posted = network.maxspeed_kmh.astype(np.float64)
    return np.where(np.isnan(posted), usual, posted)


def _document(root: str, rows: Iterator[str]) -> str:
    return "\n".join((f"<{root}>", *rows, f"</{root}>", ""))


def _nodes(network: RoadNetwork, board: Board) -> Iterator[str]:
    for node in range(network.node_count):
        east, north = board.metres(network.place(node))
        kind = ' type="traffic_light"' if network.node_signal[node] else ""
        yield f'<node id="{node}" x="{east:.2f}" y="{north:.2f}"{kind}/>'


def _edges(network: RoadNetwork, board: Board, speed_kmh: NDArray[np.float64]) -> Iterator[str]:
    there = set(zip(network.tail.tolist(), network.head.tolist(), strict=True))
    for edge in range(network.edge_count):
        if network.access[edge] == Access.CONTRAFLOW:
            continue
        tail, head = int(network.tail[edge]), int(network.head[edge])
        told = {
            "id": edge,
            "from": tail,
            "to": head,
            "priority": _priority(RoadClass(network.road_class[edge])),
            "numLanes": _lanes(network, edge),
            "speed": f"{speed_kmh[edge] / 3.6:.3f}",
            "spreadType": "right" if (head, tail) in there else "center",
            "shape": " ".join("{:.2f},{:.2f}".format(*board.metres(p)) for p in network.edge_points(edge)),
        }
        allowed = ALLOWED.get(Access(network.access[edge]))
        more = {"allow": allowed} if allowed else {}
        yield "<edge " + " ".join(f"{key}={quoteattr(str(value))}" for key, value in (told | more).items()) + "/>"


def _turns(network: RoadNetwork, banned: Collection[tuple[int, ...]]) -> Iterator[str]:
    """Every turn but those banned and those straight back: left to guess, netconvert leaves out the sharpest."""
    leaving: dict[int, list[int]] = {}
    for edge, tail in enumerate(network.tail.tolist()):
        leaving.setdefault(tail, []).append(edge)
    drawn = network.access != Access.CONTRAFLOW
    for edge, head in enumerate(network.head.tolist()):
        for onward in leaving.get(head, []):
            back = network.head[onward] == network.tail[edge]
            if drawn[edge] and drawn[onward] and not back and (edge, onward) not in banned:
                yield f'<connection from="{edge}" to="{onward}"/>'


def _priority(kind: RoadClass) -> int:
    return len(RoadClass) - LOSES.get(kind, kind)


def _lanes(network: RoadNetwork, edge: int) -> int:
    return int(network.lanes[edge]) or USUAL_LANES.get(RoadClass(network.road_class[edge]), 1)


def _bans(network: RoadNetwork) -> list[tuple[int, ...]]:
    edges = network.ban_edge.tolist()
    return [tuple(edges[a:b]) for a, b in pairwise(network.ban_offset.tolist())]
