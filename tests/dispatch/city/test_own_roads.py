"""Real roads in place of the generated ones, in one command."""

from pathlib import Path

from dispatch.city.load import put_roads
from dispatch.system import System
from dispatch.tables.areas import RegionRow
from routing.network import import_file


def test_imported_roads_are_in_force_at_once_and_the_maps_say_whose_they_are(sejong: System, shared_data: Path) -> None:
    before = sejong.roads.current().digest
    network, _ = import_file(shared_data / "osm" / "seoul_centre.graphml.gz")
    put_roads(sejong, network)
    assert sejong.roads.current().digest != before
    archive = sejong.tiles.opened()
    assert archive is not None
    assert (archive.about.digest, archive.about.generated) == (network.digest, False)
    assert "OpenStreetMap" in archive.about.attribution
    with sejong.db.read() as session:
        row = session.get_one(RegionRow, "sejong")
    assert row.roads_generated is False
    assert "OpenStreetMap" in row.attribution
