"""One contract for every engine, NetworkX among them on small graphs, and a judge that knows no Dijkstra."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.engine import Engine, Graph, Seed
from routing.engine.choice import Builder, engine_builder
from routing.engine.dijkstra import DijkstraEngine
from routing.model import CLOSED_MS
from tests.routing.judge import NetworkXEngine
from tests.routing.towns import Arrow, bare

cch = pytest.importorskip("routing.engine.cch", reason="no contraction hierarchy for this machine")
BUILDERS: tuple[Builder, ...] = (cch.CchEngine, DijkstraEngine, NetworkXEngine)
OURS = BUILDERS[:2]


@pytest.fixture(params=BUILDERS, ids=lambda builder: builder.__name__)
def builder(request: pytest.FixtureRequest) -> Builder:
    """Every story runs on every engine."""
    chosen: Builder = request.param
    return chosen


@st.composite
def towns(draw: st.DrawFn) -> tuple[int, list[Arrow]]:
    """Up to eight vertices and any arcs between them: parallel, closed, one way, or leaving vertices alone."""
    vertices = draw(st.integers(2, 8))
    ends = st.tuples(st.integers(0, vertices - 1), st.integers(0, vertices - 1)).filter(lambda pair: pair[0] != pair[1])
    times = st.one_of(st.none(), st.integers(1, 9), st.integers(1, 86_400_000))
    arcs = draw(st.lists(st.tuples(ends, times), min_size=1, max_size=24))
    return vertices, [(tail, head, ms) for (tail, head), ms in arcs]


def seeds(vertices: int, *, least: int = 0) -> st.SearchStrategy[list[Seed]]:
    """Where a way may begin or end, and what that adds."""
    return st.lists(st.tuples(st.integers(0, vertices - 1), st.integers(0, 50_000)), min_size=least, max_size=3)


def judge(vertices: int, arcs: list[Arrow]) -> list[list[int]]:
    """All times by Floyd and Warshall: `[source][target]`, CLOSED_MS where no way leads."""
    times = [[0 if a == b else CLOSED_MS for b in range(vertices)] for a in range(vertices)]
    for tail, head, ms in arcs:
        times[tail][head] = min(times[tail][head], CLOSED_MS if ms is None else ms)
    for over in range(vertices):
        for a in range(vertices):
            for b in range(vertices):
                times[a][b] = min(times[a][b], times[a][over] + times[over][b])
    return times


def best(times: list[list[int]], starts: list[Seed], ends: list[Seed]) -> int | None:
    """The fastest from any of `starts` to any of `ends`."""
    ways = [added + times[start][end] + more for start, added in starts for end, more in ends]
    return min((ms for ms in ways if ms < CLOSED_MS), default=None)


@pytest.mark.parametrize("build", BUILDERS)
@settings(max_examples=100)
@given(town=towns(), data=st.data())
def test_every_engine_agrees_with_the_judge_whatever_is_asked(
    build: Builder, town: tuple[int, list[Arrow]], data: st.DataObject
) -> None:
    vertices, arcs = town
    engine, times = build(*bare(vertices, arcs)), judge(vertices, arcs)
    everyone = list(range(vertices))
    starts, ends = data.draw(seeds(vertices)), data.draw(seeds(vertices))
    assert engine.to_one(everyone, ends) == [best(times, [(one, 0)], ends) for one in everyone]
    rows = engine.from_each([starts, [(0, 0)]], everyone)
    assert rows == [[best(times, some, [(one, 0)]) for one in everyone] for some in (starts, [(0, 0)])]
    path = engine.path(starts, ends)
    assert (path.travel_ms if path else None) == best(times, starts, ends)


@pytest.mark.parametrize("build", BUILDERS)
@settings(max_examples=100)
@given(town=towns(), data=st.data())
def test_a_path_is_connected_open_and_takes_the_time_it_says(
    build: Builder, town: tuple[int, list[Arrow]], data: st.DataObject
) -> None:
    vertices, arcs = town
    starts, ends = data.draw(seeds(vertices, least=1)), data.draw(seeds(vertices, least=1))
    path = build(*bare(vertices, arcs)).path(starts, ends)
    if path is None:
        return
    at, driven = path.start, 0
    for arc in path.arcs:
        tail, head, ms = arcs[arc]
        assert tail == at
        assert ms is not None
        at, driven = head, driven + ms
    begun, over = (min(ms for vertex, ms in some if vertex == end) for some, end in ((starts, path.start), (ends, at)))
    assert begun + driven + over == path.travel_ms


@settings(max_examples=80)
@given(town=towns(), data=st.data())
def test_other_weights_on_the_same_graph_answer_like_a_new_engine_and_the_old_one_goes_on(
    town: tuple[int, list[Arrow]], data: st.DataObject
) -> None:
    vertices, arcs = town
    times = data.draw(st.lists(st.one_of(st.none(), st.integers(1, 99)), min_size=len(arcs), max_size=len(arcs)))
    graph, weights = bare(vertices, arcs)
    other = bare(vertices, [(tail, head, ms) for (tail, head, _), ms in zip(arcs, times, strict=True)])[1]
    for build in OURS:
        first, everyone = build(graph, weights), list(range(vertices))
        before, expected = (build(graph, some).from_each([[(0, 0)]], everyone) for some in (weights, other))
        swaps = [first.reweighted(some) for some in (other, weights, other)]
        assert [engine.from_each([[(0, 0)]], everyone) for engine in swaps] == [expected, before, expected]
        del swaps
        assert first.reweighted(other).from_each([[(0, 0)]], everyone) == expected
        assert first.from_each([[(0, 0)]], everyone) == before


TRIANGLE: list[Arrow] = [(0, 1, 10), (1, 2, 10), (2, 0, 10), (0, 2, 50), (0, 2, 30)]


def test_of_parallel_arcs_the_faster_one_is_taken(builder: Builder) -> None:
    path = builder(*bare(3, [*TRIANGLE[1:], (0, 1, 40)])).path([(0, 0)], [(2, 0)])
    assert path is not None
    assert path.arcs == (3,)


def test_a_closed_arc_is_never_used_even_when_there_is_no_other(builder: Builder) -> None:
    engine = builder(*bare(3, [(0, 1, None), (1, 2, 5), (2, 1, 5)]))
    assert engine.path([(0, 0)], [(2, 0)]) is None
    assert engine.from_each([[(0, 0)]], [0, 1, 2]) == [[0, None, None]]


def test_the_way_to_where_one_stands_is_empty(builder: Builder) -> None:
    path = builder(*bare(3, TRIANGLE)).path([(1, 0)], [(1, 0)])
    assert path is not None
    assert (path.start, path.arcs, path.travel_ms) == (1, (), 0)


def test_nobody_asked_nothing_answered_and_the_same_twice_is_answered_twice(builder: Builder) -> None:
    engine = builder(*bare(3, TRIANGLE))
    assert engine.to_one([], [(0, 0)]) == []
    assert engine.to_one([0, 1], []) == [None, None]
    assert engine.from_each([[(0, 0)]], []) == [[]]
    assert engine.from_each([], [0]) == []
    assert engine.from_each([[]], [0]) == [[None]]
    assert engine.path([], [(0, 0)]) is engine.path([(0, 0)], []) is None
    assert engine.to_one([1, 1, 0], [(2, 0)]) == [10, 10, 20]
    assert engine.from_each([[(0, 0)]], [2, 2]) == [[20, 20]]


@pytest.mark.parametrize("vertex", [-1, 3])
def test_a_vertex_that_does_not_exist_is_an_index_error_and_not_the_end_of_the_thread(
    builder: Builder, vertex: int
) -> None:
    engine = builder(*bare(3, TRIANGLE))
    for question in (
        lambda: engine.path([(0, 0)], [(vertex, 0)]),
        lambda: engine.path([(vertex, 0)], [(0, 0)]),
        lambda: engine.to_one([0, vertex], [(1, 0)]),
        lambda: engine.to_one([0], [(vertex, 0)]),
        lambda: engine.from_each([[(vertex, 0)]], [0]),
        lambda: engine.from_each([[(0, 0)]], [0, vertex]),
    ):
        with pytest.raises(IndexError):
            question()


@pytest.mark.parametrize("added", [-1, CLOSED_MS + 1])
def test_a_seed_that_adds_less_than_nothing_is_a_value_error(builder: Builder, added: int) -> None:
    engine = builder(*bare(3, TRIANGLE))
    for question in (
        lambda: engine.path([(0, added)], [(1, 0)]),
        lambda: engine.to_one([0], [(1, added)]),
        lambda: engine.from_each([[(0, added)]], [1]),
    ):
        with pytest.raises(ValueError, match="seed"):
            question()


def test_weights_of_another_graph_or_none_at_all_are_refused(builder: Builder) -> None:
    graph, weights = bare(3, TRIANGLE)
    for wrong, told in ((weights[:-1], "4 travel times for 5 arcs"), (weights * 0, "1 ms or more")):
        with pytest.raises(ValueError, match=told):
            builder(graph, wrong)
        with pytest.raises(ValueError, match=told):
            builder(graph, weights).reweighted(wrong)


def test_a_graph_with_a_wrong_order_or_arcs_to_nowhere_is_refused() -> None:
    ends = np.array([0, 1], dtype=np.int32)
    for vertices, head, order, told in ((2, [1, 0], [0, 0], "every vertex once"), (2, [1, 2], [0, 1], "must join")):
        with pytest.raises(ValueError, match=told):
            Graph(vertices, ends, np.array(head, dtype=np.int32), np.array(order, dtype=np.int32))


def test_a_way_of_more_than_24_days_is_none(builder: Builder) -> None:
    days: list[Arrow] = [(vertex, vertex + 1, 86_400_000) for vertex in range(30)]
    engine = builder(*bare(31, days))
    assert engine.from_each([[(0, 0)]], [24, 25, 30]) == [[24 * 86_400_000, None, None]]


def test_a_large_graph_gives_both_engines_the_same_times() -> None:
    rng = np.random.default_rng(7)
    drawn = rng.integers([0, 0, 1], [2000, 2000, 99], size=(9000, 3)).tolist()
    arcs: list[Arrow] = [(tail, head, ms) for tail, head, ms in drawn if tail != head]
    engines: list[Engine] = [build(*bare(2000, arcs)) for build in OURS]
    vertices = rng.integers(0, 2000, 100).tolist()
    some: list[Seed] = [(5, 7), (6, 0)]
    first, second = ([engine.to_one(vertices, some), *engine.from_each([some], vertices)] for engine in engines)
    assert first == second


def test_the_engine_is_chosen_once_by_what_this_machine_has() -> None:
    assert isinstance(engine_builder()(*bare(3, TRIANGLE)), cch.CchEngine)
