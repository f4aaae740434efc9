"""Customizable contraction hierarchy: contracting takes a second, a metric milliseconds, a question microseconds.

Dibbelt, Strasser and Wagner, "Customizable Contraction Hierarchies", ACM JEA 21 (2016), in the package routingkit-cch
over RoutingKit (BSD-2-Clause). Its errors come as PanicException, a BaseException: everything is checked before. Its
query objects belong to the thread that made them: one is made for each question (3 µs).
"""

from collections.abc import Sequence
from typing import Self

from routingkit_cch import CCH, CCHManyToOne, CCHMetric, CCHOneToMany, CCHQuery, compute_order_inertial

from routing.engine import Path, check_metric, check_nodes, within_reach
from routing.model import Metric, RoadNetwork


class CchEngine:
    """See Engine."""

    __slots__ = ("_hierarchy", "_metric", "_network")

    def __init__(self, network: RoadNetwork, metric: Metric, hierarchy: CCH | None = None) -> None:
        check_metric(network, metric)
        self._network = network
        self._hierarchy = hierarchy or _contract(network)
        self._metric = CCHMetric(self._hierarchy, metric.travel_ms.tolist())

    def to_one(self, sources: Sequence[int], target: int) -> list[int | None]:
        """See Engine."""
        check_nodes((*sources, target), self._network.node_count)
        if not sources:
            return []
        return [within_reach(ms) for ms in CCHManyToOne(self._metric, list(sources)).distances_to(target)]

    def from_one(self, source: int, targets: Sequence[int]) -> list[int | None]:
        """See Engine."""
        check_nodes((*targets, source), self._network.node_count)
        if not targets:
            return []
        return [within_reach(ms) for ms in CCHOneToMany(self._metric, list(targets)).distances_from(source)]

    def path(self, source: int, target: int) -> Path | None:
        """See Engine."""
        check_nodes((source, target), self._network.node_count)
        found = CCHQuery(self._metric).run(source, target)
        travel_ms = within_reach(found.distance)
        return None if travel_ms is None else Path(tuple(found.arc_path), travel_ms)

    def reweighted(self, metric: Metric) -> Self:
        """See Engine."""
        return type(self)(self._network, metric, self._hierarchy)


def _contract(network: RoadNetwork) -> CCH:
    tail, head = network.tail.tolist(), network.head.tolist()
    lat, lon = network.node_lat.tolist(), network.node_lon.tolist()
    return CCH(compute_order_inertial(network.node_count, tail, head, lat, lon), tail, head, False)
