"""Which edges a vehicle drove, from where its receiver said it was. Pure.

The hidden Markov model of Newson and Krumm, "Hidden Markov map matching through noise and sparseness" (ACM GIS 2009):
a fix lies near its edge by a normal error, and the way driven between two fixes is about as long as the straight line
between them. The likeliest sequence is found by Viterbi. Where no sequence holds together (a gap, a receiver that
jumped, a place without roads) the chain is broken and begins anew; nothing is invented for the part between.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

import numpy as np

from chassis.geo import LatLon, distance_m
from routing.model import RoadNetwork
from routing.nearby import Near, NearbyEdges


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a vehicle was, at an instant in seconds since 1970."""

    at_s: float
    place: LatLon


@dataclass(frozen=True, slots=True)
class Pass:
    """`metres` of `edge` driven in `seconds`, until `at_s`."""

    edge: int
    metres: float
    seconds: float
    at_s: float


@dataclass(frozen=True, slots=True)
class MatchPolicy:
    """`sigma_m` is a receiver's error beside tall houses, `beta_m` how much way and straight line may differ: own
    estimates for fixes every 5 s, above the 4.07 m and 5 m that Newson and Krumm measured for fixes every second.

    An edge farther than `reach_m` is none the vehicle was on; a silence above `gap_s` breaks the chain; turning round
    costs `turn_m` metres of belief; nobody drives faster than `fastest_mps`.
    """

    sigma_m: float = 10.0
    beta_m: float = 20.0
    reach_m: float = 45.0
    most: int = 8
    gap_s: float = 60.0
    turn_m: float = 60.0
    fastest_mps: float = 60.0


POLICY = MatchPolicy()
Stretch = tuple[int, float]  # metres on an edge
Way = tuple[float, tuple[Stretch, ...]]  # how unlikely, and the edges driven with the metres on each


class Matcher:
    """Matches tracks to one network. Any number of threads may ask."""

    __slots__ = ("_away", "_head", "_length", "_nearby", "_policy", "_tail")

    def __init__(self, network: RoadNetwork, nearby: NearbyEdges | None = None, policy: MatchPolicy = POLICY) -> None:
        self._policy, self._nearby = policy, nearby or NearbyEdges(network)
        self._tail: list[int] = network.tail.tolist()
        self._head: list[int] = network.head.tolist()
        self._length: list[float] = network.length_m.astype(np.float64).tolist()
        order = np.argsort(network.tail, kind="stable")
        ends = np.searchsorted(network.tail[order], np.arange(network.node_count + 1))
        self._away = (order.tolist(), ends.tolist())

    def match(self, fixes: Sequence[Fix]) -> tuple[Pass, ...]:
        """What was driven, in order. Fixes that are not newer than the one before are left out."""
        chain = _Chain(self)
        passes: list[Pass] = []
        last: Fix | None = None
        for fix in fixes:
            if last is not None and fix.at_s <= last.at_s:
                continue
            if not chain.goes_on(fix):
                passes += chain.driven()
                chain = _Chain(self)
                chain.goes_on(fix)
            last = fix
        return tuple(_merged([*passes, *chain.driven()]))

    def along(self, line: Sequence[LatLon]) -> tuple[int, ...]:
        """The edges a drawn line runs along, in its direction: those it covers by half or more."""
        covered = dict[int, float]()
        for one in self.match(_walked(line)):
            covered[one.edge] = covered.get(one.edge, 0.0) + one.metres
        return tuple(edge for edge, metres in covered.items() if metres >= self._length[edge] / 2)

    @property
    def gap_s(self) -> float:
        """The silence that breaks a chain."""
        return self._policy.gap_s

    def candidates(self, fix: Fix) -> tuple[Near, ...]:
        """Where the vehicle may have been."""
        return self._nearby.within(fix.place, self._policy.reach_m)[: self._policy.most]

    def emission(self, near: Near) -> float:
        """How unlikely it is to be told this place from there: the negative logarithm of a normal error."""
        return 0.5 * (near.away_m / self._policy.sigma_m) ** 2

    def ways(self, start: Near, ends: Sequence[Near], straight_m: float, seconds: float) -> list[Way | None]:
        """From `start` to each of `ends`; None where nobody can have driven."""
        limit_m = min(2 * straight_m + 200.0, self._policy.fastest_mps * seconds + 2 * self._policy.sigma_m)
        reached = self._reached(start, {self._tail[end.edge] for end in ends}, limit_m)
        return [self._way(start, end, reached, straight_m, limit_m) for end in ends]

    def _way(
        self, start: Near, end: Near, reached: dict[int, tuple[float, int]], straight_m: float, limit_m: float
    ) -> Way | None:
        if start.edge == end.edge and end.along_m >= start.along_m - 2 * self._policy.sigma_m:
            metres = max(0.0, end.along_m - start.along_m)  # a receiver that stands still trembles
            return self._unlike(metres, straight_m), ((start.edge, metres),)
        if self._is_back(start.edge, end.edge):
            metres = abs(self._length[start.edge] - start.along_m - end.along_m)
            turned = self._unlike(metres, straight_m) + self._policy.turn_m / self._policy.beta_m
            return turned, ((start.edge, 0.0), (end.edge, metres))
        node = self._tail[end.edge]
        if node not in reached or reached[node][0] + end.along_m > limit_m:
            return None
        between: list[Stretch] = []
        while (edge := reached[node][1]) != start.edge:
            between.append((edge, self._length[edge]))
            node = self._tail[edge]
        rest_m = max(0.0, self._length[start.edge] - start.along_m)
        driven = ((start.edge, rest_m), *reversed(between), (end.edge, end.along_m))
        return self._unlike(sum(metres for _, metres in driven), straight_m), driven

    def _unlike(self, metres: float, straight_m: float) -> float:
        return abs(metres - straight_m) / self._policy.beta_m

    def _is_back(self, edge: int, other: int) -> bool:
        return self._tail[edge] == self._head[other] and self._head[edge] == self._tail[other]

    def _reached(self, start: Near, wanted: set[int], limit_m: float) -> dict[int, tuple[float, int]]:
        """Nodes within `limit_m` by road, how far each is and by which edge it was entered: Dijkstra, until all are."""
        done: dict[int, tuple[float, int]] = {}
        rest_m = max(0.0, self._length[start.edge] - start.along_m)
        heap, left = [(rest_m, self._head[start.edge], start.edge)], set(wanted)
        order, ends = self._away
        while heap and left:
            metres, node, by = heappop(heap)
            if node in done or metres > limit_m:
                continue
            done[node] = (metres, by)
            left.discard(node)
            for edge in order[ends[node] : ends[node + 1]]:
                if not (by == start.edge and self._is_back(by, edge)) and self._head[edge] not in done:
                    heappush(heap, (metres + self._length[edge], self._head[edge], edge))
        return done


