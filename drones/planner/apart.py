"""Keeping flights apart: the exact moment at which two of them come too near. Pure.

A track is straight at even speed between its knots, so two of them are in straight relative motion between any two
knots of either, and the closest approach there is the vertex of a parabola.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from chassis.geo import EARTH_RADIUS_M, Box
from drones.plane import Plane
from drones.planner.held import HeldAir
from drones.planner.tracks import Track

Gap = tuple[float, float, float]  # metres east, north and up
Crossings = frozenset[tuple[int, int]]  # numbers of pieces, of the one flight and the other
NOTHING = timedelta(0)
HAIR_M = 0.01  # what rounding may make of a distance
DEGREE_M = math.radians(EARTH_RADIUS_M)


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
    return Traffic(mine, others, apart=apart).first()


class Traffic:
    """One flight among others, prepared so that putting it off can be tried many times."""

    def __init__(self, mine: Track, others: Iterable[Track], *, apart: Separation, later: timedelta = NOTHING) -> None:
        """Only `others` that come near within the time of `mine`, put off by `later` at most, are kept."""
        self.since, self.apart = mine.knots[0].at, apart
        plane = Plane(round(mine.knots[0].place.lat, 1))
        near = _Near(mine, later, apart.across_m)
        self.mine = _pieces(mine, plane, self.since)
        close = [one for one in others if near.meets(one)]
        moving = [(one.id, _pieces(one, plane, self.since)) for one in close if one.held_until is None]
        crossed = [(name, pieces, _crossings(self.mine, pieces, apart)) for name, pieces in moving]
        self.others = [one for one in crossed if one[2]]
        self.held = [(one.id, _held(one, plane, self.since)) for one in close if one.held_until is not None]

    def first(self, delay: timedelta = NOTHING) -> Conflict | None:
        """The earliest conflict when this flight leaves `delay` later."""
        late_s, found = delay.total_seconds(), []
        for name, pieces, crossings in self.others:
            near = _first_near(self.mine, pieces, late_s, self.apart, crossings)
            if near is not None:
                found.append(Conflict(name, self.since + timedelta(seconds=near[0]), near[1]))
        found += self._met(late_s)
        return min(found, key=lambda conflict: (conflict.at, conflict.other), default=None)

    def _met(self, late_s: float) -> list[Conflict]:
        """Where it comes into air that is held for somebody."""
        mine = [(p.begin + late_s, p.end + late_s, p.at(p.begin), p.at(p.end)) for p in self.mine]
        across_m, height_m = self.apart.across_m, self.apart.height_m
        met = ((name, air.first_near(mine, across_m=across_m, height_m=height_m)) for name, air in self.held)
        return [
            Conflict(name, self.since + timedelta(seconds=near[0]), near[1]) for name, near in met if near is not None
        ]


class _Near:
    """The box in space and time in which another flight could meet this one."""

    def __init__(self, mine: Track, later: timedelta, across_m: float) -> None:
        self.begin, self.end = mine.knots[0].at, mine.knots[-1].at + later
        box = Box.around(knot.place for knot in mine.knots)
        self.north_a_metre = 1.1 / DEGREE_M
        self.east_a_metre = self.north_a_metre / math.cos(math.radians(max(abs(box.north), abs(box.south))))
        north, east = across_m * self.north_a_metre, across_m * self.east_a_metre
        self.south, self.north = box.south - north, box.north + north
        self.west, self.east = box.west - east, box.east + east

    def meets(self, other: Track) -> bool:
        if other.over < self.begin or other.knots[0].at > self.end:
            return False
        lats, lons = [k.place.lat for k in other.knots], [k.place.lon for k in other.knots]
        north, east = other.reach_m * self.north_a_metre, other.reach_m * self.east_a_metre
        return (
            max(lats) + north >= self.south
            and min(lats) - north <= self.north
            and max(lons) + east >= self.west
            and min(lons) - east <= self.east
        )


@dataclass(frozen=True, slots=True)
class _Piece:
    """Straight flight at even speed: from `begin` to `end` in seconds, from a place in metres, by metres a second."""

    begin: float
    end: float
    place: Gap
    speed: Gap

    def at(self, seconds: float) -> Gap:
        (x, y, z), (u, v, w), t = self.place, self.speed, seconds - self.begin
        return x + u * t, y + v * t, z + w * t


def _held(track: Track, plane: Plane, since: datetime) -> HeldAir:
    line: BaseGeometry = shapely.LineString([plane.xy(knot.place) for knot in track.knots])
    if track.reach_m:
        line = line.buffer(track.reach_m)
    begin, end = ((at - since).total_seconds() for at in (track.knots[0].at, track.over))
    return HeldAir(line, begin=begin, end=end, top_m=max(knot.altitude_m for knot in track.knots))


def _pieces(track: Track, plane: Plane, since: datetime) -> list[_Piece]:
    rows = [((knot.at - since).total_seconds(), *plane.xy(knot.place), knot.altitude_m) for knot in track.knots]
    return [
        _Piece(t, t1, (x, y, z), ((x1 - x) / (t1 - t), (y1 - y) / (t1 - t), (z1 - z) / (t1 - t)))
        for (t, x, y, z), (t1, x1, y1, z1) in pairwise(rows)
        if t1 > t
    ]


def _crossings(a: list[_Piece], b: list[_Piece], apart: Separation) -> Crossings:
    """Which pieces of two flights lie too near over ground, whenever they are flown."""
    lines_a, lines_b = (shapely.linestrings([(p.place[:2], p.at(p.end)[:2]) for p in pieces]) for pieces in (a, b))
    metres = shapely.distance(lines_a[:, None], lines_b[None, :])
    i, j = np.nonzero(metres < apart.across_m + HAIR_M)
    return frozenset(zip(i.tolist(), j.tolist(), strict=True))


def _first_near(
    a: list[_Piece], b: list[_Piece], late_s: float, apart: Separation, crossings: Crossings
) -> tuple[float, float] | None:
    """When two flights first are too near, `a` leaving `late_s` later, and how near across they come in that piece."""
    i = j = 0
    while i < len(a) and j < len(b):
        one, two = a[i], b[j]
        begin, end = max(one.begin + late_s, two.begin), min(one.end + late_s, two.end)
        if begin <= end and (i, j) in crossings:
            near = _near(_gap(one, two, begin, late_s), _gap(one, two, end, late_s), apart)
            if near is not None:
                return begin + near[0] * (end - begin), near[1]
        if one.end + late_s <= two.end:
            i += 1
        else:
            j += 1
    return None


def _gap(one: _Piece, two: _Piece, at: float, late_s: float) -> Gap:
    (ax, ay, az), (bx, by, bz) = one.at(at - late_s), two.at(at)
    return bx - ax, by - ay, bz - az


def _near(start: Gap, end: Gap, apart: Separation) -> tuple[float, float] | None:
    """In straight relative motion from one gap to another: from which share on both distances are too small, and the
    least distance across from there to where one of them is large enough again."""
    if any(min(start[n], end[n]) >= apart.across_m or max(start[n], end[n]) <= -apart.across_m for n in (0, 1)):
        return None
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
