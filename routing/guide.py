"""Telling a way: the line on the map, street by street, and the signals ahead."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import lru_cache

import numpy as np

from chassis.geo import LatLon, bearing_deg, distance_m
from routing.model import Metric, RoadNetwork, SignalAhead, Step, Turn

HEADING_M = 15.0  # a heading is read this far from the junction: nearer, kerb radii mislead
STRAIGHT_DEG, SLIGHT_DEG, SHARP_DEG, BACK_DEG = 20.0, 50.0, 120.0, 170.0  # own choice, near what navigators use
REMEMBERED = 65_536  # edges whose headings are kept; a city's main roads fit
AHEAD = {Turn.STRAIGHT}
GENTLE = {Turn.STRAIGHT, Turn.SLIGHT_LEFT, Turn.SLIGHT_RIGHT}


class Guide:
    """Tells ways over one network; built once, asked by any number of threads."""

    __slots__ = ("_ends_deg", "_first", "_network", "_onward")

    def __init__(self, network: RoadNetwork) -> None:
        self._network = network
        order = np.argsort(network.tail, kind="stable")
        self._onward = network.head[order]
        self._ends_deg = lru_cache(maxsize=REMEMBERED)(self._measured_ends_deg)
        self._first = np.searchsorted(network.tail[order], np.arange(network.node_count + 1))

    def points(self, start: Sequence[LatLon], edges: Sequence[int], target: LatLon) -> tuple[LatLon, ...]:
        """The line over `start` and `edges` to `target`, no point twice in a row."""
        line = list(start)
        for edge in edges:
            line += self._network.edge_points(edge)
        line.append(target)
        return tuple(point for point, following in zip(line, [*line[1:], None], strict=True) if point != following)

    def passed(
        self, edges: Sequence[int], metric: Metric, *, start_m: float, start: timedelta, pace: float = 1.0
    ) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Metres and seconds after the start at the end of each edge, to a tenth; the road begins at `start_m`,
        and takes `pace` times what the metric says."""
        way = np.asarray(edges, dtype=np.int64)
        metres = start_m + np.cumsum(self._network.length_m[way], dtype=np.float64)
        seconds = start.total_seconds() + np.cumsum(metric.travel_ms[way], dtype=np.int64) * pace / 1000
        return tuple(metres.round(1).tolist()), tuple(seconds.round(1).tolist())

    def signals(
        self, edges: Sequence[int], metric: Metric, *, start_m: float, start: timedelta, pace: float = 1.0
    ) -> Iterator[SignalAhead]:
        """The signalised nodes the way enters, with the time when it leaves them; the road begins at `start`."""
        after, along_m = start, start_m
        for edge, onward in zip(edges, (*edges[1:], None), strict=False):
            after += timedelta(milliseconds=int(metric.travel_ms[edge]) * pace)
            along_m += float(self._network.length_m[edge])
            node = int(self._network.head[edge])
            if self._network.node_signal[node]:
                yield SignalAhead(node, self._network.place(node), after, edge, onward, round(along_m, 1))

    def steps(self, edges: Sequence[int]) -> tuple[Step, ...]:
        """Streets in driving order. A new step begins where the driver must decide, or the street's name changes."""
        told: list[Step] = []
        for before, edge in zip((None, *edges), edges, strict=False):
            name, length_m = self._network.edge_name(edge), float(self._network.length_m[edge])
            if before is not None and self._goes_on(before, edge, told[-1].name):
                told[-1] = Step(told[-1].name, told[-1].distance_m + length_m, told[-1].turn)
            else:
                turn = Turn.DEPART if before is None else self._turn(before, edge)
                told.append(Step(name, length_m, turn))
        last = told[-1].name if told else None
        departure = () if told else (Step(None, 0.0, Turn.DEPART),)
        return (*departure, *told, Step(last, 0.0, Turn.ARRIVE))

    def _goes_on(self, before: int, edge: int, street: str | None) -> bool:
        """Whether the driver need not be told: the same street, or an unnamed piece of it, bends or goes ahead."""
        name = self._network.edge_name(edge)
        if name not in (street, None):
            return False
        return self._is_only_way(before, edge) or self._turn(before, edge) in (GENTLE if name == street else AHEAD)

    def _is_only_way(self, before: int, edge: int) -> bool:
        """Whether nothing else leads on from `before` but turning back."""
        came_from, node = int(self._network.tail[before]), int(self._network.head[before])
        onward = set(self._onward[self._first[node] : self._first[node + 1]].tolist()) - {came_from}
        return onward == {int(self._network.head[edge])}

    def _turn(self, before: int, edge: int) -> Turn:
        _, arriving = self._ends_deg(before)
        leaving, _ = self._ends_deg(edge)
        return turn_of((leaving - arriving + 180.0) % 360.0 - 180.0)

    def _measured_ends_deg(self, edge: int) -> tuple[float, float]:
        """The headings of a driver who enters the edge, and who leaves it."""
        points = self._network.edge_points(edge)
        return _heading_deg(points), (_heading_deg(points[::-1]) + 180.0) % 360.0


def turn_of(change_deg: float) -> Turn:
    """The turn for a change of heading from -180 to 180 degrees, right positive."""
    right = change_deg > 0
    for limit, turns in (
        (STRAIGHT_DEG, (Turn.STRAIGHT, Turn.STRAIGHT)),
        (SLIGHT_DEG, (Turn.SLIGHT_LEFT, Turn.SLIGHT_RIGHT)),
        (SHARP_DEG, (Turn.LEFT, Turn.RIGHT)),
        (BACK_DEG, (Turn.SHARP_LEFT, Turn.SHARP_RIGHT)),
    ):
        if abs(change_deg) <= limit:
            return turns[right]
    return Turn.U_TURN


def _heading_deg(points: Sequence[LatLon]) -> float:
    away = next((point for point in points[1:] if distance_m(points[0], point) >= HEADING_M), points[-1])
    return bearing_deg(points[0], away)
