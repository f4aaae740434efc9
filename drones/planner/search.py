"""The quickest way through a layer, exactly and lazily. Pure.

A* over start, target and the corners of those clusters that a line has met so far. The quickest way round *some* of
the forbidden ground is never slower than that round all of it; so the first way found whose every line was checked
against everything is the quickest of all. A line is checked only when it is the best one left. A corner is entered and
left along its tangents only, turning towards the ground it belongs to.
"""

import heapq
import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from drones.plane import Point
from drones.planner.going import Floats, Going
from drones.planner.ground import Ground

Truths = npt.NDArray[np.bool_]

START, TARGET = 0, 1
SLACK_M2 = 1e-4  # what rounding may make of a cross product; it lets a useless line pass, never a useful one fall


@dataclass(frozen=True, slots=True)
class Found:
    """The bends between start and target, the seconds it takes, and how many lines were checked."""

    bends: tuple[Point, ...]
    seconds: float
    edges: int


@dataclass(frozen=True, slots=True)
class GaveUp:
    """The cap on work was reached."""

    edges: int


def quickest(ground: Ground, start: Point, target: Point, *, going: Going, cap: int) -> Found | GaveUp:
    """The quickest way; both ends are outside the ground and nothing parts them. Checks at most `cap` lines."""
    return _Search(ground, going, cap, start, target).run()


@dataclass(slots=True)
class _Search:
    ground: Ground
    going: Going
    cap: int
    start: Point
    target: Point
    edges: int = 0
    nodes: Floats = field(init=False)
    ahead: Floats = field(init=False)  # seconds to the target from each node if nothing stood between
    settled: dict[int, tuple[float, int]] = field(default_factory=dict)  # seconds from the start, and by which node
    passed: Floats = field(init=False)  # a row for each settled node: its number, x, y, seconds, and `_round` of it
    known: set[int] = field(default_factory=set)
    open: list[tuple[float, float, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.nodes = np.array((self.start * 3, self.target * 3))
        self.ahead = self._ahead(self.nodes)
        self.passed = np.empty((0, 10))

    def run(self) -> Found | GaveUp:
        self._settle(START, START, 0.0)
        while self.edges < self.cap and self.open:
            _, seconds, node, came = heapq.heappop(self.open)
            if node in self.settled or not self._is_free(came, node):
                continue
            self._settle(node, came, seconds)
            if node == TARGET:
                return Found(self._bends(), seconds, self.edges)
        return GaveUp(self.edges)

    def _settle(self, node: int, came: int, seconds: float) -> None:
        self.settled[node] = (seconds, came)
        row = (node, *self._xy(node), seconds, *self._round(node, came))
        self.passed = np.concatenate((self.passed, (row,)))
        self._reach(self.passed[-1:], 0)

    def _is_free(self, a: int, b: int) -> bool:
        self.edges += 1
        met = self.ground.met(self._xy(a), self._xy(b))
        self._learn(sorted(met - self.known))
        return not met

    def _learn(self, clusters: list[int]) -> None:
        """Let the way bend at the corners of these clusters too."""
        if not clusters:
            return
        self.known.update(clusters)
        fresh = np.concatenate([self.ground.corners_of(cluster) for cluster in clusters])
        since, self.nodes = len(self.nodes), np.concatenate((self.nodes, fresh))
        self.ahead = np.concatenate((self.ahead, self._ahead(fresh)))
        self._reach(self.passed, since)

    def _reach(self, passed: Floats, since: int) -> None:
        """Put the tangents from these settled nodes to all nodes from number `since` on among the lines to be tried."""
        ends = self.nodes[since:]
        east, north = (ends[:, axis] - passed[:, axis + 1, None] for axis in (0, 1))
        kept = _touches(east, north, ends)
        for side in (4, 6, 8):
            kept &= east * passed[:, side, None] + north * passed[:, side + 1, None] >= -SLACK_M2
        row, end = np.nonzero(kept)
        seconds = passed[row, 3] + self.going.seconds(east[row, end], north[row, end])
        numbers = end + since
        best, nodes = seconds + self.ahead[numbers], passed[row, 0].astype(np.int64)
        tried = zip(best.tolist(), seconds.tolist(), numbers.tolist(), nodes.tolist(), strict=True)
        for line in tried:
            if line[2] not in self.settled:
                heapq.heappush(self.open, line)

    def _round(self, node: int, came: int) -> tuple[float, ...]:
        """Three vectors whose products with a line are none below 0 if it goes on round the ground at `node`."""
        if node == START:
            return (0.0,) * 6
        x, y, before_x, before_y, after_x, after_y = self.nodes[node].tolist()
        came_x, came_y = self._xy(came)
        come, before, after = (x - came_x, y - came_y), (before_x - x, before_y - y), (after_x - x, after_y - y)
        side = math.copysign(1.0, max(_cross(come, before), _cross(come, after), key=abs))
        across = (-come[1], come[0], before[1], -before[0], after[1], -after[0])
        return tuple(side * one for one in across)

    def _ahead(self, nodes: Floats) -> Floats:
        return self.going.seconds(self.target[0] - nodes[:, 0], self.target[1] - nodes[:, 1])

    def _xy(self, node: int) -> Point:
        return float(self.nodes[node, 0]), float(self.nodes[node, 1])

    def _bends(self) -> tuple[Point, ...]:
        bends, node = [], self.settled[TARGET][1]
        while node != START:
            bends.append(self._xy(node))
            node = self.settled[node][1]
        return tuple(bends[::-1])


def _cross(a: Point, b: Point) -> float:
    return a[0] * b[1] - a[1] * b[0]


def _touches(east: Floats, north: Floats, ends: Floats) -> Truths:
    """Which lines, a column for each of the `ends`, have both neighbours of their end on one side."""
    before = east * (ends[:, 3] - ends[:, 1]) - north * (ends[:, 2] - ends[:, 0])
    after = east * (ends[:, 5] - ends[:, 1]) - north * (ends[:, 4] - ends[:, 0])
    return (np.minimum(before, after) >= -SLACK_M2) | (np.maximum(before, after) <= SLACK_M2)
