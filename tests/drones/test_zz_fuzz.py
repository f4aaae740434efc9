"""The search for the quickest way, against two oracles: every visible pair of corners, and extremitypathfinder."""

import math
from itertools import permutations

import networkx as nx
import numpy as np
import pytest
import shapely
from extremitypathfinder import PolygonEnvironment
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from drones.flight import Air, speeds
from drones.plane import Point
from drones.planner.going import Going
from drones.planner.ground import HAIR_M, Ground, ground
from drones.planner.search import Found, GaveUp, quickest

CALM = Going(15.0, 20.0)
GALE = Going(15.0, 20.0, 8.0, -5.0)
METRES = st.integers(-1200, 1200).map(float)
PLACES = st.tuples(METRES, METRES)


@st.composite
def stars(draw: st.DrawFn) -> shapely.Polygon:
    """A polygon that is seldom convex."""
    east, north = draw(PLACES)
    reach = draw(st.lists(st.integers(30, 500), min_size=3, max_size=8))
    turns = [math.tau * n / len(reach) for n in range(len(reach))]
    return shapely.Polygon(
        [(east + r * math.sin(t), north + r * math.cos(t)) for r, t in zip(reach, turns, strict=True)]
    )


def wide(shapes: list[shapely.Polygon]) -> Ground:
    return ground(tuple((f"o{n}", shapely.buffer(shape, 20.0, join_style="mitre")) for n, shape in enumerate(shapes)))


GROUNDS = st.lists(stars(), min_size=1, max_size=6).map(wide)


def by_every_pair(land: Ground, start: Point, target: Point, on: Going) -> float | None:
    """Dijkstra over every pair of corners that see each other, concave ones too, at the speeds of the flight model."""
    outer = shapely.union_all([shapely.buffer(cluster, HAIR_M, join_style="mitre") for cluster in land.clusters])
    nodes = [start, target, *map(tuple, shapely.get_coordinates(outer).tolist())]
    graph = nx.DiGraph()
    graph.add_nodes_from((start, target))
    whole = shapely.union_all(land.clusters)
    shapely.prepare(whole)
    for a, b in permutations(dict.fromkeys(nodes), 2):
        if not whole.intersects(shapely.LineString((a, b))):
            graph.add_edge(a, b, seconds=flown_s(a, b, on))
    return nx.shortest_path_length(graph, start, target, "seconds") if nx.has_path(graph, start, target) else None


def flown_s(a: Point, b: Point, on: Going) -> float:
    track = math.degrees(math.atan2(b[0] - a[0], b[1] - a[1]))
    wind = Air(on.east_mps, on.north_mps)
    found = speeds(track, wind, wanted_mps=on.wanted_mps, airspeed_max_mps=on.airspeed_max_mps)
    assert found is not None
    return math.dist(a, b) / found[0]


def outside(land: Ground, *places: Point) -> bool:
    return all(cluster.distance(shapely.Point(place)) > 1.0 for cluster in land.clusters for place in places)


@settings(max_examples=1500, deadline=None)
@given(GROUNDS, PLACES, PLACES, st.sampled_from((CALM, GALE, Going(12.0, 12.0, -3.0, 6.0))))
def test_no_way_over_any_pair_of_corners_is_quicker(land: Ground, start: Point, target: Point, on: Going) -> None:
    assume(start != target and outside(land, start, target))
    expected = by_every_pair(land, start, target, on)
    parting = land.parting(start, target)
    assert (expected is None) == bool(parting)
    if expected is not None:
        found = quickest(land, start, target, going=on, cap=100_000)
        assert isinstance(found, Found)
        assert found.seconds == pytest.approx(expected, abs=1e-6)


@settings(max_examples=1500, deadline=None)
@given(GROUNDS, PLACES, PLACES)
def test_extremitypathfinder_finds_no_shorter_way(land: Ground, start: Point, target: Point) -> None:
    """It sees no way within a hair of the ground, where ours may pass, and now and then cuts through a hole."""
    filled = [shapely.Polygon(cluster.exterior).buffer(HAIR_M, join_style="mitre") for cluster in land.clusters]
    assume(
        start != target and not any(area.distance(shapely.Point(p)) < 1.0 for area in filled for p in (start, target))
    )
    environment = PolygonEnvironment()
    holes = [list(shapely.orient_polygons(area, exterior_cw=True).exterior.coords)[:-1] for area in filled]
    environment.store([(-5e3, -5e3), (5e3, -5e3), (5e3, 5e3), (-5e3, 5e3)], holes, validate=False)
    way, length_m = environment.find_shortest_path(start, target, verify=False)
    assume(not any(cluster.intersects(shapely.LineString(way)) for cluster in land.clusters))
    found = quickest(land, start, target, going=Going(1.0, 9.0), cap=100_000)
    assert isinstance(found, Found)
    assert length_m - 10 * HAIR_M < found.seconds < length_m + 1e-6


@settings(max_examples=1500, deadline=None)
@given(GROUNDS, PLACES, PLACES)
def test_the_way_is_clear_of_everything_and_the_same_again(land: Ground, start: Point, target: Point) -> None:
    assume(outside(land, start, target) and not land.parting(start, target))
    found = quickest(land, start, target, going=GALE, cap=100_000)
    assert isinstance(found, Found)
    line = shapely.LineString((start, *found.bends, target))
    assert not any(cluster.intersects(line) for cluster in land.clusters)
    assert quickest(land, start, target, going=GALE, cap=found.edges) == found


def test_past_the_cap_on_lines_it_gives_up() -> None:
    walls = wide([shapely.box(-2000, 300 * n, 2000, 300 * n + 20) for n in range(1, 9)])
    assert quickest(walls, (0.0, 0.0), (0.0, 3000.0), going=CALM, cap=5) == GaveUp(5)
    found = quickest(walls, (0.0, 0.0), (0.0, 3000.0), going=CALM, cap=500)
    assert isinstance(found, Found) and 5 < found.edges < 500


@given(PLACES, PLACES, st.floats(0.0, 14.0), st.floats(0.0, 360.0))
def test_a_detour_never_takes_less_time_than_the_straight_line(
    first: Point, second: Point, wind_mps: float, to_deg: float
) -> None:
    to = math.radians(to_deg)
    on = Going(18.0, 16.0, wind_mps * math.sin(to), wind_mps * math.cos(to))
    east, north = (
        np.array([first[0], second[0], first[0] + second[0]]),
        np.array([first[1], second[1], first[1] + second[1]]),
    )
    one, other, both = on.seconds(east, north).tolist()
    assert both <= one + other + 1e-6
    straight = (first[0] + second[0], first[1] + second[1])
    assume(straight != (0.0, 0.0))
    assert both == pytest.approx(flown_s((0.0, 0.0), straight, on), rel=1e-9)


def test_nothing_between_two_yards_of_one_building_leads_from_one_to_the_other() -> None:
    block = shapely.box(0, 0, 500, 300) - shapely.box(100, 100, 200, 200) - shapely.box(300, 100, 400, 200)
    land = ground((("block", block), ("far", shapely.box(900, 0, 950, 50))))
    assert land.parting((150.0, 150.0), (350.0, 150.0)) == ("block",)
    assert land.parting((150.0, 150.0), (160.0, 120.0)) == ()
    assert land.parting((150.0, 150.0), (-100.0, 150.0)) == ("block",)
    assert land.parting((-100.0, 150.0), (600.0, 150.0)) == ()
