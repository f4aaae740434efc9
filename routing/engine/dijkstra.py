"""Dijkstra's algorithm in SciPy: slower, everywhere available, complete. The fallback, and a check on the other."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Self

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from routing.arrays import Indexes
from routing.engine import Path, check_metric, check_nodes, within_reach
from routing.model import CLOSED_MS, Metric, RoadNetwork


class DijkstraEngine:
    """See Engine."""

    __slots__ = ("_backward", "_edges", "_forward", "_network")

    def __init__(self, network: RoadNetwork, metric: Metric) -> None:
        check_metric(network, metric)
        self._network = network
        self._edges = _fastest_edges(network, metric)
        size = (network.node_count, network.node_count)
        ends = network.tail[self._edges], network.head[self._edges]
        self._forward = csr_array((metric.travel_ms[self._edges].astype(np.float64), ends), shape=size)
        self._backward = csr_array(self._forward.T)

    def to_one(self, sources: Sequence[int], target: int) -> list[int | None]:
        """See Engine."""
        check_nodes((*sources, target), self._network.node_count)
        return _picked(self._backward, target, sources)

    def from_one(self, source: int, targets: Sequence[int]) -> list[int | None]:
        """See Engine."""
        check_nodes((*targets, source), self._network.node_count)
        return _picked(self._forward, source, targets)

    def path(self, source: int, target: int) -> Path | None:
        """See Engine."""
        check_nodes((source, target), self._network.node_count)
        times, before = dijkstra(self._forward, indices=np.array([source]), return_predecessors=True)
        travel_ms = within_reach(times[0, target])
        if travel_ms is None:
            return None
        nodes = [target]
        while nodes[-1] != source:
            nodes.append(int(before[0, nodes[-1]]))
        nodes.reverse()
        return Path(tuple(self._edge(tail, head) for tail, head in pairwise(nodes)), travel_ms)

    def reweighted(self, metric: Metric) -> Self:
        """See Engine."""
        return type(self)(self._network, metric)

    def _edge(self, tail: int, head: int) -> int:
        """The fastest edge between two neighbours; `_edges` is ordered by tail and head, as the matrix is."""
        row = slice(self._forward.indptr[tail], self._forward.indptr[tail + 1])
        return int(self._edges[row][np.searchsorted(self._forward.indices[row], head)])


def _fastest_edges(network: RoadNetwork, metric: Metric) -> Indexes:
    """The open edges without slower parallels, by tail and head: a sparse matrix would add parallels up."""
    order = np.lexsort((metric.travel_ms, network.head, network.tail))
    order = order[metric.travel_ms[order] < CLOSED_MS]
    tail, head = network.tail[order], network.head[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    return order[first].astype(np.int32)


def _picked(graph: "csr_array[np.float64]", start: int, wanted: Sequence[int]) -> list[int | None]:
    if not wanted:
        return []
    times = dijkstra(graph, indices=np.array([start]))[0]
    return [within_reach(ms) for ms in times[np.asarray(wanted)].tolist()]
