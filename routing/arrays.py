"""The plain arrays of a road network, and what makes them sound. Pure."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.kinds import Access, RoadClass

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Indexes = NDArray[np.int32]
Numbers = NDArray[np.int64]
Codes = NDArray[np.uint8]
Flags = NDArray[np.bool_]

UNTOLD = -1  # a source's id where it gives none


def _nothing() -> NDArray[Any]:
    return np.empty(0)


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class RoadArrays:
    """n nodes, m directed edges; copied, made read-only and checked. ValueError names the fault.

    Nodes: `node_lat`, `node_lon` degrees WGS 84; `node_signal` where traffic lights stand; `node_id` in the source.
    Edges: from `tail` to `head`, `length_m` > 0, `maxspeed_kmh` as posted or NaN, `name_index` into the names or -1,
    `way_id` in the source, `access` (kinds.Access), `lanes` in this direction or 0 where not told, limits
    `max_height_m`, `max_width_m`, `max_weight_t` or NaN. The bends of edge e, without its ends, are
    `shape_lat/lon[shape_offset[e]:shape_offset[e + 1]]`. Two edges may join the same nodes; none leads from a node to
    itself. Turn restrictions: nobody may drive the edges `ban_edge[ban_offset[i]:ban_offset[i + 1]]` one after the
    other (two edges, or three and more where the restriction goes over ways). Arrays from `node_id` on may be left
    empty: then nothing is told about any edge.
    """

    node_lat: Floats
    node_lon: Floats
    node_signal: Flags
    tail: Indexes
    head: Indexes
    length_m: Singles
    road_class: Codes
    maxspeed_kmh: Singles
    name_index: Indexes
    shape_offset: Indexes
    shape_lat: Floats
    shape_lon: Floats
    node_id: Numbers = field(default_factory=_nothing)
    way_id: Numbers = field(default_factory=_nothing)
    access: Codes = field(default_factory=_nothing)
    lanes: Codes = field(default_factory=_nothing)
    max_height_m: Singles = field(default_factory=_nothing)
    max_width_m: Singles = field(default_factory=_nothing)
    max_weight_t: Singles = field(default_factory=_nothing)
    ban_offset: Indexes = field(default_factory=_nothing)
    ban_edge: Indexes = field(default_factory=_nothing)

    @property
    def node_count(self) -> int:
        """How many nodes there are."""
        return len(self.node_lat)

    @property
    def edge_count(self) -> int:
        """How many directed edges there are."""
        return len(self.tail)


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
    "node_id": np.int64,
    "way_id": np.int64,
    "access": np.uint8,
    "lanes": np.uint8,
    "max_height_m": np.float32,
    "max_width_m": np.float32,
    "max_weight_t": np.float32,
    "ban_offset": np.int32,
    "ban_edge": np.int32,
}
UNTOLD_NODES: dict[str, float] = {"node_id": UNTOLD}
UNTOLD_EDGES: dict[str, float] = {
    "way_id": UNTOLD,
    "access": Access.ANYBODY,
    "lanes": 0,
    "max_height_m": np.nan,
    "max_width_m": np.nan,
    "max_weight_t": np.nan,
}
LIMITS = ("max_height_m", "max_width_m", "max_weight_t")


def settle(roads: RoadArrays, of: str) -> None:
    """Give the arrays their types, fill what is untold, lock and check them; ValueError speaks of `of`."""
    _fill(roads)
    for name, dtype in ARRAYS.items():
        object.__setattr__(roads, name, frozen_array(name, getattr(roads, name), dtype))
    for fault in _faults(roads):
        raise ValueError(f"road network {of!r}: {fault}")


def content(roads: RoadArrays, names: Iterable[str] = ARRAYS) -> "hashlib._Hash":
    """SHA-256 of the arrays, each preceded by what it is; the caller adds the rest."""
    digest = hashlib.sha256()
    for name in names:
        array = getattr(roads, name)
        digest.update(f"{name} {len(array)}\n".encode())
        digest.update(array)
    return digest


def frozen_array(name: str, values: object, dtype: type[np.generic]) -> NDArray[np.generic]:
    """A locked copy of `values` with one dimension and exactly this type; ValueError where it does not fit."""
    given = np.asarray(values)
    copy = np.array(given, dtype=dtype, order="C")
    if given.ndim != 1:
        raise ValueError(f"{name} must have one dimension, not {given.ndim}")
    if not np.issubdtype(dtype, np.floating) and not np.array_equal(copy, given):
        raise ValueError(f"{name} does not fit {np.dtype(dtype).name}")
    copy.flags.writeable = False
    return copy


def _fill(roads: RoadArrays) -> None:
    nodes, edges = len(np.asarray(roads.node_lat)), len(np.asarray(roads.tail))
    for size, untold in ((nodes, UNTOLD_NODES), (edges, UNTOLD_EDGES)):
        for name, value in untold.items():
            if len(np.asarray(getattr(roads, name))) == 0:
                object.__setattr__(roads, name, np.full(size, value))
    if len(np.asarray(roads.ban_offset)) == 0:
        object.__setattr__(roads, "ban_offset", np.zeros(1))


def _faults(roads: RoadArrays) -> Iterator[str]:
    """Everything wrong with the arrays, sizes first: later checks trust the earlier ones."""
    yield from _size_faults(roads)
    yield from _node_faults(roads)
    yield from _edge_faults(roads)
    yield from _limit_faults(roads)
    yield from _ban_faults(roads)


def _size_faults(roads: RoadArrays) -> Iterator[str]:
    nodes, edges = len(roads.node_lat), len(roads.tail)
    if nodes == 0 or edges == 0:
        yield "no roads in it"
    sizes = {
        **dict.fromkeys(("node_lon", "node_signal", *UNTOLD_NODES), nodes),
        **dict.fromkeys(("head", "length_m", "road_class", "maxspeed_kmh", "name_index", *UNTOLD_EDGES), edges),
        "shape_offset": edges + 1,
        "shape_lon": len(roads.shape_lat),
    }
    for name, size in sizes.items():
        if len(getattr(roads, name)) != size:
            yield f"{name} has {len(getattr(roads, name))} values, not {size}"


def _node_faults(roads: RoadArrays) -> Iterator[str]:
    for name, limit in (("node_lat", 90.0), ("node_lon", 180.0), ("shape_lat", 90.0), ("shape_lon", 180.0)):
        if not np.all(np.abs(getattr(roads, name)) <= limit):  # false for NaN too
            yield f"{name} leaves the globe"
    if _is_no_offset(roads.shape_offset, len(roads.shape_lat)):
        yield "shape_offset must rise from 0 to the number of bends"


def _edge_faults(roads: RoadArrays) -> Iterator[str]:
    for name, low, high in (
        ("tail", 0, roads.node_count),
        ("head", 0, roads.node_count),
        ("road_class", 0, len(RoadClass)),
        ("access", 0, len(Access)),
    ):
        values = getattr(roads, name)
        if np.any(values < low) or np.any(values >= high):
            yield f"{name} must lie from {low} to {high - 1}"
    if np.any(roads.tail == roads.head):
        yield "an edge leads from a node to itself"


def _limit_faults(roads: RoadArrays) -> Iterator[str]:
    if not np.all((roads.length_m > 0) & np.isfinite(roads.length_m)):
        yield "length_m must be positive"
    for name in ("maxspeed_kmh", *LIMITS):
        values = getattr(roads, name)
        if np.any(values <= 0) or np.any(np.isinf(values)):
            yield f"{name} must be positive, or NaN where none is posted"


def _ban_faults(roads: RoadArrays) -> Iterator[str]:
    offset, edge = roads.ban_offset, roads.ban_edge
    if _is_no_offset(offset, len(edge)) or np.any(np.diff(offset) < 2):
        yield "ban_offset must rise by two edges or more, from 0 to the number of banned edges"
    elif np.any(edge < 0) or np.any(edge >= roads.edge_count):
        yield f"ban_edge must lie from 0 to {roads.edge_count - 1}"
    else:
        inner = np.ones(len(edge), dtype=np.bool_)
        inner[offset[:-1]] = False  # the first of each has nothing before it
        later = np.flatnonzero(inner)
        if np.any(roads.head[edge[later - 1]] != roads.tail[edge[later]]):
            yield "banned edges must follow one another"


def _is_no_offset(offset: Indexes, size: int) -> bool:
    return bool(offset[0] != 0 or offset[-1] != size or np.any(np.diff(offset) < 0))
