"""Where the kit is let down: the free spot nearest to the patient. Pure.

Rings of places round the patient are tried from the inside outwards. What stands there is known from the obstacles
alone: trees, wires and people are for the operator's eyes.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely

from chassis.geo import LatLon
from drones.model import NEAR_M
from drones.plane import Point
from drones.planner.going import Floats


@dataclass(frozen=True, slots=True)
class Site:
    """Where the kit comes down, how far from there to the patient as the crow flies, and what room it has.

    `clear_m` is the distance to the nearest known obstacle, as far as it was looked for; None when nobody knows what
    stands there.
    """

    place: LatLon
    walk_m: float
    clear_m: float | None


@dataclass(frozen=True, slots=True)
class SiteRules:
    """A circle of `clear_m` without an obstacle, at most `walk_m` from the patient; places are `step_m` apart."""

    clear_m: float = 6.0
    walk_m: float = 60.0
    step_m: float = 6.0
    look_m: float = 30.0  # room beyond this is not measured

    def __post_init__(self) -> None:
        if not (
            0.0 < self.clear_m <= self.look_m and 0.0 <= self.walk_m <= NEAR_M - self.look_m and self.step_m >= 1.0
        ):
            raise ValueError(f"no rules for a drop site: {self}")


@dataclass(frozen=True, slots=True)
class Spot:
    """A site before anybody has asked where on earth it is."""

    xy: Point
    walk_m: float
    clear_m: float | None


def spots(centre: Point, buildings: Iterable[shapely.STRtree] | None, *, rules: SiteRules) -> tuple[Spot, ...]:
    """All places with room for a kit round `centre`; the nearest first, of one ring clockwise from north.

    `buildings` are trees of shapes on the same plane. With None the centre itself is the only place.
    """
    if buildings is None:
        return (Spot(centre, 0.0, None),)
    rings = _rings(rules.walk_m, rules.step_m)
    places = rings[:, 0:2] + centre
    room = _room(places, buildings, rules.look_m)
    free = np.flatnonzero(room >= rules.clear_m)
    rows = zip(places[free].tolist(), rings[free, 2].tolist(), room[free].tolist(), strict=True)
    return tuple(Spot((x, y), walk_m, clear_m) for (x, y), walk_m, clear_m in rows)


@cache
def _rings(walk_m: float, step_m: float) -> Floats:
    """Displacements from the centre and their length, ring by ring, each from north and clockwise."""
    places = [(0.0, 0.0, 0.0)]
    for ring in range(1, math.floor(walk_m / step_m) + 1):
        out_m, turns = ring * step_m, [math.tau * n / (6 * ring) for n in range(6 * ring)]
        places += [(out_m * math.sin(turn), out_m * math.cos(turn), out_m) for turn in turns]
    return np.array(places)


def _room(places: Floats, buildings: Iterable[shapely.STRtree], look_m: float) -> Floats:
    """Metres from each place to the nearest building, at most `look_m`."""
    room, points = np.full(len(places), look_m), shapely.points(places)
    for tree in buildings:
        if len(tree):
            (index, _), metres = tree.query_nearest(
                points, max_distance=look_m, return_distance=True, all_matches=False
            )
            room[index] = np.minimum(room[index], metres)
    return room
