"""Areas within minutes: what the roads reach by then is inside, what they reach much later is not."""

from datetime import timedelta

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.geo import LatLon
from routing.engine.dijkstra import DijkstraEngine
from routing.isochrones import Area
from routing.roads import build_roads
from routing.shape import edge_lines
from tests.routing.test_roads import closed
from tests.routing.towns import corner, grid, town_roads

TOWN = grid(12)
ROADS = town_roads(TOWN)
MIDDLE = corner(6, 6)
LATE = timedelta(seconds=60)  # a block and its corner, twice as slow as later on: short trips lose most at their ends


def holds(area: Area, place: LatLon) -> bool:
    """Whether a place lies in the area."""
    point = shapely.Point(place.lon, place.lat)
    parts = ([[(p.lon, p.lat) for p in ring] for ring in (outer, *holes)] for outer, holes in area.parts)
    return any(shapely.Polygon(outer, holes).covers(point) for outer, *holes in parts)


@settings(max_examples=15)
@given(seconds=st.integers(45, 240), row=st.integers(0, 11), column=st.integers(0, 11))
def test_what_is_reached_in_time_is_inside_and_what_takes_far_longer_outside(
    seconds: int, row: int, column: int
) -> None:
    within, origin = timedelta(seconds=seconds), corner(row, column)
    (area,) = ROADS.isochrones([origin], [within])
    places = [TOWN.place(node) for node in range(TOWN.node_count)]
    for place, travel in zip(places, ROADS.from_one(origin, places), strict=True):
        assert travel is not None
        if travel.p50 <= within:
            assert holds(area, place)
        elif travel.p50 > within + LATE:
            assert not holds(area, place)


def test_more_time_reaches_no_less_and_more_stations_reach_what_each_does() -> None:
    small, large = ROADS.isochrones([corner(0, 0)], [timedelta(seconds=90), timedelta(seconds=150)])
    both = ROADS.isochrones([corner(0, 0), corner(11, 11)], [timedelta(seconds=90)])[0]
    for node in range(TOWN.node_count):
        place = TOWN.place(node)
        assert holds(large, place) or not holds(small, place)
        assert holds(both, place) or not holds(small, place)
    assert holds(both, corner(11, 11))
    assert not holds(small, corner(11, 11))


def test_a_closure_casts_a_shadow() -> None:
    cut = [(6 * 12 + column, 7 * 12 + column) for column in range(12)]
    shut = ROADS.reweighted(closed(ROADS, *cut, *[(b, a) for a, b in cut]))
    (before,), (after,) = (roads.isochrones([MIDDLE], [timedelta(minutes=3)]) for roads in (ROADS, shut))
    assert holds(before, corner(9, 6))
    assert not holds(after, corner(9, 6))


def test_far_from_every_road_nothing_is_reached() -> None:
    (area,) = ROADS.isochrones([LatLon(36.3, 126.0)], [timedelta(minutes=5)])
    assert area == Area(timedelta(minutes=5), ())
    assert ROADS.isochrones([MIDDLE], []) == ()


@pytest.mark.parametrize("minutes", [1, 3])
def test_both_engines_draw_the_same_area(minutes: int) -> None:
    slow = build_roads(TOWN, ROADS.metric, builder=DijkstraEngine)
    within = [timedelta(minutes=minutes)]
    assert slow.isochrones([MIDDLE], within) == ROADS.isochrones([MIDDLE], within)


def test_the_lines_of_a_network_are_drawn_once_and_nobody_can_change_them() -> None:
    network = grid(3)
    lines = edge_lines(network)
    assert edge_lines(network) is lines
    assert edge_lines(grid(4)) is not lines
    with pytest.raises(ValueError, match="read-only"):
        lines.lat[0] = 0.0
