"""Background traffic: who drives from which edge to which, when. Pure, seeded.

Trips start and end in proportion to the length of a street's lanes, and ten times as often where the network was cut
from its surroundings: through traffic. They are invented; what matters is that signals and queues cost time.
"""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from benches.twin.kinds import TYPES
from chassis.chance import Random
from chassis.geo import LatLon, between, distance_m
from routing.arrays import Flags
from routing.kinds import Access, RoadClass
from routing.model import RoadNetwork

FRINGE_FACTOR = 10.0  # SUMO's randomTrips.py suggests 5 to 10 for a part of a city
SHORTEST_M = 20.0  # a car must fit on the edge it starts from


@dataclass(frozen=True, slots=True)
class Trip:
    """One car: `depart_s` after the start, from edge to edge."""

    depart_s: float
    origin: int
    target: int


def trips(network: RoadNetwork, *, per_hour: float, until_s: float, least_m: float, chance: Random) -> list[Trip]:
    """Cars at random instants until `until_s`, at least `least_m` apart as the crow flies, in order of departure."""
    starts, ends = _Wheel(_weights(network, outgoing=True)), _Wheel(_weights(network, outgoing=False))
    made: list[Trip] = []
    now = 0.0
    while (now := now + chance.expovariate(per_hour / 3600)) < until_s:
        made.append(Trip(round(now, 1), *_pair(network, starts, ends, least_m, chance)))
    return made


def trips_xml(made: Sequence[Trip]) -> str:
    """As SUMO reads it."""
    rows = (
        f'<trip id="{n}" type="car" depart="{trip.depart_s}" from="{trip.origin}" to="{trip.target}" departLane="best"'
        ' departSpeed="max"/>'
        for n, trip in enumerate(made)
    )
    return "\n".join(("<routes>", TYPES, *rows, "</routes>", ""))


class _Wheel:
    """Draws an edge in proportion to its weight."""

    def __init__(self, weights: Sequence[float]) -> None:
        self._sums = list(accumulate(weights))

    def draw(self, chance: Random) -> int:
        return bisect(self._sums, chance.random() * self._sums[-1])


def _pair(network: RoadNetwork, starts: _Wheel, ends: _Wheel, least_m: float, chance: Random) -> tuple[int, int]:
    while True:
        origin, target = starts.draw(chance), ends.draw(chance)
        if distance_m(_middle(network, origin), _middle(network, target)) >= least_m:
            return origin, target


def _middle(network: RoadNetwork, edge: int) -> LatLon:
    return between(network.place(int(network.tail[edge])), network.place(int(network.head[edge])), 0.5)


def _weights(network: RoadNetwork, *, outgoing: bool) -> list[float]:
    lanes = np.maximum(network.lanes, 1).astype(np.float64)
    usable = (network.length_m >= SHORTEST_M) & (network.access == Access.ANYBODY)
    fringe = _cut(network)[network.tail if outgoing else network.head] & (network.road_class <= RoadClass.TERTIARY)
    weights: list[float] = (network.length_m * lanes * usable * np.where(fringe, FRINGE_FACTOR, 1.0)).tolist()
    return weights


def _cut(network: RoadNetwork) -> Flags:
    """Nodes with one neighbour: where a road was cut, or a dead end."""
    ends = set(zip(network.tail.tolist(), network.head.tolist(), strict=True))
    neighbours = [set[int]() for _ in range(network.node_count)]
    for tail, head in ends:
        neighbours[tail].add(head)
        neighbours[head].add(tail)
    return np.array([len(near) == 1 for near in neighbours], dtype=np.bool_)
