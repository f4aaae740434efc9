"""From the segments any source speaks of to one sound network: what cannot be driven is dropped, and counted."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from chassis.geo import LatLon, distance_m
from routing.arrays import UNTOLD, Indexes, Singles
from routing.kinds import Access, RoadClass
from routing.model import Label, RoadImportError, RoadNetwork


@dataclass(frozen=True, slots=True)
class Segment:
    """One directed piece of road between two of the source's own node ids; `bends` are the points between them.

    `length_m` None: measured along the bends. `maxspeed_kmh` None: not posted. `way`: the source's id of the road.
    """

    tail: int
    head: int
    road_class: RoadClass
    length_m: float | None = None
    maxspeed_kmh: float | None = None
    name: str | None = None
    bends: tuple[LatLon, ...] = ()
    name_en: str | None = None
    way: int = UNTOLD
    access: Access = Access.ANYBODY
    lanes: int = 0
    max_height_m: float | None = None
    max_width_m: float | None = None
    max_weight_t: float | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a source. `dropped` counts by code, e.g. `missing_node`, `outside_largest_part`."""

    nodes: int
    edges: int
    signals: int
    dropped: Mapping[str, int]


@dataclass(slots=True)
class Survey:
    """Everything read from a source, in its own ids, before it is checked."""

    places: dict[int, LatLon] = field(default_factory=dict)
    signals: set[int] = field(default_factory=set)
    segments: list[Segment] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)


def assemble(survey: Survey, label: Label) -> tuple[RoadNetwork, ImportReport]:
    """The network of the largest part in which every node reaches every other; raises RoadImportError when none is.

    Nodes are numbered in the order of the source's ids, edges keep the order of the segments.
    """
    dropped = Counter(survey.dropped)
    sound = [segment for segment in survey.segments if _is_sound(segment, survey.places, dropped)]
    kept = _largest_part(sound, dropped)
    if not kept:
        raise RoadImportError(f"{label.source}: no connected roads in it")
    network = _network(kept, survey, label)
    signals = int(network.node_signal.sum())
    return network, ImportReport(network.node_count, network.edge_count, signals, dict(sorted(dropped.items())))


def length_along_m(points: Sequence[LatLon]) -> float:
    """The length of a line in metres."""
    return sum(distance_m(a, b) for a, b in pairwise(points))


def _is_sound(segment: Segment, places: Mapping[int, LatLon], dropped: Counter[str]) -> bool:
    fault = None
    if segment.tail not in places or segment.head not in places:
        fault = "missing_node"
    elif segment.tail == segment.head:
        fault = "loop"
    elif segment.length_m is not None and not (0 < segment.length_m < math.inf):
        fault = "no_length"
    if fault:
        dropped[fault] += 1
    return fault is None


def _largest_part(segments: Sequence[Segment], dropped: Counter[str]) -> list[Segment]:
    if not segments:
        return []
    nodes, number = _numbered(segments)
    tail, head = _ends(segments, number)
    graph = coo_array((np.ones(len(segments), dtype=np.int8), (tail, head)), shape=(len(nodes), len(nodes)))
    _, part = connected_components(graph, directed=True, connection="strong")
    inside = part == np.bincount(part).argmax()
    keep = inside[tail] & inside[head]
    dropped["outside_largest_part"] += int(len(segments) - keep.sum())
    return [segment for segment, kept in zip(segments, keep.tolist(), strict=True) if kept]


def _numbered(segments: Iterable[Segment]) -> tuple[list[int], dict[int, int]]:
    nodes = sorted({end for segment in segments for end in (segment.tail, segment.head)})
    return nodes, {node: index for index, node in enumerate(nodes)}


def _ends(segments: Sequence[Segment], number: Mapping[int, int]) -> tuple[Indexes, Indexes]:
    tail = np.array([number[segment.tail] for segment in segments], dtype=np.int32)
    return tail, np.array([number[segment.head] for segment in segments], dtype=np.int32)


def _network(segments: Sequence[Segment], survey: Survey, label: Label) -> RoadNetwork:
    nodes, number = _numbered(segments)
    tail, head = _ends(segments, number)
    names = sorted({segment.name for segment in segments if segment.name})
    name_number = {name: index for index, name in enumerate(names)}
    english = {segment.name: segment.name_en for segment in segments if segment.name_en}
    bends = [bend for segment in segments for bend in segment.bends]
    speeds = [segment.maxspeed_kmh or math.nan for segment in segments]
    return RoadNetwork(
        label=label,
        node_lat=np.array([survey.places[node].lat for node in nodes]),
        node_lon=np.array([survey.places[node].lon for node in nodes]),
        node_signal=_marked(nodes, survey.signals),
        tail=tail,
        head=head,
        length_m=np.array([_length_m(segment, survey.places) for segment in segments], dtype=np.float32),
        road_class=np.array([segment.road_class for segment in segments], dtype=np.uint8),
        maxspeed_kmh=np.array(speeds, dtype=np.float32),
        name_index=np.array([name_number.get(segment.name or "", -1) for segment in segments], dtype=np.int32),
        names=tuple(names),
        names_en=tuple(english.get(name) or "" for name in names) if english else (),
        shape_offset=np.cumsum([0, *(len(segment.bends) for segment in segments)], dtype=np.int32),
        shape_lat=np.array([bend.lat for bend in bends], dtype=np.float64),
        shape_lon=np.array([bend.lon for bend in bends], dtype=np.float64),
        node_id=np.array(nodes, dtype=np.int64),
        way_id=np.array([segment.way for segment in segments], dtype=np.int64),
        access=np.array([segment.access for segment in segments], dtype=np.uint8),
        lanes=np.array([min(segment.lanes, 255) for segment in segments], dtype=np.uint8),
        max_height_m=_limits(segments, "max_height_m"),
        max_width_m=_limits(segments, "max_width_m"),
        max_weight_t=_limits(segments, "max_weight_t"),
    )


def _limits(segments: Sequence[Segment], name: str) -> Singles:
    return np.array([getattr(segment, name) or math.nan for segment in segments], dtype=np.float32)


def _marked(nodes: Sequence[int], marked: Collection[int]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.array([node in marked for node in nodes], dtype=np.bool_)


def _length_m(segment: Segment, places: Mapping[int, LatLon]) -> float:
    """At least 10 cm: two nodes at the same spot are a step, not nothing."""
    line = (places[segment.tail], *segment.bends, places[segment.head])
    return max(0.1, segment.length_m if segment.length_m is not None else length_along_m(line))
