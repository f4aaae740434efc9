"""OpenStreetMap XML (.osm, .osm.gz, .osm.bz2) → roads, in one pass and without OSMnx.

OSMnx 2.1 takes buildings for roads here, stops at clipped extracts and keeps the weakly connected part. This reader
filters first, cuts a way where nodes are missing, and keeps traffic signals as nodes.
"""

import bz2
import gzip
from io import BufferedIOBase
from pathlib import Path
from xml.etree.ElementTree import Element, iterparse

from chassis.geo import LatLon
from routing.assemble import ImportReport
from routing.faults import DAMAGED
from routing.model import RoadImportError, RoadNetwork
from routing.osmrules import Member
from routing.osmsurvey import Extract, roads_of


def read_osm_xml(path: Path, *, name: str | None = None, contraflow: bool = True) -> tuple[RoadNetwork, ImportReport]:
    """The roads of an extract; raises RoadImportError for anything that is not one."""
    try:
        with _opened(path) as stream:
            extract = _extract(stream)
    except DAMAGED as fault:
        raise RoadImportError(f"{path.name} is not readable OpenStreetMap XML: {fault}") from fault
    return roads_of(extract, name or path.name.split(".")[0], name or path.name, contraflow=contraflow)


def _opened(path: Path) -> BufferedIOBase:
    if path.suffix == ".gz":
        return gzip.open(path)
    return bz2.open(path) if path.suffix == ".bz2" else path.open("rb")


def _extract(stream: BufferedIOBase) -> Extract:
    extract = Extract()
    # An administrator chose the file, and expat ≥ 2.4.1 stops entity bombs by itself.
    elements = iterparse(stream, events=("start", "end"))  # noqa: S314
    _, root = next(elements)
    if root.tag != "osm":
        raise ValueError(f"its root is <{root.tag}>, not <osm>")
    for event, element in elements:
        if event == "end" and element.tag == "remark":  # Overpass gave up in the middle
            raise ValueError(element.text or "it is incomplete")
        if event == "end" and element.tag in TAKEN:
            TAKEN[element.tag](element, _tags(element), extract)
            root.clear()  # a country's worth of elements would not fit in memory
    return extract


def _tags(element: Element) -> dict[str, str]:
    return {tag.attrib["k"]: tag.attrib["v"] for tag in element.iterfind("tag")}


def _take_node(element: Element, tags: dict[str, str], extract: Extract) -> None:
    place = LatLon(float(element.attrib["lat"]), float(element.attrib["lon"]))
    extract.take_node(int(element.attrib["id"]), place, tags)


def _take_way(element: Element, tags: dict[str, str], extract: Extract) -> None:
    nodes = [int(ref.attrib["ref"]) for ref in element.iterfind("nd")]
    extract.take_way(int(element.attrib["id"]), nodes, tags)


def _take_relation(element: Element, tags: dict[str, str], extract: Extract) -> None:
    if tags.get("type") == "restriction":
        parts = [part.attrib for part in element.iterfind("member")]
        extract.take_relation(tags, [Member(one["type"], int(one["ref"]), one.get("role", "")) for one in parts])


TAKEN = {"node": _take_node, "way": _take_way, "relation": _take_relation}
