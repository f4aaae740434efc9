"""Import in one call: files told by their ending, and a place downloaded from recorded answers."""

import gzip
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import networkx as nx
import numpy as np
import osmnx as ox
import pytest
import responses

from routing.graphml import network_of_graph
from routing.kinds import Access, RoadClass
from routing.model import Label, RoadImportError
from routing.network import import_file, import_place

TOWN = """<osm version="0.6">
<node id="1" lat="36.5" lon="127.001"/><node id="2" lat="36.5" lon="127.002"/><node id="3" lat="36.5" lon="127.003"/>
<node id="4" lat="36.501" lon="127.002"><tag k="highway" v="traffic_signals"/></node>
<way id="7"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way>
<way id="8"><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/></way>
<way id="9"><nd ref="2"/><nd ref="4"/><tag k="highway" v="residential"/></way>
<way id="10"><nd ref="3"/><nd ref="4"/><tag k="highway" v="residential"/></way>
<relation id="5"><member type="way" ref="7" role="from"/><member type="node" ref="2" role="via"/>
<member type="way" ref="9" role="to"/><tag k="type" v="restriction"/><tag k="restriction" v="no_left_turn"/></relation>
</osm>"""
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


def test_an_edge_keeps_what_its_graph_tells_of_way_lanes_limits_and_access() -> None:
    told = {"osmid": [9, 8], "lanes": "4", "maxheight": "3.5", "maxwidth": "2.5 m", "maxweight": "7500 kg"}
    made = graph(**told)
    made.add_edge(
        1, 2, highway="service", length=950.0, oneway=False, access=["permissive", "private"], emergency="yes"
    )
    network, report = network_of_graph(made, LABEL)
    there = int(np.flatnonzero((network.tail == 0) & (network.access == Access.ANYBODY))[0])
    limits = (network.max_height_m[there], network.max_width_m[there], network.max_weight_t[there])
    assert (network.way_id[there], network.lanes[there], limits) == (9, 2, (3.5, 2.5, 7.5))
    assert report.extras == {"emergency": 1}
    assert network.node_id.tolist() == [1, 2]


@pytest.mark.parametrize("oneway", [True, "True", "yes"])
def test_a_minor_one_way_street_gets_its_contraflow_only_by_choice(oneway: object) -> None:
    made = graph()
    made.add_node(3, y=36.505, x=127.005)
    for tail, head in ((1, 3), (3, 2)):
        made.add_edge(tail, head, highway="residential", length=500.0, oneway=oneway, osmid=8)
    made.add_edge(2, 3, highway="motorway_link", length=500.0, oneway=oneway, osmid=10)
    network, report = network_of_graph(made, LABEL)
    assert report.extras == {"contraflow": 2}
    against = np.flatnonzero(network.access == Access.CONTRAFLOW)
    ends = {(int(network.node_id[network.tail[edge]]), int(network.node_id[network.head[edge]])) for edge in against}
    assert ends == {(3, 1), (2, 3)}
    assert network_of_graph(made, LABEL, contraflow=False)[1].extras == {}


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> Iterator[responses.RequestsMock]:
    """Nominatim and Overpass answering from a record; whatever else is asked fails to connect."""
    monkeypatch.setattr(socket, "getaddrinfo", socket.getaddrinfo)  # OSMnx replaces it: given back afterwards
    with responses.RequestsMock(assert_all_requests_are_fired=False) as record:
        record.get(re.compile(r".*/api/status"), body=STATUS)
        yield record


def test_a_place_is_found_downloaded_and_keeps_its_signals(internet: responses.RequestsMock) -> None:
    internet.get(re.compile(r".*nominatim.*"), json=[FOUND])
    internet.post(re.compile(r".*/api/interpreter"), body=TOWN)
    network, report = import_place("Sejong, South Korea")
    assert (report.nodes, report.edges, report.signals) == (4, 8, 1)
    assert (report.rules, report.bans) == ({"restriction_kept": 1}, 1)  # OSMnx's own download would not have it
    assert network.label.attribution == "© OpenStreetMap contributors"
    assert (network.label.name, network.label.generated) == ("Sejong, South Korea", False)


def test_the_roads_inside_a_polygon_are_asked_for_by_its_corners(
    internet: responses.RequestsMock, tmp_path: Path
) -> None:
    area = tmp_path / "area.geojson"
    area.write_text(json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": POLYGON}]}))
    asked = internet.post(re.compile(r".*/api/interpreter"), body=TOWN)
    _, report = import_place("Sejong", polygon=area)
    assert report.edges == 8
    query = parse_qs(str(asked.calls[0].request.body))["data"][0]
    assert "36.400000 126.900000 36.400000 127.100000" in query
    assert 'rel(bw.roads)["type"="restriction"]' in query


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"type": "Point", "coordinates": [1, 2]}', '{"type": "Polygon", "coordinates": []}',
                '{"type": "Polygon", "coordinates": [[[200, 1], [2, 3], [3, 3], [200, 1]]]}']
)  # fmt: skip
def test_a_file_without_a_polygon_is_a_clear_error(content: str, tmp_path: Path) -> None:
    (tmp_path / "area.geojson").write_text(content)
    with pytest.raises(RoadImportError, match=r"area\.geojson"):
        import_place("Sejong", polygon=tmp_path / "area.geojson")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"status": 429}, "busy"),
        ({"status": 504}, "busy"),
        ({"status": 400}, "does not answer"),
        ({"body": "<osm><remark> runtime error: Query timed out </remark></osm>"}, "timed out"),
        ({"body": "<html>no</html>"}, "not readable"),
    ],
)
def test_a_server_that_cannot_says_why(
    internet: responses.RequestsMock, answer: dict[str, Any], sentence: str, tmp_path: Path
) -> None:
    (tmp_path / "area.geojson").write_text(json.dumps(POLYGON))
    internet.post(re.compile(r".*/api/interpreter"), **answer)
    with pytest.raises(RoadImportError, match=sentence):
        import_place("Sejong", polygon=tmp_path / "area.geojson")


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
