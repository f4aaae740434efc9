"""Where a place meets the road: the nearest edge, and where along it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.geo import LatLon, distance_m
from routing.kinds import Access
from routing.model import RoadNetwork
from routing.snap import REACH_M, REMEMBERED, Snapper
from routing.turns import twins
from tests.routing.towns import corner, grid

TOWN = grid(4)
SNAPPER = Snapper(TOWN, twins(TOWN))
NEAR = st.builds(LatLon, st.floats(36.47, 36.496), st.floats(127.27, 127.296))


def nearest_m(network: RoadNetwork, place: LatLon) -> float:
    """How far the nearest road is, by trying many points of each."""
    points = [network.edge_points(edge) for edge in range(network.edge_count)]
    shares = np.linspace(0, 1, 41)
    along = [LatLon(a.lat + t * (b.lat - a.lat), a.lon + t * (b.lon - a.lon)) for a, b in points for t in shares]
    return min(distance_m(place, point) for point in along)


@settings(max_examples=60)
@given(place=NEAR)
def test_the_edge_found_is_the_nearest_and_the_point_lies_on_it(place: LatLon) -> None:
    snap = SNAPPER.nearest(place)
    assert snap is not None
    assert snap.access_m == pytest.approx(distance_m(place, snap.point), rel=1e-3, abs=0.01)
    assert snap.access_m == pytest.approx(nearest_m(TOWN, place), rel=0.01, abs=3)
    start, end = TOWN.edge_points(snap.edge)
    assert distance_m(start, snap.point) == pytest.approx(snap.along * distance_m(start, end), abs=0.1)


@settings(max_examples=30)
@given(places=st.lists(NEAR, max_size=8))
def test_many_at_once_hear_what_each_would_hear_alone(places: list[LatLon]) -> None:
    assert Snapper(TOWN, twins(TOWN)).all(places) == [Snapper(TOWN, twins(TOWN)).nearest(place) for place in places]


def test_at_a_corner_a_place_is_at_the_end_of_an_edge_exactly() -> None:
    snap = SNAPPER.nearest(LatLon(corner(0, 0).lat - 0.0001, corner(0, 0).lon))
    assert snap is not None
    assert snap.along in (0.0, 1.0)
    assert snap.point == corner(0, 0)


def test_beyond_two_kilometres_there_is_no_road() -> None:
    south = LatLon(corner(0, 0).lat - (REACH_M - 2) / 111_195, corner(0, 0).lon)
    assert SNAPPER.nearest(south) is not None
    assert SNAPPER.nearest(LatLon(south.lat - 0.0001, south.lon)) is None


def test_a_road_not_open_to_anybody_is_not_where_a_place_meets_the_road() -> None:
    access = np.where(TOWN.name_index == TOWN.names.index("Row 0"), Access.BUS, Access.ANYBODY)
    town = replace(TOWN, access=access)
    snap = Snapper(town, twins(town)).nearest(LatLon(corner(0, 0).lat, corner(0, 0).lon + 0.0003))
    assert snap is not None
    assert town.edge_name(snap.edge) == "Column 0"
    nobody = replace(TOWN, access=np.full(TOWN.edge_count, Access.EMERGENCY))
    assert Snapper(nobody, twins(nobody)).nearest(corner(0, 0)) is None


def test_no_more_than_some_thousand_places_are_remembered_and_all_are_answered() -> None:
    rng = np.random.default_rng(3)
    places = [LatLon(36.48 + x, 127.28 + y) for x, y in rng.uniform(0, 0.006, (REMEMBERED // 2 + 5, 2)).tolist()]
    snapper = Snapper(TOWN, twins(TOWN))
    first = snapper.all(places)
    more = snapper.all([LatLon(place.lat + 1e-6, place.lon) for place in places])
    assert len(more) == len(first) == len(places)
    assert snapper.all(places) == first
