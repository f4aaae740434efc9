"""From loose segments to one sound network; what is dropped is counted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.geo import LatLon, distance_m
from routing.assemble import Segment, Survey, assemble
from routing.kinds import RoadClass
from routing.model import RoadImportError
from routing.roads import build_roads
from tests.routing.towns import EXAMPLE, arrows, at_node, both_ways, corner, grid

STREET = RoadClass.RESIDENTIAL


def square() -> Survey:
    """Four corners, streets round them both ways."""
    survey = Survey(places={node: corner(node // 2, node % 2) for node in range(4)})
    for a, b in ((0, 1), (1, 3), (3, 2), (2, 0)):
        both_ways(survey, a, b, STREET)
    return survey


def test_a_road_one_can_enter_but_never_leave_is_dropped_and_counted() -> None:
    survey = square()
    survey.places[9] = corner(5, 5)
    survey.segments.append(Segment(0, 9, STREET))
    network, report = assemble(survey, EXAMPLE)
    assert (report.nodes, report.edges, report.dropped) == (4, 8, {"outside_largest_part": 1})
    assert network.edge_count == 8


def test_an_island_is_dropped_however_well_connected_in_itself() -> None:
    survey = square()
    survey.places |= {20: corner(9, 9), 21: corner(9, 8)}
    both_ways(survey, 20, 21, STREET)
    assert assemble(survey, EXAMPLE)[1].dropped == {"outside_largest_part": 2}


def test_segments_that_cannot_be_are_dropped_by_reason() -> None:
    survey = square()
    survey.segments += [
        Segment(0, 77, STREET),
        Segment(1, 1, STREET),
        Segment(0, 3, STREET, length_m=0.0),
        Segment(0, 3, STREET, length_m=float("nan")),
    ]
    survey.dropped["not_a_road"] = 5
    _, report = assemble(survey, EXAMPLE)
    told = {"missing_node": 1, "loop": 1, "no_length": 2, "not_a_road": 5}
    assert report.dropped == told
    assert report.edges == 8


def test_a_source_without_connected_roads_is_a_clear_error() -> None:
    with pytest.raises(RoadImportError, match="no connected roads"):
        assemble(Survey(), EXAMPLE)
    one_way = Survey(places={0: corner(0, 0), 1: corner(0, 1)}, segments=[Segment(0, 1, STREET)])
    with pytest.raises(RoadImportError, match="no connected roads"):
        assemble(one_way, EXAMPLE)


def test_lengths_follow_the_bends_unless_the_source_knows_better() -> None:
    survey = square()
    over = LatLon(corner(0, 0).lat - 0.01, corner(0, 0).lon)
    survey.segments += [Segment(0, 1, STREET, bends=(over,)), Segment(0, 1, STREET, length_m=7.5, bends=(over,))]
    network, _ = assemble(survey, EXAMPLE)
    around = distance_m(corner(0, 0), over) + distance_m(over, corner(0, 1))
    assert network.length_m[-2:].tolist() == pytest.approx([around, 7.5])
    assert network.edge_points(network.edge_count - 1) == [corner(0, 0), over, corner(0, 1)]


def test_signals_names_and_speeds_arrive_with_their_nodes_and_edges() -> None:
    survey = square()
    survey.signals = {3, 4711}
    survey.segments.append(Segment(3, 0, RoadClass.PRIMARY, maxspeed_kmh=60, name="중앙로"))
    network, report = assemble(survey, EXAMPLE)
    assert network.node_signal.tolist() == [False, False, False, True]
    assert report.signals == 1
    assert (network.edge_name(8), network.maxspeed_kmh[8], network.road_class[8]) == ("중앙로", 60.0, RoadClass.PRIMARY)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40))
def test_in_an_assembled_network_everybody_reaches_everybody(pairs: list[tuple[int, int]]) -> None:
    survey = Survey(places={node: corner(node, node % 3) for node in range(10)})
    survey.segments = [Segment(tail, head, STREET) for tail, head in pairs]
    try:
        network, report = assemble(survey, EXAMPLE)
    except RoadImportError:
        return
    _, same_time = arrows(2, [(0, 1, 1000)] * network.edge_count)
    roads = build_roads(network, same_time)
    everywhere = [at_node(network, node) for node in range(network.node_count)]
    assert all(ms is not None for row in roads.times.between(everywhere, everywhere) for ms in row)
    assert report.edges + sum(report.dropped.values()) == len(pairs)


def test_the_same_source_gives_the_same_digest() -> None:
    assert grid().digest == grid().digest
