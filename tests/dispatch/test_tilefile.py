"""The tiles of the roads in force: opened when asked, drawn again when missing, damaged or of other roads."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch.tilefile import TileFile
from routing.model import RoadNetwork
from routing.tiles import draw_tiles, plain
from tests.routing.towns import grid


class Roads:
    """The roads in force, which a story may swap."""

    def __init__(self, network: RoadNetwork | None) -> None:
        self.network = network

    def find(self) -> RoadNetwork | None:
        return self.network


@pytest.fixture
def roads() -> Roads:
    """A small town."""
    return Roads(grid(4))


@pytest.fixture(autouse=True)
def _in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """The quicker builder for a small town; that both do the same is another story."""
    monkeypatch.setattr("routing.tiles.native.program", lambda: None)


@pytest.fixture
def file(tmp_path: Path, roads: Roads) -> Iterator[TileFile]:
    """Nothing drawn yet."""
    yield TileFile(tmp_path / "sejong.pmtiles", roads.find)
    settle()


def settle() -> None:
    """Wait for whoever draws in the background."""
    for thread in threading.enumerate():
        if thread.name == "tiles-sejong":
            thread.join(timeout=30)


def shown(file: TileFile) -> str | None:
    """The digest of the roads that the tiles show now."""
    archive = file.opened()
    return archive.about.digest if archive is not None else None


def test_missing_tiles_are_drawn_in_the_background(file: TileFile) -> None:
    assert file.current() is None
    settle()
    assert shown(file) == grid(4).digest
    assert not file.is_drawing


def test_damaged_tiles_are_drawn_again(file: TileFile, tmp_path: Path) -> None:
    file.draw()
    (tmp_path / "sejong.pmtiles").write_bytes(b"PMTiles, or so it says")
    assert file.current() is None
    settle()
    assert shown(file) == grid(4).digest


def test_tiles_of_older_roads_are_shown_until_the_new_ones_are_drawn(file: TileFile, roads: Roads) -> None:
    file.draw()
    roads.network = grid(5)
    archive = file.current()
    assert archive is not None
    assert archive.about.digest == grid(4).digest
    settle()
    assert shown(file) == grid(5).digest


def test_tiles_that_another_process_has_drawn_are_seen(file: TileFile, tmp_path: Path) -> None:
    file.draw()
    draw_tiles(grid(6), tmp_path / "sejong.pmtiles", by=[plain.build])
    assert shown(file) == grid(6).digest


def test_tiles_of_the_roads_in_force_are_not_drawn_twice(file: TileFile, tmp_path: Path) -> None:
    file.draw()
    drawn = (tmp_path / "sejong.pmtiles").stat()
    file.draw()
    file.current()
    settle()
    assert (tmp_path / "sejong.pmtiles").stat() == drawn


def test_without_roads_there_is_nothing_to_draw(file: TileFile, roads: Roads) -> None:
    roads.network = None
    file.draw()
    assert file.current() is None
    assert not file.is_drawing


def test_roads_that_cannot_be_drawn_are_tried_once(
    file: TileFile, roads: Roads, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def fails(network: RoadNetwork, path: Path) -> None:
        tried.append(network.digest)
        raise OSError("the disk is full")

    monkeypatch.setattr("dispatch.tilefile.draw_tiles", fails)
    for _ in range(3):
        assert file.current() is None
        settle()
    assert tried == [grid(4).digest]
    roads.network = grid(5)
    file.current()
    settle()
    assert tried == [grid(4).digest, grid(5).digest]
