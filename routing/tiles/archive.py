"""A PMTiles archive as it is served: checked as a whole when it is opened, a tile in one look-up after that.

Format: PMTiles version 3, https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
"""

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pmtiles.tile import (
    Compression,
    HeaderDict,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_directory,
    deserialize_header,
    zxy_to_tileid,
)

from routing.tiles.about import About, TileError
from routing.tiles.lines import LAST_ZOOM

HEADER_BYTES = 127
VERSION_LENGTH = 16  # hexadecimal digits; 64 bits tell every drawing of a city's roads apart
DEEPEST = 4  # directories below one another
UNREADABLE = (
    OSError, EOFError, ValueError, KeyError, IndexError, TypeError, AttributeError, zlib.error,
    MagicNumberNotFound, SpecVersionUnsupported,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Archive:
    """The tiles of one drawing, of the zooms FIRST_ZOOM to LAST_ZOOM. `version` names its bytes: equal version, equal
    tiles. `box`: west, south, east, north in degrees."""

    about: About
    version: str
    box: tuple[float, float, float, float]
    content: bytes
    tiles: dict[int, tuple[int, int]]  # first byte and length of each tile by its number

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """A tile as gzip; None where nothing is drawn, or no such tile can be."""
        if not (0 <= zoom <= LAST_ZOOM and 0 <= column < 2**zoom and 0 <= row < 2**zoom):
            return None
        found = self.tiles.get(zxy_to_tileid(zoom, column, row))
        return self.content[found[0] : sum(found)] if found else None


def open_archive(path: Path) -> Archive:
    """Read and check an archive; raises TileError when it is missing, cut off, altered or of another kind."""
    try:
        content = path.read_bytes()
        header = deserialize_header(content[:HEADER_BYTES])
        if (header["tile_type"], header["tile_compression"]) != (TileType.MVT, Compression.GZIP):
            raise ValueError("its tiles are no vector tiles in gzip")
        tiles = dict(_entries(content, header, header["root_offset"], header["root_length"], 0))
        for first, length in set(tiles.values()):
            gzip.decompress(_part(content, first, length))  # its checksum tells of a flipped bit
        metadata = gzip.decompress(_part(content, header["metadata_offset"], header["metadata_length"]))
        about = About.read(json.loads(metadata))
    except UNREADABLE as fault:
        raise TileError(f"{path} holds no usable tiles: {fault}") from fault
    return Archive(about, _version(content), _box(header), content, tiles)


def _entries(
    content: bytes, header: HeaderDict, first: int, length: int, depth: int
) -> Iterator[tuple[int, tuple[int, int]]]:
    """The place of every tile below a directory."""
    if depth > DEEPEST:
        raise ValueError("its directories never end")
    for entry in deserialize_directory(_part(content, first, length)):
        if entry.run_length == 0:
            below = header["leaf_directory_offset"] + entry.offset
            yield from _entries(content, header, below, entry.length, depth + 1)
        for run in range(entry.run_length):
            yield entry.tile_id + run, (header["tile_data_offset"] + entry.offset, entry.length)


def _part(content: bytes, first: int, length: int) -> bytes:
    """Bytes that must all be there: of none at all gzip would make an empty tile without a word."""
    if not 0 < length <= len(content) - first:
        raise ValueError(f"{length} bytes from {first} on lie beyond its end")
    return content[first : first + length]


def _version(content: bytes) -> str:
    return sha256(content).hexdigest()[:VERSION_LENGTH]


def _box(header: HeaderDict) -> tuple[float, float, float, float]:
    west, south = header["min_lon_e7"], header["min_lat_e7"]
    east, north = header["max_lon_e7"], header["max_lat_e7"]
    return west / 1e7, south / 1e7, east / 1e7, north / 1e7
