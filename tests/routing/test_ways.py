"""Ways over edges and turns, judged by a search that knows no line graph: it carries along what it has driven."""

import heapq
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.geo import LatLon
from routing.engine.choice import Builder, engine_builder
from routing.engine.dijkstra import DijkstraEngine
from routing.linegraph import line_graph
from routing.model import CLOSED_MS, Metric, RoadNetwork
from routing.snap import Snap, access_ms
from routing.stands import Place
from routing.turns import TurnPolicy, turn_ms, twins
from routing.ways import Ways
from tests.routing.towns import Arrow, arrows

BUILDERS: tuple[Builder, ...] = (engine_builder(), DijkstraEngine)
POLICY = TurnPolicy(corner_s=0.003, sharp_s=0.005, across_s=0.002, dead_end_s=0.011, u_turn_s=0.017)
Town = tuple[RoadNetwork, Metric, tuple[tuple[int, ...], ...]]


def ways(network: RoadNetwork, metric: Metric, builder: Builder | None = None, policy: TurnPolicy = POLICY) -> Ways:
    """Ways over `network`, contracted in any order."""
    lines = line_graph(network, np.arange(network.node_count, dtype=np.int32), policy=policy)
    engine = (builder or engine_builder())(lines.graph, lines.weights(metric.travel_ms))
    return Ways(network, lines, metric.travel_ms, engine)


def snap(network: RoadNetwork, edge: int, along: float) -> Snap:
    """On the road itself."""
    place = LatLon(36.0, 127.0)
    return Snap(place, edge, along, place, 0.0)


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """Up to six nodes; streets both ways or one way, parallel, closed; bans of two to four edges."""
    nodes = draw(st.integers(2, 6))
    ends = st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1)).filter(lambda pair: pair[0] != pair[1])
    times = st.one_of(st.none(), *[st.integers(1, 60)] * 4)
    drawn = draw(st.lists(st.tuples(ends, times, st.one_of(st.none(), times)), min_size=1, max_size=9))
    edges: list[Arrow] = [(a, b, ms) for (a, b), ms, _ in drawn]
    edges += [(b, a, back) for (a, b), ms, back in drawn if back is not None]
    bans = {ban for ban in (_walk(draw, edges) for _ in range(draw(st.integers(0, 4)))) if len(ban) > 1}
    listed = tuple(sorted(bans))
    network, metric = arrows(nodes, edges, bans=listed)
    return network, metric, listed


def _walk(draw: st.DrawFn, edges: Sequence[Arrow]) -> tuple[int, ...]:
    walk = [draw(st.integers(0, len(edges) - 1))]
    for _ in range(draw(st.integers(1, 3))):
        onward = [edge for edge, (tail, _, _) in enumerate(edges) if tail == edges[walk[-1]][1]]
        if onward:
            walk.append(draw(st.sampled_from(onward)))
    return tuple(walk)


def snaps(network: RoadNetwork) -> st.SearchStrategy[Snap]:
    """Anywhere on the road, often at its ends."""
    along = st.one_of(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.floats(0, 1))
    return st.builds(lambda edge, share: snap(network, edge, share), st.integers(0, network.edge_count - 1), along)


class Judge:
    """The fastest time by carrying the last edges along: Dijkstra over histories."""

    def __init__(self, town: Town) -> None:
        self.network, metric, self.bans = town
        self.times, self.twin = metric.travel_ms.tolist(), twins(self.network).tolist()
        self.tails, self.heads = self.network.tail.tolist(), self.network.head.tolist()
        self.memory = max([2, *map(len, self.bans)]) - 1
        self.turn = cache(self._turn)

    def __call__(self, origin: Snap, target: Snap) -> int | None:
        if self.node(origin) is not None and self.node(origin) == self.node(target):
            return 0
        left, reached = self.stands(origin, self.tails, 0.0), self.stands(target, self.heads, 1.0)
        found = [self.part(e, at, reached[e]) for e, at in left.items() if e in reached and at <= reached[e]]
        heap = [(self.part(edge, at, 1.0), (edge,)) for edge, at in left.items()]
        seen: set[tuple[int, ...]] = set()
        heapq.heapify(heap)
        while heap:
            ms, driven = heapq.heappop(heap)
            if driven in seen:
                continue
            seen.add(driven)
            for edge, at_ms in self.onward(driven, ms):
                if edge in reached:
                    found.append(at_ms + self.part(edge, 0.0, reached[edge]))
                if self.times[edge] != CLOSED_MS:
                    heapq.heappush(heap, (at_ms + self.times[edge], (*driven, edge)[-self.memory :]))
        return min(found, default=None)

    def onward(self, driven: tuple[int, ...], ms: int) -> Iterator[tuple[int, int]]:
        """The edges that may be driven next, and when they are entered."""
        for edge in (edge for edge, tail in enumerate(self.tails) if tail == self.heads[driven[-1]]):
            way, cost = (*driven, edge), self.turn(driven[-1], edge)
            if cost >= 0 and not any(way[start:] in self.bans for start in range(len(way) - 1)):
                yield edge, ms + cost

    def _turn(self, into: int, out: int) -> int:
        pair = (np.array([edge], dtype=np.int32) for edge in (into, out))
        return int(turn_ms(self.network, *pair, twin=np.array(self.twin, dtype=np.int32), policy=POLICY)[0])

    def part(self, edge: int, start: float, end: float) -> int:
        """A part of an edge."""
        if self.times[edge] == CLOSED_MS:
            return access_ms(float(self.network.length_m[edge]) * (end - start))
        return round(self.times[edge] * end) - round(self.times[edge] * start)

    def node(self, place: Snap) -> int | None:
        """The junction a place is at."""
        return {0.0: self.tails[place.edge], 1.0: self.heads[place.edge]}.get(place.along)

    def stands(self, place: Snap, ends: list[int], at: float) -> dict[int, float]:
        """The edges a place is on, and where on them."""
        if self.node(place) is not None:
            there = [edge for edge, end in enumerate(ends) if end == self.node(place)]
            return dict.fromkeys([edge for edge in there if self.times[edge] != CLOSED_MS] or there, at)
        other = self.twin[place.edge]
        return {place.edge: place.along} | ({other: 1 - place.along} if other >= 0 else {})


