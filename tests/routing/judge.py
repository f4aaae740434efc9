"""An engine in NetworkX: slow, well known, ours only where it answers in the shape of the port."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Self

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from routing.engine import Graph, Path, Seed, check_seeds, check_vertices, check_weights
from routing.model import CLOSED_MS


class NetworkXEngine:
    """See Engine."""

    def __init__(self, graph: Graph, weights: NDArray[np.int32]) -> None:
        check_weights(graph, weights)
        self._of = graph
        self._graph: Any = nx.MultiDiGraph()
        self._graph.add_nodes_from(range(graph.vertices))
        arcs = zip(graph.tail.tolist(), graph.head.tolist(), weights.tolist(), strict=True)
        for arc, (tail, head, ms) in enumerate(arcs):
            if ms != CLOSED_MS:
                self._graph.add_edge(tail, head, key=arc, weight=ms)

    def to_one(self, sources: Sequence[int], ends: Sequence[Seed]) -> list[int | None]:
        """See Engine."""
        check_vertices(sources, self._of.vertices)
        check_seeds(ends, self._of.vertices)
        times = _spread(self._graph.reverse(copy=False), ends)
        return [times.get(source) for source in sources]

    def from_each(self, starts: Sequence[Sequence[Seed]], targets: Sequence[int]) -> list[list[int | None]]:
        """See Engine."""
        check_vertices(targets, self._of.vertices)
        for seeds in starts:
            check_seeds(seeds, self._of.vertices)
        found = [_spread(self._graph, seeds) for seeds in starts]
        return [[times.get(target) for target in targets] for times in found]

    def path(self, starts: Sequence[Seed], ends: Sequence[Seed]) -> Path | None:
        """See Engine."""
        for seeds in (starts, ends):
            check_seeds(seeds, self._of.vertices)
        best: tuple[int, int, list[int]] | None = None
        for start, added in starts:
            times, ways = nx.single_source_dijkstra(self._graph, start)
            for end, more in ends:
                if end in times and (best is None or times[end] + added + more < best[0]):
                    best = times[end] + added + more, start, ways[end]
        if best is None or best[0] >= CLOSED_MS:
            return None
        ms, start, vertices = best
        return Path(start, tuple(self._arc(a, b) for a, b in pairwise(vertices)), ms)

    def reweighted(self, weights: NDArray[np.int32]) -> Self:
        """See Engine."""
        return type(self)(self._of, weights)

    def _arc(self, tail: int, head: int) -> int:
        return min(self._graph[tail][head].items(), key=lambda arc: (arc[1]["weight"], arc[0]))[0]  # type: ignore[no-any-return]


def _spread(graph: Any, seeds: Sequence[Seed]) -> dict[int, int]:
    times: dict[int, int] = {}
    for seed, added in seeds:
        for vertex, ms in nx.single_source_dijkstra_path_length(graph, seed).items():
            if ms + added < min(CLOSED_MS, times.get(vertex, CLOSED_MS)):
                times[vertex] = ms + added
    return times
