"""Questions from place on the road to place on the road, put to an engine that knows vertices only. Pure.

A stand on a two-way street may be left either way and reached from either side, one at a junction by any road. A way
that ends on the street it began on goes straight along it or round the block: both are tried. A closed street is never
driven through; who stands on it is reached from its open end, and leaves it, as slowly as off the road.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

import numpy as np

from routing.arrays import Indexes
from routing.engine import Engine, Path, Seed
from routing.kinds import Access
from routing.linegraph import LineGraph
from routing.model import CLOSED_MS, DAY_MS, Metric, RoadNetwork
from routing.snap import REMEMBERED, Snap, access_ms
from routing.stands import NOWHERE, Drive, Place, Stand, Start, meet, raised_seeds

ANYBODY = int(Access.ANYBODY)


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """`engine` answers over `lines` weighted by `travel_ms`.

    `per_m`: milliseconds added for each metre, in the metric that is asked for lengths.
    """

    network: RoadNetwork
    lines: LineGraph
    travel_ms: Indexes
    engine: Engine
    per_m: int = 0
    _known: dict[tuple[int, float], Place] = field(init=False, repr=False, default_factory=dict)

    def reweighted(self, metric: Metric, *, per_m: int = 0) -> "Ways":
        """The same roads under another metric, made aside."""
        travel_ms = with_lengths(self.network, metric, per_m)
        engine = self.engine.reweighted(self.lines.weights(travel_ms))
        return replace(self, travel_ms=travel_ms, engine=engine, per_m=per_m)

    def to_one(self, origins: Sequence[Snap], target: Snap) -> list[int | None]:
        """Milliseconds from every origin to `target`."""
        there, places = self._at(target), [self._at(origin) for origin in origins]
        near = [meet(place, there) for place in places]
        starts = [() if met else place.starts for place, met in zip(places, near, strict=True)]
        sought = iter(self.engine.to_one([start.vertex for some in starts for start in some], there.ends))
        times = [_least((next(sought), start.added_ms) for start in some) for some in starts]
        return [self._drive_ms(place, there) if met else ms for place, met, ms in zip(places, near, times, strict=True)]

    def between(self, origins: Sequence[Snap], targets: Sequence[Snap]) -> list[list[int | None]]:
        """Milliseconds from every origin, a row each, to every target."""
        here, there = [self._at(origin) for origin in origins], [self._at(target) for target in targets]
        seeds = [raised_seeds(place.starts) for place in here]
        rows = self.engine.from_each([some for some, _ in seeds], [end for place in there for end, _ in place.ends])
        return [self._row(place, there, row, raised) for place, row, (_, raised) in zip(here, rows, seeds, strict=True)]

    def drive(self, origin: Snap, target: Snap) -> Drive | None:
        """A fastest way; None where there is none."""
        return self._drive(self._at(origin), self._at(target))

    def seeds(self, snaps: Sequence[Snap], added_ms: Sequence[int]) -> tuple[list[Seed], int]:
        """Where ways from any of `snaps` begin, `added_ms` after the start of each; all raised by the second value."""
        begun = [
            replace(start, added_ms=start.added_ms + more)
            for snap, more in zip(snaps, added_ms, strict=True)
            for start in self._at(snap).starts
        ]
        return raised_seeds(begun)

    def over_ms(self, origin: Snap, target: Snap, thirds: Sequence[int]) -> list[int | None]:
        """Milliseconds from `origin` over the beginning of each of the edges `thirds` to `target`."""
        seeds, raised = raised_seeds(self._at(origin).starts)
        (there,) = self.engine.from_each([seeds], thirds)
        back = self.engine.to_one(thirds, self._at(target).ends)
        return [
            ms + more - raised if ms is not None and more is not None else None
            for ms, more in zip(there, back, strict=True)
        ]

    def drive_over(self, origin: Snap, target: Snap, third: int) -> Drive | None:
        """The fastest way to the edge `third` and on; None where there is none, or a ban lies across it."""
        here, there = self._at(origin), self._at(target)
        seeds, _ = raised_seeds(here.starts)
        before, after = self.engine.path(seeds, [(third, 0)]), self.engine.path([(third, 0)], there.ends)
        if before is None or after is None:
            return None
        heads = self.lines.graph.head[[*before.arcs, *after.arcs]].tolist()
        arcs = self.lines.walked([before.start, *self.lines.edge[heads].tolist()])
        start = min((s for s in here.starts if s.vertex == before.start), key=lambda s: s.added_ms)
        return self._told(Path(before.start, arcs, 0), start, there) if arcs is not None else None

    def from_end_to_end_ms(self, first: int, last: int) -> int:
        """The fastest from the end of an open edge to the end of another that a way leads to."""
        (times,) = self.engine.from_each([[(first, 0)]], [last])
        reached = times[0] if times[0] is not None else CLOSED_MS
        return reached - int(self.travel_ms[first]) + int(self.travel_ms[last])

    def beside(self, a: Snap, b: Snap) -> bool:
        """Whether both stand on one street, between its junctions, or at one junction."""
        here, there = self._node(a), self._node(b)
        return here == there and (here is not None or a.edge == b.edge)

    def length_m(self, drive: Drive) -> float:
        """How long a way is."""
        return float(np.sum(self.lengths_m(drive)))

    def lengths_m(self, drive: Drive) -> list[float]:
        """How much of each of its edges a way drives."""
        lengths: list[float] = self.network.length_m[list(drive.edges)].astype(np.float64).tolist()
        if len(lengths) == 1:
            return [lengths[0] * (drive.end - drive.start)]
        if lengths:
            lengths[0] *= 1 - drive.start
            lengths[-1] *= drive.end
        return lengths

    def rest_ms(self, edges: Sequence[int], first_m: float, last_m: float) -> int | None:
        """How long the rest of a way takes that has `first_m` left of its first edge and drives `last_m` of its last.

        None where a street between the two is closed, or an edge may not be followed by the next.
        """
        arcs = self.lines.walked(edges)
        if arcs is None or not all(map(self._is_open, edges[1:-1])):
            return None
        first, last = (
            min(1.0, metres / float(self.network.length_m[edge]))
            for edge, metres in zip((edges[0], edges[-1]), (first_m, last_m), strict=True)
        )
        if not arcs:
            return self._part_ms(edges[0], 0.0, first)
        between = self.travel_ms[list(edges[1:-1])].sum(dtype=np.int64) + self.lines.turn_ms[list(arcs)].sum(
            dtype=np.int64
        )
        return self._part_ms(edges[0], 1.0 - first, 1.0) + int(between) + self._part_ms(edges[-1], 0.0, last)

    def _row(self, place: Place, targets: Sequence[Place], row: Sequence[int | None], raised: int) -> list[int | None]:
        sought = iter(row)
        times = [_least((next(sought), added - raised) for _, added in target.ends) for target in targets]
        return [
            self._drive_ms(place, target) if meet(place, target) else ms
            for target, ms in zip(targets, times, strict=True)
        ]

    def _drive_ms(self, here: Place, there: Place) -> int | None:
        drive = self._drive(here, there)
        return drive.travel_ms if drive is not None else None

    def _drive(self, here: Place, there: Place) -> Drive | None:
        if here.node is not None and here.node == there.node:
            return NOWHERE
        straight = self._straight(here, there)
        starts = [start for stand in here.left for start in self._begun(stand, leave=stand.edge in there.reached)]
        seeds, raised = raised_seeds(starts)
        path = self.engine.path(seeds, there.ends)
        if path is None or (straight is not None and straight.travel_ms <= path.travel_ms - raised):
            return straight
        start = min((s for s in starts if s.vertex == path.start), key=lambda s: s.added_ms)
        return self._told(path, start, there)

    def _at(self, snap: Snap) -> Place:
        known, key = self._known, (snap.edge, snap.along)
        place = known.get(key)  # another thread may clear what is known at any moment
        if place is None:
            if len(known) >= REMEMBERED:
                known.clear()
            place = known[key] = self._place(snap)
        return place

    def _place(self, snap: Snap) -> Place:
        node = self._node(snap)
        if node is not None:
            left = self._at_junction(Stand(edge, 0.0) for edge in self.lines.leaving(node))
            reached = self._at_junction(Stand(edge, 1.0) for edge in self.lines.entering(node))
        else:
            left = reached = self._usable(self._sides(snap))
        starts = tuple(start for stand in left for start in self._begun(stand, leave=False))
        ends = tuple(
            (vertex, self._part_ms(stand.edge, 0.0, stand.along))
            for stand in reached
            for vertex in self.lines.vertices(stand.edge)
        )
        leaves = frozenset(stand.edge for stand in left)
        return Place(node, tuple(left), leaves, {stand.edge: stand for stand in reached}, starts, ends)

    def _node(self, snap: Snap) -> int | None:
        ends = self.network.tail if snap.along == 0.0 else self.network.head
        return int(ends[snap.edge]) if snap.along in (0.0, 1.0) else None

    def _sides(self, snap: Snap) -> Iterator[Stand]:
        yield Stand(snap.edge, snap.along)
        twin = int(self.lines.twin[snap.edge])
        if twin >= 0:
            yield Stand(twin, 1.0 - snap.along)

    def _usable(self, stands: Iterable[Stand]) -> list[Stand]:
        """Without the edges that this vehicle may never use: a closed street is one that anybody used before."""
        access = self.network.access
        return [stand for stand in stands if access[stand.edge] == ANYBODY or self._is_open(stand.edge)]

    def _at_junction(self, stands: Iterable[Stand]) -> list[Stand]:
        """Nobody crawls along a closed street from a junction that an open one leads to."""
        usable = self._usable(stands)
        return [stand for stand in usable if self._is_open(stand.edge)] or usable

    def _is_open(self, edge: int) -> bool:
        return bool(self.travel_ms[edge] != CLOSED_MS)

    def _begun(self, stand: Stand, *, leave: bool) -> Iterator[Start]:
        if self._is_open(stand.edge) and not leave:
            yield Start(stand.edge, -self._part_ms(stand.edge, 0.0, stand.along), stand)
            return
        rest_ms = self._part_ms(stand.edge, stand.along, 1.0)
        for vertex, turn_ms in self.lines.turns(stand.edge):
            yield Start(vertex, rest_ms + turn_ms, stand, turn_ms)

    def _part_ms(self, edge: int, start: float, end: float) -> int:
        """How long a part of an edge takes; sums of parts are exact."""
        travel_ms = int(self.travel_ms[edge])
        if travel_ms != CLOSED_MS:
            return round(travel_ms * end) - round(travel_ms * start)
        metres = float(self.network.length_m[edge]) * (end - start)
        return access_ms(metres) + round(metres * self.per_m)

    def _straight(self, here: Place, there: Place) -> Drive | None:
        """Along one edge."""
        drives = [
            Drive((s.edge,), s.along, end.along, (self._part_ms(s.edge, s.along, end.along),))
            for s in here.left
            if (end := there.reached.get(s.edge)) is not None and s.along <= end.along
        ]
        best = min(drives, key=lambda drive: (drive.travel_ms, drive.edges), default=None)
        return Drive((), best.start, best.end, ()) if best is not None and best.start == best.end else best

    def _told(self, path: Path, start: Start, there: Place) -> Drive:
        arcs = list(path.arcs)
        vertices = [path.start, *self.lines.graph.head[arcs].tolist()]
        edges, turns = self.lines.edge[vertices].tolist(), self.lines.turn_ms[arcs].tolist()
        if start.turn_ms is not None:
            edges, turns = [start.stand.edge, *edges], [start.turn_ms, *turns]
        end = there.reached[edges[-1]].along
        driven = self.travel_ms[edges].tolist()
        driven[0] = self._part_ms(edges[0], start.stand.along, 1.0)
        driven[-1] = self._part_ms(edges[-1], 0.0, end)
        passed = accumulate(ms + turn for ms, turn in zip(driven, [0, *turns], strict=True))
        return Drive(tuple(edges), start.stand.along, end, tuple(passed))


def with_lengths(network: RoadNetwork, metric: Metric, per_m: int) -> Indexes:
    """The metric's times, `per_m` milliseconds added for each metre of an open edge."""
    if len(metric.travel_ms) != network.edge_count:
        raise ValueError(f"{len(metric.travel_ms)} travel times for {network.edge_count} edges")
    if per_m == 0:
        return metric.travel_ms
    longer = np.minimum(metric.travel_ms + np.rint(network.length_m * per_m).astype(np.int64), DAY_MS)
    return np.where(metric.travel_ms == CLOSED_MS, CLOSED_MS, longer).astype(np.int32)


def _least(options: Iterable[tuple[int | None, int]]) -> int | None:
    return min((ms + added for ms, added in options if ms is not None), default=None)
