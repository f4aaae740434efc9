"""SUMO networks → a survey: `.net.xml`, or plain `nod/edg/con.xml`, as ETRI's `node/edge/connection/tss.xml` are.

ETRI's dialect (seen in the Doan district of Daejeon) writes speeds in km/h where SUMO writes m/s, and names signals in
`tss.xml`. Turns for which no connection stands are banned; in plain files an edge without any is left to all turns, as
netconvert would guess them. Source: SUMO documentation, Networks/PlainXML and Networks/SUMO Road Networks.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import IO
from xml.etree.ElementTree import Element, iterparse

from chassis.geo import LatLon
from routing.assemble import Segment, Survey
from routing.kinds import Access, RoadClass
from routing.losses import Loss
from routing.numbering import Numbering, way_number
from routing.osmtags import CLASSES
from routing.restrictions import Verdict
from routing.sumomap import Projection

KMH_OF_MS = 3.6
SAME_POINT_DEG = 3e-5  # 3 m: a shape may repeat the junctions at its ends
ETRI_MARK = "edge_len"
INSIDE = {"internal", "crossing", "walkingarea"}
# Where no type is told: own estimate, by the posted speed in km/h from which a class begins.
BY_SPEED = (
    (90.0, RoadClass.MOTORWAY), (80.0, RoadClass.TRUNK), (60.0, RoadClass.PRIMARY), (50.0, RoadClass.SECONDARY),
    (40.0, RoadClass.TERTIARY), (20.0, RoadClass.RESIDENTIAL), (0.0, RoadClass.SERVICE),
)  # fmt: skip
# Who may use a lane, the first that fits: SUMO's vehicle classes.
LANES = ((Access.ANYBODY, "passenger"), (Access.BUS, "bus"), (Access.EMERGENCY, "emergency"))


@dataclass(slots=True)
class Reading:
    """What is read, still by the file's own words."""

    survey: Survey = field(default_factory=Survey)
    nodes: Numbering = field(default_factory=Numbering)
    projection: Projection = field(default_factory=Projection)
    points: dict[int, tuple[float, float]] = field(default_factory=dict)
    edges: list[Element] = field(default_factory=list)
    exits: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    from_osm: bool = False
    by_etri: bool = False


def read_sumo(files: Iterable[IO[bytes]], *, whole: bool) -> Reading:
    """Everything the files say together; `whole`: a .net.xml, which names every turn there is.

    Raises ValueError, KeyError or ParseError for anything else.
    """
    reading = Reading()
    for element in chain.from_iterable(map(_elements, files)):
        if element.tag in TAKEN:
            TAKEN[element.tag](element, reading)
    survey = reading.survey
    survey.places |= {node: reading.projection.place(*point) for node, point in reading.points.items()}
    reading.by_etri = any(ETRI_MARK in edge.attrib for edge in reading.edges)
    reading.from_osm = any(edge.get("type", "").startswith("highway.") for edge in reading.edges)
    _take_edges(reading, whole=whole)
    return reading


def _elements(stream: IO[bytes]) -> Iterator[Element]:
    """The children of the root, one after the other."""
    with stream:
        elements = iterparse(stream, events=("start", "end"))  # noqa: S314  as in osmxml
        depth = 0
        for event, element in elements:
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                root = element
            elif event == "end" and depth == 1:
                yield element
                root.clear()


def _take_location(element: Element, reading: Reading) -> None:
    reading.projection = Projection.told(element.attrib)


def _take_node(element: Element, reading: Reading) -> None:
    kind = element.get("type", "")
    if kind == "internal":
        return
    node = reading.nodes.number(element.attrib["id"])
    reading.points[node] = (float(element.attrib["x"]), float(element.attrib["y"]))
    if kind.startswith("traffic_light"):
        reading.survey.signals.add(node)


def _take_edge(element: Element, reading: Reading) -> None:
    if element.get("function") not in INSIDE:
        kept = Element("edge", element.attrib)
        kept.extend(list(element.iterfind("lane")))
        reading.edges.append(kept)


