"""Junctions: signals that belong together, ways in and out, and which paths cross."""

from pathlib import Path

import numpy as np

from chassis.geo import LatLon, distance_m
from routing.assemble import Survey, assemble
from routing.junctions import Junction, Movement, find_junctions, stages
from routing.kinds import RoadClass
from routing.model import RoadNetwork
from routing.network import import_file
from tests.routing.towns import EXAMPLE, both_ways, dual_carriageway, grid

CENTRE = 4  # of a grid of three by three
NORTH, EAST, SOUTH, WEST = 7, 5, 1, 3


def edge(network: RoadNetwork, tail: int, head: int) -> int:
    found = [at for at in range(network.edge_count) if (network.tail[at], network.head[at]) == (tail, head)]
    assert len(found) == 1
    return found[0]


def crossing(*, drives_left: bool = False) -> tuple[RoadNetwork, Junction]:
    town = grid(3, signals=[CENTRE])
    (junction,) = find_junctions(town, drives_left=drives_left).all
    return town, junction


def conflict(town: RoadNetwork, junction: Junction, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether driving from node to node through the centre crosses another such drive."""
    driven = (Movement(edge(town, a, CENTRE), edge(town, CENTRE, b)) for a, b in (one, other))
    return not junction.is_free(map(junction.movements.index, driven))


def test_a_crossing_has_four_ways_in_and_three_out_of_each() -> None:
    town, junction = crossing()
    assert junction.approaches == tuple(sorted(edge(town, node, CENTRE) for node in (NORTH, EAST, SOUTH, WEST)))
    assert len(junction.movements) == 12
    assert all(town.head[one.exit] != town.tail[one.approach] for one in junction.movements)  # nobody turns round


def test_where_one_drives_on_the_right() -> None:
    town, junction = crossing()
    assert conflict(town, junction, (SOUTH, NORTH), (WEST, EAST))
    assert conflict(town, junction, (SOUTH, NORTH), (NORTH, EAST))  # the left turn of those who come towards us
    assert conflict(town, junction, (SOUTH, EAST), (WEST, EAST))  # two into one
    assert not conflict(town, junction, (SOUTH, NORTH), (NORTH, SOUTH))
    assert not conflict(town, junction, (SOUTH, NORTH), (NORTH, WEST))  # their right turn
    assert not conflict(town, junction, (SOUTH, WEST), (NORTH, EAST))  # two left turns pass before each other
    assert not conflict(town, junction, (SOUTH, NORTH), (SOUTH, WEST))  # one behind the other


def test_where_one_drives_on_the_left_it_is_the_other_turn_that_crosses() -> None:
    town, junction = crossing(drives_left=True)
    assert conflict(town, junction, (SOUTH, NORTH), (NORTH, WEST))
    assert not conflict(town, junction, (SOUTH, NORTH), (NORTH, EAST))


def test_a_banned_turn_is_no_movement() -> None:
    survey = Survey(signals={0}, places={0: LatLon(36.48, 127.28)})
    for node, (lat, lon) in enumerate(((0.002, 0.0), (0.0, 0.002), (-0.002, 0.0)), start=1):
        survey.places[node] = LatLon(36.48 + lat, 127.28 + lon)
        both_ways(survey, 0, node, RoadClass.TERTIARY)
    town = assemble(survey, EXAMPLE)[0]
    left = (edge(town, 3, 0), edge(town, 0, 2))
    arrays = {name: getattr(town, name) for name in RoadNetwork.__dataclass_fields__ if name != "digest"}
    banned = RoadNetwork(**{**arrays, "ban_offset": [0, 2], "ban_edge": list(left)})
    (before,), (after,) = find_junctions(town).all, find_junctions(banned).all
    assert set(before.movements) - set(after.movements) == {Movement(*left)}


def test_signals_of_one_crossing_are_one_junction() -> None:
    town = dual_carriageway()
    (junction,) = find_junctions(town).all
    assert len(junction.nodes) == 2
    assert len(junction.approaches) == 4  # the pieces between the signals lead nowhere from outside
    assert all(town.tail[one.approach] not in junction.nodes for one in junction.movements)
    assert all(town.head[one.exit] not in junction.nodes for one in junction.movements)


def test_signals_a_block_apart_are_two_junctions_and_keep_their_names() -> None:
    town = grid(4, signals=[5, 6])
    found = find_junctions(town)
    assert [one.id for one in found.all] == sorted(find_junctions(grid(4, signals=[6, 5])).by_id)
    assert len(found.all) == 2
    assert {found.by_approach[edge(town, 5, 6)].nodes, found.by_approach[edge(town, 6, 5)].nodes} == {(5,), (6,)}


def test_a_town_without_signals_has_no_junctions() -> None:
    assert find_junctions(grid(3)).all == ()


def test_every_stage_of_a_junction_may_be_green_at_once() -> None:
    for _, junction in (crossing(), crossing(drives_left=True)):
        groups = stages(junction)
        assert sorted(edge for stage in groups for edge in stage) == list(junction.approaches)
        assert all(junction.is_free(junction.movements_of([edge])) for edge in junction.approaches)
        assert all(junction.is_free(junction.movements_of(stage)) for stage in groups)


def test_the_junctions_of_a_real_city_are_sound(shared_data: Path) -> None:
    city, _ = import_file(shared_data / "osm" / "seoul_centre.graphml.gz")
    found = find_junctions(city)
    signals = set(np.flatnonzero(city.node_signal).tolist())
    inside = [node for one in found.all for node in one.nodes]
    assert len(inside) == len(set(inside))  # no node in two junctions
    assert signals <= set(inside)
    assert len(found.by_id) == len(found.all) > 20
    for one in found.all:
        assert all(distance_m(one.place, city.place(node)) < 60.0 for node in one.nodes)
        assert all(one.is_free(one.movements_of([edge])) for edge in one.approaches)
