"""San Francisco's tables: every street both ways, none for walkers."""

import gzip
from pathlib import Path

import pytest

from routing import sanfrancisco
from routing.kinds import RoadClass
from routing.model import RoadImportError


def tables(folder: Path, edges: str, nodes: str = "1,37.70,-122.40\n2,37.71,-122.40\n") -> Path:
    """Both tables as the city publishes them."""
    head = "cnn,from_node,to_node,length_m,classcode,street,layer\n"
    (folder / "sf_nodes.csv.gz").write_bytes(gzip.compress(f"node_cnn,lat,lon\n{nodes}".encode()))
    (folder / "sf_edges.csv.gz").write_bytes(gzip.compress((head + edges).encode()))
    return folder


def test_a_street_is_driven_both_ways_and_stairs_not_at_all(tmp_path: Path) -> None:
    rows = "7,1,2,1100,3,MARKET ST,STREETS\n8,1,2,1100,0,STEPS,Streets_Pedestri\n"
    network, report = sanfrancisco.read_roads(tables(tmp_path, rows))
    assert network.tail.tolist() == [0, 1]
    assert network.road_class.tolist() == [RoadClass.SECONDARY] * 2
    assert network.edge_name(0) == "Market St"
    assert report.dropped["not_a_road"] == 1


@pytest.mark.parametrize("rows", ["7,1,2,far,3,A,STREETS\n", "7,1,2,5,X,A,STREETS\n", "7,1,9,5,3,A,STREETS\n", ""])
def test_tables_that_make_no_roads_are_a_clear_error(rows: str, tmp_path: Path) -> None:
    with pytest.raises(RoadImportError):
        sanfrancisco.read_roads(tables(tmp_path, rows))


def test_missing_or_damaged_tables_are_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(RoadImportError, match="no San Francisco tables"):
        sanfrancisco.read_roads(tmp_path)
    (tables(tmp_path, "") / "sf_edges.csv.gz").write_bytes(b"torn")
    with pytest.raises(RoadImportError, match="no San Francisco tables"):
        sanfrancisco.read_roads(tmp_path)
