"""The ground each demand zone stands for: every place in its own, none in two."""

import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from chassis.geo import LatLon, distance_m
from dispatch.cells import REACH_M, cells

PLACES = st.lists(st.builds(LatLon, st.floats(36.40, 36.55), st.floats(127.2, 127.4)), min_size=1, max_size=12)


def test_no_place_no_ground() -> None:
    assert cells([]) == []


def test_a_place_alone_stands_for_all_within_reach() -> None:
    centre = LatLon(36.5, 127.3)
    [ring] = cells([centre])
    assert ring[0] == ring[-1]
    assert all(abs(distance_m(centre, LatLon(lat, lon)) - REACH_M) < 20 for lon, lat in ring)


def test_two_places_at_one_spot_share_their_ground() -> None:
    first, second, other = cells([LatLon(36.5, 127.3), LatLon(36.5, 127.3), LatLon(36.51, 127.3)])
    assert first == second
    assert first != other


@given(PLACES)
def test_each_place_lies_on_its_own_ground_and_grounds_do_not_overlap(places: list[LatLon]) -> None:
    assume(all(distance_m(a, b) > 20 for i, a in enumerate(places) for b in places[:i]))
    grounds = [shapely.Polygon(ring) for ring in cells(places)]
    for place, ground in zip(places, grounds, strict=True):
        assert ground.distance(shapely.Point(place.lon, place.lat)) < 1e-5
    overlap = sum(ground.area for ground in grounds) - shapely.union_all(grounds).area
    assert overlap < 2e-6  # rounding to a metre along every border; one ground is 7e-4 square degrees
