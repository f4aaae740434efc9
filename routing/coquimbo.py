"""La Serena–Coquimbo, Chile: real OpenStreetMap roads and populated zones, from the wheel of AequilibraE.

The wheel `aequilibrae` 1.7.2 ships the example as a SQLite database with SpatiaLite shapes. It is opened as a file:
the package itself is neither imported nor needed. Roads © OpenStreetMap contributors, ODbL.
"""

import sqlite3
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from chassis.geo import LatLon
from routing.assemble import ImportReport, Segment, Survey, assemble
from routing.losses import Loss
from routing.model import Label, RoadImportError, RoadNetwork
from routing.osmtags import ATTRIBUTION, CLASSES, LICENCE

MISSING = "the roads of Coquimbo come in a package: pip install --no-deps aequilibrae==1.7.2"
LABEL = Label("La Serena–Coquimbo", "AequilibraE 1.7.2, coquimbo.zip", LICENCE, ATTRIBUTION)
DATABASE = "project_database.sqlite"
LINKS = """SELECT a_node, b_node, direction, distance, modes, link_type, name, speed_ab, speed_ba, geometry
FROM links ORDER BY link_id"""

# SpatiaLite's BLOB-Geometry: 00, byte order, SRID, bounding box of four doubles, 7C, then from byte 39 on a shape.
SHAPE_AT = 39
POINT, LINESTRING, MULTIPOLYGON = 1, 2, 6


@dataclass(frozen=True, slots=True)
class PopulatedZone:
    """A zone's middle and how many people live in it."""

    zone: int
    place: LatLon
    population: float


def read_roads(archive: Path | None = None) -> tuple[RoadNetwork, ImportReport]:
    """The roads cars may use, from the package unless another `archive` is named; RoadImportError when it is absent."""
    with _database(archive or _packaged()) as database:
        survey = Survey(places=dict(_nodes(database)))
        for row in database.execute(LINKS):
            _take_link(survey, *row)
    return assemble(survey, LABEL)


def read_zones(archive: Path | None = None) -> tuple[PopulatedZone, ...]:
    """The zones people live in, in the order of their numbers; raises RoadImportError as `read_roads` does."""
    query = "SELECT zone_id, population, geometry FROM zones WHERE population > 0 ORDER BY zone_id"
    with _database(archive or _packaged()) as database:
        return tuple(
            PopulatedZone(zone, _middle(_outline(shape)), population)
            for zone, population, shape in database.execute(query)
        )


def _packaged() -> Path:
    found = find_spec("aequilibrae")
    if found is None or not found.submodule_search_locations:
        raise RoadImportError(MISSING)
    return Path(found.submodule_search_locations[0], "reference_files", "coquimbo.zip")


@contextmanager
def _database(archive: Path) -> Iterator[sqlite3.Connection]:
    try:
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(archive) as packed:
            file = packed.extract(DATABASE, folder)
            with closing(sqlite3.connect(file)) as database:
                yield database
    except (OSError, KeyError, zipfile.BadZipFile, sqlite3.Error, struct.error) as fault:
        raise RoadImportError(f"{archive} does not hold the roads of Coquimbo: {fault}; {MISSING}") from fault


def _nodes(database: sqlite3.Connection) -> Iterator[tuple[int, LatLon]]:
    for node, shape in database.execute("SELECT node_id, geometry FROM nodes WHERE is_centroid = 0"):
        yield node, _points(shape, SHAPE_AT + 4, 1)[0]


def _take_link(
    survey: Survey,
    start: int,
    end: int,
    direction: int,
    length_m: float,
    modes: str,
    kind: str,
    name: str | None,
    speed_ab: float | None,
    speed_ba: float | None,
    shape: bytes,
) -> None:
    """`direction` 1 runs from a to b, -1 from b to a, 0 both ways; `c` among the modes is the car."""
    drivable = CLASSES.get(kind)
    if drivable is None or "c" not in modes:
        survey.dropped[Loss.NOT_A_ROAD] += 1
        return
    bends = tuple(_line(shape)[1:-1])
    if direction >= 0:
        survey.segments.append(Segment(start, end, drivable, length_m, speed_ab, name, bends))
    if direction <= 0:
        survey.segments.append(Segment(end, start, drivable, length_m, speed_ba, name, bends[::-1]))


def _order(shape: bytes) -> str:
    return "<" if shape[1] == 1 else ">"


def _points(shape: bytes, at: int, count: int) -> list[LatLon]:
    flat = struct.unpack_from(f"{_order(shape)}{2 * count}d", shape, at)
    return [LatLon(lat, lon) for lon, lat in zip(flat[::2], flat[1::2], strict=True)]


def _counts(shape: bytes, at: int, how_many: int) -> tuple[int, ...]:
    return struct.unpack_from(f"{_order(shape)}{how_many}i", shape, at)


def _line(shape: bytes) -> list[LatLon]:
    kind, count = _counts(shape, SHAPE_AT, 2)
    if kind != LINESTRING:
        raise struct.error(f"shape {kind} where a line was expected")
    return _points(shape, SHAPE_AT + 8, count)


def _outline(shape: bytes) -> list[LatLon]:
    """The outer ring of the first polygon; after kind and number of polygons: 69, kind, number of rings, points."""
    kind, _ = _counts(shape, SHAPE_AT, 2)
    if kind != MULTIPOLYGON:
        raise struct.error(f"shape {kind} where polygons were expected")
    (count,) = _counts(shape, SHAPE_AT + 8 + 1 + 8, 1)
    return _points(shape, SHAPE_AT + 8 + 1 + 12, count)


def _middle(ring: list[LatLon]) -> LatLon:
    """The centroid of a ring (shoelace formula in degrees, good enough for a zone of a city)."""
    first = ring[0]
    pairs = list(zip(ring, ring[1:] + ring[:1], strict=True))
    crosses = [(a.lon - first.lon) * (b.lat - first.lat) - (b.lon - first.lon) * (a.lat - first.lat) for a, b in pairs]
    area = sum(crosses)
    if area == 0:
        return first
    lat = sum((a.lat + b.lat - 2 * first.lat) * cross for (a, b), cross in zip(pairs, crosses, strict=True))
    lon = sum((a.lon + b.lon - 2 * first.lon) * cross for (a, b), cross in zip(pairs, crosses, strict=True))
    return LatLon(first.lat + lat / (3 * area), first.lon + lon / (3 * area))
