"""Import in one call: files told by their ending, and a place downloaded from recorded answers."""

import gzip
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import osmnx as ox
import pytest
import responses

from routing.kinds import RoadClass
from routing.model import Label, RoadImportError
from routing.network import import_file, import_place, network_of_graph

STATUS = "Connected as: 1\nCurrent time: now\nAnnounced endpoint: none\nRate limit: 2\n2 slots available now.\n"
LABEL = Label("a graph", "a story", "none", "invented")
POLYGON = {
    "type": "Polygon",
    "coordinates": [[[126.9, 36.4], [127.1, 36.4], [127.1, 36.6], [126.9, 36.6], [126.9, 36.4]]],
}
FOUND = {
    "lat": "36.5", "lon": "127.0", "display_name": "Sejong", "name": "Sejong", "importance": 1, "place_rank": 8,
    "place_id": 1, "osm_type": "relation", "osm_id": 1, "class": "boundary", "type": "administrative",
    "addresstype": "city", "boundingbox": ["36.4", "36.6", "126.9", "127.1"], "geojson": POLYGON,
}  # fmt: skip


def graph(**edge: Any) -> Any:
    """An OSMnx graph of one street there and back; `edge` changes the way there."""
    made = nx.MultiDiGraph(crs="epsg:4326", simplified=True)
    made.add_node(1, y=36.5, x=127.0)
    made.add_node(2, y=36.5, x=127.01, highway="traffic_signals")
    made.add_edge(2, 1, highway="residential", length=900.0, oneway=False, osmid=7)
    made.add_edge(1, 2, **{"highway": "residential", "length": 900.0, "oneway": False, "osmid": 7} | edge)
    return made


def test_an_osmnx_graph_becomes_roads_with_signals_and_speeds() -> None:
    network, report = network_of_graph(graph(maxspeed="50", name="한누리대로"), LABEL)
    there = network.tail.tolist().index(0)
    assert (network.maxspeed_kmh[there], network.edge_name(there)) == (50.0, "한누리대로")
    assert (report.nodes, report.edges, report.signals) == (2, 2, 1)


def test_of_merged_ways_the_slowest_class_and_speed_count_and_both_names_are_told() -> None:
    merged = {"highway": ["secondary", "tertiary_link"], "maxspeed": ["60", "50"], "name": ["나길", "가길"]}
    network, _ = network_of_graph(graph(**merged), LABEL)
    there = network.tail.tolist().index(0)
    assert network.road_class[there] == RoadClass.RAMP
    assert network.maxspeed_kmh[there] == 50.0
    assert network.edge_name(there) == "가길 · 나길"


@pytest.mark.parametrize("broken", [{"length": None}, {"length": "long"}, {"length": -1.0}])
def test_an_edge_without_a_length_is_no_road(broken: dict[str, Any]) -> None:
    with pytest.raises(RoadImportError):
        network_of_graph(graph(**broken), LABEL)


def test_a_graph_in_metres_instead_of_degrees_is_refused() -> None:
    projected = graph()
    projected.nodes[1]["y"] = 4_041_000.0
    with pytest.raises(RoadImportError, match="in degrees"):
        network_of_graph(projected, LABEL)


def test_a_saved_graph_imports_plain_and_packed(tmp_path: Path) -> None:
    ox.save_graphml(graph(), tmp_path / "town.graphml")
    (tmp_path / "town.graphml.gz").write_bytes(gzip.compress((tmp_path / "town.graphml").read_bytes()))
    for name in ("town.graphml", "town.graphml.gz"):
        network, _ = import_file(tmp_path / name)
        assert (network.label.name, network.edge_count) == ("town", 2)


def test_a_graph_of_another_program_is_a_clear_error(tmp_path: Path) -> None:
    nx.write_graphml(graph(), tmp_path / "town.graphml")
    with pytest.raises(RoadImportError, match="not a readable OSMnx graph"):
        import_file(tmp_path / "town.graphml")


@pytest.mark.parametrize("name", ["town.graphml", "town.graphml.gz", "town.osm", "town.osm.gz", "town.osm.bz2"])
@pytest.mark.parametrize("content", [b"", b"{}", b"<graphml/>", b"<osm/>", b"\x1f\x8b\x08 broken"])
def test_a_file_that_holds_no_roads_is_a_clear_error(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RoadImportError, match="town"):
        import_file(tmp_path / name)


def test_an_unknown_ending_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "roads.pdf").write_bytes(b"%PDF")
    with pytest.raises(RoadImportError, match=r"roads.pdf is none of .osm"):
        import_file(tmp_path / "roads.pdf")
    with pytest.raises(RoadImportError, match="there is no file"):
        import_file(tmp_path / "roads.osm")


def test_an_older_osmnx_graph_of_central_seoul_imports_whole(shared_data: Path) -> None:
    network, report = import_file(shared_data / "osm" / "seoul_centre.graphml.gz")
    assert report.edges + sum(report.dropped.values()) == 8830
    assert report.edges > 8500
    assert report.signals > 30
    assert "세종대로" in network.names


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> Iterator[responses.RequestsMock]:
    """Nominatim and Overpass answering from a record; whatever else is asked fails to connect."""
    monkeypatch.setattr(socket, "getaddrinfo", socket.getaddrinfo)  # OSMnx replaces it: given back afterwards
    with responses.RequestsMock(assert_all_requests_are_fired=False) as record:
        record.get(re.compile(r".*/api/status"), body=STATUS)
        yield record


def test_a_place_is_found_downloaded_and_keeps_its_signals(internet: responses.RequestsMock) -> None:
    nodes: list[dict[str, Any]] = [{"type": "node", "id": i, "lat": 36.5, "lon": 127 + i / 1000} for i in range(5)]
    nodes[2]["tags"] = {"highway": "traffic_signals"}
    street = {"type": "way", "id": 9, "nodes": [0, 1, 2, 3, 4], "tags": {"highway": "primary", "maxspeed": "50"}}
    internet.get(re.compile(r".*nominatim.*"), json=[FOUND])
    internet.post(re.compile(r".*/api/interpreter"), json={"elements": [*nodes, street]})
    network, report = import_place("Sejong, South Korea")
    assert (report.nodes, report.edges, report.signals) == (3, 4, 1)
    assert network.label.attribution == "© OpenStreetMap contributors"
    assert not network.label.generated


def test_a_place_nobody_knows_is_a_clear_error(internet: responses.RequestsMock) -> None:
    internet.get(re.compile(r".*nominatim.*"), json=[])
    with pytest.raises(RoadImportError, match="no roads for 'Atlantis'"):
        import_place("Atlantis")


def test_without_the_internet_the_import_says_so_and_leaves_no_cache(
    internet: responses.RequestsMock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RoadImportError, match="no roads for 'Sejong'"):
        import_place("Sejong")
    assert list(tmp_path.iterdir()) == []
    assert ox.settings.use_cache is False
