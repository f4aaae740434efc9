"""The roads as everybody else uses them: one frozen snapshot of network, metric and engine that answers questions."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import accumulate

from chassis.geo import LatLon, distance_m
from chassis.travel import Travel
from routing.alternatives import Other, other_ways
from routing.arrays import Indexes
from routing.engine.choice import Builder, engine_builder
from routing.eta import PRIOR, TripModel, ends_ms, p50_ms, p90_ms, paced_ms
from routing.guide import Guide
from routing.isochrones import Area, area_within, reached_ms
from routing.linegraph import line_graph
from routing.model import DAY_MS, Alternative, Metric, RoadNetwork, Route
from routing.order import node_order
from routing.shape import edge_lines
from routing.snap import Snap, Snapper, access_ms
from routing.stands import NOWHERE, Drive
from routing.turns import USUAL, TurnPolicy
from routing.ways import Ways

BLEND_PER_M = 1  # milliseconds


@dataclass(frozen=True, slots=True, eq=False)
class Roads:
    """Made by `build_roads`. Any number of threads may ask; equal `digest`, equal answers.

    Travel begins and ends at the places themselves: the straight line to the nearest road is driven slowly or walked,
    counted in the times and reported as `access_m`. None where no open way leads, or a place is farther than 2 km from
    every road.

    `blend` adds a millisecond for each metre: sweeping both tells lengths without walking any path. The difference
    lies between the length of the fastest way and that of one at most 1 ms per metre slower.
    """

    network: RoadNetwork
    metric: Metric
    trips: TripModel
    turns: TurnPolicy
    times: Ways
    blend: Ways
    snapper: Snapper
    guide: Guide
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        told = f"{self.network.digest} {self.metric.digest} {self.trips} {self.turns}"
        object.__setattr__(self, "digest", hashlib.sha256(told.encode()).hexdigest())

    def reweighted(self, metric: Metric) -> "Roads":
        """The same roads under another metric: a new snapshot, made aside while this one goes on answering."""
        times, blend = self.times.reweighted(metric), self.times.reweighted(metric, per_m=BLEND_PER_M)
        return replace(self, metric=metric, times=times, blend=blend)

    def snap(self, place: LatLon) -> Snap | None:
        """Where `place` meets the road; None farther than 2 km from it."""
        return self.snapper.nearest(place)

    def to_one(self, origins: Sequence[LatLon], target: LatLon) -> tuple[Travel | None, ...]:
        """The travel from every origin to `target`, in the order of `origins`."""
        *snaps, end = self.snapper.all([*origins, target])
        if end is None:
            return (None,) * len(origins)
        starts = [snap for snap in snaps if snap is not None]
        times, blends = self.times.to_one(starts, end), self.blend.to_one(starts, end)
        found = iter([self._swept(start, end, *ways) for start, *ways in zip(starts, times, blends, strict=True)])
        return tuple(next(found) if snap is not None else None for snap in snaps)

    def from_one(self, origin: LatLon, targets: Sequence[LatLon]) -> tuple[Travel | None, ...]:
        """The travel from `origin` to every target, in the order of `targets`."""
        return self.between([origin], targets)[0]

    def between(self, origins: Sequence[LatLon], targets: Sequence[LatLon]) -> tuple[tuple[Travel | None, ...], ...]:
        """The travel from every origin, a row each, to every target."""
        snaps = self.snapper.all([*origins, *targets])
        froms, ends = snaps[: len(origins)], snaps[len(origins) :]
        starts, reached = [s for s in froms if s is not None], [s for s in ends if s is not None]
        times, blends = self.times.between(starts, reached), self.blend.between(starts, reached)
        rows = iter(
            [self._swept(start, end, *ways) for end, *ways in zip(reached, row, lengths, strict=True)]
            for start, row, lengths in zip(starts, times, blends, strict=True)
        )
        return tuple(_spread(next(rows), ends) if start is not None else (None,) * len(ends) for start in froms)

    def route(self, origin: LatLon, target: LatLon) -> Route | None:
        """A fastest way with its line, streets and signals. Its times are those of `to_one` and `from_one`."""
        start, end = self.snapper.all([origin, target])
        drive = self.times.drive(start, end) if start is not None and end is not None else None
        if start is None or end is None or drive is None:
            return None
        return self.told(start, drive, end)

    def alternatives(self, origin: LatLon, target: LatLon, wanted: int = 2) -> tuple[Alternative, ...]:
        """Up to `wanted` ways beside the fastest that are worth telling, fastest first, with what tells them apart."""
        start, end = self.snapper.all([origin, target])
        if start is None or end is None or self.times.beside(start, end):
            return ()
        fastest = self.times.drive(start, end)
        others = other_ways(self.times, start, end, wanted)
        return tuple(self._alternative(start, other, end, fastest) for other in others if fastest is not None)

    def isochrones(self, origins: Sequence[LatLon], within: Sequence[timedelta]) -> tuple[Area, ...]:
        """The areas that the nearest of `origins` reaches by the median, for each of the times `within`."""
        snaps = [snap for snap in self.snapper.all(origins) if snap is not None]
        limits = [self._driven_ms(time) for time in within]
        if not snaps or not limits:
            return tuple(Area(time, ()) for time in within)
        seeds, raised = self.times.seeds(snaps, [access_ms(snap.access_m) for snap in snaps])
        at_ms = reached_ms(self.times, seeds, max(limits) + raised) - raised
        lines = edge_lines(self.network)
        asked = zip(limits, within, strict=True)
        return tuple(area_within(self.times, lines, at_ms, limit, time) for limit, time in asked)

    def told(self, start: Snap, drive: Drive, end: Snap) -> Route:
        """The route of a drive from `start` to `end`."""
        if self._is_across(start, end, drive.travel_ms):
            return self._across(start, end)
        travel = self._travel(drive.travel_ms, self.times.length_m(drive), (start.access_m, end.access_m))
        off_road_ms = access_ms(start.access_m) + access_ms(end.access_m)
        begun_ms = ends_ms(drive.travel_ms + off_road_ms, self.trips) // 2
        lengths_m = self.times.lengths_m(drive)
        passed_m = [start.access_m + metres for metres in accumulate(lengths_m)]
        driven_ms = [access_ms(start.access_m) + ms for ms in drive.passed_ms]
        passed = [timedelta(milliseconds=begun_ms + paced_ms(ms, self.trips)) for ms in driven_ms]
        return Route(
            points=self.guide.points(start, drive, end),
            travel=travel,
            steps=self.guide.steps(start, drive, lengths_m, end),
            signals=tuple(self.guide.signals(drive, passed_m, passed)),
            generated=self.network.label.generated,
            network=self.network.digest,
            edges=drive.edges,
            passed_m=tuple(round(metres, 1) for metres in passed_m),
            passed_s=tuple(round(after.total_seconds(), 1) for after in passed),
        )

    def _driven_ms(self, within: timedelta) -> int:
        """The longest drive whose median keeps `within`."""
        limit_ms, low, high = round(within.total_seconds() * 1000), 0, DAY_MS
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if p50_ms(middle, self.trips) <= limit_ms else (low, middle - 1)
        return low

    def _alternative(self, start: Snap, other: Other, end: Snap, fastest: Drive) -> Alternative:
        route, best = self.told(start, other.drive, end), self.told(start, fastest, end)
        used = set(fastest.edges)
        metres = Counter[str | None]()
        for edge, length_m in zip(other.drive.edges, self.times.lengths_m(other.drive), strict=True):
            if edge not in used:
                metres[self.network.edge_name(edge)] += round(length_m)
        over = max((name for name in metres if name), key=lambda name: (metres[name], name), default=None)
        return Alternative(route, other.shared, route.travel.p50 - best.travel.p50, over)

    def _across(self, start: Snap, end: Snap) -> Route:
        here, there = (replace(snap, point=snap.place, access_m=0.0) for snap in (start, end))
        return Route(
            points=(start.place, end.place) if start.place != end.place else (start.place,),
            travel=self._travel(0, 0.0, (distance_m(start.place, end.place),)),
            steps=self.guide.steps(here, NOWHERE, (), there),
            signals=(),
            generated=self.network.label.generated,
            network=self.network.digest,
        )

    def _swept(self, a: Snap, b: Snap, road_ms: int | None, blend: int | None) -> Travel | None:
        if road_ms is None or blend is None:
            return None
        if self._is_across(a, b, road_ms):
            return self._travel(0, 0.0, (distance_m(a.place, b.place),))
        return self._travel(road_ms, float(blend - road_ms), (a.access_m, b.access_m))

    def _is_across(self, a: Snap, b: Snap, road_ms: int) -> bool:
        """Whether off one street or junction the straight line is faster, and shorter than the lines to the road."""
        if not self.times.beside(a, b):
            return False
        line_m = distance_m(a.place, b.place)
        by_road_ms = road_ms + access_ms(a.access_m) + access_ms(b.access_m)
        return line_m <= a.access_m + b.access_m and access_ms(line_m) < by_road_ms

    def _travel(self, road_ms: int, road_m: float, lines_m: Sequence[float]) -> Travel:
        driven_ms = road_ms + sum(map(access_ms, lines_m))
        median_ms = p50_ms(driven_ms, self.trips)
        p90 = timedelta(milliseconds=p90_ms(median_ms, self.trips))
        median, driven = timedelta(milliseconds=median_ms), timedelta(milliseconds=driven_ms)
        return Travel(median, p90, road_m, sum(lines_m), driven, self.trips.trips)


def build_roads(
    network: RoadNetwork,
    metric: Metric,
    *,
    trips: TripModel = PRIOR,
    turns: TurnPolicy = USUAL,
    order: Indexes | None = None,
    builder: Builder | None = None,
) -> Roads:
    """Contract `network` once (a second for a large city) and weigh it.

    `order` is that of `routing.order`, sought when not given; `builder` overrides the engine chosen.
    """
    lines = line_graph(network, node_order(network) if order is None else order, policy=turns)
    engine = (builder or engine_builder())(lines.graph, lines.weights(metric.travel_ms))
    times = Ways(network, lines, metric.travel_ms, engine)
    blend = times.reweighted(metric, per_m=BLEND_PER_M)
    return Roads(network, metric, trips, turns, times, blend, Snapper(network, lines.twin), Guide(network))


def _spread(found: Sequence[Travel | None], ends: Sequence[Snap | None]) -> tuple[Travel | None, ...]:
    """The answers in their places, None where no road is near."""
    answers = iter(found)
    return tuple(next(answers) if end is not None else None for end in ends)
