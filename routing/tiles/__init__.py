"""Vector tiles of a road network, for every map: one PMTiles archive, drawn when roads are put in force.

The contract of a builder, held by one suite over both: `build(lines, path, about)` writes an archive with the layer
`roads`, zooms 7 to 14, in which every line is in some tile of zoom 14 and, from its own first zoom on, of the others.
Features carry `class` (a road class in small letters) and, where known, `name`, `name:ko` and `name:en`; the archive
tells of itself what `About` holds. Equal lines and builder, equal bytes.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from routing.model import RoadNetwork
from routing.tiles import native, plain
from routing.tiles.about import About, TileError
from routing.tiles.lines import Line, road_lines

Builder = Callable[[Sequence[Line], Path, About], None]


def builders() -> tuple[Builder, ...]:
    """Tippecanoe where it is installed, and Python: here or there, whatever becomes of the other."""
    return (plain.build,) if native.program() is None else (native.build, plain.build)


def draw_tiles(network: RoadNetwork, path: Path, *, by: Sequence[Builder] | None = None) -> None:
    """Draw `network` into the archive `path` by the first builder that can: a reader sees the old one or the new one.

    Raises TileError of the last builder when none can.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    try:
        _build(road_lines(network), Path(unfinished), About.of(network), by or builders())
        Path(unfinished).replace(path)
    finally:
        Path(unfinished).unlink(missing_ok=True)


def _build(lines: Sequence[Line], path: Path, about: About, by: Sequence[Builder]) -> None:
    *first, last = by
    for build in first:
        with suppress(TileError):
            return build(lines, path, about)
    return last(lines, path, about)
