"""The real roads and zones of La Serena–Coquimbo, and what happens without them."""

import sqlite3
import struct
import zipfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from chassis.geo import Box, LatLon
from routing import coquimbo
from routing.kinds import RoadClass
from routing.model import RoadImportError

packaged = pytest.mark.skipif(find_spec("aequilibrae") is None, reason=coquimbo.MISSING)
CITY = Box(-30.25, -71.6, -29.7, -71.0)


def header(order: str) -> bytes:
    """The 39 bytes every SpatiaLite shape begins with."""
    return struct.pack(f"{order}BBi4dB", 0, order == "<", 4326, 0, 0, 0, 0, 0x7C)


def point(lat: float, lon: float, order: str = "<") -> bytes:
    """A point as SpatiaLite stores it."""
    return header(order) + struct.pack(f"{order}i2d", 1, lon, lat) + b"\xfe"


def line(*points: tuple[float, float], order: str = "<") -> bytes:
    """A line as SpatiaLite stores it; points as latitude, longitude."""
    flat = [part for lat, lon in points for part in (lon, lat)]
    return header(order) + struct.pack(f"{order}ii{len(flat)}d", 2, len(points), *flat) + b"\xfe"


def square(south: float, west: float, side: float) -> bytes:
    """A square of one ring as SpatiaLite stores it."""
    ring = [(0, 0), (side, 0), (side, side), (0, side), (0, 0)]
    flat = [part for north, east in ring for part in (west + east, south + north)]
    return header("<") + struct.pack("<iiBiii10d", 6, 1, 0x69, 3, 1, 5, *flat) + b"\xfe"


@pytest.fixture
def archive(tmp_path: Path) -> Callable[..., Path]:
    """Packs a database of three nodes, the given links and one zone."""

    def pack(*links: tuple[object, ...], zone: bytes = square(-30.0, -71.0, 0.02)) -> Path:
        database = sqlite3.connect(tmp_path / coquimbo.DATABASE)
        database.execute("CREATE TABLE nodes (node_id, is_centroid, geometry)")
        database.execute(
            "CREATE TABLE links (link_id INTEGER PRIMARY KEY, a_node, b_node, direction, distance, modes, link_type,"
            " name, speed_ab, speed_ba, geometry)"
        )
        database.execute("CREATE TABLE zones (zone_id, population, geometry)")
        places = [(1, 0, point(-30.0, -71.0)), (2, 0, point(-30.0, -71.01, ">")), (9, 1, point(0.0, 0.0))]
        database.executemany("INSERT INTO nodes VALUES (?, ?, ?)", places)
        marks = ", ".join("?" * 10)
        database.executemany(f"INSERT INTO links VALUES (NULL, {marks})", links)
        database.executemany("INSERT INTO zones VALUES (?, ?, ?)", [(1, 800, zone), (2, 0, zone)])
        database.commit()
        database.close()
        packed = tmp_path / "coquimbo.zip"
        with zipfile.ZipFile(packed, "w") as target:
            target.write(tmp_path / coquimbo.DATABASE, coquimbo.DATABASE)
        return packed

    return pack


def test_links_run_the_way_their_direction_says_with_the_speed_of_that_way(archive: Callable[..., Path]) -> None:
    bent = line((-30.0, -71.0), (-30.001, -71.004), (-30.002, -71.006), (-30.0, -71.01), order=">")
    straight = line((-30.0, -71.01), (-30.0, -71.0))
    packed = archive(
        (1, 2, 0, 990.0, "ct", "primary", "Avenida", 60, 40, bent),
        (2, 1, 1, 970.0, "ct", "residential", None, None, None, straight),
        (1, 2, -1, 970.0, "ct", "tertiary", None, None, 30, straight),
        (9, 1, 0, 5.0, "ct", "centroid_connector", None, None, None, straight),
        (1, 2, 0, 5.0, "wb", "residential", None, None, None, straight),
    )
    network, report = coquimbo.read_roads(packed)
    assert (report.edges, report.dropped["not_a_road"]) == (4, 2)
    assert network.tail.tolist() == [0, 1, 1, 1]
    assert network.maxspeed_kmh[[0, 1, 3]].tolist() == [60, 40, 30]
    assert network.edge_points(0)[1:3] == [LatLon(-30.001, -71.004), LatLon(-30.002, -71.006)]
    assert network.edge_points(1) == network.edge_points(0)[::-1]
    assert network.road_class.tolist() == [RoadClass.PRIMARY] * 2 + [RoadClass.RESIDENTIAL, RoadClass.TERTIARY]


def test_a_zone_lies_in_its_middle_and_empty_ones_are_left_out(archive: Callable[..., Path]) -> None:
    (zone,) = coquimbo.read_zones(archive())
    assert (zone.zone, zone.population) == (1, 800)
    assert (zone.place.lat, zone.place.lon) == pytest.approx((-29.99, -70.99))


def test_another_shape_than_expected_is_a_clear_error(archive: Callable[..., Path]) -> None:
    with pytest.raises(RoadImportError, match="shape 1 where polygons were expected"):
        coquimbo.read_zones(archive(zone=point(-30.0, -71.0)))


@pytest.mark.parametrize("content", [b"", b"no zip"])
def test_a_broken_archive_tells_which_package_to_install(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "coquimbo.zip").write_bytes(content)
    with pytest.raises(RoadImportError, match=r"pip install --no-deps aequilibrae==1\.7\.2"):
        coquimbo.read_roads(tmp_path / "coquimbo.zip")
    with pytest.raises(RoadImportError, match="pip install"):
        coquimbo.read_zones(tmp_path / "absent.zip")


@packaged
def test_the_real_roads_of_coquimbo_are_whole() -> None:
    network, report = coquimbo.read_roads()
    assert report.edges + sum(report.dropped.values()) == 34_272 + 137  # the connectors are counted once
    assert report.edges > 34_000
    assert network.label.licence == "ODbL-1.0"
    assert all(CITY.holds(network.place(node)) for node in range(0, network.node_count, 50))
    assert "Avenida Francisco de Aguirre" in network.names


@packaged
def test_the_133_zones_of_coquimbo_hold_its_people_where_they_live() -> None:
    zones = coquimbo.read_zones()
    assert len(zones) == 133
    assert 400_000 < sum(zone.population for zone in zones) < 500_000
    assert all(CITY.holds(zone.place) for zone in zones)
