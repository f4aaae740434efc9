"""SUMO's two kinds of files: a whole network on a plane, and plain parts in degrees."""

import gzip
import zipfile
from pathlib import Path

import pytest
from pyproj import Proj

from chassis.geo import distance_m
from routing.kinds import Access, RoadClass
from routing.model import RoadImportError
from routing.network import import_file
from tests.routing.test_osmxml import banned
from tests.routing.test_real_networks import edges_of

UTM = "+proj=utm +zone=52 +ellps=WGS84 +datum=WGS84 +units=m +no_defs"
OFFSET = (-320_000.0, -4_040_000.0)
PLACES = {"1": (127.00, 36.50), "2": (127.01, 36.50), "3": (127.02, 36.50), "n4": (127.01, 36.51)}


def net(location: str | None = None, more: str = "") -> str:
    """A junction of four, whose lanes allow anybody, buses, nobody who drives, and anybody."""
    plane = Proj(UTM)
    on_plane = {node: plane(*place) for node, place in PLACES.items()}
    junctions = "".join(
        f'<junction id="{node}" type="{"traffic_light" if node == "2" else "priority"}"'
        f' x="{x + OFFSET[0]:.2f}" y="{y + OFFSET[1]:.2f}"/>'
        for node, (x, y) in on_plane.items()
    )
    told = location or f'<location netOffset="{OFFSET[0]},{OFFSET[1]}" projParameter="{UTM}"/>'
    lane = '<lane id="{0}_{1}" index="{1}" speed="13.89" length="880.0" shape="0,0 1,1" {2}/>'
    edges = "".join(
        f'<edge id="{name}" from="{start}" to="{end}" type="{kind}" name="Main">'
        + "".join(lane.format(name, index, rule) for index, rule in enumerate(rules))
        + "</edge>"
        for name, start, end, kind, rules in (
            ("12", "1", "2", "highway.primary", ['allow="pedestrian"', 'disallow="tram"', ""]),
            ("-12", "2", "1", "highway.primary", [""]),
            ("23#1", "2", "3", "highway.residential", [""]),
            ("-23#1", "3", "2", "highway.residential", [""]),
            ("24", "2", "n4", "highway.busway", ['allow="bus taxi"']),
            ("-24", "n4", "2", "highway.busway", ['allow="bus taxi"']),
            ("99", "n4", "3", "railway.rail", ['allow="rail"']),
        )
    )
    turns = (
        ("12", "23#1"),
        ("-23#1", "-12"),
        ("-12", "12"),
        ("23#1", "-23#1"),
        ("12", "24"),
        ("-24", "-12"),
        ("24", "-24"),
    )
    links = "".join(f'<connection from="{a}" to="{b}" fromLane="0" toLane="0"/>' for a, b in turns)
    inside = '<edge id=":2_0" function="internal"><lane id=":2_0_0"/></edge><connection from=":2_0" to="12"/>'
    return f'<net version="1.20">{told}{inside}{edges}{junctions}{links}{more}</net>'


def test_a_whole_network_lies_where_its_projection_says(tmp_path: Path) -> None:
    (tmp_path / "town.net.xml.gz").write_bytes(gzip.compress(net().encode()))
    network, report = import_file(tmp_path / "town.net.xml.gz")
    assert (report.nodes, report.edges, report.signals) == (4, 6, 1)
    assert (report.dropped, report.extras) == ({"not_a_road": 1}, {"bus": 2})
    first = network.way_id.tolist().index(12)
    assert distance_m(network.place(int(network.tail[first])), network.edge_points(first)[0]) == 0
    east = network.node_lon.argmax()
    assert (network.node_lat[east], network.node_lon[east]) == pytest.approx((36.50, 127.02), abs=1e-6)
    assert (network.lanes[first], network.maxspeed_kmh[first]) == (2, pytest.approx(50.0, abs=0.1))
    assert (network.road_class[first], network.edge_name(first)) == (RoadClass.PRIMARY, "Main")
    assert edges_of(network, 23) == {(2, 3), (3, 2)}
    assert set(network.access[network.way_id == 24].tolist()) == {Access.BUS}
    assert network.label.licence == "ODbL-1.0"  # its types say that it comes from OpenStreetMap


def test_turns_that_no_connection_makes_are_banned(tmp_path: Path) -> None:
    (tmp_path / "town.net.xml").write_text(net())
    network, report = import_file(tmp_path / "town.net.xml")
    assert banned(network) == {(1, 2, 1), (3, 2, 3), (3, 2, -1), (-1, 2, 3), (-1, 2, -1)}
    assert report.rules == {"turn_without_connection": 5}


PLAIN = {
    "a.nod.xml": "<nodes>" + "".join(
        f'<node id="{node}" x="{x}" y="{y}" type="priority"/>' for node, (x, y) in PLACES.items()
    ) + "</nodes>",
    "a.edg.xml": """<edges><edge id="7" from="1" to="2" numLanes="2" speed="27.78"
shape="127,36.5 127.005,36.502 127.01,36.5"/>
<edge id="-7" from="2" to="1" numLanes="1" speed="8.33"/><edge id="8" from="2" to="3" numLanes="1"/>
<edge id="-8" from="3" to="2" numLanes="1"/></edges>""",
    "a.con.xml": '<connections><connection from="7" to="-7"/><connection from="-7" to="7"/></connections>',
}  # fmt: skip


def plain(path: Path, **changed: str) -> Path:
    """A zip of plain files."""
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in (PLAIN | changed).items():
            packed.writestr(name, content)
    return path


def test_plain_files_in_degrees_have_speeds_in_metres_a_second(tmp_path: Path) -> None:
    files = {name: content for name, content in PLAIN.items() if name != "a.con.xml"}
    with zipfile.ZipFile(tmp_path / "town.zip", "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    network, report = import_file(tmp_path / "town.zip")
    assert (report.edges, report.bans) == (4, 0)  # without connections every turn is left open
    first = network.way_id.tolist().index(7)
    assert (network.maxspeed_kmh[first], network.lanes[first]) == (pytest.approx(100.0, abs=0.1), 2)
    assert [point.lon for point in network.edge_points(first)] == [127.0, 127.005, 127.01]
    assert network.road_class.tolist() == [
        RoadClass.MOTORWAY,
        RoadClass.RESIDENTIAL,
        RoadClass.RESIDENTIAL,
        RoadClass.RESIDENTIAL,
    ]


def test_in_plain_files_an_edge_with_connections_has_no_other_turn(tmp_path: Path) -> None:
    network, report = import_file(plain(tmp_path / "town.zip"))
    assert report.dropped == {"cut_off_by_restrictions": 2}  # nobody gets to node 3
    assert (report.edges, banned(network)) == (2, set())


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<net/>",
        "<html>no</html>",
        net()[:900],
        net(location='<location netOffset="0,0" projParameter="!"/>'),
        net(location='<location netOffset="0,0" projParameter="+proj=nowhere"/>'),
        net(location='<location netOffset="here"/>'),
        net().replace('from="1"', ""),
        net(more='<junction id="5" x="a" y="b"/>'),
    ],
)
def test_what_is_no_network_is_a_clear_error(content: str, tmp_path: Path) -> None:
    (tmp_path / "town.net.xml").write_text(content)
    with pytest.raises(RoadImportError, match="town"):
        import_file(tmp_path / "town.net.xml")