@pytest.mark.parametrize("builder", BUILDERS)
@settings(max_examples=150)
@given(town=towns(), data=st.data())
def test_every_question_is_answered_as_the_judge_answers_it(builder: Builder, town: Town, data: st.DataObject) -> None:
    network, metric, _ = town
    asked, judged = ways(network, metric, builder), Judge(town)
    places = data.draw(st.lists(snaps(network), min_size=2, max_size=5))
    expected = [[judged(origin, target) for target in places] for origin in places]
    assert asked.between(places, places) == expected
    for column, target in enumerate(places):
        assert asked.to_one(places, target) == [row[column] for row in expected]
    drive = asked.drive(places[0], places[1])
    assert (drive.travel_ms if drive else None) == expected[0][1]


@settings(max_examples=150)
@given(town=towns(), data=st.data())
def test_a_drive_follows_open_roads_from_stand_to_stand_and_no_ban(town: Town, data: st.DataObject) -> None:
    network, metric, bans = town
    origin, target = data.draw(snaps(network)), data.draw(snaps(network))
    drive = ways(network, metric).drive(origin, target)
    if drive is None or not drive.edges:
        return
    edges = drive.edges
    assert all(network.head[a] == network.tail[b] for a, b in pairwise(edges))
    assert all(metric.travel_ms[edge] != CLOSED_MS for edge in edges[1:-1])
    assert list(drive.passed_ms) == sorted(drive.passed_ms)
    for ban in bans:
        assert all(edges[at : at + len(ban)] != ban for at in range(len(edges)))
    assert 0 <= ways(network, metric).length_m(drive) <= 100.0 * len(edges) + 0.01


def one_way_block() -> tuple[RoadNetwork, Metric]:
    """A block driven round one way: 0 → 1 → 2 → 3 → 0, ten seconds a side."""
    return arrows(4, [(0, 1, 10_000), (1, 2, 10_000), (2, 3, 10_000), (3, 0, 10_000)])


@settings(max_examples=150)
@given(town=towns(), data=st.data())
def test_the_rest_of_a_drive_takes_what_the_whole_took_less_what_is_behind(town: Town, data: st.DataObject) -> None:
    network, metric, _ = town
    asked = ways(network, metric)
    drive = asked.drive(data.draw(snaps(network)), data.draw(snaps(network)))
    if drive is None or not drive.edges:
        return
    lengths = asked.lengths_m(drive)
    assert asked.rest_ms(drive.edges, lengths[0], lengths[-1]) == pytest.approx(drive.travel_ms, abs=2)
    if len(drive.edges) > 2:
        left = asked.rest_ms(drive.edges[1:], float(network.length_m[drive.edges[1]]), lengths[-1])
        turn_ms = dict(asked.lines.turns(drive.edges[0])).get(drive.edges[1], None)
        if turn_ms is not None:  # else a copy of the edge is driven, for a ban
            assert left == pytest.approx(drive.travel_ms - drive.passed_ms[0] - turn_ms, abs=2)


def test_a_way_through_a_closed_street_is_none_and_one_out_of_it_crawls() -> None:
    network, open_all = arrows(4, [(0, 1, 10_000), (1, 2, 10_000), (2, 3, 10_000)])
    for closed, left in ((0, access_ms(50.0) + 15_000), (1, None), (2, 15_000 + access_ms(50.0))):
        times = open_all.travel_ms.copy()
        times[closed] = CLOSED_MS
        policy = TurnPolicy(corner_s=0, sharp_s=0, across_s=0)
        assert ways(network, Metric(times), policy=policy).rest_ms([0, 1, 2], 50.0, 50.0) == left


