"""Which links every signal of a SUMO network has and which of them conflict, read with sumolib. SUMO's side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sumolib

from routing.junctions import Junction, Junctions
from routing.priority.fixed import Layout


@dataclass(frozen=True, slots=True)
class Lights:
    """The signals of one junction of ours: SUMO's names, how many links each has, and all links one after the other."""

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    layout: Layout


def read_lights(net: Path, junctions: Junctions) -> dict[str, Lights]:
    """By our junction's id; a junction whose approaches no signal of SUMO's controls is left out."""
    read = sumolib.net.readNet(str(net), withFoes=True, withPrograms=True)
    by_approach: dict[int, str] = {}
    signals = {signal.getID(): signal for signal in read.getTrafficLights()}
    for name, signal in signals.items():
        for lane, _, _ in signal.getConnections():
            by_approach[int(lane.getEdge().getID())] = name
    found = {junction.id: _lights(junction, by_approach, signals) for junction in junctions.all}
    return {name: lights for name, lights in found.items() if lights is not None}


def _lights(junction: Junction, by_approach: Mapping[int, str], signals: Mapping[str, Any]) -> Lights | None:
    names = tuple(sorted({by_approach[edge] for edge in junction.approaches if edge in by_approach}))
    if not names:
        return None
    sizes = tuple(_size(signals[name]) for name in names)
    approaches: dict[int, set[int]] = {}
    conflicts: set[tuple[int, int]] = set()
    start = 0
    for name, size in zip(names, sizes, strict=True):
        for edge, link in _links(signals[name]):
            approaches.setdefault(edge, set()).add(start + link)
        conflicts |= {(start + a, start + b) for a, b in _conflicts(signals[name])}
        start += size
    layout = Layout(start, {edge: frozenset(own) for edge, own in approaches.items()}, frozenset(conflicts))
    return Lights(names, sizes, layout)


def _size(signal: Any) -> int:
    return int(max(link for *_, link in signal.getConnections())) + 1


def _links(signal: Any) -> Iterator[tuple[int, int]]:
    for lane, _, link in signal.getConnections():
        yield int(lane.getEdge().getID()), link


def _conflicts(signal: Any) -> Iterator[tuple[int, int]]:
    """Pairs of links, the lower number first, that are foes at their node and do not come by the same edge."""
    at = [(link, *_at_node(lane, onward)) for lane, onward, link in signal.getConnections()]
    for a, node, place, edge in at:
        for b, other, there, another in at:
            if a < b and node is other and edge != another and node.areFoes(place, there):
                yield a, b


def _at_node(lane: Any, onward: Any) -> tuple[Any, int, str]:
    edge = lane.getEdge()
    connection = next(one for one in lane.getOutgoing() if one.getToLane() is onward)
    node = edge.getToNode()
    return node, node.getLinkIndex(connection), edge.getID()