def _take_connection(element: Element, reading: Reading) -> None:
    start = element.attrib["from"]
    if not start.startswith(":"):
        reading.exits[start] |= {element.attrib["to"]} if "to" in element.attrib else set()


def _take_signal(element: Element, reading: Reading) -> None:
    reading.survey.signals.add(reading.nodes.number(element.attrib["nodeID"]))


TAKEN = {
    "location": _take_location,
    "node": _take_node,
    "junction": _take_node,
    "edge": _take_edge,
    "connection": _take_connection,
    "trafficSignal": _take_signal,
}


def _take_edges(reading: Reading, *, whole: bool) -> None:
    survey, names = reading.survey, list[str]()
    for edge in reading.edges:
        segment = _segment(edge, reading)
        if segment is None:
            survey.dropped[Loss.NOT_A_ROAD] += 1
        else:
            survey.segments.append(segment)
            names.append(edge.attrib["id"])
    survey.bans = [*_bans(survey.segments, names, reading, whole=whole)]
    survey.rules[Verdict.NO_CONNECTION] += len(survey.bans)


def _segment(edge: Element, reading: Reading) -> Segment | None:
    lanes = list(edge)
    access, count = _users(lanes or [edge])
    if access is None:
        return None
    first = lanes[0].attrib if lanes else edge.attrib
    speed_kmh = _speed_kmh(edge.get("speed") or first.get("speed"), etri=reading.by_etri)
    length = first.get("length")
    return Segment(
        reading.nodes.number(edge.attrib["from"]),
        reading.nodes.number(edge.attrib["to"]),
        _class(edge.get("type", ""), speed_kmh),
        float(length) if length else None,
        speed_kmh,
        edge.get("name") or None,
        _bends(edge, reading),
        way=way_number(edge.attrib["id"]),
        access=access,
        lanes=count if lanes else int(edge.get("numLanes", "0")),
    )


def _users(lanes: list[Element]) -> tuple[Access | None, int]:
    """Who may use the edge at best, and on how many of its lanes."""
    for access, vehicle in LANES:
        count = sum(_allows(lane, vehicle) for lane in lanes)
        if count:
            return access, count
    return None, 0


def _allows(lane: Element, vehicle: str) -> bool:
    if "allow" in lane.attrib:
        return not {vehicle, "all"}.isdisjoint(lane.attrib["allow"].split())
    return {vehicle, "all"}.isdisjoint(lane.get("disallow", "").split())


def _speed_kmh(text: str | None, *, etri: bool) -> float | None:
    return float(text) * (1.0 if etri else KMH_OF_MS) if text else None


def _class(kind: str, speed_kmh: float | None) -> RoadClass:
    words = (word.removeprefix("highway.") for word in kind.split("|"))
    told = next((CLASSES[word] for word in words if word in CLASSES), None)
    return told if told is not None else next(kind for least, kind in BY_SPEED if (speed_kmh or 30.0) >= least)


def _bends(edge: Element, reading: Reading) -> tuple[LatLon, ...]:
    points = [point.split(",")[:2] for point in edge.get("shape", "").split()]
    line = [reading.projection.place(float(x), float(y)) for x, y in points]
    ends = (reading.survey.places.get(reading.nodes.number(edge.attrib[name])) for name in ("from", "to"))
    start, end = ends
    first = 1 if line and start and _is_same(line[0], start) else 0
    last = len(line) - 1 if len(line) > first and end and _is_same(line[-1], end) else len(line)
    return tuple(line[first:last])


def _is_same(a: LatLon, b: LatLon) -> bool:
    return abs(a.lat - b.lat) < SAME_POINT_DEG and abs(a.lon - b.lon) < SAME_POINT_DEG


def _bans(segments: list[Segment], names: list[str], reading: Reading, *, whole: bool) -> Iterator[tuple[int, ...]]:
    out: dict[int, list[int]] = defaultdict(list)
    for index, segment in enumerate(segments):
        out[segment.tail].append(index)
    for index, (segment, name) in enumerate(zip(segments, names, strict=True)):
        if whole or name in reading.exits:
            told = reading.exits.get(name, set())
            yield from ((index, after) for after in out[segment.head] if names[after] not in told)
