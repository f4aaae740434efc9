"""Whether a unit should leave the way it is on. Pure.

A way whose road ahead is closed has to be left. The street the unit stands on and the one it is called to are driven
in part, however slowly: where one of them is closed, time decides. A better way is worth a change only when it gains
more than 15 s and more than a tenth of what is left, unless the policy says otherwise: on short urban trips smaller
promises come and go with the next report (measured in a closed loop with a simulator, docs/roads.md).
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chassis.geo import LatLon, along
from dispatch.plan import DetourPolicy
from routing.arrays import Indexes
from routing.model import CLOSED_MS

USUAL = DetourPolicy()
LOST_M = 150.0  # farther from its way than this, a unit is not on it any more


class Detour(StrEnum):
    """Why a way is left."""

    CLOSED = "closed"
    FASTER = "faster"


@dataclass(frozen=True, slots=True)
class Ahead:
    """What of a way is still to be driven: its edges, the one the unit is on first. `off_m` from the way.

    `first_m` are left of the first edge, `last_m` are driven of the last.
    """

    edges: tuple[int, ...]
    off_m: float
    first_m: float
    last_m: float


@dataclass(frozen=True, slots=True)
class Left:
    """How long a way still takes from where the unit is: now (None: a street it leads through is closed), and before
    anything was closed. `is_shut`: any of its streets is closed."""

    now_ms: int | None
    before_ms: int | None
    is_shut: bool


def ahead_of(route: Mapping[str, Any], here: LatLon, network: str) -> Ahead | None:
    """The rest of a way as it is kept with a job; None where it belongs to another network, or tells no edges."""
    edges, passed_m = route.get("edges"), route.get("passed_m")
    if not edges or not passed_m or route.get("network") != network:
        return None
    along_m, off_m, _ = along([LatLon(lat, lon) for lon, lat in route["points"]], here)
    at = min(bisect_right(passed_m, along_m), len(edges) - 1)
    last_m = passed_m[-1] - (passed_m[-2] if len(edges) > 1 else 0.0)
    return Ahead(tuple(edges[at:]), off_m, max(0.0, passed_m[at] - along_m), last_m)


def judge(left: Left, new_ms: int, policy: DetourPolicy = USUAL) -> tuple[Detour, float] | None:
    """Whether to change to a way that takes `new_ms`, and how many seconds later that makes the unit (below zero:
    sooner): against what was expected before where a street is closed, else against its own way; None for no change."""
    if left.now_ms is not None:
        gain_s = (left.now_ms - new_ms) / 1000
        if gain_s <= max(policy.least_gain.total_seconds(), policy.least_share * left.now_ms / 1000):
            return None
        if not left.is_shut:
            return Detour.FASTER, -gain_s
    return Detour.CLOSED, (new_ms - (left.before_ms if left.before_ms is not None else new_ms)) / 1000


def closed_on(edges: Sequence[int], travel_ms: Indexes) -> tuple[int, ...]:
    """Those of a way's `edges` that nobody may drive now, but for the last, which leads to the place itself."""
    return tuple(edge for edge in edges[:-1] if travel_ms[edge] == CLOSED_MS)
