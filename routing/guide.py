"""Telling a way: the line on the map, street by street, and the signals ahead."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from itertools import accumulate, pairwise

import numpy as np

from chassis.geo import LatLon, bearing_deg, distance_m
from routing.model import RoadNetwork, SignalAhead, Step, Turn
from routing.snap import Snap
from routing.stands import Drive
from routing.turns import BACK_DEG, HEADING_M, SHARP_DEG, SLIGHT_DEG, STRAIGHT_DEG

ROUNDING_M = 0.01
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

    def points(self, start: Snap, drive: Drive, end: Snap) -> tuple[LatLon, ...]:
        """The line from the one place over the road to the other, no point twice in a row."""
        line = [start.place, start.point]
        for index, edge in enumerate(drive.edges):
            line += self._part(
                edge,
                drive.start if index == 0 else 0.0,
                drive.end if index == len(drive.edges) - 1 else 1.0,
            )
        line += [end.point, end.place]
        return tuple(point for point, following in zip(line, [*line[1:], None], strict=True) if point != following)

    def signals(self, drive: Drive, passed_m: Sequence[float], passed: Sequence[timedelta]) -> Iterator[SignalAhead]:
        """The signalised nodes the way enters, with when and where it leaves them: what it has passed at each edge."""
        onward = (*drive.edges[1:], None)
        for index, edge in enumerate(drive.edges):
            node = int(self._network.head[edge])
            if self._network.node_signal[node] and (onward[index] is not None or drive.end == 1.0):
                place, along_m = self._network.place(node), round(passed_m[index], 1)
                yield SignalAhead(node, place, passed[index], edge, onward[index], along_m)

    def steps(self, start: Snap, drive: Drive, lengths_m: Sequence[float], end: Snap) -> tuple[Step, ...]:
        """Streets in driving order. A new step begins where the driver must decide, or the street's name changes.

        `lengths_m`: how much of each edge is driven.
        """
        told: list[Step] = []
        along_m, before = start.access_m, None
        for edge, length_m in zip(drive.edges, lengths_m, strict=True):
            if before is not None and self._goes_on(before, edge, told[-1].name):
                told[-1] = replace(told[-1], distance_m=told[-1].distance_m + length_m)
            else:
                turn = Turn.DEPART if before is None else self._turn(before, edge)
                place = start.point if before is None else self._network.place(int(self._network.tail[edge]))
                told.append(self._step(edge, length_m, turn, place, along_m))
            along_m, before = along_m + length_m, edge
        last = told[-1] if told else Step(None, 0.0, Turn.DEPART, None, start.point, round(start.access_m, 1))
        arrival = replace(last, distance_m=0.0, turn=Turn.ARRIVE, place=end.point, along_m=round(along_m, 1))
        return (*(told or [last]), arrival)

    def _step(self, edge: int, length_m: float, turn: Turn, place: LatLon, along_m: float) -> Step:
        name, name_en = self._network.edge_name(edge), self._network.edge_name_en(edge)
        return Step(name, length_m, turn, name_en, place, round(along_m, 1))

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

    def _part(self, edge: int, start: float, end: float) -> list[LatLon]:
        """The points of an edge strictly between two shares of its length, and its ends where they belong to it."""
        points = self._network.edge_points(edge)
        if start == 0.0 and end == 1.0:
            return points
        passed = [0.0, *accumulate(distance_m(a, b) for a, b in pairwise(points))]
        low, high = passed[-1] * start - ROUNDING_M, passed[-1] * end + ROUNDING_M
        return [point for point, at_m in zip(points, passed, strict=True) if low <= at_m <= high]

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
