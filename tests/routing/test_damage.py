"""Whatever a file has become on its way here: a network or one clear error, and nothing else."""

import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import osmium
import osmnx as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.model import RoadImportError
from routing.network import import_file
from tests.routing.test_network import graph
from tests.routing.test_osmxml import TOWN, extract, turn
from tests.routing.test_sumo import PLAIN, net
from tests.routing.test_tables import EDGES, NODES

ARCS = "miscData,,,\narcForm,numModes,\ndirected,2\n,\narcs,,,\nindex,fromNode,toNode,distance,mode_1,mode_2,\n"
ARCS += "1.0,1.0,2.0,0.9,2.8e-4,3.9e-4\n2.0,2.0,1.0,0.9,2.8e-4,3.9e-4\n"

POINTS = "nodes,,,\nindex,x,y,offRoadAccess,\n1.0,174.7,-36.7,1.0\n2.0,174.71,-36.7,1\n"
DAMAGE = [b"", b"9", b"-", b"e9", b"\0", b"\xff", b"<", b'"', b"99999999999999999999"]


def zipped(**files: str) -> bytes:
    """A zip of these files, uncompressed so that damage reaches the text."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return made.getvalue()


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, bytes]]:
    """A small sound file of every kind."""
    folder = tmp_path_factory.mktemp("samples")
    plain = extract(*TOWN, turn(7, 2, 9, restriction="no_left_turn"))
    (folder / "a.osm").write_bytes(plain)
    ox.save_graphml(graph(maxspeed="50"), folder / "a.graphml")
    with osmium.SimpleWriter(str(folder / "a.osm.pbf")) as writer:
        for one in osmium.FileProcessor(str(folder / "a.osm")):
            writer.add(one)
    yield {
        "a.osm": plain,
        "a.osm.gz": gzip.compress(plain),
        "a.osm.pbf": (folder / "a.osm.pbf").read_bytes(),
        "a.graphml": (folder / "a.graphml").read_bytes(),
        "a.net.xml": net().encode(),
        "sumo.zip": zipped(**PLAIN),
        "tables.zip": zipped(**{"nodes.csv": NODES, "edges.csv": EDGES}),
        "jemss.zip": zipped(**{"nodes.csv": POINTS, "arcs.csv": ARCS}),
    }  # fmt: skip


KINDS = ["a.osm", "a.osm.gz", "a.osm.pbf", "a.graphml", "a.net.xml", "sumo.zip", "tables.zip", "jemss.zip"]


@pytest.mark.parametrize("name", KINDS)
def test_the_sound_file_is_read(name: str, samples: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(samples[name])
    assert import_file(tmp_path / name)[1].edges >= 2


@pytest.mark.filterwarnings("ignore::UserWarning:networkx.*")
@settings(max_examples=120)
@given(name=st.sampled_from(KINDS), data=st.data())
def test_a_damaged_file_is_a_network_or_a_clear_error(
    samples: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    content = bytearray(samples[name])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.sampled_from(DAMAGE))
    file = tmp_path_factory.getbasetemp() / name
    file.write_bytes(content)
    try:
        network, _ = import_file(file)
    except RoadImportError as error:
        assert name.split(".")[0] in str(error)
    else:
        assert network.edge_count >= 2
