"""What a turn costs, and which edges are two directions of one street."""

import numpy as np
import pytest

from chassis.geo import LatLon
from routing.assemble import Segment, Survey, assemble
from routing.kinds import RoadClass
from routing.model import RoadNetwork
from routing.turns import NONE, TurnPolicy, change_deg, turn_ms, twins
from tests.routing.towns import EXAMPLE, both_ways, corner, grid

POLICY = TurnPolicy(corner_s=2, sharp_s=4, across_s=3, dead_end_s=20, u_turn_s=60)


def edge(network: RoadNetwork, tail: int, head: int) -> int:
    """The first edge between two nodes."""
    return int(np.flatnonzero((network.tail == tail) & (network.head == head))[0])


def cost_s(network: RoadNetwork, *nodes: int, policy: TurnPolicy = POLICY) -> float:
    """The turn on the way over three nodes."""
    pair = (np.array([edge(network, a, b)], dtype=np.int32) for a, b in (nodes[:2], nodes[1:]))
    return float(turn_ms(network, *pair, twin=twins(network), policy=policy)[0]) / 1000


def test_straight_on_is_free_a_corner_costs_and_across_the_oncoming_costs_more() -> None:
    town = grid(3)
    assert cost_s(town, 3, 4, 5) == 0
    assert cost_s(town, 3, 4, 1) == 2  # eastwards, then right to the south
    assert cost_s(town, 3, 4, 7) == 5  # left


def test_where_one_drives_on_the_left_the_right_turn_crosses() -> None:
    left = TurnPolicy(corner_s=2, across_s=3, on_the_left=True)
    assert (cost_s(grid(3), 3, 4, 1, policy=left), cost_s(grid(3), 3, 4, 7, policy=left)) == (5, 2)


def test_at_lights_the_wait_for_the_oncoming_is_part_of_their_delay() -> None:
    assert cost_s(grid(3, signals=[4]), 3, 4, 7) == 2


def test_turning_round_costs_least_where_nothing_else_leads_on() -> None:
    survey = Survey(places={0: corner(0, 0), 1: corner(0, 1), 2: corner(0, 2)})
    both_ways(survey, 0, 1, RoadClass.RESIDENTIAL)
    both_ways(survey, 1, 2, RoadClass.RESIDENTIAL)
    road = assemble(survey, EXAMPLE)[0]
    assert (cost_s(road, 0, 1, 0), cost_s(road, 1, 2, 1)) == (60, 20)


def test_on_a_motorway_nobody_turns_round_before_it_ends() -> None:
    survey = Survey(places={0: corner(0, 0), 1: corner(0, 1), 2: corner(0, 2)})
    both_ways(survey, 0, 1, RoadClass.MOTORWAY)
    both_ways(survey, 1, 2, RoadClass.MOTORWAY)
    road = assemble(survey, EXAMPLE)[0]
    assert cost_s(road, 0, 1, 0) == NONE / 1000
    assert cost_s(road, 1, 2, 1) == 20


def test_a_bend_that_leaves_no_choice_is_no_turn() -> None:
    survey = Survey(places={0: corner(0, 0), 1: corner(0, 1), 2: corner(1, 1)})
    both_ways(survey, 0, 1, RoadClass.RESIDENTIAL)
    both_ways(survey, 1, 2, RoadClass.RESIDENTIAL)
    assert cost_s(assemble(survey, EXAMPLE)[0], 0, 1, 2) == 0


def test_a_change_of_heading_is_read_beyond_the_kerb_and_right_is_positive() -> None:
    survey = Survey(places={0: corner(0, 0), 1: corner(0, 1), 2: corner(1, 1)})
    both_ways(survey, 0, 1, RoadClass.RESIDENTIAL)
    kerb = LatLon(corner(0, 1).lat + 0.00002, corner(0, 1).lon + 0.00008)  # 7 m eastwards before it turns north
    survey.segments += [Segment(1, 2, RoadClass.RESIDENTIAL, bends=(kerb,)), Segment(2, 1, RoadClass.RESIDENTIAL)]
    road = assemble(survey, EXAMPLE)[0]
    into, out = (np.array([edge(road, a, b)], dtype=np.int32) for a, b in ((0, 1), (1, 2)))
    assert change_deg(road, into, out)[0] == pytest.approx(-90, abs=3)


def test_two_directions_of_one_street_are_twins_and_a_road_beside_it_is_not() -> None:
    survey = Survey(places={0: corner(0, 0), 1: corner(0, 1), 2: corner(1, 1)})
    both_ways(survey, 0, 1, RoadClass.RESIDENTIAL)
    round_about = (corner(1, 0), corner(1, 1))
    survey.segments += [Segment(1, 0, RoadClass.PRIMARY, bends=round_about), Segment(0, 1, RoadClass.PRIMARY, 90.0)]
    both_ways(survey, 1, 2, RoadClass.RESIDENTIAL)
    assert twins(assemble(survey, EXAMPLE)[0]).tolist() == [1, 0, NONE, NONE, 5, 4]


def test_of_two_streets_side_by_side_each_finds_its_own_other_direction() -> None:
    survey = Survey(places={0: corner(0, 0), 1: corner(0, 1)})
    for way, metres in ((1, 180.0), (2, 180.5)):
        survey.segments += [Segment(a, b, RoadClass.RESIDENTIAL, metres, way=way) for a, b in ((0, 1), (1, 0))]
    assert twins(assemble(survey, EXAMPLE)[0]).tolist() == [1, 0, 3, 2]


def test_a_turn_of_less_than_nothing_or_of_hours_is_refused() -> None:
    for wrong in (-1, 3601):
        with pytest.raises(ValueError, match="a turn costs"):
            TurnPolicy(u_turn_s=wrong)
