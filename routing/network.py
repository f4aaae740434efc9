"""Import a real network in one call: a place by name, an OpenStreetMap extract or an OSMnx graph.

The only module that imports OSMnx, which takes a second to load: nothing but the import command imports this one.
"""

import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import networkx as nx
import osmnx as ox

from chassis.geo import LatLon
from routing.assemble import ImportReport, Segment, Survey, assemble
from routing.model import Label, RoadImportError, RoadNetwork
from routing.osmtags import CLASSES, english_name, maxspeed_kmh, road_class, street_name
from routing.osmxml import ATTRIBUTION, LICENCE, read_osm_xml

READABLE = (".osm", ".osm.gz", ".osm.bz2", ".osm.xml", ".osm.xml.gz", ".graphml", ".graphml.gz")

UNREADABLE = (
    OSError, EOFError, zlib.error, ParseError, ValueError, TypeError, KeyError, AttributeError, nx.NetworkXException
)  # fmt: skip


def import_file(path: Path) -> tuple[RoadNetwork, ImportReport]:
    """The roads in a file and what was left out of it; the kind is told by the name's ending, see READABLE.

    Raises RoadImportError for a missing, broken or roadless file.
    """
    if not path.is_file():
        raise RoadImportError(f"there is no file {path}")
    if not path.name.endswith(READABLE):
        raise RoadImportError(f"{path.name} is none of {', '.join(READABLE)}")
    return _import_graphml(path) if ".graphml" in path.suffixes else read_osm_xml(path)


def import_place(name: str) -> tuple[RoadNetwork, ImportReport]:
    """Download the roads of a place such as `Sejong, South Korea` (Nominatim, Overpass); needs the internet.

    Service roads come along, for hospitals' doors stand on them. Raises RoadImportError when the place is unknown,
    has no roads, or nobody answers.
    """
    ox.settings.use_cache = False
    ox.settings.useful_tags_way = [*ox.settings.useful_tags_way, "name:en"]
    try:
        raw = ox.graph_from_place(name, network_type="drive_service", simplify=False, retain_all=True)
        graph = ox.simplify_graph(raw, node_attrs_include=["highway"])  # keeps signals as nodes
    except (OSError, ValueError, TypeError) as fault:
        raise RoadImportError(f"no roads for {name!r}: {fault}") from fault
    return network_of_graph(graph, Label(name, f"OpenStreetMap, {name}", LICENCE, ATTRIBUTION))


def _import_graphml(path: Path) -> tuple[RoadNetwork, ImportReport]:
    try:
        graph = ox.load_graphml(path)
    except UNREADABLE as fault:
        raise RoadImportError(f"{path.name} is not a readable OSMnx graph: {fault}") from fault
    return network_of_graph(graph, Label(path.name.split(".")[0], path.name, LICENCE, ATTRIBUTION))


def network_of_graph(graph: nx.MultiDiGraph, label: Label) -> tuple[RoadNetwork, ImportReport]:
    """The roads of an OSMnx graph in degrees, simplified or not, of any version since 1.0."""
    survey = Survey()
    try:
        for node, data in graph.nodes(data=True):
            survey.places[node] = LatLon(data["y"], data["x"])
            if data.get("highway") == "traffic_signals":
                survey.signals.add(node)
        for tail, head, data in graph.edges(data=True):
            survey.segments.extend(_segments(tail, head, data))
    except (KeyError, TypeError, ValueError) as fault:
        raise RoadImportError(f"{label.source} is not an OSMnx graph in degrees: {fault!r}") from fault
    survey.dropped["not_a_road"] = graph.number_of_edges() - len(survey.segments)
    return assemble(survey, label)


def _segments(tail: int, head: int, data: Mapping[str, Any]) -> Iterator[Segment]:
    tags = {key: _one_tag(key, value) for key, value in data.items() if key != "geometry"}
    drivable = road_class(tags)
    if drivable is None:
        return
    line = data["geometry"].coords[1:-1] if "geometry" in data else ()
    yield Segment(
        tail,
        head,
        drivable,
        length_m=float(data["length"]),
        maxspeed_kmh=maxspeed_kmh(tags.get("maxspeed")),
        name=street_name(tags),
        name_en=english_name(tags),
        bends=tuple(LatLon(lat, lon) for lon, lat in line),
    )


def _one_tag(key: str, value: object) -> str:
    """Merged ways carry lists in no fixed order: the slowest class counts, other values stand side by side."""
    if not isinstance(value, list):
        return str(value)
    if key == "highway":
        return max(map(str, value), key=lambda kind: (CLASSES.get(kind, -1), kind))
    return (";" if key == "maxspeed" else " · ").join(sorted(map(str, value)))
