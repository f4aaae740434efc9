"""The engine: who finds the fastest way. A port with two adapters, one contract (tests/routing/test_engine.py)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from routing.model import CLOSED_MS, Metric, RoadNetwork


@dataclass(frozen=True, slots=True)
class Path:
    """The edges of a fastest way in driving order (none when source and target are the same node), and its time."""

    edges: tuple[int, ...]
    travel_ms: int


class Engine(Protocol):
    """One network under one metric. Never changes, so any number of threads may ask at once.

    Nodes and edges are indexes into the network; IndexError for others. Times are exact sums of the metric's
    milliseconds; None where no open way leads. An edge of CLOSED_MS is never used, of parallel edges the fastest is.
    Two engines give the same times; among equally fast ways each may take its own.
    """

    def to_one(self, sources: Sequence[int], target: int) -> list[int | None]:
        """Milliseconds from every source to `target`, in the order of `sources`, which may repeat or be empty."""
        ...

    def from_one(self, source: int, targets: Sequence[int]) -> list[int | None]:
        """Milliseconds from `source` to every target, in the order of `targets`, which may repeat or be empty."""
        ...

    def path(self, source: int, target: int) -> Path | None:
        """A fastest way."""
        ...

    def reweighted(self, metric: Metric) -> Self:
        """The same roads under another metric, made aside: this engine goes on answering with its own."""
        ...


def check_nodes(nodes: Sequence[int], count: int) -> None:
    """Raise IndexError unless every node lies in 0 … `count` - 1: the core below ends the thread instead."""
    if len(nodes) and (min(nodes) < 0 or max(nodes) >= count):
        raise IndexError(f"nodes run from 0 to {count - 1}")


def check_metric(network: RoadNetwork, metric: Metric) -> None:
    """Raise ValueError unless `metric` has one time for each edge."""
    if len(metric.travel_ms) != network.edge_count:
        raise ValueError(f"{len(metric.travel_ms)} travel times for {network.edge_count} edges")


def within_reach(travel_ms: float | None) -> int | None:
    """A sum of milliseconds as an answer: from CLOSED_MS on (24 days) there is no way."""
    return int(travel_ms) if travel_ms is not None and travel_ms < CLOSED_MS else None