def test_on_a_one_way_street_ahead_is_near_and_behind_is_round_the_block() -> None:
    network, metric = one_way_block()
    asked = ways(network, metric)
    here, ahead = snap(network, 0, 0.2), snap(network, 0, 0.7)
    assert asked.between([here], [ahead, here]) == [[5_000, 0]]
    assert asked.to_one([ahead], here) == [35_000]
    drive = asked.drive(ahead, here)
    assert drive is not None
    assert (drive.edges, drive.start, drive.end) == ((0, 1, 2, 3, 0), 0.7, 0.2)
    assert asked.length_m(drive) == pytest.approx(350)


def test_a_two_way_street_is_left_either_way_and_reached_from_either_side() -> None:
    network, metric = arrows(2, [(0, 1, 10_000), (1, 0, 10_000)])
    asked = ways(network, metric)
    a, b = snap(network, 0, 0.2), snap(network, 1, 0.2)
    assert asked.between([a, b], [a, b]) == [[0, 6_000], [6_000, 0]]


def test_nobody_turns_round_at_a_junction_where_going_round_the_block_is_faster() -> None:
    block: list[Arrow] = [(0, 1, 1_000), (1, 2, 1_000), (2, 3, 1_000), (3, 1, 1_000), (1, 0, 1_000)]
    network, metric = arrows(4, block)
    there, back = snap(network, 0, 0.5), snap(network, 4, 0.25)
    policy = TurnPolicy(corner_s=0, sharp_s=0, across_s=0)
    around = ways(network, metric, policy=policy).drive(Snap(there.place, 3, 0.5, there.place, 0.0), back)
    assert around is not None
    assert around.edges == (3, 4)
    alone, alone_metric = arrows(3, [(0, 1, 1_000), (1, 0, 1_000), (1, 2, 1_000)])
    lines = line_graph(alone, np.arange(3, dtype=np.int32), policy=policy)
    assert dict(lines.turns(0)) == {1: 60_000, 2: 0}
    assert dict(lines.turns(1)) == {0: 20_000}  # nothing else leads on from node 0
    del alone_metric


def test_a_ban_over_three_edges_spares_every_part_of_it() -> None:
    edges: list[Arrow] = [(0, 1, 10), (1, 2, 10), (2, 3, 10), (4, 1, 10), (2, 5, 10)]
    network, metric = arrows(6, edges, bans=[(0, 1, 2)])
    asked = ways(network, metric, policy=TurnPolicy(0, 0, 0, 0, 0))
    assert asked.between(
        [snap(network, 0, 0.5), snap(network, 3, 0.5)], [snap(network, 2, 0.5), snap(network, 4, 0.5)]
    ) == [
        [None, 20],
        [20, 20],
    ]
    assert len(asked.lines.edge) == network.edge_count + 1


def test_who_stands_on_a_closed_street_is_reached_slowly_and_nobody_else_drives_there() -> None:
    edges: list[Arrow] = [(0, 1, 1_000), (1, 2, None), (2, 3, 1_000)]
    network, metric = arrows(4, edges)
    asked = ways(network, metric)
    outside, inside, beyond = snap(network, 0, 0.5), snap(network, 1, 0.25), snap(network, 2, 0.5)
    assert asked.between([outside], [inside, beyond]) == [[500 + access_ms(25.0), None]]
    assert asked.to_one([inside, snap(network, 1, 0.5)], beyond) == [access_ms(75.0) + 500, access_ms(50.0) + 500]


def test_roads_under_another_metric_are_other_ways_and_these_stay() -> None:
    network, metric = one_way_block()
    asked, a, b = ways(network, metric), snap(network, 0, 0.5), snap(network, 2, 0.5)
    slower = asked.reweighted(Metric(metric.travel_ms * 2))
    assert (asked.to_one([a], b), slower.to_one([a], b)) == ([20_000], [40_000])
    with pytest.raises(ValueError, match="3 travel times for 4 edges"):
        asked.reweighted(Metric(metric.travel_ms[:-1]))


class Emptied(dict[tuple[int, float], Place]):
    """What is known, while another thread forgets it at every chance."""

    def __setitem__(self, key: tuple[int, float], place: Place) -> None:
        super().__setitem__(key, place)
        self.clear()

    def __contains__(self, key: object) -> bool:
        there = super().__contains__(key)
        self.clear()
        return there


def test_what_another_thread_forgets_meanwhile_is_made_again() -> None:
    network, metric = one_way_block()
    calm, hurried = ways(network, metric), ways(network, metric)
    known = Emptied()
    object.__setattr__(hurried, "_known", known)
    pairs = [(snap(network, 0, start), snap(network, 1, end)) for start in (0.0, 0.4) for end in (0.5, 1.0)]
    assert [hurried.drive(*pair) for pair in pairs] == [calm.drive(*pair) for pair in pairs]
    assert not known


def test_lengths_are_asked_of_a_metric_that_adds_them() -> None:
    network, metric = one_way_block()
    asked, a, b = ways(network, metric), snap(network, 0, 0.5), snap(network, 2, 0.5)
    longer = asked.reweighted(metric, per_m=1)
    (times,), (both,) = asked.to_one([a], b), longer.to_one([a], b)
    assert times is not None
    assert both is not None
    assert both - times == 200
