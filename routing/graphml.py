"""An OSMnx graph of version 1 or 2, simplified or not → roads.

Such a graph carries no turn restrictions, and each direction of a street is an edge of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import networkx as nx

from chassis.geo import LatLon
from routing.arrays import UNTOLD
from routing.assemble import ImportReport, Segment, Survey, assemble
from routing.kinds import Access
from routing.losses import Loss
from routing.model import Label, RoadImportError, RoadNetwork
from routing.osmtags import CAR_KEYS, CLASSES, REFUSED_ACCESS, against_one_way
from routing.osmways import both_directions

ONE_WAY = {"True", "yes", "1"}
JOINED = {"name": " · ", "name:en": " · ", "ref": " · "}  # of several others the readers take the least


def network_of_graph(
    graph: nx.MultiDiGraph, label: Label, *, contraflow: bool = True
) -> tuple[RoadNetwork, ImportReport]:
    """The roads of a graph in degrees; raises RoadImportError when it is none."""
    survey = Survey()
    try:
        for node, data in graph.nodes(data=True):
            survey.places[node] = LatLon(data["y"], data["x"])
            if data.get("highway") == "traffic_signals":
                survey.signals.add(node)
        for tail, head, data in graph.edges(data=True):
            found = [*_segments(tail, head, data, contraflow=contraflow)]
            survey.segments += found
            survey.dropped[Loss.NOT_A_ROAD] += not found
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as fault:
        raise RoadImportError(f"{label.source} is not an OSMnx graph in degrees: {fault!r}") from fault
    return assemble(survey, label)


def _segments(tail: int, head: int, data: Mapping[str, Any], *, contraflow: bool) -> Iterator[Segment]:
    """The edge, and the way against it where the street is one-way and the graph has no edge for it."""
    tags = {key: _one_tag(key, value) for key, value in data.items() if key != "geometry"}
    one_way = tags.get("oneway") in ONE_WAY
    tags["oneway"] = "yes" if one_way else "no"
    forward, backward = both_directions(tags, way=_way(data.get("osmid")), contraflow=False)
    pattern = backward if _is_reversed(data) and not one_way else forward
    if pattern is None:
        return
    line = data["geometry"].coords[1:-1] if "geometry" in data else ()
    bends = tuple(LatLon(lat, lon) for lon, lat in line)
    there = replace(pattern, tail=tail, head=head, length_m=float(data["length"]), bends=bends)
    yield there
    against = against_one_way(tags, contraflow=contraflow) if one_way else None
    if against is not None:
        lanes = 0 if against is Access.CONTRAFLOW else there.lanes
        yield replace(there, tail=head, head=tail, bends=bends[::-1], access=against, lanes=lanes)


def _way(told: object) -> int:
    """The source's way; one of them where several were merged."""
    first = told[0] if isinstance(told, list) and told else told
    return first if isinstance(first, int) else UNTOLD


def _is_reversed(data: Mapping[str, Any]) -> bool:
    return str(data.get("reversed")) == "True"


def _one_tag(key: str, value: object) -> str:
    """Merged ways carry lists in no fixed order: the slowest class counts, and whatever closes the road."""
    if not isinstance(value, list):
        return str(value)
    told = sorted(map(str, value))
    if key == "highway":
        return max(told, key=lambda kind: (CLASSES.get(kind, -1), kind))
    if key in CAR_KEYS:
        return next((one for one in told if one in REFUSED_ACCESS), told[0])
    return JOINED.get(key, ";").join(told)
