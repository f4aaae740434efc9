"""From strokes to streets that meet: cut where they cross, ends tied together, crumbs swept away."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from routing.example.plane import Points
from routing.example.stroke import Stroke, lines
from routing.kinds import RoadClass

CRUMB_M = 22.0  # shorter pieces are one junction
STUB_M = 75.0  # shorter dead ends are swept away
GRAIN_M = 0.05  # nothing is drawn finer


@dataclass(frozen=True, slots=True)
class Street:
    """A stroke between two junctions, by their numbers; `bends` are the points between."""

    tail: int
    head: int
    bends: Points
    stroke: Stroke


@dataclass(frozen=True, slots=True)
class Web:
    """Junctions on the board, and the streets between them."""

    junctions: Points
    streets: list[Street]


def weave(strokes: list[Stroke]) -> Web:
    """Every crossing of two strokes becomes a junction."""
    pieces = shapely.get_parts(shapely.union_all(lines(strokes), grid_size=GRAIN_M))
    parents = _parents(pieces, strokes)
    web = _tied([shapely.get_coordinates(piece) for piece in pieces], parents)
    return _swept(_swept(web))


def _parents(pieces: NDArray[np.object_], strokes: list[Stroke]) -> list[Stroke]:
    """Whose piece each one is: the stroke its middle lies on."""
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    nearest = shapely.STRtree(lines(strokes)).query_nearest(middles, all_matches=False)
    return [strokes[index] for index in nearest[1]]


def _tied(pieces: list[Points], parents: list[Stroke]) -> Web:
    """Ends within CRUMB_M of road from each other become one junction, in their middle."""
    ends = np.array([(piece[0], piece[-1]) for piece in pieces]).reshape(-1, 2)
    places, end = np.unique(np.round(ends / GRAIN_M).astype(np.int64), axis=0, return_inverse=True)
    tail, head = end.reshape(-1, 2).T
    lengths = np.array([np.hypot(*np.diff(piece, axis=0).T).sum() for piece in pieces])
    crumb = lengths < CRUMB_M
    ties = coo_array((np.ones(crumb.sum()), (tail[crumb], head[crumb])), shape=(len(places), len(places)))
    count, junction = connected_components(ties, directed=False)
    middles = np.column_stack([np.bincount(junction, axis, count) for axis in places.T * GRAIN_M])
    junctions = middles / np.bincount(junction, minlength=count)[:, None]
    streets = [
        Street(int(junction[a]), int(junction[b]), piece[1:-1], parent)
        for piece, a, b, parent in zip(pieces, tail, head, parents, strict=True)
        if junction[a] != junction[b]
    ]
    return Web(junctions, _single(streets))


def _single(streets: list[Street]) -> list[Street]:
    """The most important street between any two junctions, where tying left several."""
    best: dict[tuple[int, int], Street] = {}
    for street in streets:
        pair = (min(street.tail, street.head), max(street.tail, street.head))
        if pair not in best or street.stroke.kind < best[pair].stroke.kind:
            best[pair] = street
    return list(best.values())


def _swept(web: Web) -> Web:
    """Without the shortest dead ends."""
    degree = np.bincount([end for street in web.streets for end in (street.tail, street.head)])
    kept = [
        street
        for street in web.streets
        if min(degree[street.tail], degree[street.head]) > 1 or _length_m(web, street) >= STUB_M
    ]
    return Web(web.junctions, kept)


def _length_m(web: Web, street: Street) -> float:
    points = np.vstack((web.junctions[street.tail], street.bends, web.junctions[street.head]))
    return float(np.hypot(*np.diff(points, axis=0).T).sum())


def ranks(web: Web) -> dict[int, list[RoadClass]]:
    """The classes of the streets at each junction, most important first."""
    found: dict[int, list[RoadClass]] = {}
    for junction, kind in sorted(_ends(web)):
        found.setdefault(junction, []).append(kind)
    return found


def _ends(web: Web) -> Iterator[tuple[int, RoadClass]]:
    for street in web.streets:
        yield street.tail, street.stroke.kind
        yield street.head, street.stroke.kind
