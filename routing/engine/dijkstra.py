"""Dijkstra's algorithm in SciPy: slower, everywhere available, complete. The fallback, and a check on the other."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from routing.arrays import Indexes
from routing.engine import Graph, Path, Seed, check_seeds, check_vertices, check_weights, within_reach
from routing.model import CLOSED_MS

Times = NDArray[np.float64]


class DijkstraEngine:
    """See Engine."""

    __slots__ = ("_arcs", "_backward", "_forward", "_graph")

    def __init__(self, graph: Graph, weights: Indexes) -> None:
        check_weights(graph, weights)
        self._graph = graph
        self._arcs = _fastest_arcs(graph, weights)
        size = (graph.vertices, graph.vertices)
        ends = graph.tail[self._arcs], graph.head[self._arcs]
        self._forward = csr_array((weights[self._arcs].astype(np.float64), ends), shape=size)
        self._backward = csr_array(self._forward.T)

    def to_one(self, sources: Sequence[int], ends: Sequence[Seed]) -> list[int | None]:
        """See Engine."""
        check_vertices(sources, self._graph.vertices)
        check_seeds(ends, self._graph.vertices)
        return _picked(self._backward, ends, sources)

    def from_each(self, starts: Sequence[Sequence[Seed]], targets: Sequence[int]) -> list[list[int | None]]:
        """See Engine."""
        check_vertices(targets, self._graph.vertices)
        for seeds in starts:
            check_seeds(seeds, self._graph.vertices)
        return [_picked(self._forward, seeds, targets) for seeds in starts]

    def path(self, starts: Sequence[Seed], ends: Sequence[Seed]) -> Path | None:
        """See Engine."""
        for seeds in (starts, ends):
            check_seeds(seeds, self._graph.vertices)
        if not starts or not ends:
            return None
        times, before = _swept(self._forward, starts)
        end, more_ms = min(ends, key=lambda seed: times[seed[0]] + seed[1])
        travel_ms = within_reach(times[end] + more_ms)
        return None if travel_ms is None else self._path(end, before, travel_ms)

    def reach(self, starts: Sequence[Seed], within_ms: int) -> Times:
        """Milliseconds from the best of `starts` to every vertex, infinite beyond `within_ms`."""
        check_seeds(starts, self._graph.vertices)
        return _swept(self._forward, starts, within_ms)[0] if starts else np.full(self._graph.vertices, np.inf)

    def reweighted(self, weights: Indexes) -> Self:
        """See Engine."""
        return type(self)(self._graph, weights)

    def _path(self, end: int, before: NDArray[np.int32], travel_ms: int) -> Path:
        vertices = [end]
        while before[vertices[-1]] < self._graph.vertices:
            vertices.append(int(before[vertices[-1]]))
        vertices.reverse()
        return Path(vertices[0], tuple(self._arc(tail, head) for tail, head in pairwise(vertices)), travel_ms)

    def _arc(self, tail: int, head: int) -> int:
        """The fastest arc between two neighbours; `_arcs` is ordered by tail and head, as the matrix is."""
        row = slice(self._forward.indptr[tail], self._forward.indptr[tail + 1])
        return int(self._arcs[row][np.searchsorted(self._forward.indices[row], head)])


def _fastest_arcs(graph: Graph, weights: Indexes) -> Indexes:
    """The open arcs without slower parallels and without loops, by tail and head: a sparse matrix adds parallels up."""
    order = np.lexsort((weights, graph.head, graph.tail))
    order = order[(weights[order] < CLOSED_MS) & (graph.tail[order] != graph.head[order])]
    tail, head = graph.tail[order], graph.head[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    fastest: Indexes = order[first].astype(np.int32)
    return fastest


def _swept(
    matrix: "csr_array[np.float64]", seeds: Sequence[Seed], limit_ms: float = np.inf
) -> tuple[Times, NDArray[np.int32]]:
    """Milliseconds from the best seed to every vertex, and the vertex before it; the number of vertices for a seed.

    The seeds hang on a vertex of their own, a millisecond away and more: arcs of nothing are none.
    """
    size, least = matrix.shape[0], dict[int, int]()
    for vertex, added_ms in seeds:
        least[vertex] = min(added_ms, least.get(vertex, added_ms))
    data = np.concatenate([matrix.data, np.fromiter(least.values(), dtype=np.float64) + 1])
    indices = np.concatenate([matrix.indices, np.fromiter(least, dtype=matrix.indices.dtype)])
    rows = np.append(matrix.indptr, len(data)).astype(matrix.indptr.dtype)
    hung = csr_array((data, indices, rows), shape=(size + 1, size + 1))
    times, before = dijkstra(hung, indices=np.array([size]), return_predecessors=True, limit=limit_ms + 1)
    row: NDArray[np.int32] = np.asarray(before[0, :size], dtype=np.int32)
    return times[0, :size] - 1, row


def _picked(matrix: "csr_array[np.float64]", seeds: Sequence[Seed], wanted: Sequence[int]) -> list[int | None]:
    if not wanted or not seeds:
        return [None] * len(wanted)
    return [within_reach(ms) for ms in _swept(matrix, seeds)[0][np.asarray(wanted)].tolist()]
