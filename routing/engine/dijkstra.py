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
        best: tuple[float, int, NDArray[np.int32], int] | None = None
        for start, added_ms in starts:
            times, before = _from(self._forward, start)
            for end, more_ms in ends:
                total = times[end] + added_ms + more_ms
                if best is None or total < best[0]:
                    best = total, start, before, end
        if best is None or (travel_ms := within_reach(best[0])) is None:
            return None
        _, start, before, end = best
        return Path(start, self._arcs_between(start, end, before), travel_ms)

    def reach(self, starts: Sequence[Seed], within_ms: int) -> Times:
        """Milliseconds from the best of `starts` to every vertex, infinite beyond `within_ms`."""
        check_seeds(starts, self._graph.vertices)
        return _swept(self._forward, starts, within_ms)

    def reweighted(self, weights: Indexes) -> Self:
        """See Engine."""
        return type(self)(self._graph, weights)

    def _arcs_between(self, start: int, end: int, before: NDArray[np.int32]) -> tuple[int, ...]:
        vertices = [end]
        while vertices[-1] != start:
            vertices.append(int(before[vertices[-1]]))
        vertices.reverse()
        return tuple(self._arc(tail, head) for tail, head in pairwise(vertices))

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


def _from(matrix: "csr_array[np.float64]", start: int) -> tuple[Times, NDArray[np.int32]]:
    times, before = dijkstra(matrix, indices=np.array([start]), return_predecessors=True)
    row: NDArray[np.int32] = np.asarray(before[0], dtype=np.int32)
    return times[0], row


def _swept(matrix: "csr_array[np.float64]", seeds: Sequence[Seed], limit_ms: float = np.inf) -> Times:
    best = np.full(matrix.shape[0], np.inf)
    for vertex, added_ms in seeds:
        if added_ms <= limit_ms:
            np.minimum(
                best, dijkstra(matrix, indices=np.array([vertex]), limit=limit_ms - added_ms)[0] + added_ms, out=best
            )
    return best


def _picked(matrix: "csr_array[np.float64]", seeds: Sequence[Seed], wanted: Sequence[int]) -> list[int | None]:
    if not wanted:
        return []
    return [within_reach(ms) for ms in _swept(matrix, seeds)[np.asarray(wanted)].tolist()]
