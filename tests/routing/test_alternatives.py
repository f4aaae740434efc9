"""Other ways: honestly different, little slower, no detours; none where there is none."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.geo import LatLon
from routing.alternatives import USUAL
from routing.kinds import RoadClass
from routing.model import CLOSED_MS, Metric
from tests.routing.test_roads import closed
from tests.routing.towns import corner, grid, town_roads

TOWN = grid(7, signals=[8, 24, 40])
ROADS = town_roads(TOWN)
PLACES = st.builds(LatLon, st.floats(36.480, 36.492), st.floats(127.280, 127.292))


@settings(max_examples=40)
@given(origin=PLACES, target=PLACES)
def test_other_ways_differ_from_all_told_before_are_little_slower_and_pass_no_junction_twice(
    origin: LatLon, target: LatLon
) -> None:
    best, others = ROADS.route(origin, target), ROADS.alternatives(origin, target, 3)
    assert best is not None
    told = [best]
    for other in others:
        length = other.route.travel.distance_m
        for before in told:
            common = [edge for edge in other.route.edges if edge in set(before.edges)]
            shared = sum(float(TOWN.length_m[edge]) for edge in common) / length
            assert shared <= USUAL.most_shared + 2 * 222 / length  # the first and last edge are driven in part
        assert timedelta(0) <= other.later <= best.travel.p50 * USUAL.slower
        assert other.later == other.route.travel.p50 - best.travel.p50
        heads = [int(TOWN.head[edge]) for edge in other.route.edges[:-1]]
        assert len(set(heads)) == len(heads)
        assert (other.route.points[0], other.route.points[-1]) == (origin, target)
        told.append(other.route)


def test_across_a_grid_there_is_another_way_and_it_names_a_street_the_fastest_does_not_take() -> None:
    best, (other, *_) = ROADS.route(corner(0, 0), corner(6, 6)), ROADS.alternatives(corner(0, 0), corner(6, 6))
    assert best is not None
    assert other.over in {step.name for step in other.route.steps}
    assert other.over not in {step.name for step in best.steps} or other.shared < 0.5


def test_along_the_only_road_there_is_no_other_way() -> None:
    lane = town_roads(grid(2, kind=RoadClass.RESIDENTIAL))
    only = lane.reweighted(closed(lane, (0, 2), (2, 0)))
    assert only.alternatives(corner(0, 0), corner(1, 0)) == ()


def test_where_no_way_leads_or_none_is_needed_there_is_no_other() -> None:
    nowhere = ROADS.reweighted(Metric(ROADS.metric.travel_ms * 0 + CLOSED_MS))
    assert nowhere.alternatives(corner(0, 0), corner(6, 6)) == ()
    assert ROADS.alternatives(corner(0, 0), corner(0, 0)) == ()
    assert ROADS.alternatives(corner(0, 0), LatLon(36.3, 126.0)) == ()


def test_another_way_obeys_a_closure() -> None:
    shut = ROADS.reweighted(closed(ROADS, (0, 1), (7, 8)))
    for other in shut.alternatives(corner(0, 0), corner(6, 6), 3):
        assert all(shut.metric.travel_ms[edge] != CLOSED_MS for edge in other.route.edges)
