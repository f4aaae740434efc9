"""OpenStreetMap PBF (.osm.pbf) → roads, through pyosmium and the same rules as XML.

Roads are told first and only their nodes are kept afterwards: a country's other nodes would not fit in memory.
"""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from chassis.geo import LatLon
from routing.assemble import ImportReport
from routing.faults import DAMAGED
from routing.model import RoadImportError, RoadNetwork
from routing.osmrules import Member
from routing.osmsurvey import Extract, roads_of

MISSING = "to read .osm.pbf the package osmium is needed: pip install 'osmium>=4.3'; or convert it to .osm.gz"
KINDS = {"n": "node", "w": "way", "r": "relation"}


def read_osm_pbf(path: Path, *, contraflow: bool = True) -> tuple[RoadNetwork, ImportReport]:
    """The roads of an extract; raises RoadImportError for anything that is not one, and without pyosmium."""
    if find_spec("osmium") is None:
        raise RoadImportError(MISSING)
    try:
        extract = _extract(import_module("osmium"), path)
    except DAMAGED as fault:
        raise RoadImportError(f"{path.name} is not readable OpenStreetMap PBF: {fault}") from fault
    return roads_of(extract, path.name.split(".")[0], path.name, contraflow=contraflow)


def _extract(osmium: Any, path: Path) -> Extract:
    extract, kinds = Extract(), osmium.osm
    for one in osmium.FileProcessor(str(path), kinds.WAY | kinds.RELATION):
        if one.is_way():
            extract.take_way(one.id, [node.ref for node in one.nodes], dict(one.tags))
        elif one.tags.get("type") == "restriction":
            parts = [Member(KINDS[part.type], part.ref, part.role) for part in one.members]
            extract.take_relation(dict(one.tags), parts)
    wanted = osmium.filter.IdFilter({node for way in extract.ways for node in way.nodes})
    for node in osmium.FileProcessor(str(path), kinds.NODE).with_filter(wanted):
        extract.take_node(node.id, LatLon(node.lat, node.lon), dict(node.tags))
    return extract
