"""Roads as two tables, nodes and edges, CSV with a line of column names → a survey.

Columns of the nodes: `id`, `lat`, `lon` (WGS 84), and `signal` (yes where traffic lights stand). Of the edges: `from`,
`to`, and any of `class` (OpenStreetMap's words), `oneway` (yes, no, -1; no unless told), `length_m`, `maxspeed_kmh`,
`name`, `name_en`, `way_id`, `lanes`, `access`, `emergency`, `bus`, `max_height_m`, `max_width_m`, `max_weight_t`,
`geometry` (WKT `LINESTRING (lon lat, …)`), under these names or those of OSMnx and OpenStreetMap. What is not told is
left empty. A table with OSMnx's `u`, `v`, `key` has a row for each direction.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import IO

from chassis.geo import LatLon
from routing.arrays import UNTOLD
from routing.assemble import Segment, Survey
from routing.losses import Loss
from routing.model import RoadImportError
from routing.numbering import Numbering, way_number
from routing.osmways import both_directions, laid

Row = Mapping[str, str]
Describe = Callable[[Row], Mapping[str, str]]

NODE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "node_id", "osmid", "node", "index", "node_cnn"),
    "lat": ("lat", "latitude", "y"),
    "lon": ("lon", "lng", "longitude", "x"),
    "signal": ("signal", "signals", "highway"),
}
EDGE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "from": ("from", "from_node", "u", "tail", "source", "from_id"),
    "to": ("to", "to_node", "v", "head", "target", "to_id"),
    "length_m": ("length_m", "length"),
    "way_id": ("way_id", "osmid", "way", "id", "cnn"),
    "geometry": ("geometry", "wkt"),
}
TAG_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "highway": ("class", "highway", "road_class"),
    "oneway": ("oneway",),
    "maxspeed": ("maxspeed_kmh", "maxspeed", "speed_kmh"),
    "name": ("name", "street"),
    "name:en": ("name_en", "name:en"),
    "ref": ("ref",),
    "lanes": ("lanes",),
    "access": ("access",),
    "emergency": ("emergency",),
    "bus": ("bus",),
    "junction": ("junction",),
    "maxheight": ("max_height_m", "maxheight"),
    "maxwidth": ("max_width_m", "maxwidth"),
    "maxweight": ("max_weight_t", "maxweight"),
}
DIRECTED = {"u", "v", "key"}
SIGNALS = {"1", "yes", "true", "traffic_signals"}
_LINE = re.compile(r"\s*LINESTRING\s*(?:Z\s*)?\((.*)\)\s*", re.IGNORECASE)


def rows_of(stream: IO[bytes]) -> Iterator[Row]:
    """The rows of a table by column, in small letters; commas, semicolons or tabs, whichever the first line has."""
    with io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as lines:
        head = lines.readline()
        delimiter = max(",;\t", key=head.count)
        columns = [name.strip().lower() for name in next(csv.reader([head], delimiter=delimiter), [])]
        for row in csv.DictReader(lines, fieldnames=columns, delimiter=delimiter, restval=""):
            yield {name: value.strip() for name, value in row.items() if name and isinstance(value, str)}


def tags_of(row: Row) -> dict[str, str]:
    """What a row says, in OpenStreetMap's words."""
    tags = {tag: told for tag, names in TAG_COLUMNS.items() if (told := _cell(row, names))}
    return {"highway": "unclassified", "oneway": "no"} | tags


def survey_of_tables(
    nodes: Iterable[Row], edges: Iterable[Row], *, describe: Describe = tags_of, contraflow: bool = True
) -> Survey:
    """Everything the tables say; raises ValueError or RoadImportError where a needed column or number is missing."""
    survey, numbers = Survey(), Numbering()
    for row in nodes:
        node = numbers.number(_needed(row, "id", NODE_COLUMNS, "node"))
        place = (float(_needed(row, name, NODE_COLUMNS, "node")) for name in ("lat", "lon"))
        survey.places[node] = LatLon(*place)
        if _cell(row, NODE_COLUMNS["signal"]).lower() in SIGNALS:
            survey.signals.add(node)
    for row in edges:
        found = [*_segments(row, describe, numbers, contraflow=contraflow)]
        survey.segments += found
        survey.dropped[Loss.NOT_A_ROAD] += not found
    return survey


def _segments(row: Row, describe: Describe, numbers: Numbering, *, contraflow: bool) -> Iterator[Segment]:
    ends = tuple(numbers.number(_needed(row, name, EDGE_COLUMNS, "edge")) for name in ("from", "to"))
    tags, told = describe(row), _cell(row, EDGE_COLUMNS["way_id"])
    way = way_number(told) if told else UNTOLD
    patterns = both_directions(tags, way=way, contraflow=contraflow and not row.keys() >= DIRECTED)
    if row.keys() >= DIRECTED:
        patterns = (patterns[0], None)
    length = _cell(row, EDGE_COLUMNS["length_m"])
    for one in laid(patterns, (ends[0], ends[1]), _bends(_cell(row, EDGE_COLUMNS["geometry"]))):
        yield replace(one, length_m=float(length)) if length else one


def _bends(text: str) -> tuple[LatLon, ...]:
    if not text:
        return ()
    match = _LINE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:30]!r} is no LINESTRING")
    points = [point.split() for point in match[1].split(",")]
    return tuple(LatLon(float(point[1]), float(point[0])) for point in points[1:-1])


def _cell(row: Row, names: Sequence[str]) -> str:
    return next((row[name] for name in names if row.get(name)), "")


def _needed(row: Row, column: str, columns: Mapping[str, Sequence[str]], of: str) -> str:
    told = _cell(row, columns[column])
    if not told:
        raise RoadImportError(f"a row of the {of} table has no {column} (column {' or '.join(columns[column])})")
    return told
