"""How far along its way a vehicle is, and when it reaches each stop line by the planned profile. Pure.

An arrival is the time of the newest position plus what the plan says from there on. Distance over present speed would
be infinite in a queue and flap at every crossing: measured, a third more pre-emptions for nothing.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from chassis.geo import LatLon, distance_m
from routing.junctions import Junction, Junctions
from routing.model import Route

BACK_M, AHEAD_M = 50.0, 400.0  # where the next position is looked for first, around the last one
METRES_PER_DEG = 111_195.0


@dataclass(frozen=True, slots=True)
class AvlFix:
    """A vehicle's position and when it was there."""

    vehicle: str
    at: datetime
    place: LatLon
    speed_mps: float | None = None
    heading_deg: float | None = None


@dataclass(frozen=True, slots=True)
class StopLine:
    """Where the way enters a junction, `along_m` metres and, by the plan, `after_s` seconds after its start."""

    junction: str
    approach: int
    exit: int | None
    along_m: float
    after_s: float
    place: LatLon


@dataclass(frozen=True, eq=False)
class PlannedRoute:
    """A way with its profile: at `along_m[i]` metres, `after_s[i]` seconds are planned to have gone. Both rise."""

    network: str
    line: tuple[LatLon, ...]
    line_m: NDArray[np.float64]
    along_m: NDArray[np.float64]
    after_s: NDArray[np.float64]
    stop_lines: tuple[StopLine, ...]

    def planned_s(self, along_m: float) -> float:
        """The planned time from the start to `along_m`."""
        return float(np.interp(along_m, self.along_m, self.after_s))

    def without(self, junctions: frozenset[str]) -> "PlannedRoute":
        """The same way, asking nothing of some junctions."""
        return replace(self, stop_lines=tuple(one for one in self.stop_lines if one.junction not in junctions))


@dataclass(frozen=True, slots=True)
class Progress:
    """`along_m` of the way at the instant `at`, read from a position `off_m` beside it."""

    along_m: float
    at: datetime
    off_m: float = 0.0

    def eta(self, way: PlannedRoute, line: StopLine, *, pace: float = 1.0) -> datetime:
        """When the stop line is reached; `pace` is how much faster than the clock a simulated day runs."""
        return self.at + timedelta(seconds=(line.after_s - way.planned_s(self.along_m)) / pace)


def plan_way(route: Route, junctions: Junctions) -> PlannedRoute:
    """The way of `route` with the stop lines of the junctions it enters; none where it is of another network."""
    line_m = np.cumsum([0.0, *(distance_m(a, b) for a, b in pairwise(route.points))])
    total_m = float(line_m[-1])
    known = route.edges and route.network == junctions.network
    along = np.array([0.0, *(route.passed_m if known else ()), total_m])
    after = np.array([0.0, *(route.passed_s if known else ()), route.travel.p50.total_seconds()])
    along, after = np.maximum.accumulate(along), np.maximum.accumulate(after)
    lines = tuple(_stop_lines(route, junctions)) if known else ()
    return PlannedRoute(
        route.network, route.points, line_m * (float(along[-1]) / total_m if total_m else 1.0), along, after, lines
    )


def _stop_lines(route: Route, junctions: Junctions) -> Iterator[StopLine]:
    for at, edge in enumerate(route.edges[:-1]):  # the last edge is left before its end
        junction = junctions.by_approach.get(edge)
        if junction is not None:
            out = _exit(route.edges[at + 1 :], junction)
            yield StopLine(junction.id, edge, out, route.passed_m[at], route.passed_s[at], junction.place)


def _exit(onward: tuple[int, ...], junction: Junction) -> int | None:
    exits = {movement.exit for movement in junction.movements}
    return next((edge for edge in onward if edge in exits), None)


def follow(way: PlannedRoute, fix: AvlFix, before: Progress | None, *, off_route_m: float) -> Progress | None:
    """Where on the way `fix` is; None farther than `off_route_m` beside it, or for an older one than the last.

    Looked for near the last place first, so that a way which crosses itself is not cut short.
    """
    if before is not None:
        if fix.at <= before.at:
            return None
        near = _nearest(way, fix.place, before.along_m - BACK_M, before.along_m + AHEAD_M)
        if near is not None and near[1] <= off_route_m:
            return Progress(max(near[0], before.along_m - BACK_M), fix.at, near[1])
    found = _nearest(way, fix.place, 0.0, float(way.line_m[-1]))
    return Progress(found[0], fix.at, found[1]) if found is not None and found[1] <= off_route_m else None


def _nearest(way: PlannedRoute, place: LatLon, low_m: float, high_m: float) -> tuple[float, float] | None:
    """The metre of the way nearest to `place` between two others, and how far off it is; on a plane."""
    first = max(0, bisect_right(way.line_m, low_m) - 1)
    last = min(len(way.line) - 1, bisect_right(way.line_m, high_m))
    if last <= first:
        return None
    scale = np.array([METRES_PER_DEG, METRES_PER_DEG * np.cos(np.radians(place.lat))])
    piece = way.line[first : last + 1]
    at = (np.array([[one.lat - place.lat, one.lon - place.lon] for one in piece])) * scale
    along = at[1:] - at[:-1]
    square = np.maximum((along**2).sum(axis=1), 1e-9)
    share = np.clip(-(at[:-1] * along).sum(axis=1) / square, 0.0, 1.0)
    off = np.linalg.norm(at[:-1] + along * share[:, None], axis=1)
    best = int(np.argmin(off))
    start_m, end_m = way.line_m[first + best], way.line_m[first + best + 1]
    return float(start_m + share[best] * (end_m - start_m)), float(off[best])
