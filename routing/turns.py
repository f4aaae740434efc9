"""What it costs to go from one road into the next: bends, crossings, turning round. Pure.

Nothing here knows about traffic: the delay at lights and give-ways stands on the edge that enters the junction (see
`routing.speeds`). What is left is slowing down for the corner, letting the oncoming pass, and turning round.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.arrays import Flags, Floats, Indexes
from routing.kinds import RoadClass
from routing.model import RoadNetwork
from routing.shape import EdgeLines, Places, edge_lines, flat_m

HEADING_M = 15.0  # a heading is read this far from the junction: nearer, kerb radii mislead
STRAIGHT_DEG, SLIGHT_DEG, SHARP_DEG, BACK_DEG = 20.0, 50.0, 120.0, 170.0  # own choice, near what navigators use
FAST = (RoadClass.MOTORWAY, RoadClass.RAMP)
TWIN_M = 1.0  # two directions of one street differ by no more than this, or a hundredth: own choice
NONE = -1

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TurnPolicy:
    """Seconds a turn costs beyond the edges it joins; a value, so that a test or a study can vary it.

    `corner_s`: any turn of 50 to 120 degrees. From 50 to 20 km/h for a corner of 12 m and back at 2 m/s² loses 2.5 s,
    by kinematics; at 30 km/h in side streets 0.5 s; between the two, nearer the first. `sharp_s`: beyond 120 degrees,
    down to 10 km/h: 3.1 s up to 4.4 s, the same way. `across_s`: on top, where the turn crosses the oncoming lane at a
    junction without lights; own estimate, as a siren does not empty it. At lights that wait is part of their delay.
    `dead_end_s` turns round where nothing else leads on: a turn in three goes, own estimate; OSRM's car profile takes
    20 s. `u_turn_s` turns round elsewhere, where it is possible but no plan should count on it: own estimate. On
    motorways and their ramps nobody turns round before they end. `on_the_left`: the country drives on the left.
    """

    corner_s: float = 2.0
    sharp_s: float = 4.0
    across_s: float = 2.0
    dead_end_s: float = 20.0
    u_turn_s: float = 60.0
    on_the_left: bool = False

    def __post_init__(self) -> None:
        costs = (self.corner_s, self.sharp_s, self.across_s, self.dead_end_s, self.u_turn_s)
        if not all(0 <= cost <= 3600 for cost in costs):
            raise ValueError("a turn costs nothing or up to an hour")


USUAL = TurnPolicy()


def turn_ms(network: RoadNetwork, into: Indexes, out: Indexes, *, twin: Indexes, policy: TurnPolicy = USUAL) -> Indexes:
    """What each turn from the edge `into[i]` to the edge `out[i]` costs, in milliseconds, or -1 where nobody turns."""
    change = change_deg(network, into, out)
    back = twin[into] == out
    choice = _choices(network, twin)[into] > 1
    bent, sharp = np.abs(change) > SLIGHT_DEG, np.abs(change) > SHARP_DEG
    far_side = change > 0 if policy.on_the_left else change < 0
    crosses = far_side & bent & ~network.node_signal[network.head[into]] & _faces_traffic(network, into)
    seconds = np.where(bent, np.where(sharp, policy.sharp_s, policy.corner_s), 0.0) + crosses * policy.across_s
    seconds = np.where(choice, seconds, 0.0)  # a bend of the road: its speed knows
    dead_end = _choices(network, twin)[into] == 0
    seconds = np.where(back, np.where(dead_end, policy.dead_end_s, policy.u_turn_s), seconds)
    never = back & ~dead_end & np.isin(network.road_class[into], FAST)
    return np.where(never, NONE, np.rint(seconds * 1000)).astype(np.int32)


def twins(network: RoadNetwork) -> Indexes:
    """For each edge the other direction of the same street, or -1 where it is one-way."""
    size = np.int64(network.node_count)
    there = network.tail * size + network.head
    back = network.head * size + network.tail
    order = np.lexsort((network.length_m, there))
    first, last = (np.searchsorted(there[order], back, side=side) for side in ("left", "right"))
    twin = np.full(network.edge_count, NONE, dtype=np.int32)
    for step in range(int((last - first).max(initial=0))):  # mostly once; more where roads run side by side
        open_to = np.flatnonzero(first + step < last)
        other = order[first[open_to] + step]
        fits = _same_street(network, open_to, other) & _is_nearer(network, open_to, other, twin)
        twin[open_to[fits]] = other[fits]
    mutual = (twin != NONE) & (twin[twin] == np.arange(len(twin)))
    return np.where(mutual, twin, NONE).astype(np.int32)


def change_deg(network: RoadNetwork, into: Indexes, out: Indexes) -> Reals:
    """The change of heading from edge to edge, -180 to 180 degrees, right positive."""
    entering, leaving = headings_deg(network)
    return np.asarray((entering[out] - leaving[into] + 180.0) % 360.0 - 180.0)


def headings_deg(network: RoadNetwork) -> tuple[Reals, Reals]:
    """For each edge the heading of a driver who enters it, and of one who leaves it."""
    lines = edge_lines(network)
    start, end = lines.first[:-1], lines.first[1:] - 1
    from_start, to_end = _away(lines, start, end), _away(lines, end, start)
    return from_start, (to_end + 180.0) % 360.0


def _choices(network: RoadNetwork, twin: Indexes) -> NDArray[np.int64]:
    """How many ways lead on from each edge but turning round."""
    onward = np.bincount(network.tail, minlength=network.node_count)[network.head]
    return np.asarray(onward - (twin != NONE), dtype=np.int64)


def _faces_traffic(network: RoadNetwork, into: Indexes) -> Flags:
    """Where a driver at the end of the edge meets others than those who come along with him."""
    return np.asarray(np.bincount(network.head, minlength=network.node_count)[network.head[into]] > 1)


def _same_street(network: RoadNetwork, a: NDArray[np.int64], b: NDArray[np.int64]) -> Flags:
    apart = np.abs(network.length_m[a] - network.length_m[b])
    return np.asarray(apart <= np.maximum(TWIN_M, 0.01 * network.length_m[a]))


def _is_nearer(network: RoadNetwork, a: NDArray[np.int64], b: NDArray[np.int64], twin: Indexes) -> Flags:
    """Whether `b` resembles `a` more than the twin found so far: the same way first, then the length."""
    known = twin[a]
    way = network.way_id
    before = np.where(known == NONE, np.inf, np.abs(network.length_m[a] - network.length_m[known]))
    before = before + np.where((known != NONE) & (way[a] != way[known]), TWIN_M, 0.0)
    now = np.abs(network.length_m[a] - network.length_m[b]) + np.where(way[a] != way[b], TWIN_M, 0.0)
    return np.asarray(now < before)


def _away(lines: EdgeLines, start: Places, end: Places) -> Reals:
    """The heading from each line's `start` to its first point at least HEADING_M away, or to its `end`."""
    at = start + np.sign(end - start)
    while True:
        east, north = _offset_m(lines, start, at)
        near = (at != end) & (np.hypot(east, north) < HEADING_M)
        if not near.any():
            return np.asarray(np.degrees(np.arctan2(east, north)) % 360.0)
        at = np.where(near, at + np.sign(end - start), at)


def _offset_m(lines: EdgeLines, start: Places, at: Places) -> tuple[Floats, Floats]:
    return flat_m(lines.lat[at], lines.lon[at], at_lat=lines.lat[start], at_lon=lines.lon[start])
