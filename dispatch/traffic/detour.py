"""Whether a unit should leave the way it is on. Pure.

A way whose road ahead is closed has to be left. A better one is worth a change only when it gains more than 15 s and
more than a tenth of what is left: on short urban trips smaller promises come and go with the next report (measured in
a closed loop with a simulator, docs/roads.md).
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chassis.geo import LatLon, along
from routing.arrays import Indexes
from routing.model import CLOSED_MS

LEAST_GAIN_S, LEAST_SHARE = 15.0, 0.10
LOST_M = 150.0  # farther from its way than this, a unit is not on it any more


class Detour(StrEnum):
    """Why a way is left."""

    CLOSED = "closed"
    FASTER = "faster"


@dataclass(frozen=True, slots=True)
class Ahead:
    """What of a way is still to be driven: its edges, the one the unit is on first. `off_m` from the way."""

    edges: tuple[int, ...]
    off_m: float


def ahead_of(route: Mapping[str, Any], here: LatLon, network: str) -> Ahead | None:
    """The rest of a way as it is kept with a job; None where it belongs to another network, or tells no edges."""
    edges, passed_m = route.get("edges"), route.get("passed_m")
    if not edges or not passed_m or route.get("network") != network:
        return None
    along_m, off_m, _ = along([LatLon(lat, lon) for lon, lat in route["points"]], here)
    at = min(bisect_right(passed_m, along_m), len(edges) - 1)
    return Ahead(tuple(edges[at:]), off_m)


def judge(
    old: Sequence[int], new: Sequence[int], *, travel_ms: Indexes, before_ms: Indexes
) -> tuple[Detour, float] | None:
    """Whether to change from the edges `old` to `new`, both from where the unit is, and how many seconds later that
    makes it (below zero: sooner) than it was before; None for no change.

    `travel_ms` are the times now, `before_ms` those before anything was closed. The last edge is the one the place lies
    on: who is called to a closed road drives into it.
    """
    old_ms, new_ms = _sum(travel_ms, before_ms, old), _sum(travel_ms, before_ms, new)
    if new_ms is None or tuple(old) == tuple(new):
        return None
    if old_ms is None:
        return Detour.CLOSED, (new_ms - (_sum(before_ms, before_ms, old) or new_ms)) / 1000
    gain_s = (old_ms - new_ms) / 1000
    return (Detour.FASTER, -gain_s) if gain_s > max(LEAST_GAIN_S, LEAST_SHARE * old_ms / 1000) else None


def closed_on(edges: Sequence[int], travel_ms: Indexes) -> tuple[int, ...]:
    """Those of a way's `edges` that nobody may drive now, but for the last, which leads to the place itself."""
    return tuple(edge for edge in edges[:-1] if travel_ms[edge] == CLOSED_MS)


def _sum(travel_ms: Indexes, before_ms: Indexes, edges: Sequence[int]) -> int | None:
    times = [int(travel_ms[edge]) for edge in edges]
    if times and times[-1] == CLOSED_MS:
        times[-1] = int(before_ms[edges[-1]])
    return None if CLOSED_MS in times else sum(times)
