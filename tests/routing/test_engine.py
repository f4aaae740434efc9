"""One contract for every engine, with NetworkX as the judge on small networks."""

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.engine import Engine
from routing.engine.choice import Builder, engine_builder
from routing.engine.dijkstra import DijkstraEngine
from routing.model import CLOSED_MS, Metric
from tests.routing.towns import Arrow, arrows

cch = pytest.importorskip("routing.engine.cch", reason="no contraction hierarchy for this machine")
BUILDERS: tuple[Builder, ...] = (cch.CchEngine, DijkstraEngine)


@pytest.fixture(params=BUILDERS, ids=lambda builder: builder.__name__)
def builder(request: pytest.FixtureRequest) -> Builder:
    """Every story runs on every engine."""
    chosen: Builder = request.param
    return chosen


@st.composite
def towns(draw: st.DrawFn) -> tuple[int, list[Arrow]]:
    """Up to eight nodes and any edges between them: parallel, closed, one way, or leaving nodes alone."""
    nodes = draw(st.integers(2, 8))
    ends = st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1)).filter(lambda pair: pair[0] != pair[1])
    times = st.one_of(st.none(), st.integers(1, 9), st.integers(1, 86_400_000))
    edges = draw(st.lists(st.tuples(ends, times), min_size=1, max_size=24))
    return nodes, [(tail, head, ms) for (tail, head), ms in edges]


def judge(nodes: int, edges: list[Arrow]) -> dict[int, dict[int, int]]:
    """All times by NetworkX: `[source][target]`, absent where no way leads."""
    graph: Any = nx.MultiDiGraph()
    graph.add_nodes_from(range(nodes))
    graph.add_weighted_edges_from((tail, head, ms) for tail, head, ms in edges if ms is not None)
    return dict(nx.all_pairs_dijkstra_path_length(graph))


@pytest.mark.parametrize("build", BUILDERS)
@settings(max_examples=150)
@given(town=towns())
def test_every_engine_agrees_with_networkx_on_every_pair(build: Builder, town: tuple[int, list[Arrow]]) -> None:
    nodes, edges = town
    engine, times = build(*arrows(nodes, edges)), judge(nodes, edges)
    everyone = list(range(nodes))
    for node in everyone:
        assert engine.from_one(node, everyone) == [times[node].get(other) for other in everyone]
        assert engine.to_one(everyone, node) == [times[other].get(node) for other in everyone]


@pytest.mark.parametrize("build", BUILDERS)
@settings(max_examples=150)
@given(town=towns())
def test_a_path_is_connected_open_and_takes_the_time_it_says(build: Builder, town: tuple[int, list[Arrow]]) -> None:
    nodes, edges = town
    engine, times = build(*arrows(nodes, edges)), judge(nodes, edges)
    for source in range(nodes):
        for target in range(nodes):
            path = engine.path(source, target)
            assert (path.travel_ms if path else None) == times[source].get(target)
            if path is not None:
                driven = [edges[edge] for edge in path.edges]
                assert sum(ms or CLOSED_MS for _, _, ms in driven) == path.travel_ms
                assert [source, *(head for _, head, _ in driven)] == [*(tail for tail, _, _ in driven), target]


@settings(max_examples=100)
@given(town=towns(), data=st.data())
def test_other_weights_on_the_same_roads_answer_like_a_new_engine(
    town: tuple[int, list[Arrow]], data: st.DataObject
) -> None:
    nodes, edges = town
    times = data.draw(st.lists(st.one_of(st.none(), st.integers(1, 99)), min_size=len(edges), max_size=len(edges)))
    network, metric = arrows(nodes, edges)
    other = arrows(nodes, [(tail, head, ms) for (tail, head, _), ms in zip(edges, times, strict=True)])[1]
    for build in BUILDERS:
        first: Engine = build(network, metric)
        before = first.from_one(0, range(nodes))
        assert first.reweighted(other).from_one(0, range(nodes)) == build(network, other).from_one(0, range(nodes))
        assert first.from_one(0, range(nodes)) == before


TRIANGLE: list[Arrow] = [(0, 1, 10), (1, 2, 10), (2, 0, 10), (0, 2, 50), (0, 2, 30)]


def test_of_parallel_roads_the_faster_one_is_taken(builder: Builder) -> None:
    path = builder(*arrows(3, [*TRIANGLE[1:], (0, 1, 40)])).path(0, 2)
    assert path is not None
    assert path.edges == (3,)


def test_a_closed_road_is_never_used_even_when_there_is_no_other(builder: Builder) -> None:
    engine = builder(*arrows(3, [(0, 1, None), (1, 2, 5), (2, 1, 5)]))
    assert engine.path(0, 2) is None
    assert engine.from_one(0, [0, 1, 2]) == [0, None, None]


def test_the_way_to_where_one_stands_is_empty(builder: Builder) -> None:
    path = builder(*arrows(3, TRIANGLE)).path(1, 1)
    assert path is not None
    assert (path.edges, path.travel_ms) == ((), 0)


def test_nobody_asked_nothing_answered_and_the_same_twice_is_answered_twice(builder: Builder) -> None:
    engine = builder(*arrows(3, TRIANGLE))
    assert engine.to_one([], 0) == engine.from_one(0, []) == []
    assert engine.to_one([1, 1, 0], 2) == [10, 10, 20]
    assert engine.from_one(0, [2, 2]) == [20, 20]


@pytest.mark.parametrize("node", [-1, 3])
def test_a_node_that_does_not_exist_is_an_index_error_and_not_the_end_of_the_thread(
    builder: Builder, node: int
) -> None:
    engine = builder(*arrows(3, TRIANGLE))
    for question in (
        lambda: engine.path(0, node),
        lambda: engine.path(node, 0),
        lambda: engine.to_one([0, node], 1),
        lambda: engine.to_one([0], node),
        lambda: engine.from_one(node, [0]),
        lambda: engine.from_one(0, [0, node]),
    ):
        with pytest.raises(IndexError):
            question()


def test_a_metric_of_other_roads_is_refused(builder: Builder) -> None:
    network, metric = arrows(3, TRIANGLE)
    short = Metric(metric.travel_ms[:-1])
    with pytest.raises(ValueError, match="4 travel times for 5 edges"):
        builder(network, short)
    with pytest.raises(ValueError, match="4 travel times for 5 edges"):
        builder(network, metric).reweighted(short)


def test_a_way_of_more_than_24_days_is_none(builder: Builder) -> None:
    days: list[Arrow] = [(node, node + 1, 86_400_000) for node in range(30)]
    engine = builder(*arrows(31, days))
    assert engine.from_one(0, [24, 25, 30]) == [24 * 86_400_000, None, None]


def test_a_large_network_gives_both_engines_the_same_times() -> None:
    rng = np.random.default_rng(7)
    drawn = rng.integers([0, 0, 1], [2000, 2000, 99], size=(9000, 3)).tolist()
    edges: list[Arrow] = [(tail, head, ms) for tail, head, ms in drawn if tail != head]
    network, metric = arrows(2000, edges)
    engines: list[Engine] = [build(network, metric) for build in BUILDERS]
    nodes = rng.integers(0, 2000, 100).tolist()
    first, second = ([engine.to_one(nodes, 5), engine.from_one(5, nodes)] for engine in engines)
    assert first == second


def test_the_engine_is_chosen_once_by_what_this_machine_has() -> None:
    network, metric = arrows(3, TRIANGLE)
    assert isinstance(engine_builder()(network, metric), cch.CchEngine)
