"""The graph that ways are sought in: its vertices are edges of the network, its arcs the turns between them. Pure.

So a way pays for its turns, and never takes one that is banned. A vertex stands for the beginning of its edge: an arc
costs the edge it leaves, driven to its end, and the turn into the next. Where a ban goes over three edges or more, the
edges in its middle get copies that remember how they were reached; a copy leads on to all but what the ban forbids.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from routing.arrays import Indexes
from routing.cuts import edges_order
from routing.engine import Graph
from routing.model import CLOSED_MS, RoadNetwork
from routing.shape import counted
from routing.turns import NONE, USUAL, TurnPolicy, turn_ms, twins

Sequences = frozenset[tuple[int, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class LineGraph:
    """`graph` with what its vertices and arcs mean.

    Vertex e below the number of edges is edge e, reached anyhow; `edge[v]` is the edge of any vertex. `turn_ms` of each
    arc. The arcs of a vertex v are `first[v]` … `first[v + 1]` - 1. `twin[e]`: the other direction of e's street or -1.
    `out_of` and `into`: the edges at each node. `copies`: the further vertices of those edges that have some.
    """

    graph: Graph
    edge: Indexes
    turn_ms: Indexes
    first: NDArray[np.int64]
    twin: Indexes
    out_of: "Fan"
    into: "Fan"
    copies: dict[int, tuple[int, ...]]

    def weights(self, travel_ms: Indexes) -> Indexes:
        """What each arc costs when edges take `travel_ms`. A closed edge may be entered, as the last, and not left."""
        leaving = travel_ms[self.edge[self.graph.tail]]
        return np.where(leaving == CLOSED_MS, CLOSED_MS, leaving + np.where(leaving == CLOSED_MS, 0, self.turn_ms))

    def vertices(self, edge: int) -> tuple[int, ...]:
        """Every vertex that stands for `edge`."""
        return (edge, *self.copies.get(edge, ()))

    def turns(self, vertex: int) -> Iterator[tuple[int, int]]:
        """Where `vertex` leads on, and what the turn costs."""
        arcs = slice(int(self.first[vertex]), int(self.first[vertex + 1]))
        return zip(self.graph.head[arcs].tolist(), self.turn_ms[arcs].tolist(), strict=True)

    def walked(self, edges: Sequence[int]) -> tuple[int, ...] | None:
        """The arcs along `edges`, from the first on; None where one may not be followed by the next."""
        arcs: list[int] = []
        vertex = edges[0]
        for edge in edges[1:]:
            onward = range(int(self.first[vertex]), int(self.first[vertex + 1]))
            arc = next((arc for arc in onward if self.edge[self.graph.head[arc]] == edge), None)
            if arc is None:
                return None
            arcs.append(arc)
            vertex = int(self.graph.head[arc])
        return tuple(arcs)

    def leaving(self, node: int) -> list[int]:
        """The edges that lead out of `node`."""
        return self.out_of.at(node)

    def entering(self, node: int) -> list[int]:
        """The edges that lead into `node`."""
        return self.into.at(node)


@dataclass(frozen=True, slots=True, eq=False)
class Fan:
    """The edges at node n are `edges[first[n]:first[n + 1]]`, in their own order."""

    edges: Indexes
    first: NDArray[np.int64]

    def at(self, node: int) -> list[int]:
        """The edges at `node`."""
        edges: list[int] = self.edges[self.first[node] : self.first[node + 1]].tolist()
        return edges


def fan(ends: Indexes, nodes: int) -> Fan:
    """The edges by one of their ends."""
    edges = np.argsort(ends, kind="stable").astype(np.int32)
    return Fan(edges, np.searchsorted(ends[edges], np.arange(nodes + 1)))


def line_graph(network: RoadNetwork, order: Indexes, *, policy: TurnPolicy = USUAL) -> LineGraph:
    """The line graph of `network`, its vertices contracted after the `order` of the network's nodes."""
    twin = twins(network)
    out_of, into = fan(network.tail, network.node_count), fan(network.head, network.node_count)
    tail, head = _pairs(network, out_of)
    cost = turn_ms(network, tail, head, twin=twin, policy=policy)
    banned = _banned(network)
    free = (cost != NONE) & ~_is_banned_pair(tail, head, banned)
    tail, head, cost = tail[free], head[free], cost[free]
    edge = np.arange(network.edge_count, dtype=np.int32)
    longer = frozenset(sequence for sequence in banned if len(sequence) > 2)
    if longer:
        tail, head, cost, edge = _with_copies(tail, head, cost, banned, longer, network.edge_count)
    copies: dict[int, tuple[int, ...]] = {}
    for vertex in range(network.edge_count, len(edge)):
        copies[int(edge[vertex])] = (*copies.get(int(edge[vertex]), ()), vertex)
    contracted = np.lexsort((edge, edges_order(network, order)[edge])).astype(np.int32)
    graph = Graph(len(edge), tail, head, contracted)
    first = np.searchsorted(tail, np.arange(len(edge) + 1))
    return LineGraph(graph, edge, cost, first, twin, out_of, into, copies)


