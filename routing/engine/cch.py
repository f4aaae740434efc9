"""Customizable contraction hierarchy: contracting takes a second, a metric milliseconds, a question microseconds.

Dibbelt, Strasser and Wagner, "Customizable Contraction Hierarchies", ACM JEA 21 (2016), in the package routingkit-cch
over RoutingKit (BSD-2-Clause). Its errors come as PanicException, a BaseException: everything is checked before. Its
query objects belong to the thread that made them: one is made for each question (3 µs).

Making a metric holds Python's lock until it is done, `reset` of one lets other threads run (measured on 550,000 edges:
0.6 s against 0.03 s without an answer). So metrics are made before anybody asks, and used again when the last reader
of their engine has gone.
"""

from collections import deque
from collections.abc import Sequence
from typing import Self

from routingkit_cch import CCH, CCHManyToOne, CCHMetric, CCHOneToMany, CCHQuery

from routing.arrays import Indexes
from routing.engine import Graph, Path, Seed, check_seeds, check_vertices, check_weights, within_reach

SPARE = 2


class CchEngine:
    """See Engine."""

    __slots__ = ("_contracted", "_lease")

    def __init__(self, graph: Graph, weights: Indexes, contracted: "_Contracted | None" = None) -> None:
        check_weights(graph, weights)
        self._contracted = contracted or _Contracted(graph, weights)
        self._lease = _Lease(self._contracted, weights)

    def to_one(self, sources: Sequence[int], ends: Sequence[Seed]) -> list[int | None]:
        """See Engine."""
        check_vertices(sources, self._contracted.graph.vertices)
        check_seeds(ends, self._contracted.graph.vertices)
        if not sources or not ends:
            return [None] * len(sources)
        found = CCHManyToOne(self._lease.metric, list(sources)).distances_to_multi(list(ends))
        return [within_reach(ms) for ms in found]

    def from_each(self, starts: Sequence[Sequence[Seed]], targets: Sequence[int]) -> list[list[int | None]]:
        """See Engine."""
        check_vertices(targets, self._contracted.graph.vertices)
        for seeds in starts:
            check_seeds(seeds, self._contracted.graph.vertices)
        if not targets:
            return [[] for _ in starts]
        pinned = CCHOneToMany(self._lease.metric, list(targets))
        return [
            [within_reach(ms) for ms in pinned.distances_from_multi(list(seeds))] if seeds else [None] * len(targets)
            for seeds in starts
        ]

    def path(self, starts: Sequence[Seed], ends: Sequence[Seed]) -> Path | None:
        """See Engine."""
        for seeds in (starts, ends):
            check_seeds(seeds, self._contracted.graph.vertices)
        if not starts or not ends:
            return None
        found = CCHQuery(self._lease.metric).run_multi(list(starts), list(ends))
        travel_ms = within_reach(found.distance)
        return None if travel_ms is None else Path(found.node_path[0], tuple(found.arc_path), travel_ms)

    def reweighted(self, weights: Indexes) -> Self:
        """See Engine."""
        return type(self)(self._contracted.graph, weights, self._contracted)


class _Contracted:
    """A graph's hierarchy, and its metrics that nobody asks: two, for the next tick's times and lengths."""

    __slots__ = ("graph", "hierarchy", "spare")

    def __init__(self, graph: Graph, weights: Indexes) -> None:
        self.graph = graph
        self.hierarchy = CCH(graph.order.tolist(), graph.tail.tolist(), graph.head.tolist(), False)
        self.spare = deque((CCHMetric(self.hierarchy, weights.tolist()) for _ in range(SPARE)), maxlen=SPARE)


class _Lease:
    """A metric for as long as an engine asks it; then it is spare."""

    __slots__ = ("_contracted", "metric")

    def __init__(self, contracted: _Contracted, weights: Indexes) -> None:
        self._contracted = contracted
        self.metric = _weighed(contracted, weights.tolist())

    def __del__(self) -> None:
        self._contracted.spare.append(self.metric)


def _weighed(contracted: _Contracted, weights: list[int]) -> CCHMetric:
    try:
        metric = contracted.spare.popleft()
    except IndexError:
        return CCHMetric(contracted.hierarchy, weights)
    metric.reset(weights)
    return metric
