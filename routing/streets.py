"""Streets by what people call them: where one runs, and where two of them cross. Pure; one index a network."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from chassis.geo import LatLon, distance_m
from routing.arrays import Numbers
from routing.model import RoadNetwork

APART_M = 150.0  # the carriageways of one junction lie nearer to each other than two junctions do


@dataclass(frozen=True, slots=True)
class Street:
    """A named street. `radius_m` reaches from `place` on it to its farther end: how little its name alone says."""

    name: str
    name_en: str | None
    place: LatLon
    radius_m: float


@dataclass(frozen=True, slots=True)
class Junction:
    """Where two named streets cross, with their names as (own, English)."""

    first: tuple[str, str | None]
    second: tuple[str, str | None]
    place: LatLon


class Streets:
    """Every named street of a network with the nodes it passes. Names are compared without spaces, hyphens and case."""

    def __init__(self, network: RoadNetwork) -> None:
        self._network = network
        self._plain = [plain(name) for name in network.names]
        self._plain_en = [plain(name) for name in network.names_en or ("",) * len(network.names)]

    @cached_property
    def _nodes(self) -> dict[int, Numbers]:
        """The nodes of each street, ascending."""
        network = self._network
        named = np.flatnonzero(network.name_index >= 0)
        ends = np.concatenate((network.tail[named], network.head[named])).astype(np.int64)
        pairs = np.unique(np.column_stack((np.tile(network.name_index[named], 2).astype(np.int64), ends)), axis=0)
        names, begins = np.unique(pairs[:, 0], return_index=True)
        return dict(zip(names.tolist(), np.split(pairs[:, 1], begins[1:]), strict=True))

    @cached_property
    def _crossed(self) -> dict[int, list[int]]:
        """The streets that pass each node where more than one does."""
        passing: dict[int, list[int]] = {}
        for name, nodes in self._nodes.items():
            for node in nodes.tolist():
                passing.setdefault(node, []).append(name)
        return {node: names for node, names in passing.items() if len(names) > 1}

    def named(self, text: str, *, most: int = 5) -> tuple[Street, ...]:
        """Streets whose name holds `text`: those that are called so first, then those that begin with it."""
        return tuple(self._street(index) for index in self._find(text)[:most])

    def crossings(self, first: str, second: str | None, *, most: int = 6) -> tuple[Junction, ...]:
        """Where the two cross, or where `first` meets any other street; of a dual carriageway one place, not four."""
        others = self._find(second) if second is not None else None
        found: dict[tuple[int, int], list[LatLon]] = {}
        for one in self._find(first):
            for other, node in self._meetings(one, others):
                found.setdefault((one, other), []).append(self._network.place(node))
        met = [(pair, at) for pair, places in found.items() for at in _apart(places)]
        return tuple(Junction(self._names(a), self._names(b), at) for (a, b), at in met[:most])

    def _find(self, text: str) -> list[int]:
        wanted = plain(text)
        if len(wanted) < 2:
            return []
        held = [index for index in self._nodes if wanted in self._plain[index] or wanted in self._plain_en[index]]
        scored = sorted((self._rank(index, wanted), index) for index in held)
        exact = [index for rank, index in scored if rank == (0, 0)]
        return exact or [index for _, index in scored]

    def _rank(self, index: int, wanted: str) -> tuple[int, int]:
        names = [name for name in (self._plain[index], self._plain_en[index]) if wanted in name]
        return min((name.find(wanted), len(name) - len(wanted)) for name in names)

    def _meetings(self, one: int, others: list[int] | None) -> Iterable[tuple[int, int]]:
        if others is None:
            nodes = [node for node in self._nodes[one].tolist() if node in self._crossed]
            return [(other, node) for node in nodes for other in self._crossed[node] if other != one]
        common = [(other, np.intersect1d(self._nodes[one], self._nodes[other])) for other in others if other != one]
        return [(other, node) for other, nodes in common for node in nodes.tolist()]

    def _names(self, index: int) -> tuple[str, str | None]:
        network = self._network
        return network.names[index], (network.names_en[index] or None) if network.names_en else None

    def _street(self, index: int) -> Street:
        nodes = self._nodes[index]
        lat, lon = self._network.node_lat[nodes], self._network.node_lon[nodes]
        middle = nodes[np.argmin((lat - np.median(lat)) ** 2 + (lon - np.median(lon)) ** 2)]
        at = self._network.place(int(middle))
        ends = (LatLon(float(a), float(b)) for a, b in zip(lat, lon, strict=True))
        return Street(*self._names(index), at, max(distance_m(at, end) for end in ends))


def plain(name: str) -> str:
    """A name as it is compared."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _apart(places: list[LatLon]) -> list[LatLon]:
    """One place for each junction: the middle of those that lie together."""
    groups: list[list[LatLon]] = []
    for place in places:
        home = next((group for group in groups if distance_m(group[0], place) < APART_M), None)
        if home is None:
            groups.append([place])
        else:
            home.append(place)
    return [LatLon(sum(p.lat for p in g) / len(g), sum(p.lon for p in g) / len(g)) for g in groups]
