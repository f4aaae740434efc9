"""`flask roads import`: real roads in one command, what was left out in two languages, and no harm by a bad file."""

import zipfile
from pathlib import Path

import pytest
from apiflask import APIFlask

from dispatch.city.child import lay
from dispatch.roadfile import roads_file
from routing.model import RoadImportError
from routing.store import load_network
from tests.dispatch.town import Town
from tests.routing.test_sumo import PLAIN
from tests.routing.test_tables import EDGES, NODES
from tests.web.test_admin import CROSSING


def run(app: APIFlask, *args: object) -> tuple[int, str]:
    """What the command prints, and how it ends."""
    told = app.test_cli_runner().invoke(args=["roads", "import", *map(str, args)])
    return told.exit_code, told.output


def test_an_import_is_in_force_and_tells_in_both_languages_what_it_left_out(
    app: APIFlask, town: Town, tmp_path: Path
) -> None:
    building = '<way id="8"><nd ref="1"/><nd ref="99"/><tag k="building" v="yes"/></way></osm>'
    (tmp_path / "city.osm").write_text(CROSSING.replace("</osm>", building))
    status, told = run(app, tmp_path / "city.osm")
    assert status == 0
    assert "2  방향별 구간 · segments by direction" in told
    assert "1  도로가 아니거나 구급차도 못 가는 길 · no road, or closed even to ambulances" in told
    assert load_network(roads_file(town.system.settings)).label.name == "city"


def test_a_bad_file_is_told_and_the_roads_in_force_stay(app: APIFlask, town: Town, tmp_path: Path) -> None:
    (tmp_path / "good.osm").write_text(CROSSING)
    run(app, tmp_path / "good.osm")
    for name in ("bad.osm", "bad.osm.pbf", "bad.net.xml", "bad.zip", "bad.graphml"):
        (tmp_path / name).write_bytes(b"no roads at all")
        status, told = run(app, tmp_path / name)
        assert status == 1
        assert f"{name} " in told
        assert "the roads in force stay" in told
    assert load_network(roads_file(town.system.settings)).label.name == "good"


def test_a_file_and_a_place_at_once_or_neither_is_a_mistake(app: APIFlask, tmp_path: Path) -> None:
    (tmp_path / "good.osm").write_text(CROSSING)
    assert run(app)[0] == 2
    assert run(app, tmp_path / "good.osm", "--place", "Sejong")[0] == 2


@pytest.mark.parametrize("files", [PLAIN, {"nodes.csv": NODES, "edges.csv": EDGES}])
def test_what_the_administrators_page_starts_reads_archives_too(files: dict[str, str], tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "city.zip", "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    report = lay("file", str(tmp_path / "city.zip"), tmp_path / "roads.npz", None)
    assert load_network(tmp_path / "roads.npz").edge_count == report["edges"] >= 2
    assert sum(report["dropped"].values()) > 0
    (tmp_path / "city.zip").write_bytes(b"PK\x03\x04")
    with pytest.raises(RoadImportError, match=r"city\.zip holds no readable roads"):
        lay("file", str(tmp_path / "city.zip"), tmp_path / "roads.npz", None)
