"""Small towns for the stories: a grid with named streets, and networks from bare arrows."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chassis.geo import LatLon
from routing.assemble import Segment, Survey, assemble
from routing.engine import Graph
from routing.kinds import RoadClass
from routing.model import CLOSED_MS, Label, Metric, RoadNetwork
from routing.profiles import KOREA
from routing.roads import Roads, build_roads
from routing.snap import Snap
from routing.speeds import metric

EXAMPLE = Label("Gridtown", "a story", "none", "invented", generated=True)
ORIGIN = LatLon(36.48, 127.28)
BLOCK_DEG = 0.002  # 222 m northwards

Arrow = tuple[int, int, int | None]  # tail, head, milliseconds or closed


def corner(row: int, column: int) -> LatLon:
    """Rows count northwards, columns eastwards."""
    return LatLon(ORIGIN.lat + row * BLOCK_DEG, ORIGIN.lon + column * BLOCK_DEG)


def grid(size: int = 4, *, signals: Sequence[int] = (), kind: RoadClass = RoadClass.TERTIARY) -> RoadNetwork:
    """`size` × `size` corners, node = row × size + column; streets `Row 0` … and `Column 0` …, both ways."""
    survey = Survey(signals=set(signals))
    for row in range(size):
        for column in range(size):
            node = row * size + column
            survey.places[node] = corner(row, column)
            if column + 1 < size:
                both_ways(survey, node, node + 1, kind, f"Row {row}")
            if row + 1 < size:
                both_ways(survey, node, node + size, kind, f"Column {column}")
    return assemble(survey, EXAMPLE)[0]


def both_ways(survey: Survey, a: int, b: int, kind: RoadClass, name: str | None = None) -> None:
    """A street between two nodes."""
    survey.segments += [Segment(a, b, kind, name=name), Segment(b, a, kind, name=name)]


def dual_carriageway() -> RoadNetwork:
    """Two one-way streets 20 m apart cross a street: two signals, one controller."""
    survey = Survey(signals={10, 11})
    step = 0.0002
    for column, lon in ((10, 127.28), (11, 127.28 + step)):
        survey.places[column] = LatLon(36.48, lon)
        survey.places[column + 10] = LatLon(36.482, lon)
        survey.places[column + 20] = LatLon(36.478, lon)
    survey.places |= {1: LatLon(36.48, 127.278), 2: LatLon(36.48, 127.283)}
    survey.segments += [Segment(a, b, RoadClass.PRIMARY) for a, b in ((20, 10), (10, 30), (31, 11), (11, 21))]
    survey.segments += [Segment(a, b, RoadClass.PRIMARY) for a, b in ((30, 31), (21, 20))]  # round the ends
    for a, b in ((1, 10), (10, 11), (11, 2)):
        both_ways(survey, a, b, RoadClass.SECONDARY)
    both_ways(survey, 1, 30, RoadClass.SECONDARY)
    both_ways(survey, 2, 21, RoadClass.SECONDARY)
    return assemble(survey, EXAMPLE)[0]


def arrows(nodes: int, edges: Sequence[Arrow], *, bans: Sequence[Sequence[int]] = ()) -> tuple[RoadNetwork, Metric]:
    """Exactly these edges, parallels and dead ends included, and their times; nobody drives the edges of a ban."""
    ends = np.array([(tail, head) for tail, head, _ in edges], dtype=np.int32)
    count = len(edges)
    network = RoadNetwork(
        label=EXAMPLE,
        node_lat=np.linspace(36.0, 37.0, nodes),
        node_lon=np.linspace(127.0, 128.0, nodes),
        node_signal=np.zeros(nodes, dtype=np.bool_),
        tail=ends[:, 0],
        head=ends[:, 1],
        length_m=np.full(count, 100.0, dtype=np.float32),
        road_class=np.full(count, RoadClass.RESIDENTIAL, dtype=np.uint8),
        maxspeed_kmh=np.full(count, np.nan, dtype=np.float32),
        name_index=np.full(count, -1, dtype=np.int32),
        names=(),
        shape_offset=np.zeros(count + 1, dtype=np.int32),
        shape_lat=np.empty(0),
        shape_lon=np.empty(0),
        ban_offset=np.cumsum([0, *map(len, bans)]),
        ban_edge=np.array([edge for ban in bans for edge in ban], dtype=np.int32),
    )
    times = [CLOSED_MS if ms is None else ms for _, _, ms in edges]
    return network, Metric(np.array(times, dtype=np.int32))


def bare(vertices: int, arcs: Sequence[Arrow]) -> tuple[Graph, NDArray[np.int32]]:
    """A graph of exactly these arcs, contracted in any order, and their weights."""
    tail, head = (np.array([arc[end] for arc in arcs], dtype=np.int32) for end in (0, 1))
    weights = np.array([CLOSED_MS if ms is None else ms for _, _, ms in arcs], dtype=np.int32)
    return Graph(vertices, tail, head, np.arange(vertices, dtype=np.int32)), weights


def at_node(network: RoadNetwork, node: int) -> Snap:
    """Standing at a junction that some road leaves."""
    place = network.place(node)
    return Snap(place, int(np.flatnonzero(network.tail == node)[0]), 0.0, place, 0.0)


def town_roads(network: RoadNetwork | None = None) -> Roads:
    """A town with times by the Korean policy."""
    town = network or grid()
    return build_roads(town, metric(town, policy=KOREA))
