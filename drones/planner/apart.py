"""Keeping flights apart: the exact moment at which two of them come too near. Pure.

A track is straight at even speed between its knots, so two of them are in straight relative motion between any two
knots of either, and the closest approach there is the vertex of a parabola.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from operator import itemgetter

from drones.plane import Plane
from drones.planner.tracks import Track

Gap = tuple[float, float, float]  # metres east, north and up
Timed = tuple[tuple[float, float, float, float], ...]  # seconds, and metres east, north and up


@dataclass(frozen=True, slots=True)
class Separation:
    """Two drones are too near when they are nearer than both at once."""

    across_m: float = 50.0
    height_m: float = 20.0


@dataclass(frozen=True, slots=True)
class Conflict:
    """With whom, when it begins to be too near, and how near they come across while they are too near in height."""

    other: str
    at: datetime
    across_m: float


def first_conflict(mine: Track, others: Iterable[Track], *, apart: Separation) -> Conflict | None:
    """The earliest moment at which `mine` comes too near to another; None when it never does. Ties by id."""
    plane = Plane(round(mine.knots[0].place.lat, 1))
    ours, since = _timed(mine, plane, mine.knots[0].at), mine.knots[0].at
    found = []
    for other in others:
        near = _first_near(ours, _timed(other, plane, since), apart)
        if near is not None:
            found.append(Conflict(other.id, since + timedelta(seconds=near[0]), near[1]))
    return min(found, key=lambda conflict: (conflict.at, conflict.other), default=None)


def _timed(track: Track, plane: Plane, since: datetime) -> Timed:
    return tuple(((knot.at - since).total_seconds(), *plane.xy(knot.place), knot.altitude_m) for knot in track.knots)


def _first_near(a: Timed, b: Timed, apart: Separation) -> tuple[float, float] | None:
    """When two tracks first are too near, and how near across they come in that stretch."""
    begin, end = max(a[0][0], b[0][0]), min(a[-1][0], b[-1][0])
    if begin > end or _far_apart(a, b, apart.across_m):
        return None
    times = sorted({begin, end, *(knot[0] for knot in (*a, *b) if begin < knot[0] < end)})
    gaps = [_gap(a, b, at) for at in times]
    for (t0, t1), (from_gap, to_gap) in zip(pairwise(times), pairwise(gaps), strict=True):
        near = _near(from_gap, to_gap, apart)
        if near is not None:
            return t0 + near[0] * (t1 - t0), near[1]
    return None


def _far_apart(a: Timed, b: Timed, across_m: float) -> bool:
    """Whether the boxes round both tracks lie so far apart that nothing needs to be looked at."""
    return any(
        min(knot[axis] for knot in one) > max(knot[axis] for knot in two) + across_m
        for axis in (1, 2)
        for one, two in ((a, b), (b, a))
    )


def _gap(a: Timed, b: Timed, at: float) -> Gap:
    (ax, ay, az), (bx, by, bz) = _where(a, at), _where(b, at)
    return bx - ax, by - ay, bz - az


def _where(track: Timed, at: float) -> Gap:
    """Where a track is at a moment within its time; after a jump, where it jumped to."""
    n = min(bisect_right(track, at, key=itemgetter(0)), len(track) - 1)
    (t0, *start), (t1, *end) = track[n - 1], track[n]
    share = min(1.0, (at - t0) / (t1 - t0)) if t1 > t0 else 1.0
    x, y, z = (p + share * (q - p) for p, q in zip(start, end, strict=True))
    return x, y, z


def _near(start: Gap, end: Gap, apart: Separation) -> tuple[float, float] | None:
    """In straight relative motion from one gap to another: from which share on both distances are too small, and the
    least distance across from there to where one of them is large enough again."""
    low = _below(start[2], end[2] - start[2], apart.height_m)
    if low is None:
        return None
    (x, y, _), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    speed_squared = dx * dx + dy * dy
    closest = -(x * dx + y * dy) / speed_squared if speed_squared > 0.0 else low[0]
    share = min(max(closest, low[0]), low[1])
    across_m = math.hypot(x + share * dx, y + share * dy)
    if across_m >= apart.across_m:
        return None
    if speed_squared == 0.0:
        return low[0], across_m
    square = max(0.0, apart.across_m**2 - (x + closest * dx) ** 2 - (y + closest * dy) ** 2)
    return max(low[0], closest - math.sqrt(square / speed_squared)), across_m


def _below(height: float, rise: float, limit: float) -> tuple[float, float] | None:
    """The shares of a motion, 0 to 1, between which a height that rises evenly is less than `limit` from zero."""
    if rise == 0.0:
        return (0.0, 1.0) if abs(height) < limit else None
    enters, leaves = sorted(((-limit - height) / rise, (limit - height) / rise))
    begin, end = max(0.0, enters), min(1.0, leaves)
    return (begin, end) if begin < end else None