def node_graph(network: RoadNetwork, order: Indexes) -> Graph:
    """The network as it is, without turns: a vertex for each node. Only benchmarks and tests ask it."""
    return Graph(network.node_count, network.tail, network.head, order)


def _pairs(network: RoadNetwork, out_of: Fan) -> tuple[Indexes, Indexes]:
    """Every edge with every one that begins where it ends, by the first and then the second."""
    first = out_of.first[network.head]
    count = out_of.first[network.head + 1] - first
    into = np.repeat(np.arange(network.edge_count), count)
    return into.astype(np.int32), out_of.edges[np.repeat(first, count) + counted(count)]


def _banned(network: RoadNetwork) -> Sequences:
    offset, edges = network.ban_offset.tolist(), network.ban_edge.tolist()
    return frozenset(tuple(edges[a:b]) for a, b in pairwise(offset))


def _is_banned_pair(tail: Indexes, head: Indexes, banned: Sequences) -> NDArray[np.bool_]:
    pairs = np.array(sorted(sequence for sequence in banned if len(sequence) == 2), dtype=np.int64).reshape(-1, 2)
    size = np.int64(max(tail.max(initial=0), head.max(initial=0)) + 1)
    return np.isin(tail * size + head, pairs[:, 0] * size + pairs[:, 1])


def _with_copies(
    tail: Indexes, head: Indexes, cost: Indexes, banned: Sequences, longer: Sequences, edges: int
) -> tuple[Indexes, Indexes, Indexes, Indexes]:
    """Arcs that remember: after the edges of a prefix of a longer ban, the way stands on that prefix's copy."""
    prefixes = sorted({sequence[:size] for sequence in longer for size in range(2, len(sequence))})
    number = {prefix: edges + index for index, prefix in enumerate(prefixes)}
    first = np.searchsorted(tail, np.arange(edges + 1))
    onto, at = head.copy(), {}
    for prefix in prefixes:
        before = prefix[-2]
        for arc in range(int(first[before]), int(first[before + 1])):
            at[before, int(head[arc])] = arc
    for prefix in (prefix for prefix in prefixes if len(prefix) == 2 and prefix in at):
        onto[at[prefix]] = number[prefix]
    more: list[tuple[int, int, int]] = []
    for prefix in prefixes:
        for arc in range(int(first[prefix[-1]]), int(first[prefix[-1] + 1])):
            driven = (*prefix, int(head[arc]))
            if not _ends_in(driven, banned):
                more.append((number[prefix], _state(driven, number), int(cost[arc])))
    added = np.array(more, dtype=np.int32).reshape(-1, 3)
    edge_of = np.concatenate([np.arange(edges), [prefix[-1] for prefix in prefixes]]).astype(np.int32)
    columns = ((tail, added[:, 0]), (onto, added[:, 1]), (cost, added[:, 2]))
    joined_tail, joined_head, joined_cost = (np.concatenate(parts) for parts in columns)
    return joined_tail, joined_head, joined_cost, edge_of


def _ends_in(driven: Sequence[int], banned: Sequences) -> bool:
    return any(tuple(driven[start:]) in banned for start in range(len(driven) - 1))


def _state(driven: Sequence[int], number: dict[tuple[int, ...], int]) -> int:
    """The vertex that remembers as much of the way as any ban may need: its longest end that begins one."""
    for start in range(len(driven) - 1):
        if tuple(driven[start:]) in number:
            return number[tuple(driven[start:])]
    return driven[-1]
