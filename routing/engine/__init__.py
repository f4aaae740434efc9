"""The engine: who finds the fastest way through a graph. A port with two adapters, one contract
(tests/routing/test_engine.py). It knows vertices and arcs; what they mean, `routing.linegraph` knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np

from routing.arrays import Indexes
from routing.model import CLOSED_MS

Seed = tuple[int, int]  # a vertex where a way may begin or end, and the milliseconds that adds: 0 or more


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Directed arcs between vertices 0 … `vertices` - 1; two may join the same ones.

    `order`: the vertices in which a hierarchy contracts them, least important first (see `routing.order`).
    """

    vertices: int
    tail: Indexes
    head: Indexes
    order: Indexes

    def __post_init__(self) -> None:
        if len(self.tail) != len(self.head) or len(self.order) != self.vertices:
            raise ValueError("a graph needs two ends for each arc and a place in the order for each vertex")
        if not np.array_equal(np.sort(self.order), np.arange(self.vertices)):
            raise ValueError("the order must name every vertex once")
        for ends in (self.tail, self.head):
            if np.any(ends < 0) or np.any(ends >= self.vertices):
                raise ValueError(f"arcs must join vertices from 0 to {self.vertices - 1}")


@dataclass(frozen=True, slots=True)
class Path:
    """The arcs of a fastest way from the vertex `start` on, and its time with what both seeds add."""

    start: int
    arcs: tuple[int, ...]
    travel_ms: int


class Engine(Protocol):
    """One graph under one set of weights. Never changes, so any number of threads may ask at once.

    Vertices and arcs are indexes; IndexError for others, ValueError for a seed below 0. Times are exact sums of the
    weights' milliseconds; None where no open way leads. An arc of CLOSED_MS is never used, of parallel arcs the
    fastest is. Of several seeds the one that makes the way fastest counts. Two engines give the same times; among
    equally fast ways each may take its own.
    """

    def to_one(self, sources: Sequence[int], ends: Sequence[Seed]) -> list[int | None]:
        """Milliseconds from every source to the best of `ends`; `sources` may repeat, either may be empty."""
        ...

    def from_each(self, starts: Sequence[Sequence[Seed]], targets: Sequence[int]) -> list[list[int | None]]:
        """For each of `starts`, milliseconds from the best of its seeds to every target, which may repeat."""
        ...

    def path(self, starts: Sequence[Seed], ends: Sequence[Seed]) -> Path | None:
        """A fastest way from any of `starts` to any of `ends`."""
        ...

    def reweighted(self, weights: Indexes) -> Self:
        """The same graph under other weights, made aside: this engine goes on answering with its own."""
        ...


def check_vertices(vertices: Sequence[int], count: int) -> None:
    """Raise IndexError unless every vertex lies in 0 … `count` - 1: the core below ends the thread instead."""
    if len(vertices) and (min(vertices) < 0 or max(vertices) >= count):
        raise IndexError(f"vertices run from 0 to {count - 1}")


def check_seeds(seeds: Sequence[Seed], count: int) -> None:
    """Raise IndexError or ValueError unless every seed has a vertex of the graph and adds 0 ms … CLOSED_MS."""
    check_vertices([vertex for vertex, _ in seeds], count)
    if any(not 0 <= ms <= CLOSED_MS for _, ms in seeds):
        raise ValueError("a seed adds no less than 0 ms, and less than for ever")


def check_weights(graph: Graph, weights: Indexes) -> None:
    """Raise ValueError unless `weights` has one time for each arc, 1 ms … CLOSED_MS."""
    if len(weights) != len(graph.tail):
        raise ValueError(f"{len(weights)} travel times for {len(graph.tail)} arcs")
    if weights.dtype != np.int32 or np.any(weights < 1):
        raise ValueError("travel times are int32, 1 ms or more")


def within_reach(travel_ms: float | None) -> int | None:
    """A sum of milliseconds as an answer: from CLOSED_MS on (24 days) there is no way."""
    return int(travel_ms) if travel_ms is not None and travel_ms < CLOSED_MS else None
