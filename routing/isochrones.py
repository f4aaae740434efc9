"""Areas within minutes: the roads reached by then, and what lies beside them, as polygons for the map. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import binary_closing, binary_dilation
from shapely.geometry import LinearRing, MultiPolygon, Polygon

from chassis.geo import EARTH_RADIUS_M, LatLon
from routing.arrays import Flags, Floats
from routing.engine import Seed
from routing.engine.dijkstra import DijkstraEngine
from routing.model import CLOSED_MS
from routing.shape import EdgeLines, counted
from routing.ways import Ways

CELL_M = 100.0  # the finest the map is drawn; a road makes its cell and the eight round it part of the area
MOST_CELLS = 600  # on a side; larger areas are drawn coarser
Ring = tuple[LatLon, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """What is reached `within` a time: parts, each an outer ring and the rings of its holes; none where nothing is."""

    within: timedelta
    parts: tuple[tuple[Ring, tuple[Ring, ...]], ...]


def reached_ms(ways: Ways, seeds: Sequence[Seed], limit_ms: int) -> Floats:
    """When the beginning of each edge is reached from the best of `seeds`, infinite beyond `limit_ms`."""
    engine = ways.engine
    if not isinstance(engine, DijkstraEngine):
        engine = DijkstraEngine(ways.lines.graph, ways.lines.weights(ways.travel_ms))
    times = engine.reach(seeds, limit_ms)
    at = np.full(ways.network.edge_count, np.inf)
    np.minimum.at(at, ways.lines.edge, times)
    return at


def area_within(ways: Ways, lines: EdgeLines, at_ms: Floats, limit_ms: int, within: timedelta) -> Area:
    """The area of the roads that are reached after `limit_ms`, of edges whose beginnings are reached `at_ms`."""
    lat, lon = _points(ways, lines, at_ms, limit_ms)
    return Area(within, _parts(lat, lon) if len(lat) else ())


def _points(ways: Ways, lines: EdgeLines, at_ms: Floats, limit_ms: int) -> tuple[Floats, Floats]:
    """Points on the stretches reached, no farther apart than half a cell."""
    driven = ways.travel_ms.astype(np.float64)
    edges = np.flatnonzero((at_ms <= limit_ms) & (at_ms > -driven) & (ways.travel_ms != CLOSED_MS))
    start = np.clip(-at_ms[edges] / driven[edges], 0.0, 1.0)
    end = np.clip((limit_ms - at_ms[edges]) / driven[edges], 0.0, 1.0)
    stops = np.ceil(ways.network.length_m[edges] * (end - start) / (CELL_M / 2)).astype(np.int64) + 1
    owner = np.repeat(np.arange(len(edges)), stops)
    share = start[owner] + (end - start)[owner] * counted(stops) / np.maximum(stops[owner] - 1, 1)
    return _along(lines, edges[owner], share)


def _along(lines: EdgeLines, edges: NDArray[np.int64], share: Floats) -> tuple[Floats, Floats]:
    """The points at a share of each edge's length."""
    east = np.diff(lines.lon) * np.cos(np.radians(lines.lat[:-1]))
    step = np.hypot(east, np.diff(lines.lat))
    passed = np.concatenate([[0.0], np.cumsum(step)])
    first, last = lines.first[edges], lines.first[edges + 1] - 1
    wanted = passed[first] + share * (passed[last] - passed[first])
    piece = np.clip(np.searchsorted(passed, wanted, side="right") - 1, first, last - 1)
    rest = np.clip((wanted - passed[piece]) / np.maximum(step[piece], 1e-12), 0.0, 1.0)
    lat, lon = (line[piece] + rest * (line[piece + 1] - line[piece]) for line in (lines.lat, lines.lon))
    return lat, lon


def _parts(lat: Floats, lon: Floats) -> tuple[tuple[Ring, tuple[Ring, ...]], ...]:
    south, west = float(lat.min()), float(lon.min())
    degree_m = np.pi / 180 * EARTH_RADIUS_M
    high = max(CELL_M / degree_m, float(np.ptp(lat)) / MOST_CELLS)
    wide = high / float(np.cos(np.radians(lat.mean())))
    row, column = ((lat - south) / high).astype(np.int64) + 3, ((lon - west) / wide).astype(np.int64) + 3
    cells = np.zeros((row.max() + 4, column.max() + 4), dtype=np.bool_)
    cells[row, column] = True
    square = np.ones((3, 3), dtype=np.bool_)
    shape = shapely.union_all(list(_boxes(binary_closing(binary_dilation(cells, square), square))))
    drawn = shape.buffer(0.8, join_style="round").buffer(-0.8, join_style="round").simplify(0.6)
    polygons = drawn.geoms if isinstance(drawn, MultiPolygon) else [drawn]

    def ring(line: LinearRing) -> Ring:
        return tuple(LatLon(south + (y - 3) * high, west + (x - 3) * wide) for x, y in line.coords)

    return tuple(
        (ring(part.exterior), tuple(ring(hole) for hole in part.interiors))
        for part in polygons
        if isinstance(part, Polygon) and not part.is_empty
    )


def _boxes(cells: Flags) -> Iterator[Polygon]:
    """A box for each run of cells in a row."""
    for row in range(cells.shape[0]):
        edges = np.flatnonzero(np.diff(cells[row].astype(np.int8), prepend=0, append=0))
        for start, end in edges.reshape(-1, 2).tolist():
            yield shapely.box(start, row, end, row + 1)
