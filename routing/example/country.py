"""The country between the towns: villages, the roads that join them, and the lanes beside."""

import math
from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Delaunay
from shapely.geometry.base import BaseGeometry

from chassis.chance import Random
from routing.example.plane import Field, Points, on_board
from routing.example.region import BOX
from routing.example.stroke import Ground, Stroke, clear_of
from routing.kinds import RoadClass

STEP_M = 950.0  # from village to village where they lie closest
SCATTER = 0.36  # of a step
NEAR_M = 16_000.0  # around ORIGIN villages lie close; farther out only OUTSIDE of them is drawn
OUTSIDE = 0.2
VALLEY_M = 9000.0  # where villages gather and where they do not
LONGEST_M = 4800.0  # no road leads farther without a village
BETWEEN = 0.94  # a third place this much nearer to both ends takes the road
BOW = 0.14  # how far a road bows out, by its length
LANES_EVERY_M = 700.0
POST_M = 1300.0  # along main roads
EDGE_M = 260.0  # a town's main streets this near to its edge lead on into the country
FIRST = (
    "솔",
    "밤",
    "달",
    "별",
    "새",
    "한",
    "윗",
    "아랫",
    "큰",
    "검",
    "돌",
    "물",
    "참",
    "꽃",
    "매",
    "안",
    "가",
    "너른",
    "긴",
    "흰",
)
SECOND = ("골", "실", "내", "뫼", "들", "말", "터", "재", "벌", "울", "샘", "못", "바위", "나루", "숲", "고개")


def draw_country(
    mains: list[Stroke], streets: list[Stroke], built_up: BaseGeometry, ground: Ground, chance: Random
) -> list[Stroke]:
    """Village roads and lanes outside the towns, tied to main roads and to the towns' edges."""
    villages = _villages(shapely.union_all([built_up, ground.hills, ground.water]), chance)
    posts = np.vstack((_posts(mains, built_up), _gates(streets, built_up)))
    roads = clear_of(_roads(villages, posts, chance), shapely.union_all([ground.water, built_up.buffer(-EDGE_M)]))
    return roads + clear_of(list(_lanes(roads, chance)), ground.water.union(built_up))


def _villages(elsewhere: BaseGeometry, chance: Random) -> Points:
    """An uneven honeycomb, thinner far from the city and off the valleys, without what lies `elsewhere`."""
    places = np.array(list(_honeycomb(chance)))
    valley = 1 + 0.7 * Field(chance, VALLEY_M).at(places)
    share = OUTSIDE + (1 - OUTSIDE) * np.exp(-((np.hypot(*places.T) / NEAR_M) ** 4))
    drawn = np.array([chance.random() for _ in places]) < share * valley
    shapely.prepare(elsewhere)
    kept: Points = places[drawn & ~shapely.contains_xy(elsewhere, places[:, 0], places[:, 1])]
    return kept


def _honeycomb(chance: Random) -> Iterator[tuple[float, float]]:
    west, south = on_board([(BOX.south, BOX.west)])[0]
    east, north = on_board([(BOX.north, BOX.east)])[0]
    for row in range(math.ceil((north - south) / (STEP_M * 0.866))):
        for column in range(math.ceil((east - west) / STEP_M)):
            x = west + STEP_M * (column + row % 2 / 2 + chance.uniform(-SCATTER, SCATTER))
            yield x, south + STEP_M * (0.866 * row + chance.uniform(-SCATTER, SCATTER))


def _posts(mains: list[Stroke], built_up: BaseGeometry) -> Points:
    """Points of the main roads where village roads may begin."""
    outside = [shapely.difference(shapely.LineString(main.points), built_up) for main in mains]
    points = [line.interpolate(at) for line in outside for at in np.arange(POST_M / 2, line.length, POST_M)]
    return np.array([(point.x, point.y) for point in points])


