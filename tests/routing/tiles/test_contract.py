"""The contract of both builders: every road is drawn where it lies, with its class and its names."""

import gzip
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from math import asinh, floor, pi, radians, tan
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import pytest
import shapely
from shapely.geometry import shape

from routing.assemble import Segment, Survey, assemble
from routing.kinds import RoadClass
from routing.model import RoadNetwork
from routing.tiles import Builder, draw_tiles, native, plain
from routing.tiles.archive import Archive, open_archive
from routing.tiles.lines import FIRST_ZOOM, LAST_ZOOM, LAYER, SHOWN_FROM, Line, road_lines
from tests.routing.towns import EXAMPLE, both_ways, corner, grid

TOLERANCE = 2.0  # of 4096 units in a tile: rounding, 1 m at zoom 14
CITY = shapely.box(127.24, 36.47, 127.30, 36.53)
Feature = dict[str, Any]


@pytest.fixture(params=["native", "plain"])
def build(request: pytest.FixtureRequest) -> Builder:
    """Each builder in turn."""
    if request.param == "native" and native.program() is None:
        pytest.skip("no tippecanoe here")
    return native.build if request.param == "native" else plain.build


def drawn(network: RoadNetwork, folder: Path, build: Builder) -> Archive:
    """The archive of a network."""
    draw_tiles(network, folder / "town.pmtiles", by=[build])
    return open_archive(folder / "town.pmtiles")


@pytest.fixture(scope="module")
def example_drawn(example: RoadNetwork, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Builder], Archive]:
    """The archive of the example roads by each builder, drawn once: it takes seconds."""
    return cache(lambda build: drawn(example, tmp_path_factory.mktemp("example"), build))


def world(point: tuple[float, float], zoom: int) -> tuple[float, float]:
    """A place in tiles of a zoom, from the north-western corner of the world (EPSG:3857)."""
    lon, lat = point
    return (lon + 180) / 360 * 2**zoom, (1 - asinh(tan(radians(lat))) / pi) / 2 * 2**zoom


def features(archive: Archive, zoom: int, column: int, row: int) -> list[Feature]:
    """What a tile draws; its lines in units from its north-western corner."""
    content = archive.tile(zoom, column, row)
    if content is None:
        return []
    told = mapbox_vector_tile.decode(gzip.decompress(content), default_options={"y_coord_down": True})
    assert set(told) == {LAYER}
    assert told[LAYER]["extent"] == 4096
    return list(told[LAYER]["features"])


def halves(line: Line) -> Iterator[tuple[float, float]]:
    """The middle of every piece of a line."""
    for (ax, ay), (bx, by) in zip(line.points, line.points[1:], strict=False):
        yield (ax + bx) / 2, (ay + by) / 2


def strays(archive: Archive, lines: list[Line], zoom: int, tolerance: float) -> list[tuple[str, tuple[float, float]]]:
    """The middles that no line of their class and names comes near to, in the tile they lie in."""
    seen: dict[tuple[int, int], dict[str, Any]] = {}
    found = []
    for line in lines:
        for middle in halves(line):
            x, y = world(middle, zoom)
            tile = floor(x), floor(y)
            if tile not in seen:
                seen[tile] = by_properties(features(archive, zoom, *tile))
            drawn_here = seen[tile].get(str(sorted(line.properties.items())))
            here = shapely.Point((x - tile[0]) * 4096, (y - tile[1]) * 4096)
            if drawn_here is None or drawn_here.distance(here) > tolerance:
                found.append((str(line.properties), middle))
    return found


def by_properties(drawn_here: list[Feature]) -> dict[str, Any]:
    """All lines of a class and name as one shape."""
    shapes = defaultdict(list)
    for one in drawn_here:
        shapes[str(sorted(one["properties"].items()))].append(shape(one["geometry"]))
    return {about: shapely.GeometryCollection(same) for about, same in shapes.items()}


def test_every_road_of_the_town_lies_in_a_tile_of_the_last_zoom_with_its_class_and_names(
    build: Builder, tmp_path: Path
) -> None:
    town = grid(5)
    archive = drawn(town, tmp_path, build)
    assert strays(archive, road_lines(town), LAST_ZOOM, TOLERANCE) == []


