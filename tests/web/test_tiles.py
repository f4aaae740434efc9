"""The map's tiles over HTTP: packed as they lie, kept for ever under their version, never a broken map."""

import gzip
from math import asinh, floor, pi, radians, tan
from pathlib import Path

import mapbox_vector_tile
import pytest
from apiflask import APIFlask

from dispatch.tilefile import TileFile
from routing.tiles import draw_tiles, plain
from tests.dispatch.town import Town
from tests.routing.towns import ORIGIN, grid
from tests.web.conftest import PersonMaker

FILE = "sejong.pmtiles"


@pytest.fixture
def folder(town: Town) -> Path:
    """Where the town's tiles lie."""
    return town.system.settings.instance


@pytest.fixture
def drawn(folder: Path) -> Path:
    """A town with a map."""
    draw_tiles(grid(4), folder / FILE, by=[plain.build])
    return folder / FILE


def place() -> tuple[int, int, int]:
    """The tile of zoom 14 that the town begins in."""
    x = (ORIGIN.lon + 180) / 360 * 2**14
    y = (1 - asinh(tan(radians(ORIGIN.lat))) / pi) / 2 * 2**14
    return 14, floor(x), floor(y)


def address(template: str, zoom: int, column: int, row: int) -> str:
    """A tile's address."""
    return template.format(z=zoom, x=column, y=row)


def test_a_page_learns_where_the_tiles_are_and_what_every_map_has_to_say(drawn: Path, person: PersonMaker) -> None:
    told = person("kim").get("/tiles.json").json
    assert (told["state"], told["minzoom"], told["maxzoom"]) == ("ready", 7, 14)
    assert (told["generated"], told["attribution"]) == (True, "invented")
    west, south, east, north = told["bounds"]
    assert west <= ORIGIN.lon <= east
    assert south <= ORIGIN.lat <= north


def test_a_tile_comes_packed_as_it_lies_and_is_kept_for_ever(drawn: Path, person: PersonMaker) -> None:
    kim = person("kim")
    [template] = kim.get("/tiles.json").json["tiles"]
    answer = kim.client.get(address(template, *place()), headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.mimetype == "application/vnd.mapbox-vector-tile"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    roads = mapbox_vector_tile.decode(gzip.decompress(answer.data))["roads"]["features"]
    assert {"Row 0", "Column 0"} <= {road["properties"]["name"] for road in roads}


def test_who_does_not_read_gzip_gets_the_same_tile(drawn: Path, person: PersonMaker) -> None:
    kim = person("kim")
    where = address(kim.get("/tiles.json").json["tiles"][0], *place())
    packed = kim.client.get(where, headers={"Accept-Encoding": "gzip"})
    plain_answer = kim.client.get(where, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain_answer.headers
    assert plain_answer.data == gzip.decompress(packed.data)


def test_where_nothing_is_drawn_there_is_no_content(drawn: Path, person: PersonMaker) -> None:
    kim = person("kim")
    [template] = kim.get("/tiles.json").json["tiles"]
    for nowhere in ((14, 0, 0), (22, 0, 0), (7, 999999, 0)):
        assert kim.client.get(address(template, *nowhere)).status_code == 204


def test_a_page_that_was_open_when_the_roads_changed_goes_on_with_the_new_ones(
    drawn: Path, person: PersonMaker
) -> None:
    kim = person("kim")
    [old] = kim.get("/tiles.json").json["tiles"]
    draw_tiles(grid(5), drawn, by=[plain.build])
    [new] = kim.get("/tiles.json").json["tiles"]
    assert old != new
    answers = [kim.client.get(address(one, *place())) for one in (old, new)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].data == answers[1].data
    assert [one.headers["Cache-Control"] for one in answers] == ["no-store", "private, max-age=31536000, immutable"]


def test_a_map_without_tiles_says_so_and_another_region_has_none(app: APIFlask, person: PersonMaker) -> None:
    kim = person("kim")
    told = kim.get("/tiles.json").json
    assert (told["state"], told["tiles"]) == ("missing", [])
    assert kim.get("/tiles/sejong/0/14/1/1.mvt").status_code == 404
    assert kim.get("/tiles/elsewhere/0/14/1/1.mvt").status_code == 404


def test_damaged_tiles_are_being_drawn_again_while_the_page_asks(
    drawn: Path, town: Town, person: PersonMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn.write_bytes(b"PMTiles" + bytes(200))
    monkeypatch.setattr(TileFile, "is_drawing", True)
    assert person("kim").get("/tiles.json").json["state"] == "drawing"
