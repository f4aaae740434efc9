"""What routing speaks of: a road network as immutable arrays, a metric over it, and the route it answers with."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import timedelta
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from chassis.errors import GoldentimeError
from chassis.geo import LatLon
from chassis.travel import Travel

CLOSED_MS = 2_147_483_647  # the travel time of an edge nobody may use; the engines' own infinity
DAY_MS = 86_400_000

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Indexes = NDArray[np.int32]
Codes = NDArray[np.uint8]
Flags = NDArray[np.bool_]


class RoadImportError(GoldentimeError):
    """A file, place or table that does not become a road network. The network in force stays in force."""

    code = "road_import"


class RoadClass(IntEnum):
    """What a road is for, most important first. The values are stored: never renumber them."""

    MOTORWAY = 0
    TRUNK = 1
    PRIMARY = 2
    SECONDARY = 3
    TERTIARY = 4
    RAMP = 5
    UNCLASSIFIED = 6
    RESIDENTIAL = 7
    SERVICE = 8


@dataclass(frozen=True, slots=True)
class Label:
    """Where a network comes from. `attribution` is the line every map shows; `generated` marks invented roads."""

    name: str
    source: str
    licence: str
    attribution: str
    generated: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RoadNetwork:
    """Directed roads: n nodes, m edges. Arrays are copied, made read-only and checked; ValueError names the fault.

    Nodes: `node_lat`, `node_lon` degrees WGS 84; `node_signal` where traffic lights stand. Edges: from `tail` to
    `head`, `length_m` > 0, `maxspeed_kmh` as posted or NaN, `name_index` into `names` or -1; `names_en` stands beside
    `names` ("" where there is none) or is empty. The bends of edge e, without its ends, are
    `shape_lat/lon[shape_offset[e]:shape_offset[e + 1]]`. Two edges may join the same nodes;
    none leads from a node to itself. Equal `digest`, equal roads.
    """

    label: Label
    node_lat: Floats
    node_lon: Floats
    node_signal: Flags
    tail: Indexes
    head: Indexes
    length_m: Singles
    road_class: Codes
    maxspeed_kmh: Singles
    name_index: Indexes
    names: tuple[str, ...]
    shape_offset: Indexes
    shape_lat: Floats
    shape_lon: Floats
    names_en: tuple[str, ...] = ()
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        for name, dtype in ARRAYS.items():
            object.__setattr__(self, name, _frozen_array(name, getattr(self, name), dtype))
        object.__setattr__(self, "names", tuple(self.names))
        object.__setattr__(self, "names_en", tuple(self.names_en))
        for fault in _faults(self):
            raise ValueError(f"road network {self.label.name!r}: {fault}")
        object.__setattr__(self, "digest", _digest(self))

    def __repr__(self) -> str:
        return f"RoadNetwork({self.label.name!r}, {self.node_count} nodes, {self.edge_count} edges)"

    @property
    def node_count(self) -> int:
        """How many nodes there are."""
        return len(self.node_lat)

    @property
    def edge_count(self) -> int:
        """How many directed edges there are."""
        return len(self.tail)

    def place(self, node: int) -> LatLon:
        """Where a node lies."""
        return LatLon(float(self.node_lat[node]), float(self.node_lon[node]))

    def edge_name(self, edge: int) -> str | None:
        """The street's name, if it has one."""
        index = int(self.name_index[edge])
        return self.names[index] if index >= 0 else None

    def edge_name_en(self, edge: int) -> str | None:
        """The street's English name, if its source knows one."""
        index = int(self.name_index[edge])
        return self.names_en[index] or None if index >= 0 and self.names_en else None

    def edge_points(self, edge: int) -> list[LatLon]:
        """The edge as drawn, both ends included."""
        bends = slice(int(self.shape_offset[edge]), int(self.shape_offset[edge + 1]))
        drawn = zip(self.shape_lat[bends].tolist(), self.shape_lon[bends].tolist(), strict=True)
        inner = [LatLon(lat, lon) for lat, lon in drawn]
        return [self.place(int(self.tail[edge])), *inner, self.place(int(self.head[edge]))]


ARRAYS: dict[str, type[np.generic]] = {
    "node_lat": np.float64,
    "node_lon": np.float64,
    "node_signal": np.bool_,
    "tail": np.int32,
    "head": np.int32,
    "length_m": np.float32,
    "road_class": np.uint8,
    "maxspeed_kmh": np.float32,
    "name_index": np.int32,
    "shape_offset": np.int32,
    "shape_lat": np.float64,
    "shape_lon": np.float64,
}


@dataclass(frozen=True, slots=True, eq=False)
class Metric:
    """How long each edge takes: `travel_ms` int32[m], 1 … DAY_MS, or CLOSED_MS. `digest` names exactly this one."""

    travel_ms: Indexes
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "travel_ms", _frozen_array("travel_ms", self.travel_ms, np.int32))
        passable = (self.travel_ms >= 1) & (self.travel_ms <= DAY_MS)
        if not np.all(passable | (self.travel_ms == CLOSED_MS)):
            raise ValueError("an edge takes 1 ms to one day, or is closed")
        object.__setattr__(self, "digest", hashlib.sha256(self.travel_ms.tobytes()).hexdigest())


