"""The roads as everybody uses them: consistent, frozen, and silent about ways that do not exist."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chassis.geo import LatLon, distance_m
from routing import coquimbo
from routing.assemble import Segment, Survey, assemble
from routing.engine.dijkstra import DijkstraEngine
from routing.eta import TripModel
from routing.kinds import RoadClass
from routing.live import Live
from routing.model import CLOSED_MS, Metric
from routing.profiles import CHILE, KOREA
from routing.roads import Roads, build_roads
from routing.snap import REACH_M, access_ms
from routing.speeds import metric
from routing.turns import USUAL
from tests.routing.towns import EXAMPLE, both_ways, corner, grid, town_roads

TOWN = grid(5, signals=[6, 12, 18])
ROADS = town_roads(TOWN)
NEAR = st.builds(LatLon, st.floats(36.478, 36.490), st.floats(127.278, 127.290))
SEA = LatLon(36.3, 126.0)


@settings(max_examples=80)
@given(places=st.lists(NEAR, min_size=1, max_size=6), target=NEAR)
def test_whoever_asks_in_whatever_way_hears_the_same_time(places: list[LatLon], target: LatLon) -> None:
    there = ROADS.to_one(places, target)
    assert there == tuple(ROADS.from_one(place, [target])[0] for place in places)
    for place, travel in zip(places, there, strict=True):
        route = ROADS.route(place, target)
        assert route is not None
        assert travel is not None
        assert (route.travel.p50, route.travel.p90) == (travel.p50, travel.p90)
        assert route.travel.access_m == travel.access_m


@settings(max_examples=80)
@given(origin=NEAR, target=NEAR)
def test_a_route_is_as_long_as_it_is_drawn_and_as_its_steps_say(origin: LatLon, target: LatLon) -> None:
    route = ROADS.route(origin, target)
    assert route is not None
    drawn = sum(distance_m(a, b) for a, b in pairwise(route.points))
    assert drawn == pytest.approx(route.travel.distance_m + route.travel.access_m, rel=1e-3, abs=0.5)
    assert sum(step.distance_m for step in route.steps) == pytest.approx(route.travel.distance_m, rel=1e-6)
    assert distance_m(origin, target) <= drawn + 0.5
    assert all(timedelta(0) <= signal.after <= route.travel.p50 for signal in route.signals)


@settings(max_examples=80)
@given(origin=NEAR, target=NEAR)
def test_a_route_names_its_edges_and_when_the_end_of_each_is_passed(origin: LatLon, target: LatLon) -> None:
    route = ROADS.route(origin, target)
    assert route is not None
    assert route.network == TOWN.digest
    assert len(route.edges) == len(route.passed_m) == len(route.passed_s)
    assert all(TOWN.head[edge] == TOWN.tail[onward] for edge, onward in pairwise(route.edges))
    assert list(route.passed_m) == sorted(route.passed_m)
    assert list(route.passed_s) == sorted(route.passed_s)
    assert route.passed_m[-1:] <= (route.travel.distance_m + route.travel.access_m + 0.1,)
    assert route.passed_s[-1:] <= (route.travel.p50.total_seconds() + 0.1,)
    for signal in route.signals:
        at = route.edges.index(signal.approach)
        assert TOWN.head[signal.approach] == signal.node
        assert signal.exit == (route.edges[at + 1] if at + 1 < len(route.edges) else None)
        assert (signal.along_m, signal.after.total_seconds()) == pytest.approx(
            (route.passed_m[at], route.passed_s[at]), abs=0.06
        )


@settings(max_examples=80)
@given(origin=NEAR, target=NEAR)
def test_a_swept_length_lies_within_a_per_cent_or_so_of_the_way_driven(origin: LatLon, target: LatLon) -> None:
    (swept,), route = ROADS.from_one(origin, [target]), ROADS.route(origin, target)
    assert swept is not None
    assert route is not None
    assert swept.distance_m == pytest.approx(route.travel.distance_m, rel=0.03, abs=5)


@settings(max_examples=60)
@given(a=NEAR, b=NEAR, node=st.integers(0, 24))
@example(a=LatLon(36.478, 127.2844180441337), b=LatLon(36.480852345384434, 127.283203125), node=0)
def test_a_stop_at_a_third_corner_never_saves_more_than_the_turn_there(a: LatLon, b: LatLon, node: int) -> None:
    roads = build_roads(TOWN, ROADS.metric, trips=TripModel(ends_s=0))
    turn = timedelta(seconds=max(USUAL.u_turn_s, USUAL.dead_end_s))
    over = TOWN.place(node)
    (direct,), (first,), (second,) = roads.from_one(a, [b]), roads.from_one(a, [over]), roads.from_one(over, [b])
    assert direct is not None
    assert first is not None
    assert second is not None
    assert direct.p50 <= first.p50 + second.p50 + turn


def test_to_where_one_stands_takes_no_time() -> None:
    (travel,) = ROADS.from_one(corner(1, 1), [corner(1, 1)])
    assert travel is not None
    assert (travel.p50, travel.p90, travel.distance_m, travel.access_m) == (timedelta(0), timedelta(0), 0, 0)


def test_two_places_behind_one_street_are_as_far_apart_as_they_are() -> None:
    a, b = LatLon(36.479, 127.281), LatLon(36.479, 127.2812)
    (travel,), route = ROADS.from_one(a, [b]), ROADS.route(a, b)
    assert travel is not None
    assert route is not None
    assert travel.access_m == pytest.approx(distance_m(a, b))
    assert route.points == (a, b)
    assert route.travel == travel


def test_far_from_every_road_no_road_leads_and_the_others_are_answered_in_their_place() -> None:
    first, lost, last = ROADS.to_one([corner(0, 0), SEA, corner(2, 2)], corner(1, 1))
    assert first is not None
    assert lost is None
    assert last is not None
    assert ROADS.to_one([corner(0, 0), corner(1, 0)], SEA) == (None, None)
    assert ROADS.from_one(SEA, [corner(0, 0)]) == (None,)
    assert ROADS.route(SEA, corner(0, 0)) is ROADS.route(corner(0, 0), SEA) is None
    assert ROADS.snap(SEA) is None
    assert ROADS.to_one([], corner(0, 0)) == ()


def test_a_place_within_two_kilometres_is_reached_on_foot_in_the_end() -> None:
    near, farther = LatLon(36.479, 127.28), LatLon(36.463, 127.28)  # 111 m and 1.9 km south of the first corner
    (there,), (beyond,) = ROADS.from_one(corner(0, 0), [near]), ROADS.from_one(corner(0, 0), [farther])
    assert there is not None
    assert beyond is not None
    assert there.p50 < timedelta(minutes=1)
    assert timedelta(minutes=20) < beyond.p50 < timedelta(minutes=25)
    assert ROADS.snap(LatLon(36.461, 127.28)) is None


@given(st.lists(st.floats(0, REACH_M), min_size=2, max_size=2))
def test_farther_from_the_road_never_takes_less(distances: list[float]) -> None:
    assert access_ms(min(distances)) <= access_ms(max(distances))


def test_beside_a_motorway_the_next_street_counts_but_on_it_the_motorway() -> None:
    survey = Survey(places={0: corner(0, 0), 1: corner(0, 1), 2: corner(3, 0), 3: corner(3, 1), 4: corner(0, 5)})
    both_ways(survey, 0, 1, RoadClass.MOTORWAY)
    both_ways(survey, 1, 4, RoadClass.RAMP)
    both_ways(survey, 4, 3, RoadClass.RESIDENTIAL)
    both_ways(survey, 2, 3, RoadClass.RESIDENTIAL)
    roads = town_roads(assemble(survey, EXAMPLE)[0])
    house, crash = LatLon(corner(1, 0).lat, corner(1, 0).lon), LatLon(corner(0, 0).lat + 0.0002, corner(0, 0).lon)
    snapped = [roads.snap(place) for place in (house, crash)]
    assert [roads.network.road_class[snap.edge] for snap in snapped if snap] == [
        RoadClass.RESIDENTIAL,
        RoadClass.MOTORWAY,
    ]


def closed(roads: Roads, *streets: tuple[int, int]) -> Metric:
    """The metric with these edges closed."""
    ends = zip(roads.network.tail.tolist(), roads.network.head.tolist(), strict=True)
    shut = np.array([pair in streets for pair in ends])
    return Metric(np.where(shut, CLOSED_MS, roads.metric.travel_ms))


def test_a_closed_street_is_driven_round_and_the_old_snapshot_does_not_notice() -> None:
    before = ROADS.route(corner(0, 0), corner(0, 1))
    roads = ROADS.reweighted(closed(ROADS, (0, 1)))
    after = roads.route(corner(0, 0), corner(0, 1))
    assert before is not None
    assert after is not None
    assert after.travel.distance_m > 2 * before.travel.distance_m
    assert ROADS.route(corner(0, 0), corner(0, 1)) == before
    assert roads.digest != ROADS.digest


def test_swept_lengths_follow_a_closure_too() -> None:
    (before,) = ROADS.from_one(corner(0, 0), [corner(0, 1)])
    roads = ROADS.reweighted(closed(ROADS, (0, 1)))
    (after,), route = roads.from_one(corner(0, 0), [corner(0, 1)]), roads.route(corner(0, 0), corner(0, 1))
    assert before is not None
    assert after is not None
    assert route is not None
    assert after.distance_m == pytest.approx(route.travel.distance_m, abs=2)
    assert after.distance_m > 2 * before.distance_m


def test_a_corner_cut_off_by_one_closure_is_reached_as_slowly_as_off_the_road() -> None:
    roads = ROADS.reweighted(closed(ROADS, (1, 0), (5, 0)))
    (there, before), (was, _) = (r.from_one(corner(2, 2), [corner(0, 0), corner(0, 1)]) for r in (roads, ROADS))
    assert there is not None
    assert before is not None
    assert was is not None
    crawled = timedelta(milliseconds=access_ms(distance_m(corner(0, 0), corner(0, 1))))
    assert there.p50 >= before.p50 + crawled - timedelta(seconds=1)
    assert there.p50 > was.p50
    assert roads.route(corner(0, 0), corner(2, 2)) == ROADS.route(corner(0, 0), corner(2, 2))


def test_behind_two_closures_is_unreachable_and_not_infinitely_far() -> None:
    roads = ROADS.reweighted(closed(ROADS, (1, 0), (5, 0), (6, 1), (2, 1), (6, 5), (10, 5)))
    lost, near = roads.from_one(corner(2, 2), [corner(0, 0), corner(0, 2)])
    assert lost is None
    assert near is not None
    assert roads.route(corner(2, 2), corner(0, 0)) is None
    assert roads.to_one([corner(0, 0)], corner(2, 2))[0] is not None


def test_equal_roads_have_equal_digests_and_any_difference_shows() -> None:
    same = town_roads(grid(5, signals=[6, 12, 18]))
    assert same.digest == ROADS.digest
    others = [
        town_roads(grid(5, signals=[6, 12])),
        ROADS.reweighted(metric(TOWN, policy=KOREA, at=datetime(2026, 3, 1, 23, tzinfo=UTC))),
        build_roads(TOWN, ROADS.metric, trips=TripModel(floor=0.3)),
    ]
    assert len({ROADS.digest, *(roads.digest for roads in others)}) == 4


@settings(max_examples=40)
@given(places=st.lists(NEAR, min_size=1, max_size=5), target=NEAR)
def test_the_fallback_engine_gives_the_same_answers(places: list[LatLon], target: LatLon) -> None:
    slow = build_roads(TOWN, ROADS.metric, builder=DijkstraEngine)
    assert slow.to_one(places, target) == ROADS.to_one(places, target)
    assert slow.from_one(target, places) == ROADS.from_one(target, places)
    assert slow.digest == ROADS.digest


def test_an_invented_town_says_so_on_every_route() -> None:
    route = ROADS.route(corner(0, 0), corner(1, 1))
    assert route is not None
    assert route.generated
    survey = Survey(places={0: corner(0, 0), 1: corner(0, 1)})
    both_ways(survey, 0, 1, RoadClass.RESIDENTIAL)
    real = town_roads(assemble(survey, replace(EXAMPLE, generated=False))[0])
    shown = real.route(corner(0, 0), corner(0, 1))
    assert shown is not None
    assert not shown.generated


def test_of_two_parallel_roads_the_faster_is_driven_and_named() -> None:
    survey = Survey(places={0: corner(0, 0), 1: corner(0, 1)})
    both_ways(survey, 0, 1, RoadClass.RESIDENTIAL, "Alley")
    survey.segments.append(Segment(0, 1, RoadClass.MOTORWAY, name="Expressway"))
    route = town_roads(assemble(survey, EXAMPLE)[0]).route(corner(0, 0), corner(0, 1))
    assert route is not None
    assert route.steps[0].name == "Expressway"


def test_readers_see_one_snapshot_or_the_other_while_roads_are_swapped_under_them() -> None:
    other = ROADS.reweighted(closed(ROADS, (0, 1)))
    expected = {roads.digest: roads.to_one([corner(0, 0)], corner(4, 4)) for roads in (ROADS, other)}
    live, stop = Live(ROADS), threading.Event()
    wrong: list[str] = []

    def read() -> None:
        while not stop.is_set():
            roads = live.current()
            if roads.to_one([corner(0, 0)], corner(4, 4)) != expected[roads.digest]:
                wrong.append(roads.digest)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for turn in range(60):
        fresh = ROADS.reweighted(closed(ROADS, (0, 1))) if turn % 2 else ROADS.reweighted(ROADS.metric)
        live.swap(fresh)
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_a_swap_hands_back_what_was_in_force() -> None:
    other = ROADS.reweighted(closed(ROADS, (0, 1)))
    live = Live(ROADS)
    assert live.swap(other) is ROADS
    assert live.current() is other


@pytest.mark.skipif(find_spec("aequilibrae") is None, reason=coquimbo.MISSING)
def test_in_the_real_city_both_engines_agree_from_end_to_end() -> None:
    network, _ = coquimbo.read_roads()
    weights = metric(network, policy=CHILE)
    fast, slow = build_roads(network, weights), build_roads(network, weights, builder=DijkstraEngine)
    la_serena, coquimbo_port = LatLon(-29.9027, -71.2519), LatLon(-29.9533, -71.3395)
    assert fast.from_one(la_serena, [coquimbo_port]) == slow.from_one(la_serena, [coquimbo_port])
    route = fast.route(la_serena, coquimbo_port)
    assert route is not None
    assert 10_000 < route.travel.distance_m < 16_000
    assert timedelta(minutes=7) < route.travel.p50 < timedelta(minutes=25)
