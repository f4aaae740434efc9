"""The roads as everybody else uses them: one frozen snapshot of network, metric and engine that answers questions."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np

from chassis.geo import LatLon, distance_m
from chassis.travel import Travel
from routing.engine import Engine
from routing.engine.choice import Builder, engine_builder
from routing.eta import PRIOR, TripModel, ends_ms, p50_ms, p90_ms, paced_ms
from routing.guide import Guide
from routing.model import CLOSED_MS, DAY_MS, Metric, RoadNetwork, Route
from routing.snap import Snap, Snapper, access_ms

Ask = Callable[[Engine, Sequence[int], int], list[int | None]]


@dataclass(frozen=True, slots=True, eq=False)
class Roads:
    """Made by `build_roads`. Any number of threads may ask; equal `digest`, equal answers.

    Travel begins and ends at the places themselves: the straight line to the nearest node is driven slowly or walked,
    counted in the times and reported as `access_m`. None where no open way leads, or a place is farther than 2 km from
    every road.
    """

    network: RoadNetwork
    metric: Metric
    trips: TripModel
    times: Engine
    blend: Engine
    snapper: Snapper
    guide: Guide
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        told = f"{self.network.digest} {self.metric.digest} {self.trips}"
        object.__setattr__(self, "digest", hashlib.sha256(told.encode()).hexdigest())

    def reweighted(self, metric: Metric) -> "Roads":
        """The same roads under another metric: a new snapshot, made aside while this one goes on answering."""
        times = self.times.reweighted(metric)
        return replace(self, metric=metric, times=times, blend=times.reweighted(_blend(self.network, metric)))

    def snap(self, place: LatLon) -> Snap | None:
        """Where `place` meets the road; None farther than 2 km from it."""
        return self.snapper.nearest(place)

    def to_one(self, origins: Sequence[LatLon], target: LatLon) -> tuple[Travel | None, ...]:
        """The travel from every origin to `target`, in the order of `origins`."""
        return self._sweep(origins, target, lambda engine, nodes, node: engine.to_one(nodes, node))

    def from_one(self, origin: LatLon, targets: Sequence[LatLon]) -> tuple[Travel | None, ...]:
        """The travel from `origin` to every target, in the order of `targets`."""
        return self._sweep(targets, origin, lambda engine, nodes, node: engine.from_one(node, nodes))

    def route(self, origin: LatLon, target: LatLon) -> Route | None:
        """A fastest way with its line, streets and signals. Its times are those of `to_one` and `from_one`."""
        start, end = self.snap(origin), self.snap(target)
        if start is None or end is None:
            return None
        path = self.times.path(start.node, end.node)
        if path is None:
            return None
        lines_m = _lines_m(start, end)
        driven_ms = path.travel_ms + sum(map(access_ms, lines_m))
        corner = self.network.place(start.node) if len(lines_m) > 1 else target
        off_ms = paced_ms(access_ms(lines_m[0]), self.trips)
        leaving, pace = timedelta(milliseconds=off_ms + ends_ms(driven_ms, self.trips) // 2), self.trips.pace
        passed_m, passed_s = self.guide.passed(path.edges, self.metric, start_m=lines_m[0], start=leaving, pace=pace)
        length_m = float(self.network.length_m[list(path.edges)].sum(dtype=np.float64))
        return Route(
            points=self.guide.points((origin, corner), path.edges, target),
            travel=self._travel(start, end, path.travel_ms, length_m),
            steps=self.guide.steps(path.edges),
            signals=tuple(self.guide.signals(path.edges, self.metric, start_m=lines_m[0], start=leaving, pace=pace)),
            generated=self.network.label.generated,
            network=self.network.digest,
            edges=path.edges,
            passed_m=passed_m,
            passed_s=passed_s,
        )

    def _sweep(self, others: Sequence[LatLon], one: LatLon, ask: Ask) -> tuple[Travel | None, ...]:
        fixed = self.snap(one)
        if fixed is None:
            return (None,) * len(others)
        snaps = [self.snap(other) for other in others]
        nodes = [snap.node for snap in snaps if snap is not None]
        times, blends = ask(self.times, nodes, fixed.node), ask(self.blend, nodes, fixed.node)
        ways = dict(zip(nodes, zip(times, blends, strict=True), strict=True))
        return tuple(self._swept(snap, fixed, *ways[snap.node]) if snap is not None else None for snap in snaps)

    def _swept(self, a: Snap, b: Snap, road_ms: int | None, blend: int | None) -> Travel | None:
        if road_ms is None or blend is None:
            return None
        return self._travel(a, b, road_ms, float(blend - road_ms))

    def _travel(self, a: Snap, b: Snap, road_ms: int, road_m: float) -> Travel:
        lines_m = _lines_m(a, b)
        driven_ms = road_ms + sum(map(access_ms, lines_m))
        median_ms = p50_ms(driven_ms, self.trips)
        median, p90, driven = (
            timedelta(milliseconds=ms) for ms in (median_ms, p90_ms(median_ms, self.trips), driven_ms)
        )
        return Travel(median, p90, road_m, sum(lines_m), driven, self.trips.trips)


def _lines_m(a: Snap, b: Snap) -> tuple[float, ...]:
    """The straight lines off the road: from both places to their nodes, or, at one node, across if faster."""
    by_road = (a.access_m, b.access_m)
    if a.node != b.node:
        return by_road
    across = (distance_m(a.place, b.place),)
    return min(across, by_road, key=lambda lines: sum(map(access_ms, lines)))


def build_roads(
    network: RoadNetwork, metric: Metric, *, trips: TripModel = PRIOR, builder: Builder | None = None
) -> Roads:
    """Contract `network` once (a second for a large city) and weigh it; `builder` overrides the engine chosen."""
    times = (builder or engine_builder())(network, metric)
    blend = times.reweighted(_blend(network, metric))
    return Roads(network, metric, trips, times, blend, Snapper(network), Guide(network))


def _blend(network: RoadNetwork, metric: Metric) -> Metric:
    """The metric with a millisecond added for each metre: sweeping both tells lengths without walking any path.

    The difference lies between the length of the fastest way and that of one at most 1 ms per metre slower.
    """
    open_ms = np.minimum(metric.travel_ms + np.rint(network.length_m).astype(np.int64), DAY_MS)
    return Metric(np.where(metric.travel_ms == CLOSED_MS, CLOSED_MS, open_ms))
