"""The part of a network that hangs together: for anybody, on the roads and through the turns. Pure."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from routing.arrays import Flags, Indexes


def largest_part(tail: Indexes, head: Indexes, public: Flags) -> Flags:
    """Which edges to keep: those of the most nodes that reach each other on `public` edges alone, and the others from
    which one gets back there. Roads that not anybody may drive never hold two parts together.
    """
    nodes = int(max(tail.max(), head.max())) + 1
    part = _parts(tail[public], head[public], nodes)
    core = part == np.bincount(part).argmax()
    keep = public & core[tail] & core[head]
    if public.all():
        return np.asarray(keep, dtype=np.bool_)
    allowed = keep | ~public
    whole = _parts(tail[allowed], head[allowed], nodes)
    inside = whole == whole[core.argmax()]
    return np.asarray(allowed & inside[tail] & inside[head], dtype=np.bool_)


def turning_part(tail: Indexes, head: Indexes, public: Flags, banned: Sequence[tuple[int, ...]]) -> Flags:
    """As `largest_part`, of edges instead of nodes, where no turn of the `banned` pairs may be taken."""
    if not banned:
        return np.ones(len(tail), dtype=np.bool_)
    first, second = _turns(tail, head, banned)
    open_turns = public[first] & public[second]
    part = _parts(first[open_turns], second[open_turns], len(tail))
    keep = public & (part == np.bincount(part[public]).argmax())
    remaining = np.flatnonzero(keep | ~public)
    inside = largest_part(tail[remaining], head[remaining], keep[remaining])
    found = np.zeros(len(tail), dtype=np.bool_)
    found[remaining[inside]] = True
    return found


def _turns(tail: Indexes, head: Indexes, banned: Sequence[tuple[int, ...]]) -> tuple[Indexes, Indexes]:
    """Every pair of edges that follow one another, but the banned."""
    order = np.argsort(tail, kind="stable").astype(np.int32)
    begin = np.searchsorted(tail[order], head, side="left")
    end = np.searchsorted(tail[order], head, side="right")
    first = np.repeat(np.arange(len(tail), dtype=np.int64), end - begin)
    within = np.arange(len(first)) - np.repeat(np.cumsum(end - begin) - (end - begin), end - begin)
    second = order[begin[first] + within].astype(np.int64)
    closed = np.array([a * len(tail) + b for a, b in banned], dtype=np.int64)
    allowed = ~np.isin(first * len(tail) + second, closed)
    return first[allowed].astype(np.int32), second[allowed].astype(np.int32)


def _parts(tail: Indexes, head: Indexes, count: int) -> Indexes:
    """For each of `count` nodes the number of its strongly connected part."""
    graph = coo_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(count, count))
    _, part = connected_components(graph, directed=True, connection="strong")
    return np.asarray(part, dtype=np.int32)