class Turn(StrEnum):
    """What to do where a step begins."""

    DEPART = "depart"
    STRAIGHT = "straight"
    SLIGHT_LEFT = "slight_left"
    LEFT = "left"
    SHARP_LEFT = "sharp_left"
    SLIGHT_RIGHT = "slight_right"
    RIGHT = "right"
    SHARP_RIGHT = "sharp_right"
    U_TURN = "u_turn"
    ARRIVE = "arrive"


@dataclass(frozen=True, slots=True)
class Step:
    """Take `turn`, then follow the street `name` (None: unnamed) for `distance_m`."""

    name: str | None
    distance_m: float
    turn: Turn


@dataclass(frozen=True, slots=True)
class SignalAhead:
    """A signalised node on the way, passed `after` the start, by the median."""

    node: int
    place: LatLon
    after: timedelta


@dataclass(frozen=True, slots=True)
class Route:
    """The way from place to place: `points` from the origin itself over the road to the target itself.

    The first step is a departure, the last an arrival of 0 m. `generated`: the roads are an invented example.
    """

    points: tuple[LatLon, ...]
    travel: Travel
    steps: tuple[Step, ...]
    signals: tuple[SignalAhead, ...]
    generated: bool


def _frozen_array(name: str, values: object, dtype: type[np.generic]) -> NDArray[np.generic]:
    given = np.asarray(values)
    copy = np.array(given, dtype=dtype, order="C")
    if given.ndim != 1:
        raise ValueError(f"{name} must have one dimension, not {given.ndim}")
    if not np.issubdtype(dtype, np.floating) and not np.array_equal(copy, given):
        raise ValueError(f"{name} does not fit {np.dtype(dtype).name}")
    copy.flags.writeable = False
    return copy


def _faults(network: RoadNetwork) -> Iterator[str]:
    """Everything wrong with the arrays, sizes first: later checks trust the earlier ones."""
    yield from _size_faults(network)
    yield from _node_faults(network)
    yield from _edge_faults(network)


def _size_faults(network: RoadNetwork) -> Iterator[str]:
    nodes, edges, bends = len(network.node_lat), len(network.tail), len(network.shape_lat)
    if nodes == 0 or edges == 0:
        yield "no roads in it"
    sizes = {
        **dict.fromkeys(("node_lon", "node_signal"), nodes),
        **dict.fromkeys(("head", "length_m", "road_class", "maxspeed_kmh", "name_index"), edges),
        "shape_offset": edges + 1,
        "shape_lon": bends,
    }
    for name, size in sizes.items():
        if len(getattr(network, name)) != size:
            yield f"{name} has {len(getattr(network, name))} values, not {size}"
    if network.names_en and len(network.names_en) != len(network.names):
        yield f"names_en has {len(network.names_en)} names, not {len(network.names)}"


def _node_faults(network: RoadNetwork) -> Iterator[str]:
    for name, limit in (("node_lat", 90.0), ("node_lon", 180.0), ("shape_lat", 90.0), ("shape_lon", 180.0)):
        if not np.all(np.abs(getattr(network, name)) <= limit):  # false for NaN too
            yield f"{name} leaves the globe"
    offset = network.shape_offset
    if offset[0] != 0 or offset[-1] != len(network.shape_lat) or np.any(np.diff(offset) < 0):
        yield "shape_offset must rise from 0 to the number of bends"


def _edge_faults(network: RoadNetwork) -> Iterator[str]:
    for name, low, high in (
        ("tail", 0, network.node_count),
        ("head", 0, network.node_count),
        ("road_class", 0, len(RoadClass)),
        ("name_index", -1, len(network.names)),
    ):
        values = getattr(network, name)
        if np.any(values < low) or np.any(values >= high):
            yield f"{name} must lie from {low} to {high - 1}"
    if np.any(network.tail == network.head):
        yield "an edge leads from a node to itself"
    if not np.all((network.length_m > 0) & np.isfinite(network.length_m)):
        yield "length_m must be positive"
    if np.any(network.maxspeed_kmh <= 0) or np.any(np.isinf(network.maxspeed_kmh)):
        yield "maxspeed_kmh must be positive, or NaN where none is posted"


def _digest(network: RoadNetwork) -> str:
    """SHA-256 of arrays, names and label, each preceded by what it is."""
    digest = hashlib.sha256()
    for name in ARRAYS:
        array = getattr(network, name)
        digest.update(f"{name} {len(array)}\n".encode())
        digest.update(array)
    told = [str(getattr(network.label, part.name)) for part in fields(Label)]
    digest.update("\0".join([*told, *network.names, *network.names_en]).encode())
    return digest.hexdigest()
