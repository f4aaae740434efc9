"""OpenStreetMap XML (.osm, .osm.gz, .osm.bz2) → roads, in one pass and without OSMnx.

OSMnx 2.1 takes buildings for roads here, stops at clipped extracts and keeps the weakly connected part. This reader
filters first, cuts a way where nodes are missing, and keeps traffic signals as nodes.
"""

import bz2
import gzip
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import BufferedIOBase
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, iterparse

from chassis.geo import LatLon
from routing.assemble import ImportReport, Segment, Survey, assemble
from routing.kinds import RoadClass
from routing.model import Label, RoadImportError, RoadNetwork
from routing.osmtags import directions, english_name, maxspeed_kmh, road_class, street_name

ATTRIBUTION = "© OpenStreetMap contributors"
LICENCE = "ODbL-1.0"


@dataclass(frozen=True, slots=True)
class _Way:
    nodes: tuple[int, ...]
    road_class: RoadClass
    tags: Mapping[str, str]


@dataclass(slots=True)
class _Extract:
    places: dict[int, LatLon]
    signals: set[int]
    ways: list[_Way]
    other_ways: int = 0


def read_osm_xml(path: Path) -> tuple[RoadNetwork, ImportReport]:
    """The roads of an extract; raises RoadImportError for anything that is not one."""
    try:
        with _opened(path) as stream:
            extract = _extract(stream)
    except (OSError, EOFError, zlib.error, ParseError, KeyError, ValueError) as fault:
        raise RoadImportError(f"{path.name} is not readable OpenStreetMap XML: {fault}") from fault
    if not extract.ways:
        raise RoadImportError(f"{path.name}: no roads among {extract.other_ways} ways")
    label = Label(path.name.split(".")[0], path.name, LICENCE, ATTRIBUTION)
    return assemble(_survey(extract), label)


def _opened(path: Path) -> BufferedIOBase:
    if path.suffix == ".gz":
        return gzip.open(path)
    return bz2.open(path) if path.suffix == ".bz2" else path.open("rb")


def _extract(stream: BufferedIOBase) -> _Extract:
    extract = _Extract({}, set(), [])
    # An administrator chose the file, and expat ≥ 2.4.1 stops entity bombs by itself.
    elements = iterparse(stream, events=("start", "end"))  # noqa: S314
    _, root = next(elements)
    if root.tag != "osm":
        raise ValueError(f"its root is <{root.tag}>, not <osm>")
    for event, element in elements:
        if event == "end" and element.tag in {"node", "way", "relation"}:
            _take(element, extract)
            root.clear()  # a country's worth of elements would not fit in memory
    return extract


def _take(element: Element, extract: _Extract) -> None:
    if element.tag == "relation":
        return
    tags = {tag.attrib["k"]: tag.attrib["v"] for tag in element.iterfind("tag")}
    if element.tag == "node":
        node = int(element.attrib["id"])
        extract.places[node] = LatLon(float(element.attrib["lat"]), float(element.attrib["lon"]))
        if tags.get("highway") == "traffic_signals":
            extract.signals.add(node)
        return
    drivable = road_class(tags)
    if drivable is None:
        extract.other_ways += 1
        return
    nodes = tuple(int(ref.attrib["ref"]) for ref in element.iterfind("nd"))
    extract.ways.append(_Way(nodes, drivable, tags))


def _survey(extract: _Extract) -> Survey:
    """Cut every way at junctions, signals and missing nodes."""
    survey = Survey(extract.places, extract.signals)
    survey.dropped["not_a_road"] = extract.other_ways
    uses = Counter(node for way in extract.ways for node in way.nodes)
    for way in extract.ways:
        missing = sum(node not in extract.places for node in way.nodes)
        survey.dropped["missing_node"] += missing
        for run in _present_runs(way.nodes, extract.places):
            for piece in _pieces(run, lambda node: uses[node] > 1 or node in extract.signals):
                survey.segments.extend(_segments(piece, way, extract.places))
    return survey


def _present_runs(nodes: Sequence[int], places: Mapping[int, LatLon]) -> Iterator[list[int]]:
    run: list[int] = []
    for node in nodes:
        if node in places:
            run.append(node)
        else:
            yield run
            run = []
    yield run


def _pieces(run: Sequence[int], cuts: Callable[[int], bool]) -> Iterator[Sequence[int]]:
    start = 0
    for index in range(1, len(run)):
        if index == len(run) - 1 or cuts(run[index]):
            yield from _halves_of_a_loop(run[start : index + 1])
            start = index


def _halves_of_a_loop(piece: Sequence[int]) -> Iterator[Sequence[int]]:
    """A street that comes back to where it began gets a node in its middle: no edge may end where it starts."""
    if piece[0] != piece[-1]:
        yield piece
    else:
        middle = len(piece) // 2
        yield from (piece[: middle + 1], piece[middle:])


def _segments(piece: Sequence[int], way: _Way, places: Mapping[int, LatLon]) -> Iterator[Segment]:
    forward, backward = directions(way.tags)
    about = partial(Segment, road_class=way.road_class, name=street_name(way.tags), name_en=english_name(way.tags))
    bends = tuple(places[node] for node in piece[1:-1])
    both = maxspeed_kmh(way.tags.get("maxspeed"))
    if forward:
        speed = maxspeed_kmh(way.tags.get("maxspeed:forward")) or both
        yield about(piece[0], piece[-1], maxspeed_kmh=speed, bends=bends)
    if backward:
        speed = maxspeed_kmh(way.tags.get("maxspeed:backward")) or both
        yield about(piece[-1], piece[0], maxspeed_kmh=speed, bends=bends[::-1])
