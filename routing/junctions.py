"""Signalised junctions of any road network: which ways in and out belong together, and which paths cross. Pure.

Maps mark signals as they stand: one node for a small crossing, one at each stop line for a large one. Signals that
stand within `JOIN_M` of each other, and plain nodes between them, are one junction, as one controller runs them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from chassis.geo import LatLon, bearing_deg, distance_m
from routing.model import RoadNetwork

JOIN_M = 40.0  # measured on real extracts: traffic lights of one crossing lie closer, those of the next one farther
ARM_M = 25.0  # an arm's bearing is read this far from the edge of the junction: nearer, kerb radii mislead
LANE_DEG = 0.5  # who leaves by an arm drives beside who enters by it
METRES_PER_DEG = 111_195.0


@dataclass(frozen=True, slots=True, order=True)
class Movement:
    """A way through a junction: in by the edge `approach`, out by the edge `exit`."""

    approach: int
    exit: int


@dataclass(frozen=True)
class Junction:
    """One signalised junction. `id` is the same after every import of the same roads; edges are those of the network.

    `approaches` lead in from outside, `movements` are the turns they allow (nobody turns round), `conflicts` the pairs
    of places in `movements` whose paths cross or merge. Who comes by the same approach never conflicts. `arms` numbers
    the roads that meet here clockwise from north: (edge, arm) for every way in and out.
    """

    id: str
    place: LatLon
    nodes: tuple[int, ...]
    approaches: tuple[int, ...]
    movements: tuple[Movement, ...]
    conflicts: frozenset[tuple[int, int]]
    arms: tuple[tuple[int, int], ...] = ()

    def arm_of(self, edge: int | None) -> int | None:
        """The arm an edge comes in or leaves by; None for one of elsewhere."""
        return next((arm for one, arm in self.arms if one == edge), None)

    def movements_of(self, approaches: Iterable[int]) -> frozenset[int]:
        """The places in `movements` of all that enter by `approaches`."""
        wanted = set(approaches)
        return frozenset(at for at, one in enumerate(self.movements) if one.approach in wanted)

    def is_free(self, movements: Iterable[int]) -> bool:
        """Whether all of them may be driven at once."""
        listed = sorted(movements)
        return not any((a, b) in self.conflicts for at, a in enumerate(listed) for b in listed[at + 1 :])


@dataclass(frozen=True)
class Junctions:
    """All signalised junctions of a network, sorted by id."""

    network: str
    all: tuple[Junction, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Junction]:
        """Each junction by its id."""
        return {one.id: one for one in self.all}

    @cached_property
    def by_approach(self) -> Mapping[int, Junction]:
        """The junction an edge leads into; an edge between two junctions belongs to the one ahead."""
        return {edge: one for one in self.all for edge in one.approaches}


def find_junctions(network: RoadNetwork, *, drives_left: bool = False) -> Junctions:
    """The junctions of `network`; `drives_left` where traffic keeps left, as in New Zealand."""
    web = _Web(network)
    found = (_junction(web, nodes, drives_left=drives_left) for nodes in _clusters(network, web))
    return Junctions(network.digest, tuple(sorted((one for one in found if one.movements), key=lambda one: one.id)))


class _Web:
    """The network by node, and the pairs of edges nobody may drive one after the other."""

    def __init__(self, network: RoadNetwork) -> None:
        self.network = network
        self._inward, self._inward_at = _sorted_by(network.head, network.node_count)
        self._outward, self._outward_at = _sorted_by(network.tail, network.node_count)
        pairs = [
            slice(a, b) for a, b in zip(network.ban_offset[:-1], network.ban_offset[1:], strict=True) if b - a == 2
        ]
        self.banned = {(int(network.ban_edge[one][0]), int(network.ban_edge[one][1])) for one in pairs}

    def into(self, node: int) -> list[int]:
        """The edges that end at `node`."""
        return self._inward[self._inward_at[node] : self._inward_at[node + 1]].tolist()  # type: ignore[no-any-return]

    def out_of(self, node: int) -> list[int]:
        """The edges that begin at `node`."""
        return self._outward[self._outward_at[node] : self._outward_at[node + 1]].tolist()  # type: ignore[no-any-return]


def _sorted_by(ends: np.ndarray, nodes: int) -> tuple[np.ndarray, np.ndarray]:
    order = np.argsort(ends, kind="stable")
    return order, np.searchsorted(ends[order], np.arange(nodes + 1))


def _clusters(network: RoadNetwork, web: _Web) -> Iterator[tuple[int, ...]]:
    """The nodes of each junction: its signals, and what lies between them."""
    signals = np.flatnonzero(network.node_signal)
    if not len(signals):
        return
    middle = np.radians(float(network.node_lat.mean()))
    plane = np.column_stack([network.node_lon * np.cos(middle), network.node_lat]) * METRES_PER_DEG
    pairs = cKDTree(plane[signals]).query_pairs(JOIN_M, output_type="ndarray")
    near = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(signals), len(signals)))
    _, label = connected_components(near, directed=False)
    everywhere = cKDTree(plane)
    for members in (signals[label == one] for one in range(label.max() + 1)):
        centre = plane[members].mean(axis=0)
        radius = float(np.linalg.norm(plane[members] - centre, axis=1).max())
        inner = everywhere.query_ball_point(centre, radius + 1e-6) if len(members) > 1 else []
        yield tuple(sorted({*members.tolist(), *(one for one in inner if len(web.into(one)) > 1)}))


def _junction(web: _Web, nodes: tuple[int, ...], *, drives_left: bool) -> Junction:
    network, inside = web.network, set(nodes)
    centre = LatLon(float(network.node_lat[list(nodes)].mean()), float(network.node_lon[list(nodes)].mean()))
    approaches = tuple(
        sorted(edge for node in nodes for edge in web.into(node) if int(network.tail[edge]) not in inside)
    )
    movements = tuple(sorted(Movement(edge, out) for edge in approaches for out in _exits(web, edge, inside)))
    enters = {edge: _arm_deg(network, centre, edge, entering=True) for edge in approaches}
    leaves = {out: _arm_deg(network, centre, out, entering=False) for out in {one.exit for one in movements}}
    side = -LANE_DEG if not drives_left else LANE_DEG
    chords = [(enters[one.approach] + side, leaves[one.exit] - side) for one in movements]
    crossing = frozenset(_conflicts(movements, chords))
    arms = _arms(network, enters, leaves)
    return Junction(_id_of(network, nodes, centre), centre, nodes, approaches, movements, crossing, arms)


def _arms(network: RoadNetwork, enters: dict[int, float], leaves: dict[int, float]) -> tuple[tuple[int, int], ...]:
    """Edges that lead to and from one node outside are one arm."""
    outer = [(int(network.tail[edge]), edge, deg) for edge, deg in enters.items()]
    outer += [(int(network.head[edge]), edge, deg) for edge, deg in leaves.items()]
    first = {node: min(deg for other, _, deg in outer if other == node) for node, _, _ in outer}
    number = {node: arm for arm, node in enumerate(sorted(first, key=lambda node: (first[node], node)))}
    return tuple(sorted((edge, number[node]) for node, edge, _ in outer))


def _exits(web: _Web, approach: int, inside: set[int]) -> set[int]:
    """The ways out for who enters by `approach`: no turning round, no banned pair of edges."""
    network, seen, ahead, found = web.network, {approach}, [approach], set[int]()
    while ahead:
        edge = ahead.pop()
        for onward in web.out_of(int(network.head[edge])):
            if onward in seen or (edge, onward) in web.banned or network.head[onward] == network.tail[edge]:
                continue
            seen.add(onward)
            if int(network.head[onward]) in inside:
                ahead.append(onward)
            elif network.head[onward] != network.tail[approach]:
                found.add(onward)
    return found


def _arm_deg(network: RoadNetwork, centre: LatLon, edge: int, *, entering: bool) -> float:
    """The bearing from the centre to where an edge comes from, or leads to."""
    points = network.edge_points(edge)[:: -1 if entering else 1]
    away = next((one for one in points[1:] if distance_m(points[0], one) >= ARM_M), points[-1])
    return bearing_deg(centre, away)


def _conflicts(movements: tuple[Movement, ...], chords: list[tuple[float, float]]) -> Iterator[tuple[int, int]]:
    for a, one in enumerate(movements):
        for b in range(a + 1, len(movements)):
            other = movements[b]
            if one.approach != other.approach and (one.exit == other.exit or _cross(chords[a], chords[b])):
                yield a, b


def _cross(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two chords of a circle cross, given as the bearings of their ends; chords that share an end do not."""
    start, end = one
    span = (end - start) % 360.0
    inside = [0.0 < (bearing - start) % 360.0 < span for bearing in other]
    return inside[0] != inside[1]


def _id_of(network: RoadNetwork, nodes: tuple[int, ...], centre: LatLon) -> str:
    """The smallest number its signals have in the source, or where it lies: neither changes with the next import."""
    told = [int(network.node_id[one]) for one in nodes if network.node_signal[one] and network.node_id[one] >= 0]
    return f"n{min(told)}" if told else f"{centre.lat:.5f},{centre.lon:.5f}"


def stages(junction: Junction) -> tuple[tuple[int, ...], ...]:
    """Approaches that may have green together, first come first put: the stages of a plain fixed programme."""
    found: list[list[int]] = []
    for edge in junction.approaches:
        free = [one for one in found if junction.is_free(junction.movements_of([*one, edge]))]
        if free:
            free[0].append(edge)
        else:
            found.append([edge])
    return tuple(tuple(one) for one in found)