def _gates(streets: list[Stroke], built_up: BaseGeometry) -> Points:
    """Ends of the towns' better streets near the edge."""
    ends = np.unique([s.points[at] for s in streets if s.kind <= RoadClass.TERTIARY for at in (0, -1)], axis=0)
    inner = built_up.buffer(-EDGE_M)
    shapely.prepare(inner)
    found: Points = ends[~shapely.contains_xy(inner, ends[:, 0], ends[:, 1])]
    return found


def _roads(villages: Points, posts: Points, chance: Random) -> list[Stroke]:
    """A road joins two places when no third lies between them; never two posts."""
    places = np.vstack((villages, posts))
    return [_road(places[a], places[b], a, chance) for a, b in _neighbours(places) if a < len(villages)]


def _neighbours(places: Points) -> list[tuple[int, int]]:
    """Pairs of the relative neighbourhood graph, lesser number first: near, planar, without triangles."""
    corners = Delaunay(places).simplices
    pairs = np.unique(np.sort(np.vstack((corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]))), axis=0)
    return [(int(a), int(b)) for a, b in pairs if _is_neighbour(places, a, b)]


def _is_neighbour(places: Points, a: int, b: int) -> bool:
    def away_m(point: Points) -> NDArray[np.float64]:
        distances: NDArray[np.float64] = np.hypot(*(places - point).T)
        return distances

    length_m = math.hypot(*(places[a] - places[b]))
    between = np.maximum(away_m(places[a]), away_m(places[b])) < length_m * BETWEEN
    return length_m < LONGEST_M and not between.any()


def _road(start: Points, end: Points, number: int, chance: Random) -> Stroke:
    """A road of two bows, named after the village it leaves."""
    along = end - start
    aside = np.array([-along[1], along[0]])
    bows = [(share, chance.uniform(-BOW, BOW)) for share in (0.3, 0.7)]
    points = np.array([start, *(start + share * along + bow * aside for share, bow in bows), end])
    kind = RoadClass.TERTIARY if chance.random() < 0.3 else RoadClass.UNCLASSIFIED
    return Stroke(points, kind, f"{_village(number)}{'로' if kind is RoadClass.TERTIARY else '길'}")


def _village(number: int) -> str:
    """A village's own name; past all combinations they are numbered, as streets are."""
    turn, rest = divmod(number * 7, len(FIRST) * len(SECOND))
    return f"{FIRST[rest % len(FIRST)]}{SECOND[rest // len(FIRST)]}{turn + 1 if turn else ''}"


def _lanes(roads: list[Stroke], chance: Random) -> Iterator[Stroke]:
    """Short lanes off the village roads near the city: farms, hamlets, works."""
    for road in roads:
        line = shapely.LineString(road.points)
        if math.hypot(*road.points[0]) > NEAR_M:
            continue
        for number in range(1, int(line.length / LANES_EVERY_M) + 1):
            at = (number - chance.uniform(0.1, 0.9)) * LANES_EVERY_M
            yield _lane(line, at, f"{road.name[:-1]}안{number}길", chance)


def _lane(road: shapely.LineString, at: float, name: str, chance: Random) -> Stroke:
    """A bent lane across or off the road; it begins a little beyond it, so that the two surely meet."""
    foot, onward = (np.array(road.interpolate(step).coords[0]) for step in (at, at + 5.0))
    turn = math.atan2(*(onward - foot)[::-1]) + math.copysign(chance.uniform(1.1, 2.0), chance.random() - 0.5)
    ways = [np.array([math.cos(turn + bend), math.sin(turn + bend)]) for bend in (0.0, chance.uniform(-0.6, 0.6))]
    beyond = chance.uniform(90.0, 220.0) if chance.random() < 0.25 else 2.0
    middle = foot + ways[0] * chance.uniform(80.0, 200.0)
    points = np.array([foot - ways[0] * beyond, foot, middle, middle + ways[1] * chance.uniform(90.0, 260.0)])
    return Stroke(points, RoadClass.RESIDENTIAL, name)
