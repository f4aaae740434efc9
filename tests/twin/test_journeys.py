"""A route of our router, as SUMO drives it or cannot."""

from pathlib import Path

import numpy as np
import pytest

from benches.twin.grid import grid
from benches.twin.journeys import Wanted, errands, journey_of, share_driveable
from benches.twin.turns import Turns, driveable, read_turns
from chassis.chance import seeded
from routing.model import RoadNetwork
from routing.profiles import KOREA
from routing.roads import Roads, build_roads
from routing.speeds import metric

LIMITS = np.full(grid().edge_count, 36.0)  # 10 m/s
NET = """<net><edge id=":3_0" function="internal"/><edge id="0"/><edge id="1"/><edge id="2"/>
<connection from="0" to="1" fromLane="0" toLane="0"/><connection from="0" to="1" fromLane="1" toLane="1"/>
<connection from="1" to="2" fromLane="0" toLane="0"/><connection from=":3_0" to="2" fromLane="0" toLane="0"/></net>"""


@pytest.fixture(scope="module")
def roads() -> Roads:
    network = grid()
    return build_roads(network, metric(network, policy=KOREA))


def all_turns(network: RoadNetwork) -> dict[int, frozenset[int]]:
    heads = zip(range(network.edge_count), network.head.tolist(), strict=True)
    tails = network.tail.tolist()
    return {edge: frozenset(e for e, tail in enumerate(tails) if tail == head) for edge, head in heads}


def test_turns_are_read_from_the_net_without_what_lies_inside_junctions(tmp_path: Path) -> None:
    (tmp_path / "x.net.xml").write_text(NET)
    assert read_turns(tmp_path / "x.net.xml") == {0: {1}, 1: {2}, 2: frozenset()}


def test_an_edge_inside_a_joined_junction_is_left_out_and_a_missing_turn_is_not_forgiven() -> None:
    turns: Turns = {0: frozenset({1}), 1: frozenset({2}), 2: frozenset()}
    assert driveable([0, 7, 1, 2], turns) == (0, 1, 2)
    assert driveable([0, 2], turns) is None
    assert driveable([7], turns) is None


def test_a_journey_begins_and_ends_where_the_route_does(roads: Roads) -> None:
    origin, target = roads.network.place(0), roads.network.place(48)
    route = roads.route(origin, target)
    assert route is not None
    journey = journey_of(roads.network, route, all_turns(roads.network))
    assert journey is not None and journey.edges == route.edges
    driven = float(sum(roads.network.length_m[edge] for edge in journey.edges[:-1])) - journey.depart_m
    assert driven + journey.arrive_m == pytest.approx(route.travel.distance_m, rel=0.01)


def test_trips_are_long_enough_pass_signals_and_ways_sumo_cannot_drive_are_counted(roads: Roads) -> None:
    turns = all_turns(roads.network)
    wanted = Wanted(least_m=700, most_m=1500, signals=2)
    found, refused = errands(roads.network, roads.route, turns, LIMITS, count=5, wanted=wanted, chance=seeded(1))
    assert (len(found), refused) == (5, 0)
    assert all(700 <= one.route.travel.distance_m <= 1500 and len(one.route.signals) >= 2 for one in found)
    assert all(one.free_s == pytest.approx(one.route.travel.distance_m / 10, rel=0.01) for one in found)
    lost = found[0].journey.edges[1]
    without = {edge: after - {lost} for edge, after in turns.items()}
    again, refused = errands(roads.network, roads.route, without, LIMITS, count=5, wanted=wanted, chance=seeded(1))
    assert refused >= 1 and all(lost not in one.journey.edges[1:] for one in again)
    ask = roads.route
    assert share_driveable(roads.network, ask, turns, count=20, chance=seeded(2)) == 1.0
    assert share_driveable(roads.network, ask, {0: frozenset()}, count=20, chance=seeded(2)) == 0.0
