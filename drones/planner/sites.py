"""Where the kit is let down: the free spot nearest to the patient. Pure.

Rings of places round the patient are tried from the inside outwards. What stands there is known from the obstacles
alone: trees, wires and people are for the operator's eyes.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely

from chassis.geo import LatLon
from drones.plane import Plane, Point
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
        if not (0.0 < self.clear_m <= self.look_m and 0.0 <= self.walk_m <= 200.0 and self.step_m >= 1.0):
            raise ValueError(f"no rules for a drop site: {self}")


def sites(
    target: LatLon, buildings: Iterable[shapely.STRtree] | None, *, plane: Plane, rules: SiteRules
) -> Iterator[tuple[Point, Site]]:
    """All places with room for a kit, on `plane` too; nearest to the patient first, of one ring clockwise from north.

    `buildings` are trees of shapes on `plane`. With None the target itself is the only place.
    """
    centre = plane.xy(target)
    if buildings is None:
        yield centre, Site(target, 0.0, None)
        return
    rings = _rings(rules.walk_m, rules.step_m)
    places = rings[:, 0:2] + centre
    room = _room(places, buildings, rules.look_m)
    for (x, y), walk_m, clear_m in zip(places.tolist(), rings[:, 2].tolist(), room.tolist(), strict=True):
        if clear_m >= rules.clear_m:
            yield (x, y), Site(plane.place((x, y)) if walk_m else target, walk_m, clear_m)


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
