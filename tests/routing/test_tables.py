"""Two tables of nodes and edges, in a folder or packed, with many names for the same column."""

import gzip
import zipfile
from pathlib import Path

import numpy as np
import pytest

from routing.kinds import Access, RoadClass
from routing.model import RoadImportError
from routing.network import import_file
from tests.routing.test_real_networks import edges_of

NODES = "id,lat,lon,signal\n1,36.50,127.00,\n2,36.51,127.00,yes\n3,36.50,127.01,no\n"
EDGES = """from,to,class,oneway,length_m,maxspeed_kmh,name,name_en,way_id,lanes,max_height_m,geometry
1,2,primary,no,1200,60,세종로,Sejong-ro,11,4,,"LINESTRING (127.0 36.5, 127.001 36.505, 127.0 36.51)"
2,3,residential,yes,,,,,12,,3.5,
3,1,,no,950,,,,13,,,
1,3,footway,no,900,,,,14,,,
"""


def folder(path: Path, nodes: str = NODES, edges: str = EDGES) -> Path:
    """A folder of two tables."""
    path.mkdir(exist_ok=True)
    (path / "my_nodes.csv").write_text(nodes, "utf-8")
    (path / "my_edges.csv.gz").write_bytes(gzip.compress(edges.encode()))
    (path / "readme.txt").write_text("read me")
    return path


def test_tables_tell_everything_a_road_has(tmp_path: Path) -> None:
    network, report = import_file(folder(tmp_path / "town"))
    assert (report.nodes, report.edges, report.signals) == (3, 6, 1)
    assert (report.dropped, report.extras) == ({"not_a_road": 1}, {"contraflow": 1})
    assert edges_of(network, 11) == {(1, 2), (2, 1)}
    first = network.way_id.tolist().index(11)
    assert (network.road_class[first], network.length_m[first], network.maxspeed_kmh[first]) == (2, 1200, 60)
    assert (network.edge_name(first), network.edge_name_en(first), network.lanes[first]) == ("세종로", "Sejong-ro", 2)
    assert network.edge_points(first)[1].lon == 127.001
    assert set(network.max_height_m[network.way_id == 12].tolist()) == {3.5}
    assert network.access[network.way_id == 12].tolist() == [Access.ANYBODY, Access.CONTRAFLOW]
    assert network.road_class[network.way_id == 13].tolist() == [RoadClass.UNCLASSIFIED] * 2  # no class told


def test_a_zip_of_the_same_tables_reads_the_same(tmp_path: Path) -> None:
    plain = folder(tmp_path / "town")
    with zipfile.ZipFile(tmp_path / "town.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for file in plain.iterdir():
            packed.write(file, f"inside/{file.name}")
        packed.writestr("__MACOSX/._my_nodes.csv", b"\0\1")
    a, b = import_file(plain)[0], import_file(tmp_path / "town.zip")[0]
    assert np.array_equal(a.length_m, b.length_m)
    assert np.array_equal(a.shape_lat, b.shape_lat)


def test_osmnx_tables_have_a_row_for_each_direction_and_words_may_be_ids(tmp_path: Path) -> None:
    nodes = "osmid;y;x;highway\nA;36.5;127.0;\nB;36.51;127.0;traffic_signals\n"
    edges = "u;v;key;osmid;highway;oneway;length\nA;B;0;5;primary;False;1100\nB;A;0;5;primary;False;1100\n"
    network, report = import_file(folder(tmp_path / "town", nodes, edges))
    assert (report.edges, report.signals) == (2, 1)
    assert network.node_id.tolist() == [-1, -1]
    assert network.way_id.tolist() == [5, 5]


@pytest.mark.parametrize(
    ("nodes", "edges", "sentence"),
    [
        (NODES, "a,b\n1,2\n", "edge table has no from"),
        ("id,name\n1,x\n", EDGES, "node table has no lat"),
        (NODES.replace("36.50", "north"), EDGES, "could not convert"),
        (NODES.replace("36.50", "936.50"), EDGES, "town"),
        (NODES, EDGES.replace("1200", "long"), "could not convert"),
        (NODES, EDGES.replace("LINESTRING (", "POINT ("), "no LINESTRING"),
        (NODES, "from,to\n", "no connected roads"),
        (NODES, "", "no connected roads"),
        ("", EDGES, "no connected roads"),
    ],
)
def test_tables_that_make_no_roads_say_what_is_wrong(nodes: str, edges: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(RoadImportError, match=sentence):
        import_file(folder(tmp_path / "town", nodes, edges))


def test_a_folder_or_zip_without_roads_tells_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "letter.txt").write_text("dear")
    with pytest.raises(RoadImportError, match=r"some holds letter\.txt, but neither"):
        import_file(tmp_path / "some")
    (tmp_path / "town.zip").write_bytes(b"PK no")
    with pytest.raises(RoadImportError, match=r"town\.zip holds no readable roads"):
        import_file(tmp_path / "town.zip")
