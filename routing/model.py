"""What routing speaks of: a road network as immutable arrays, a metric over it, and the route it answers with."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import timedelta
from enum import StrEnum

import numpy as np

from chassis.errors import GoldentimeError
from chassis.geo import LatLon
from chassis.travel import Travel
from routing.arrays import ARRAYS, Indexes, RoadArrays, content, frozen_array, settle

CLOSED_MS = 2_147_483_647  # the travel time of an edge nobody may use; the engines' own infinity
DAY_MS = 86_400_000


class RoadImportError(GoldentimeError):
    """A file, place or table that does not become a road network. The network in force stays in force."""

    code = "road_import"


@dataclass(frozen=True, slots=True)
class Label:
    """Where a network comes from. `attribution` is the line every map shows; `generated` marks invented roads."""

    name: str
    source: str
    licence: str
    attribution: str
    generated: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class RoadNetwork(RoadArrays):
    """Directed roads, see RoadArrays, with where they come from and what the streets are called.

    `names_en` stands beside `names` ("" where there is none) or is empty. Equal `digest`, equal roads.
    """

    label: Label
    names: tuple[str, ...]
    names_en: tuple[str, ...] = ()
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        settle(self, self.label.name)
        object.__setattr__(self, "names", tuple(self.names))
        object.__setattr__(self, "names_en", tuple(self.names_en))
        if self.names_en and len(self.names_en) != len(self.names):
            raise ValueError(f"names_en has {len(self.names_en)} names, not {len(self.names)}")
        if np.any(self.name_index < -1) or np.any(self.name_index >= len(self.names)):
            raise ValueError(f"name_index must lie from -1 to {len(self.names) - 1}")
        object.__setattr__(self, "digest", digest_of(self))

    def __repr__(self) -> str:
        return f"RoadNetwork({self.label.name!r}, {self.node_count} nodes, {self.edge_count} edges)"

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


@dataclass(frozen=True, slots=True, eq=False)
class Metric:
    """How long each edge takes: `travel_ms` int32[m], 1 … DAY_MS, or CLOSED_MS. `digest` names exactly this one."""

    travel_ms: Indexes
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "travel_ms", frozen_array("travel_ms", self.travel_ms, np.int32))
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
    """Take `turn`, then follow the street `name` (None: unnamed) for `distance_m`.

    The turn is taken at `place`, `along_m` after the start of the route. `name_en`: the street's English name, if told.
    """

    name: str | None
    distance_m: float
    turn: Turn
    name_en: str | None = None
    place: LatLon | None = None
    along_m: float = 0.0


@dataclass(frozen=True, slots=True)
class SignalAhead:
    """A signalised node on the way, passed `after` the start, by the median.

    The way enters it by the edge `approach` and leaves it by `exit` (None: it ends there), `along_m` after its start.
    """

    node: int
    place: LatLon
    after: timedelta
    approach: int = -1
    exit: int | None = None
    along_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Route:
    """The way from place to place: `points` from the origin itself over the road to the target itself.

    The first step is a departure, the last an arrival of 0 m. `generated`: the roads are an invented example.
    `edges` are driven one after the other, the first and last in part; the end of `edges[i]` is reached
    `passed_m[i]` metres along `points` and, by the median, `passed_s[i]` seconds after the start (the last: where the
    way leaves it); both to a tenth. They are indexes into the network with the digest `network`, and mean nothing in
    another.
    """

    points: tuple[LatLon, ...]
    travel: Travel
    steps: tuple[Step, ...]
    signals: tuple[SignalAhead, ...]
    generated: bool
    network: str = ""
    edges: tuple[int, ...] = ()
    passed_m: tuple[float, ...] = ()
    passed_s: tuple[float, ...] = ()


def digest_of(network: RoadNetwork, arrays: Iterable[str] = ARRAYS) -> str:
    """SHA-256 over where it comes from, what the streets are called and the `arrays` named: all, unless told."""
    digest = content(network, arrays)
    told = [str(getattr(network.label, part.name)) for part in fields(Label)]
    digest.update("\0".join([*told, *network.names, *network.names_en]).encode())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way: `later` than the fastest by the median, at most a share `shared` of its metres told before.

    `over`: the street that tells it from the fastest, the longest that has a name; None where none has.
    """

    route: Route
    shared: float
    later: timedelta
    over: str | None
