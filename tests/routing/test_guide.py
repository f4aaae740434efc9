"""Telling a way: turns, streets, signals and the line on the map."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import LatLon
from routing.assemble import Segment, Survey, assemble
from routing.guide import Guide, turn_of
from routing.kinds import RoadClass
from routing.model import RoadNetwork, SignalAhead, Step, Turn
from routing.stands import NOWHERE, Drive
from tests.routing.towns import EXAMPLE, at_node, both_ways, corner, grid, town_roads

STREET = RoadClass.RESIDENTIAL


def edges_through(network: RoadNetwork, *nodes: int) -> list[int]:
    """The edges from node to node."""
    ends = list(zip(network.tail.tolist(), network.head.tolist(), strict=True))
    return [ends.index(pair) for pair in pairwise(nodes)]


def steps_through(network: RoadNetwork, *nodes: int) -> tuple[Step, ...]:
    """Steps from node to node."""
    drive = drive_through(network, *nodes)
    ends = at_node(network, nodes[0]), at_node(network, nodes[-1])
    return Guide(network).steps(ends[0], drive, network.length_m[list(drive.edges)].tolist(), ends[1])


def told(network: RoadNetwork, *nodes: int) -> list[tuple[Turn, str | None, int]]:
    """Steps as turn, street, metres."""
    steps = steps_through(network, *nodes)
    return [(step.turn, step.name, round(step.distance_m / 10) * 10) for step in steps]


def test_along_a_street_and_round_the_corner_is_two_steps_and_an_arrival() -> None:
    assert told(grid(3), 0, 1, 2, 5, 8) == [
        (Turn.DEPART, "Row 0", 360),
        (Turn.LEFT, "Column 2", 440),
        (Turn.ARRIVE, "Column 2", 0),
    ]


def test_right_is_right() -> None:
    assert [turn for turn, _, _ in told(grid(3), 1, 4, 5)] == [Turn.DEPART, Turn.RIGHT, Turn.ARRIVE]


def test_going_back_is_a_u_turn() -> None:
    assert [turn for turn, _, _ in told(grid(3), 3, 4, 3)] == [Turn.DEPART, Turn.U_TURN, Turn.ARRIVE]


def winding() -> RoadNetwork:
    """A road that bends left at node 1, where nothing else leads, and meets a side street at node 2."""
    survey = Survey(places={0: corner(0, 0), 1: corner(0, 1), 2: corner(1, 1), 3: corner(2, 1), 4: corner(1, 2)})
    both_ways(survey, 0, 1, STREET, "Winding Way")
    both_ways(survey, 1, 2, STREET, "Winding Way")
    both_ways(survey, 2, 3, STREET, "Winding Way")
    both_ways(survey, 2, 4, STREET, "Side Street")
    return assemble(survey, EXAMPLE)[0]


def test_a_bend_without_a_choice_is_no_turn() -> None:
    assert told(winding(), 0, 1, 2, 3) == [(Turn.DEPART, "Winding Way", 620), (Turn.ARRIVE, "Winding Way", 0)]
    assert [turn for turn, _, _ in told(winding(), 0, 1, 2, 4)] == [Turn.DEPART, Turn.RIGHT, Turn.ARRIVE]


def test_a_street_that_changes_its_name_straight_on_is_a_step_of_its_own() -> None:
    survey = Survey(places={node: corner(0, node) for node in range(4)})
    for node, name in enumerate(("Old Road", "New Road", None)):
        both_ways(survey, node, node + 1, STREET, name)
    assert told(assemble(survey, EXAMPLE)[0], 0, 1, 2, 3) == [
        (Turn.DEPART, "Old Road", 180),
        (Turn.STRAIGHT, "New Road", 360),  # the last piece has no name and goes straight on
        (Turn.ARRIVE, "New Road", 0),
    ]


def test_a_heading_is_taken_beyond_the_kerb() -> None:
    survey = Survey(places={0: corner(0, 0), 1: corner(0, 1), 2: corner(1, 1), 3: corner(0, 2)})
    both_ways(survey, 0, 1, STREET)
    both_ways(survey, 1, 3, STREET)
    kerb = LatLon(corner(0, 1).lat + 0.00002, corner(0, 1).lon + 0.00008)  # 7 m eastwards before it turns north
    survey.segments += [Segment(1, 2, STREET, bends=(kerb,)), Segment(2, 1, STREET)]
    network, _ = assemble(survey, EXAMPLE)
    assert [turn for turn, _, _ in told(network, 0, 1, 2)] == [Turn.DEPART, Turn.LEFT, Turn.ARRIVE]


def test_no_way_at_all_is_a_departure_and_an_arrival() -> None:
    town = grid(3)
    here = at_node(town, 4)
    departure, arrival = Guide(town).steps(here, NOWHERE, (), here)
    assert (departure.turn, arrival.turn) == (Turn.DEPART, Turn.ARRIVE)
    assert (departure.distance_m, arrival.distance_m, arrival.place) == (0.0, 0.0, corner(1, 1))


def test_each_step_says_where_its_turn_is_taken_and_how_far_on_the_way() -> None:
    town = replace(grid(3), names_en=tuple(name.replace("Row", "R").replace("Column", "") for name in grid(3).names))
    steps = steps_through(town, 0, 1, 2, 5)
    assert [step.place for step in steps] == [corner(0, 0), corner(0, 2), corner(1, 2)]
    assert [step.along_m for step in steps] == pytest.approx([0, 357.6, 580.0], abs=0.5)
    assert [step.name_en for step in steps] == ["R 0", " 2", " 2"]


def drive_through(network: RoadNetwork, *nodes: int, end: float = 1.0) -> Drive:
    """From node to node, ten seconds an edge."""
    edges = edges_through(network, *nodes)
    return Drive(tuple(edges), 0.0, end, tuple(10_000 * (1 + index) for index in range(len(edges))))


def ahead(network: RoadNetwork, drive: Drive) -> list[SignalAhead]:
    """The signals on a drive that passes an edge every ten seconds and 200 metres."""
    passed = [timedelta(milliseconds=ms) for ms in drive.passed_ms]
    return list(Guide(network).signals(drive, [200.0 * (1 + index) for index in range(len(passed))], passed))


def test_the_signals_ahead_come_in_driving_order_with_when_and_where_they_are_passed() -> None:
    network = grid(3, signals=[0, 1, 4, 8])
    drive = drive_through(network, 0, 1, 4, 5)
    first, second = ahead(network, drive)
    assert (first.node, second.node) == (1, 4)
    assert (first.place, first.after, first.along_m) == (corner(0, 1), timedelta(seconds=10), 200.0)
    assert (first.approach, first.exit) == drive.edges[:2]
    assert (second.approach, second.exit) == drive.edges[1:]


def test_a_way_that_ends_at_a_signal_leaves_it_by_no_edge_and_one_that_ends_before_does_not_meet_it() -> None:
    network = grid(3, signals=[1])
    (signal,) = ahead(network, drive_through(network, 0, 1))
    assert signal.exit is None
    assert ahead(network, drive_through(network, 0, 1, end=0.9)) == []


def test_the_line_begins_and_ends_at_the_places_themselves_and_never_stands_still() -> None:
    origin, target = LatLon(36.4799, 127.2810), LatLon(36.4830, 127.2841)
    route = town_roads(grid(3)).route(origin, target)
    assert route is not None
    assert (route.points[0], route.points[-1]) == (origin, target)
    assert route.points[1].lat == pytest.approx(36.48)  # where Row 0 is nearest
    assert route.points[1].lon == pytest.approx(origin.lon)
    assert corner(0, 2) in route.points or corner(1, 1) in route.points
    assert all(a != b for a, b in pairwise(route.points))


@pytest.mark.parametrize(
    ("change", "turn"),
    [
        (0, Turn.STRAIGHT),
        (-30, Turn.SLIGHT_LEFT),
        (90, Turn.RIGHT),
        (-90, Turn.LEFT),
        (140, Turn.SHARP_RIGHT),
        (-160, Turn.SHARP_LEFT),
        (180, Turn.U_TURN),
        (-180, Turn.U_TURN),
    ],
)
def test_a_change_of_heading_has_a_name(change: float, turn: Turn) -> None:
    assert turn_of(change) is turn


@given(st.floats(-180, 180))
def test_left_mirrors_right(change: float) -> None:
    swapped = turn_of(-change).replace("left", "L").replace("right", "left").replace("L", "right")
    assert turn_of(change) == swapped
