"""From an order of nodes to an order of edges, for the line graph. Pure.

Nodes that separate a network separate its line graph by all the edges that enter them: four for each node of a grid.
A cut through edges needs two. So each separating node joins the side where most of its neighbours are, and only edges
whose ends are on different sides separate (the idea of turning edge cuts into orders for turns: Zeitz, ATMOS 2020;
the way to the cuts is ours). That halves the separators, and most of a question's time is their square.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from routing.arrays import Indexes
from routing.model import RoadNetwork
from routing.shape import Places


def edges_order(network: RoadNetwork, order: Indexes) -> Places:
    """For each edge where it comes, least important first, when nodes come in `order`; no two at one place.

    The later two sides are joined, the later the edges between them; on one side as the nodes they enter.
    """
    rank = np.empty(network.node_count, dtype=np.int64)
    rank[order] = np.arange(network.node_count)
    tail, head = rank[network.tail], rank[network.head]
    sides = _sides(_lower(tail, head, network.node_count))
    where = _settled(sides)
    ends = zip(tail.tolist(), head.tolist(), strict=True)
    joined = np.array([sides.joining(where[a], where[b]) for a, b in ends], dtype=np.int64)
    place = np.empty(network.edge_count, dtype=np.int64)
    place[np.lexsort((head, joined))] = np.arange(network.edge_count)
    return place


@dataclass(frozen=True, slots=True)
class _Sides:
    """A tree of the parts that a network falls into, nodes by rank.

    A part is a run of separating nodes, named after its last; `own[node]` is the one that a node separates. `above`:
    the part that joins this one with others, the number of nodes at a root. `size`: how many nodes up to and with here.
    """

    lower: Sequence[Sequence[int]]
    own: Sequence[int]
    above: Sequence[int]
    size: Sequence[int]

    def joining(self, a: int, b: int) -> int:
        """The lowest part above both, or one of them."""
        while a != b:
            if a < b:
                a = self.above[a]
            else:
                b = self.above[b]
        return a

    def below(self, top: int, part: int) -> int:
        """The part right below `top` that holds `part`."""
        while self.above[part] != top:
            part = self.above[part]
        return part


def _lower(tail: Places, head: Places, nodes: int) -> list[list[int]]:
    """The neighbours of each node that come before it, as often as edges lead there."""
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    by = np.argsort(high, kind="stable")
    by = by[low[by] != high[by]]
    first = np.searchsorted(high[by], np.arange(nodes + 1)).tolist()
    lows: list[int] = low[by].tolist()
    return [lows[a:b] for a, b in pairwise(first)]


def _sides(lower: Sequence[Sequence[int]]) -> _Sides:
    """Each node's parent is the next that its part touches (Liu's elimination tree); only children make a run."""
    nodes = len(lower)
    parent, size, children = _parents(lower), [1] * nodes, [0] * (nodes + 1)
    for node, up in enumerate(parent):
        children[up] += 1
        if up < nodes:
            size[up] += size[node]
    own = list(range(nodes))
    for node in range(nodes - 1, -1, -1):
        if parent[node] < nodes and children[parent[node]] == 1:
            own[node] = own[parent[node]]
    above = [own[up] if up < nodes else nodes for up in parent]
    return _Sides(lower, own, above, size)


def _parents(lower: Sequence[Sequence[int]]) -> list[int]:
    nodes = len(lower)
    parent, top = [nodes] * nodes, list(range(nodes))
    for node, neighbours in enumerate(lower):
        for neighbour in neighbours:
            at = neighbour
            while top[at] != at:
                top[at] = top[top[at]]
                at = top[at]
            if at != node:
                parent[at] = top[at] = node
    return parent


def _settled(sides: _Sides) -> list[int]:
    """The part where each node ends up: down the tree to where most of the neighbours before it are."""
    where: list[int] = []
    for node, neighbours in enumerate(sides.lower):
        part, there = sides.own[node], [where[neighbour] for neighbour in neighbours]
        while there := [other for other in there if other != part]:
            sought = [sides.below(part, other) for other in there]
            votes = Counter(sought)
            part = max(votes, key=lambda side: (votes[side], sides.size[side], side))
            there = [other for other, side in zip(there, sought, strict=True) if side == part]
        where.append(part)
    return where
