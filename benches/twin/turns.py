"""Which edge may follow which in a SUMO network, and whether a route of ours can be driven there."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

Turns = Mapping[int, frozenset[int]]


def read_turns(net: Path) -> Turns:
    """For every edge the edges that follow it, as netconvert made them."""
    follows: dict[int, set[int]] = {}
    for _, element in ET.iterparse(net):
        if element.tag == "edge" and element.get("function") is None:
            follows.setdefault(int(element.get("id", "")), set())
        elif element.tag == "connection" and not element.get("from", "").startswith(":"):
            follows.setdefault(int(element.get("from", "")), set()).add(int(element.get("to", "")))
    return {edge: frozenset(after) for edge, after in follows.items()}


def driveable(route: Sequence[int], turns: Turns) -> tuple[int, ...] | None:
    """The route in SUMO: edges swallowed by a joined junction left out; None where the rest does not hang together."""
    kept = tuple(edge for edge in route if edge in turns)
    joined = kept and all(after in turns[edge] for edge, after in pairwise(kept))
    return kept if joined else None
