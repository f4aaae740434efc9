"""An archive is used whole or not at all."""

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from routing.tiles import draw_tiles, native, plain
from routing.tiles.about import About, TileError
from routing.tiles.archive import Archive, open_archive
from routing.tiles.lines import Line
from tests.routing.towns import grid

FILE = "town.pmtiles"


def an_archive(folder: Path) -> bytes:
    """A good one, made once in a folder."""
    path = folder / FILE
    if not path.exists():
        draw_tiles(grid(4), path, by=[plain.build])
    return path.read_bytes()


def unpacked(archive: Archive) -> dict[int, bytes]:
    """Every tile as MapLibre reads it."""
    places = archive.tiles.items()
    return {number: gzip.decompress(archive.content[first : first + length]) for number, (first, length) in places}


@pytest.mark.parametrize("content", [b"", b"PMTiles", b"no archive at all", b"PMTiles\x03" + b"\xff" * 200])
def test_what_is_no_archive_is_a_clear_error(content: bytes, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(TileError, match="no usable tiles"):
        open_archive(tmp_path / FILE)


def test_a_missing_archive_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(TileError):
        open_archive(tmp_path / "none.pmtiles")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40)
@given(share=st.floats(0, 0.999))
def test_an_archive_cut_off_anywhere_is_never_served(share: float, tmp_path: Path) -> None:
    whole = an_archive(tmp_path)
    (tmp_path / "cut.pmtiles").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(TileError):
        open_archive(tmp_path / "cut.pmtiles")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=80)
@given(place=st.floats(0, 0.999), bit=st.integers(0, 7))
@example(place=0.0546875, bit=0)  # the header's place of the tiles: far beyond the end
def test_a_flipped_bit_never_changes_a_tile(place: float, bit: int, tmp_path: Path) -> None:
    whole = bytearray(an_archive(tmp_path))
    good = open_archive(tmp_path / FILE)
    whole[int(len(whole) * place)] ^= 1 << bit
    (tmp_path / "bent.pmtiles").write_bytes(whole)
    try:
        bent = open_archive(tmp_path / "bent.pmtiles")
    except TileError:
        return
    assert unpacked(bent) == unpacked(good)


def test_a_drawing_that_fails_leaves_the_old_archive_and_nothing_else(tmp_path: Path) -> None:
    whole = an_archive(tmp_path)

    def fails(lines: list[Line], path: Path, about: About) -> None:
        path.write_bytes(b"half of it")
        raise TileError("the pen broke")

    with pytest.raises(TileError, match="pen"):
        draw_tiles(grid(5), tmp_path / FILE, by=[fails])
    assert (tmp_path / FILE).read_bytes() == whole
    assert list(tmp_path.iterdir()) == [tmp_path / FILE]


def test_where_the_first_builder_fails_the_next_one_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "program", lambda: "/bin/false")
    draw_tiles(grid(4), tmp_path / FILE)
    assert open_archive(tmp_path / FILE).about.digest == grid(4).digest
