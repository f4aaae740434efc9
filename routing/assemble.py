"""From the segments any source speaks of to one sound network: what cannot be driven is dropped, and counted."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from chassis.geo import LatLon, distance_m
from routing.arrays import UNTOLD, Flags, Indexes, Singles
from routing.kinds import Access, RoadClass
from routing.losses import Loss
from routing.model import Label, RoadImportError, RoadNetwork
from routing.parts import largest_part, turning_part
from routing.restrictions import Restriction, Sequences, resolve

LONGEST_M = 1_000_000.0  # between two junctions: no road on earth
HIGHEST = 1_000.0  # of speeds in km/h and limits in metres and tonnes: a slip of the pen


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
    """What became of a source.

    `dropped` counts what is not in the network (losses.Loss); `rules` what
    became of the turn restrictions (restrictions.Verdict); `bans` the sequences of edges they close; `extras` the
    edges that not anybody may drive, by kinds.Access in small letters.
    """

    nodes: int
    edges: int
    signals: int
    dropped: Mapping[str, int]
    rules: Mapping[str, int] = field(default_factory=dict)
    bans: int = 0
    extras: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Survey:
    """Everything read from a source, in its own ids, before it is checked.

    `restrictions` name ways, to be resolved; `bans` are sequences of positions in `segments`; `rules` counts the
    restrictions that were set aside while reading.
    """

    places: dict[int, LatLon] = field(default_factory=dict)
    signals: set[int] = field(default_factory=set)
    segments: list[Segment] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    restrictions: list[Restriction] = field(default_factory=list)
    bans: Sequences = field(default_factory=list)
    rules: Counter[str] = field(default_factory=Counter)


def assemble(survey: Survey, label: Label) -> tuple[RoadNetwork, ImportReport]:
    """The network of the largest part in which anybody gets from every road to every other, turns included; raises
    RoadImportError when there is none. Roads for blue light hang on to it where they lead somewhere and back.

    Nodes are numbered in the order of the source's ids, edges keep the order of the segments.
    """
    dropped = Counter(survey.dropped)
    sound = [index for index, one in enumerate(survey.segments) if _is_sound(one, survey.places, dropped)]
    kept = _connected([survey.segments[index] for index in sound])
    dropped[Loss.OUTSIDE_LARGEST_PART] += len(sound) - len(kept)
    segments = [survey.segments[sound[index]] for index in kept]
    place = {sound[index]: position for position, index in enumerate(kept)}
    found, verdicts = resolve(segments, survey.restrictions)
    bans = sorted({*found, *_moved(survey.bans, place)})
    kept = _turning(segments, bans)
    dropped[Loss.CUT_OFF_BY_RESTRICTIONS] += len(segments) - len(kept)
    bans = _moved(bans, {index: position for position, index in enumerate(kept)})
    segments = [segments[index] for index in kept]
    if not segments:
        raise RoadImportError(f"{label.source}: no connected roads in it")
    try:
        network = _network(segments, survey, bans, label)
    except (ValueError, OverflowError) as fault:  # a speed of 0 or an id of thirty digits
        raise RoadImportError(f"{label.source}: {fault}") from fault
    return _told(network, dropped, survey.rules + verdicts)


def _told(network: RoadNetwork, dropped: Counter[str], rules: Counter[str]) -> tuple[RoadNetwork, ImportReport]:
    by_access = zip(Access, np.bincount(network.access, minlength=len(Access)).tolist(), strict=True)
    report = ImportReport(
        nodes=network.node_count,
        edges=network.edge_count,
        signals=int(network.node_signal.sum()),
        dropped={str(code): count for code, count in sorted(dropped.items()) if count},
        rules={str(code): count for code, count in sorted(rules.items()) if count},
        bans=len(network.ban_offset) - 1,
        extras={kind.name.lower(): count for kind, count in by_access if count and kind is not Access.ANYBODY},
    )
    return network, report


def length_along_m(points: Sequence[LatLon]) -> float:
    """The length of a line in metres."""
    return sum(distance_m(a, b) for a, b in pairwise(points))


def _is_sound(segment: Segment, places: Mapping[int, LatLon], dropped: Counter[str]) -> bool:
    fault: Loss | None = None
    if segment.tail not in places or segment.head not in places:
        fault = Loss.MISSING_NODE
    elif segment.tail == segment.head:
        fault = Loss.LOOP
    elif segment.length_m is not None and not (0 < segment.length_m <= LONGEST_M):
        fault = Loss.NO_LENGTH
    if fault:
        dropped[fault] += 1
    return fault is None


def _connected(segments: Sequence[Segment]) -> list[int]:
    """The positions of those in the largest part."""
    if not segments:
        return []
    _, number = _numbered(segments)
    return np.flatnonzero(largest_part(*_ends(segments, number), _public(segments))).tolist()


def _turning(segments: Sequence[Segment], bans: Sequences) -> list[int]:
    """The positions of those from which one gets on although turns are banned."""
    pairs = [ban for ban in bans if len(ban) == 2]
    if not pairs:
        return list(range(len(segments)))
    _, number = _numbered(segments)
    return np.flatnonzero(turning_part(*_ends(segments, number), _public(segments), pairs)).tolist()


def _public(segments: Sequence[Segment]) -> Flags:
    return np.array([segment.access is Access.ANYBODY for segment in segments], dtype=np.bool_)


def _moved(bans: Iterable[tuple[int, ...]], place: Mapping[int, int]) -> Sequences:
    """The sequences by new positions; one that has lost an edge bans nothing any more."""
    return [tuple(place[index] for index in ban) for ban in bans if all(index in place for index in ban)]


def _numbered(segments: Iterable[Segment]) -> tuple[list[int], dict[int, int]]:
    nodes = sorted({end for segment in segments for end in (segment.tail, segment.head)})
    return nodes, {node: index for index, node in enumerate(nodes)}


def _ends(segments: Sequence[Segment], number: Mapping[int, int]) -> tuple[Indexes, Indexes]:
    tail = np.array([number[segment.tail] for segment in segments], dtype=np.int32)
    return tail, np.array([number[segment.head] for segment in segments], dtype=np.int32)


def _network(segments: Sequence[Segment], survey: Survey, bans: Sequences, label: Label) -> RoadNetwork:
    nodes, number = _numbered(segments)
    tail, head = _ends(segments, number)
    names = sorted({segment.name for segment in segments if segment.name})
    name_number = {name: index for index, name in enumerate(names)}
    english = {segment.name: segment.name_en for segment in segments if segment.name_en}
    bends = [bend for segment in segments for bend in segment.bends]
    return RoadNetwork(
        label=label,
        node_lat=np.array([survey.places[node].lat for node in nodes]),
        node_lon=np.array([survey.places[node].lon for node in nodes]),
        node_signal=_marked(nodes, survey.signals),
        tail=tail,
        head=head,
        length_m=np.array([_length_m(segment, survey.places) for segment in segments], dtype=np.float32),
        road_class=np.array([segment.road_class for segment in segments], dtype=np.uint8),
        maxspeed_kmh=_limits(segments, "maxspeed_kmh"),
        name_index=np.array([name_number.get(segment.name or "", -1) for segment in segments], dtype=np.int32),
        names=tuple(names),
        names_en=tuple(english.get(name) or "" for name in names) if english else (),
        shape_offset=np.cumsum([0, *(len(segment.bends) for segment in segments)], dtype=np.int32),
        shape_lat=np.array([bend.lat for bend in bends], dtype=np.float64),
        shape_lon=np.array([bend.lon for bend in bends], dtype=np.float64),
        node_id=np.maximum(np.array(nodes, dtype=np.int64), UNTOLD),  # readers number words below it
        way_id=np.array([segment.way for segment in segments], dtype=np.int64),
        access=np.array([segment.access for segment in segments], dtype=np.uint8),
        lanes=np.array([min(segment.lanes, 255) for segment in segments], dtype=np.uint8),
        max_height_m=_limits(segments, "max_height_m"),
        max_width_m=_limits(segments, "max_width_m"),
        max_weight_t=_limits(segments, "max_weight_t"),
        ban_offset=np.cumsum([0, *map(len, bans)], dtype=np.int32),
        ban_edge=np.array([index for ban in bans for index in ban], dtype=np.int32),
    )


def _limits(segments: Sequence[Segment], name: str) -> Singles:
    """NaN where none is told, or nothing that could be meant."""
    told = (getattr(segment, name) for segment in segments)
    sound = [value if value is not None and 0 < value <= HIGHEST else math.nan for value in told]
    return np.array(sound, dtype=np.float32)


def _marked(nodes: Sequence[int], marked: Collection[int]) -> Flags:
    return np.array([node in marked for node in nodes], dtype=np.bool_)


def _length_m(segment: Segment, places: Mapping[int, LatLon]) -> float:
    """At least 10 cm: two nodes at the same spot are a step, not nothing."""
    line = (places[segment.tail], *segment.bends, places[segment.head])
    return max(0.1, segment.length_m if segment.length_m is not None else length_along_m(line))
