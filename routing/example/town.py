"""Streets of towns: a grid of blocks, or rings and spokes round a park, each with main streets and gaps."""

import math
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
from shapely.geometry.base import BaseGeometry

from chassis.chance import Random
from routing.example.plane import Field, Points, on_board
from routing.example.region import RingTown, Town
from routing.example.stroke import Ground, Stroke, clear_of, outline, within
from routing.kinds import RoadClass

UNEVEN = 0.16  # how far a street may lie beside its even place, in blocks
QUARTER_M = 1800.0  # some quarters are dense, the next ones less so
OVERLAP = 1.6  # blocks by which neighbouring towns reach into each other, so that their streets meet
Corner = Callable[[int, int], Points]


def draw_towns(
    ring_town: RingTown, towns: tuple[Town, ...], ground: Ground, chance: Random
) -> tuple[list[Stroke], BaseGeometry]:
    """The streets of all towns, and all they cover. Where two overlap the earlier one keeps its ground."""
    streets, built_up = _draw_rings(ring_town, ground, chance)
    for town in towns:
        more, shape = _draw_blocks(town, built_up, ground, chance)
        streets += more
        built_up = built_up.union(shape)
    return streets, built_up


def _draw_blocks(
    town: Town, built_up: BaseGeometry, ground: Ground, chance: Random
) -> tuple[list[Stroke], BaseGeometry]:
    centre = on_board([town.centre])
    shape = outline(centre, town.radius_m, 1.0, chance)
    reach = math.ceil(1.35 * town.radius_m / town.block_m)
    places = [[line + chance.uniform(-UNEVEN, UNEVEN) for line in range(-reach, reach + 1)] for _ in range(2)]
    turn = math.radians(town.axis_deg)
    axes = town.block_m * np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])

    def corner(column: int, row: int) -> Points:
        point: Points = centre[0] + np.array([places[0][column + reach], places[1][row + reach]]) @ axes
        return point

    free = shape.difference(built_up.buffer(-OVERLAP * town.block_m))
    return _fit(list(_blocks(town, reach, corner)), free, ground, chance, town.thin), shape


def _blocks(town: Town, reach: int, corner: Corner) -> Iterator[Stroke]:
    """Block by block; every line keeps its class and name from end to end."""
    for across in (False, True):
        for line in range(-reach, reach + 1):
            kind = _rank(line, town.collector_every, town.arterial_every)
            name = _name(town.name, kind, 2 * (line + reach) + across)
            for at in range(-reach, reach):
                ends = [(at, line), (at + 1, line)] if across else [(line, at), (line, at + 1)]
                yield Stroke(np.array([corner(*end) for end in ends]), kind, name)


def _rank(line: int, collector_every: int, arterial_every: int) -> RoadClass:
    if line % arterial_every == 0:
        return RoadClass.SECONDARY
    return RoadClass.TERTIARY if line % collector_every == 0 else RoadClass.RESIDENTIAL


def _name(stem: str, kind: RoadClass, number: int) -> str:
    """대로, 로 and 길 by width, as Korean street names go: odd numbers one way, even ones across."""
    if kind is RoadClass.RESIDENTIAL:
        return f"{stem}{number + 1}길"
    return f"{stem}{number + 1}{'대로' if kind is RoadClass.PRIMARY else '로'}"


def _fit(streets: list[Stroke], shape: BaseGeometry, ground: Ground, chance: Random, thin: float) -> list[Stroke]:
    """What stays of the plan: avenues, and what lies inside the outline, dry and level, with gaps in side streets."""
    avenues = [street for street in streets if street.kind <= RoadClass.PRIMARY]
    side = within([street for street in streets if street.kind > RoadClass.PRIMARY], shape)
    side = clear_of(side, ground.hills.union(ground.water))
    density = Field(chance, QUARTER_M).at(np.array([street.points[0] for street in side]))
    gaps = {RoadClass.RESIDENTIAL: thin, RoadClass.TERTIARY: thin / 4}
    return avenues + [
        street
        for street, dense in zip(side, density.tolist(), strict=True)
        if chance.random() >= gaps.get(street.kind, 0.0) * (1 - dense)
    ]


def _draw_rings(town: RingTown, ground: Ground, chance: Random) -> tuple[list[Stroke], BaseGeometry]:
    centre = on_board([town.centre])
    spokes = round(2 * math.pi * town.avenues[0] / town.ring_m / 12) * 12
    turns = [2 * math.pi * (spoke + chance.uniform(-UNEVEN, UNEVEN)) / spokes for spoke in range(spokes)]
    turns.append(turns[0] + 2 * math.pi)

    def arc(start: float, end: float, inner_m: float, outer_m: float) -> Points:
        at, away_m = np.linspace(start, end, 3), np.linspace(inner_m, outer_m, 3)
        points: Points = centre + np.column_stack((town.wide * away_m * np.cos(at), away_m * np.sin(at)))
        return points

    shape = outline(centre, town.radius_m, town.wide, chance)
    rings = _rings(town)
    streets = [*_along_rings(town, rings, turns, arc), *_along_spokes(town, rings, turns, arc)]
    return _fit(streets, shape, ground, chance, 0.2), shape


Arc = Callable[[float, float, float, float], Points]
Rings = list[tuple[float, RoadClass]]


def _rings(town: RingTown) -> Rings:
    """Radius and class of each ring: lake, park and avenues where they are told, even steps between them."""
    rings = [(town.lake_m, RoadClass.TERTIARY)]
    marks = (town.park_m, *town.avenues, 1.15 * town.radius_m)
    for inner_m, outer_m in pairwise(marks):
        steps = round((outer_m - inner_m) / town.ring_m)
        first = RoadClass.PRIMARY if inner_m in town.avenues else RoadClass.TERTIARY
        kinds = [first, *(_rank(step, 4, steps) for step in range(1, steps))]
        rings += [(inner_m + (outer_m - inner_m) * step / steps, kind) for step, kind in enumerate(kinds)]
    return rings


def _along_rings(town: RingTown, rings: Rings, turns: list[float], arc: Arc) -> Iterator[Stroke]:
    for number, (radius_m, kind) in enumerate(rings):
        for spoke, (turn, onward) in enumerate(pairwise(turns)):
            stem = town.names[0] if kind is RoadClass.PRIMARY else _sector(town, spoke, len(turns))
            yield Stroke(arc(turn, onward, radius_m, radius_m), kind, _name(stem, kind, 2 * number))


def _along_spokes(town: RingTown, rings: Rings, turns: list[float], arc: Arc) -> Iterator[Stroke]:
    """Only the main spokes lead through the park to the lake."""
    for spoke, turn in enumerate(turns[:-1]):
        kind = _rank(spoke, 4, 12)
        name = _name(_sector(town, spoke, len(turns)), kind, 2 * spoke + 1)
        reached = rings if kind is RoadClass.SECONDARY else rings[1:]
        for (inner_m, _), (outer_m, _) in pairwise(reached):
            yield Stroke(arc(turn, turn, inner_m, outer_m), kind, name)


def _sector(town: RingTown, spoke: int, spokes: int) -> str:
    return town.names[spoke * len(town.names) // spokes]
