"""Import a real network in one call: a place by name, a polygon, or a file or folder of any kind in READABLE.

The only module that imports OSMnx, which takes a second to load: nothing but the import command imports this one.
"""

import re
import tempfile
from pathlib import Path

import networkx as nx
import osmnx as ox

from routing.assemble import ImportReport, Survey, assemble
from routing.bundle import Files, unpacked
from routing.faults import DAMAGED
from routing.graphml import network_of_graph
from routing.jemss import is_jemss, survey_of_jemss
from routing.model import Label, RoadImportError, RoadNetwork
from routing.osmpbf import read_osm_pbf
from routing.osmtags import ATTRIBUTION, LICENCE
from routing.osmxml import read_osm_xml
from routing.overpass import Ring, download, rings_of, rings_of_file
from routing.readable import READABLE
from routing.sumo import Reading, read_sumo
from routing.tables import rows_of, survey_of_tables

UNTOLD_LICENCE = "as its source says"
ETRI_LICENCE, ETRI_ATTRIBUTION = "Apache-2.0", "© ETRI"
UNREADABLE = (*DAMAGED, nx.NetworkXException)
PLAIN_SUMO = tuple(re.compile(rf"(^|.*[._-])({words})\.xml") for words in (
    "nodes?|nod", "edges?|edg", "connections?|con", "tss",
))  # fmt: skip
NODES, EDGES = re.compile(r".*node.*\.csv"), re.compile(r".*(edge|link|arc).*\.csv")

Found = tuple[RoadNetwork, ImportReport]


def import_file(path: Path, *, contraflow: bool = True) -> Found:
    """The roads in a file or folder and what was left out; the kind is told by the name's ending, see READABLE.

    `contraflow`: minor one-way streets get the other direction too, for blue light where the policy allows it.
    Raises RoadImportError for a missing, broken or roadless file.
    """
    if not path.exists():
        raise RoadImportError(f"there is no file {path}")
    if not path.is_dir() and not path.name.endswith(READABLE):
        raise RoadImportError(f"{path.name} is none of {', '.join(READABLE)}")
    if path.name.endswith(".osm.pbf"):
        return read_osm_pbf(path, contraflow=contraflow)
    if ".graphml" in path.suffixes:
        return _import_graphml(path, contraflow=contraflow)
    if ".osm" in path.suffixes:
        return read_osm_xml(path, contraflow=contraflow)
    return _import_bundle(path, contraflow=contraflow)


def import_place(name: str, *, polygon: Path | None = None, contraflow: bool = True) -> Found:
    """Download the roads of a place such as `Sejong, South Korea`, or inside a GeoJSON `polygon` that is then called
    `name`; needs the internet (Nominatim, Overpass).

    Service roads come along, for hospitals' doors stand on them. Raises RoadImportError when the place is unknown,
    has no roads, or nobody answers.
    """
    ox.settings.use_cache = False
    rings = rings_of_file(polygon) if polygon is not None else _outline(name)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "answer.osm")
        download(rings, file, server=ox.settings.overpass_url, agent=ox.settings.http_user_agent)
        return read_osm_xml(file, name=name, contraflow=contraflow)


def _outline(name: str) -> list[Ring]:
    try:
        place = ox.geocode_to_gdf(name)
    except (OSError, ValueError, TypeError) as fault:
        raise RoadImportError(f"no roads for {name!r}: {fault}") from fault
    return rings_of(place.geometry.iloc[0].__geo_interface__)


def _import_graphml(path: Path, *, contraflow: bool) -> Found:
    try:
        graph = ox.load_graphml(path)
    except UNREADABLE as fault:
        raise RoadImportError(f"{path.name} is not a readable OSMnx graph: {fault}") from fault
    label = Label(path.name.split(".")[0], path.name, LICENCE, ATTRIBUTION)
    return network_of_graph(graph, label, contraflow=contraflow)


def _import_bundle(path: Path, *, contraflow: bool) -> Found:
    name = path.name.split(".")[0]
    try:
        with unpacked(path) as files:
            survey, label = _read(files, Label(name, path.name, UNTOLD_LICENCE, path.name), contraflow=contraflow)
    except UNREADABLE as fault:
        raise RoadImportError(f"{path.name} holds no readable roads: {fault}") from fault
    return assemble(survey, label)


def _read(files: Files, label: Label, *, contraflow: bool) -> tuple[Survey, Label]:
    """By what lies in it: a SUMO network, its plain parts, or two tables."""
    whole = [name for name in files if name.endswith(".net.xml")]
    parts = [name for kind in PLAIN_SUMO for name in files if kind.fullmatch(name)]
    if whole or len(parts) > 1:
        reading = read_sumo([files[name]() for name in whole or parts], whole=bool(whole))
        return reading.survey, _sumo_label(reading, label)
    nodes, edges = (next((name for name in sorted(files) if kind.fullmatch(name)), None) for kind in (NODES, EDGES))
    if nodes is None or edges is None:
        told = ", ".join(sorted(files)[:5]) or "nothing"
        raise RoadImportError(f"{label.source} holds {told}, but neither a SUMO network nor two tables nodes and edges")
    if is_jemss(files[edges]()):
        return survey_of_jemss(files[nodes](), files[edges]()), _of_osm(label)
    return survey_of_tables(rows_of(files[nodes]()), rows_of(files[edges]()), contraflow=contraflow), label


def _of_osm(label: Label) -> Label:
    return Label(label.name, label.source, LICENCE, ATTRIBUTION)


def _sumo_label(reading: Reading, label: Label) -> Label:
    if reading.by_etri:
        return Label(label.name, label.source, ETRI_LICENCE, ETRI_ATTRIBUTION)
    return _of_osm(label) if reading.from_osm else label
