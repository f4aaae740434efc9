"""Motorways: two one-way carriageways above everything else, with ramps at interchanges only."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
import shapely.ops
from scipy.spatial import KDTree

from routing.example.courses import INTERCHANGES, MOTORWAYS, MainRoad
from routing.example.plane import Points, on_board, rounded
from routing.example.weave import Web, ranks
from routing.kinds import RoadClass

APART_M = 14.0  # from the middle to each carriageway
RAMP_M = 420.0  # an exit begins so far before the interchange, an entry ends so far after it
VERGE_M = 30.0  # from a carriageway to its ramps
REACH_M = 900.0  # motorways this near belong to the interchange


@dataclass(frozen=True, slots=True)
class OneWay:
    """A one-way piece from point to point, ends included; equal ends are one junction."""

    points: Points
    kind: RoadClass
    name: str


def draw_motorways(web: Web) -> list[OneWay]:
    """All carriageways and ramps. A ramp ends exactly on a junction of `web`, or where two motorways meet."""
    middles = {motorway: rounded(on_board(motorway.course)) for motorway in MOTORWAYS}
    hubs = _hubs(web, middles)
    return [piece for motorway, middle in middles.items() for piece in _motorway(motorway, middle, hubs)]


def _hubs(web: Web, middles: dict[MainRoad, Points]) -> list[tuple[Points, Points]]:
    """Each interchange with the point its ramps lead to: the next main junction, or itself where motorways meet."""
    found = ranks(web)
    worthy = [junction for junction, kinds in found.items() if len(kinds) > 2 and kinds[0] <= RoadClass.TERTIARY]
    tree = KDTree(web.junctions[worthy])
    hubs = []
    for place in on_board(INTERCHANGES):
        meeting = [middle for middle in middles.values() if _away_m(middle, place) < REACH_M]
        hubs.append((place, place if len(meeting) > 1 else web.junctions[worthy[tree.query(place)[1]]]))
    return hubs


def _away_m(middle: Points, place: Points) -> float:
    return float(shapely.LineString(middle).distance(shapely.Point(place)))


def _motorway(motorway: MainRoad, middle: Points, hubs: list[tuple[Points, Points]]) -> Iterator[OneWay]:
    near = [(place, hub) for place, hub in hubs if _away_m(middle, place) < REACH_M]
    for course in (middle, middle[::-1]):
        line = _beside(course, APART_M)  # traffic keeps to the right
        marks = sorted((line.project(shapely.Point(place)), tuple(hub)) for place, hub in near)
        yield from _carriageway(motorway.name, line, marks)


def _carriageway(name: str, line: shapely.LineString, marks: list[tuple[float, tuple[float, ...]]]) -> Iterator[OneWay]:
    """The line cut at exits and entries, and the ramps: exit to hub, hub to entry."""
    stops = [0.0, line.length]
    for at, hub in marks:
        leave, join = max(at - RAMP_M, 0.0), min(at + RAMP_M, line.length)
        stops += [leave, join]
        yield _ramp(name, line, leave, hub, leaving=True)
        yield _ramp(name, line, join, hub, leaving=False)
    cuts = sorted(set(stops))
    for start, end in pairwise(cuts):
        piece = shapely.ops.substring(line, start, end)
        yield OneWay(shapely.get_coordinates(piece), RoadClass.MOTORWAY, name)


def _ramp(name: str, line: shapely.LineString, at: float, hub: tuple[float, ...], *, leaving: bool) -> OneWay:
    """A ramp that leaves along the motorway and turns to the hub, or the other way round."""
    along = min(max(at + (160.0 if leaving else -160.0), 0.0), line.length)
    start, beside = line.interpolate(at), _beside(shapely.get_coordinates(line), VERGE_M).interpolate(along)
    course = rounded(np.array([(start.x, start.y), (beside.x, beside.y), hub]), 2)
    return OneWay(course if leaving else course[::-1], RoadClass.RAMP, f"{name} 진출입로")


def _beside(course: Points, apart_m: float) -> shapely.LineString:
    """The line `apart_m` to the right of `course`; for gentle bends."""
    along = np.gradient(course, axis=0)
    right = np.column_stack((along[:, 1], -along[:, 0])) / np.hypot(*along.T)[:, None]
    return shapely.LineString(course + apart_m * right)