class _Chain:
    """The likeliest sequences so far, one for every place the vehicle may be."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._fixes: list[Fix] = []
        self._places: list[tuple[Near, ...]] = []
        self._costs: list[float] = []
        self._came: list[list[tuple[int, tuple[Stretch, ...]] | None]] = []

    def goes_on(self, fix: Fix) -> bool:
        """Take the next fix; False where no sequence leads to it."""
        places = self._matcher.candidates(fix)
        costs = [self._matcher.emission(near) for near in places]
        if not places:
            return False
        came: list[tuple[int, tuple[Stretch, ...]] | None] = [None] * len(places)
        if self._fixes:
            before = self._fixes[-1]
            if fix.at_s - before.at_s > self._matcher.gap_s:
                return False
            best = self._best(fix, before, places)
            places, costs, came = _possible(places, costs, best)
            if not places:
                return False
        self._fixes.append(fix)
        self._places.append(places)
        self._costs, self._came = costs, [*self._came, came]
        return True

    def _best(
        self, fix: Fix, before: Fix, places: Sequence[Near]
    ) -> list[tuple[float, int, tuple[Stretch, ...]] | None]:
        straight_m, seconds = distance_m(before.place, fix.place), fix.at_s - before.at_s
        best: list[tuple[float, int, tuple[Stretch, ...]] | None] = [None] * len(places)
        for old, near in enumerate(self._places[-1]):
            for new, way in enumerate(self._matcher.ways(near, places, straight_m, seconds)):
                known = best[new]
                if way is not None and (known is None or self._costs[old] + way[0] < known[0]):
                    best[new] = (self._costs[old] + way[0], old, way[1])
        return best

    def driven(self) -> list[Pass]:
        """The edges of the likeliest sequence; between two fixes the speed is taken as steady."""
        if len(self._fixes) < 2:
            return []
        at = min(range(len(self._costs)), key=lambda i: (self._costs[i], i))
        legs: list[list[Pass]] = []
        for step in range(len(self._fixes) - 1, 0, -1):
            came = self._came[step][at]
            if came is None:
                break
            at, stretches = came
            legs.append(list(_timed(self._fixes[step - 1].at_s, self._fixes[step].at_s, stretches)))
        return [one for leg in reversed(legs) for one in leg]


def _possible(
    places: Sequence[Near], costs: Sequence[float], best: Sequence[tuple[float, int, tuple[Stretch, ...]] | None]
) -> tuple[tuple[Near, ...], list[float], list[tuple[int, tuple[Stretch, ...]] | None]]:
    kept = [i for i, one in enumerate(best) if one is not None]
    found = [one for one in best if one is not None]
    summed = [costs[i] + one[0] for i, one in zip(kept, found, strict=True)]
    return tuple(places[i] for i in kept), summed, [(one[1], one[2]) for one in found]


def _timed(begins_s: float, ends_s: float, stretches: Sequence[Stretch]) -> Iterable[Pass]:
    whole = sum(metres for _, metres in stretches)
    at_s = begins_s
    for edge, metres in stretches:
        seconds = (ends_s - begins_s) * (metres / whole if whole > 0 else 1 / len(stretches))
        at_s += seconds
        yield Pass(edge, metres, seconds, at_s)


def _merged(passes: Iterable[Pass]) -> list[Pass]:
    """One pass for what was driven of an edge without leaving it."""
    merged: list[Pass] = []
    for one in passes:
        before = merged[-1] if merged else None
        if before is not None and before.edge == one.edge and one.at_s - one.seconds - before.at_s < 1e-3:
            merged[-1] = Pass(one.edge, before.metres + one.metres, before.seconds + one.seconds, one.at_s)
        else:
            merged.append(one)
    return merged


LINE_STEP_M, LINE_MPS = 20.0, 10.0


def _walked(line: Sequence[LatLon]) -> list[Fix]:
    """A drawn line as the track of somebody who drives along it."""
    fixes = [Fix(0.0, line[0])] if line else []
    for a, b in pairwise(line):
        metres = distance_m(a, b)
        steps = max(1, round(metres / LINE_STEP_M))
        for step in range(1, steps + 1):
            share = step / steps
            place = LatLon(a.lat + share * (b.lat - a.lat), a.lon + share * (b.lon - a.lon))
            fixes.append(Fix(fixes[-1].at_s + max(metres / steps / LINE_MPS, 0.1), place))
    return fixes
