"""PBF is read by the same rules as XML: the same roads come out."""

from pathlib import Path

import osmium
import pytest

from routing import osmpbf
from routing.model import RoadImportError
from routing.network import import_file
from routing.osmxml import read_osm_xml
from tests.routing.test_osmxml import TOWN, extract, turn, way


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """A town as PBF, made of the XML beside it."""
    rules = (
        turn(7, 2, 9, restriction="no_left_turn"),
        turn(7, 2, 8, restriction__conditional="no_entry @ (22:00-06:00)"),
    )
    (tmp_path / "town.osm").write_bytes(extract(*TOWN, way([3, 4], 11, building="yes"), *rules))
    with osmium.SimpleWriter(str(tmp_path / "town.osm.pbf")) as writer:
        for one in osmium.FileProcessor(str(tmp_path / "town.osm")):
            writer.add(one)
    return tmp_path / "town.osm.pbf"


def test_a_pbf_file_gives_the_roads_its_xml_gives(packed: Path) -> None:
    network, report = import_file(packed)
    plain, told = read_osm_xml(packed.with_suffix(""))
    assert report == told
    assert (report.bans, report.dropped["not_a_road"]) == (1, 1)
    assert network.label.attribution == "© OpenStreetMap contributors"
    same = ("node_lat", "node_lon", "node_signal", "tail", "head", "length_m", "way_id", "access", "lanes", "ban_edge")
    assert all(getattr(network, name).tolist() == getattr(plain, name).tolist() for name in same)


def test_a_damaged_or_foreign_pbf_file_is_a_clear_error(packed: Path) -> None:
    whole = packed.read_bytes()
    for content in (b"", b"<osm/>", b"no such thing at all", whole[: len(whole) // 2], whole[:-3]):
        packed.write_bytes(content)
        with pytest.raises(RoadImportError, match="town"):
            import_file(packed)


def test_without_the_package_the_way_out_is_told(packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osmpbf, "find_spec", lambda name: None)
    with pytest.raises(RoadImportError, match="pip install 'osmium"):
        import_file(packed)