def test_every_road_of_the_example_city_lies_in_a_tile_of_the_last_zoom(
    build: Builder, example: RoadNetwork, example_drawn: Callable[[Builder], Archive]
) -> None:
    archive = example_drawn(build)
    in_town = [line for line in road_lines(example) if all(map(CITY.contains, map(shapely.Point, line.points)))]
    assert len(in_town) > 50
    assert strays(archive, in_town, LAST_ZOOM, TOLERANCE) == []


@pytest.mark.parametrize("kind", list(RoadClass))
def test_a_road_is_drawn_from_its_first_zoom_on_and_not_before(build: Builder, kind: RoadClass, tmp_path: Path) -> None:
    lines = road_lines(grid(12, kind=kind))
    motorway = [Line(RoadClass.MOTORWAY, None, None, ((126.0, 36.0), (128.0, 37.0)))]  # so that no zoom is empty
    about_town = drawn(grid(12, kind=kind), tmp_path, build).about
    build([*lines, *motorway], tmp_path / "both.pmtiles", about_town)
    archive = open_archive(tmp_path / "both.pmtiles")
    for zoom in range(FIRST_ZOOM, LAST_ZOOM + 1):
        x, y = world(lines[0].points[0], zoom)
        around = [(floor(x) + i, floor(y) + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        kinds = {f["properties"]["class"] for tile in around for f in features(archive, zoom, *tile)}
        named = {f["properties"].get("name") for tile in around for f in features(archive, zoom, *tile)} - {None}
        assert bool(named) == (zoom >= SHOWN_FROM[kind])
        assert kinds <= {kind.name.lower(), "motorway"}


def test_names_are_told_in_korean_and_english_where_they_are_known(build: Builder, tmp_path: Path) -> None:
    survey = Survey({number: corner(0, number) for number in range(6)})
    names = [
        ("한누리대로", None),
        ("세종로", "King Sejong Road"),
        ("Main Street", None),
        ("한글비석로 · 1", "Stone"),
        (None, None),
    ]
    for number, (name, english) in enumerate(names):
        both_ways(survey, number, number + 1, RoadClass.PRIMARY, name)
        survey.segments[-2:] = [
            Segment(s.tail, s.head, s.road_class, name=name, name_en=english) for s in survey.segments[-2:]
        ]
    archive = drawn(assemble(survey, EXAMPLE)[0], tmp_path, build)
    x, y = world((corner(0, 0).lon, corner(0, 0).lat), LAST_ZOOM)
    found = {
        tuple(sorted(f["properties"].items()))
        for i in (0, 1)
        for f in features(archive, LAST_ZOOM, floor(x) + i, floor(y))
    }
    assert {tuple(sorted(({"class": "primary"} | told).items())) for told in (
        {"name": "한누리대로", "name:ko": "한누리대로", "name:en": "Hannuri-daero"},
        {"name": "세종로", "name:ko": "세종로", "name:en": "King Sejong Road"},
        {"name": "Main Street"},
        {"name": "한글비석로 · 1", "name:ko": "한글비석로 · 1", "name:en": "Stone"},
        {},
    )} == found  # fmt: skip


def test_both_builders_have_the_same_tiles(example_drawn: Callable[[Builder], Archive]) -> None:
    if native.program() is None:
        pytest.skip("no tippecanoe here")
    theirs, ours = example_drawn(native.build), example_drawn(plain.build)
    assert (theirs.about, theirs.box) == (ours.about, ours.box)
    assert theirs.tiles.keys() == ours.tiles.keys()


def test_equal_roads_give_equal_bytes(build: Builder, tmp_path: Path) -> None:
    first, again = drawn(grid(6), tmp_path, build), drawn(grid(6), tmp_path, build)
    assert first.version == again.version
    assert drawn(grid(7), tmp_path, build).version != first.version


def test_an_archive_says_whose_roads_it_shows(build: Builder, tmp_path: Path) -> None:
    about = drawn(grid(3), tmp_path, build).about
    assert (about.digest, about.attribution, about.generated) == (grid(3).digest, EXAMPLE.attribution, True)


def test_where_nothing_is_drawn_there_is_no_tile(build: Builder, tmp_path: Path) -> None:
    archive = drawn(grid(3), tmp_path, build)
    for outside in ((LAST_ZOOM, 0, 0), (LAST_ZOOM + 1, 0, 0), (3, 9, 0), (14, -1, 5), (99, 1, 1)):
        assert archive.tile(*outside) is None
